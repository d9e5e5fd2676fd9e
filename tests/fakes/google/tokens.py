"""Google's token endpoint: service accounts, their signed requests (JWT, RS256) and the tokens given for them."""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.fakes.google.schema import known_scopes

AUDIENCE = "https://oauth2.googleapis.com/token"
"""What google-auth signs its requests for, wherever the key file's `token_uri` sends them."""

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFETIME_S, LEEWAY_S = 3600, 300

NOT_SHORT_LIVED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


class Refused(Exception):
    """The token endpoint's answer 400: an OAuth error word and its description."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description

    def answer(self) -> dict[str, str]:
        return {"error": self.error, "error_description": self.description}


@dataclass
class Account:
    """A service account of project 123 and the one key it has."""

    email: str
    key_id: str
    public_key: RSAPublicKey
    deleted: bool = False
    key_deleted: bool = False


@dataclass(frozen=True)
class Token:
    """A bearer token: whose, what for, and until when (seconds by the fake's clock)."""

    email: str
    scopes: frozenset[str]
    expires: float


class Tokens:
    """Who may ask for tokens, and which ones are out."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self.out: dict[str, Token] = {}

    def new_account(self, path: Path, token_uri: str) -> Account:
        """Makes an account and writes its key file, for its owner's eyes only."""
        number = len(self.accounts) + 1
        private_key = _private_key(number)
        email = f"desk-{number}@group-buy-123.iam.gserviceaccount.com"
        account = Account(email, f"{number:040x}", private_key.public_key())
        path.touch(mode=0o600)
        path.write_text(json.dumps(_key_file(account, private_key, token_uri), indent=2), encoding="utf-8")
        self.accounts[email] = account
        return account

    def grant(self, form: Mapping[str, list[str]], now: float) -> dict[str, Any]:
        """The answer to one POST /token; raises Refused in Google's words."""
        if form.get("grant_type") != [GRANT]:
            raise Refused("unsupported_grant_type", f"Invalid grant_type: {form.get('grant_type', [''])[0]}")
        header, claims, signed, signature = _opened(form.get("assertion", [""])[0])
        account = self._signer(header, claims, signed, signature)
        _check_times(claims, now)
        scopes = _checked_scopes(claims)
        value = "ya29.c." + secrets.token_urlsafe(48)
        self.out[value] = Token(account.email, scopes, now + LIFETIME_S - 1)
        return {"access_token": value, "expires_in": LIFETIME_S - 1, "token_type": "Bearer"}

    def holder(self, value: str, now: float) -> Token | None:
        """The token, if it is known, still good, and its account still there."""
        token = self.out.get(value)
        if token is None or token.expires <= now or self.accounts[token.email].deleted:
            return None
        return token

    def _signer(self, header: Mapping[str, Any], claims: Mapping[str, Any], signed: bytes, signature: bytes) -> Account:
        account = self.accounts.get(claims.get("iss", ""))
        if account is None or account.deleted:
            raise Refused("invalid_grant", "Invalid grant: account not found")
        wrong = Refused("invalid_grant", "Invalid JWT Signature.")
        if header.get("alg") != "RS256" or header.get("kid") != account.key_id or account.key_deleted:
            raise wrong
        try:
            account.public_key.verify(signature, signed, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise wrong from None
        if claims.get("aud") != AUDIENCE:
            said = f"Invalid JWT: Failed audience check. The right audience is {AUDIENCE}"
            raise Refused("invalid_grant", said)
        return account


def _opened(assertion: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Header, claims, the signed bytes, the signature."""
    try:
        head, body, signature = assertion.split(".")
        return json.loads(_bytes(head)), json.loads(_bytes(body)), f"{head}.{body}".encode(), _bytes(signature)
    except (ValueError, NotBase64):
        raise Refused("invalid_grant", "Bad Request") from None


def _bytes(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _check_times(claims: Mapping[str, Any], now: float) -> None:
    """An hour at most, and one that holds the server's now, five minutes either way."""
    issued, expires = claims.get("iat"), claims.get("exp")
    if not (isinstance(issued, int) and isinstance(expires, int)):
        raise Refused("invalid_grant", NOT_SHORT_LIVED)
    if not 0 < expires - issued <= LIFETIME_S or issued > now + LEEWAY_S or expires < now - LEEWAY_S:
        raise Refused("invalid_grant", NOT_SHORT_LIVED)


def _checked_scopes(claims: Mapping[str, Any]) -> frozenset[str]:
    scopes = frozenset(str(claims.get("scope", "")).split())
    if not scopes or scopes - known_scopes():
        raise Refused("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    return scopes


@cache
def _private_key(number: int) -> RSAPrivateKey:
    """Made once a process, and half as long as Google's: google-auth takes 0.1 s to load 2048 bits, 0.01 s for these."""
    return generate_private_key(public_exponent=65537, key_size=1024)


def _key_file(account: Account, private_key: RSAPrivateKey, token_uri: str) -> dict[str, str]:
    """The fields of the file that Google's console hands out."""
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {
        "type": "service_account",
        "project_id": "group-buy-123",
        "private_key_id": account.key_id,
        "private_key": pem.decode(),
        "client_email": account.email,
        "client_id": "100000000000000000001",
        "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        "token_uri": token_uri,
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        "client_x509_cert_url": f"https://www.googleapis.com/robot/v1/metadata/x509/{account.email.replace('@', '%40')}",
        "universe_domain": "googleapis.com",
    }
