"""Message-IDs that a reply can be matched by and that a stranger can't forge. Border: text in, text out."""

from __future__ import annotations

import hmac
from base64 import b32encode
from hashlib import sha256

SECRET_MIN_BYTES = 16
_PURPOSE = b"sheetdesk message-id\0"


def sign(key: str, secret: bytes, domain: str) -> str:
    """The Message-ID of the message `key` (case + kind + event): the same key always gives the same one (domain §6).

    `domain` is what stands after the @ of the desk's own address. Raises ValueError if the secret is too short."""
    return f"<{_mac(key, secret)}@{domain.lower()}>"


def matches(message_id: str, key: str, secret: bytes) -> bool:
    """Did we make `message_id` for `key`? Whatever the domain: the desk's address may have changed since."""
    local = message_id.strip().removeprefix("<").partition("@")[0]
    return hmac.compare_digest(local.lower().encode(), _mac(key, secret).encode())


def _mac(key: str, secret: bytes) -> str:
    if len(secret) < SECRET_MIN_BYTES:
        raise ValueError(f"the secret of Message-IDs has {len(secret)} bytes, {SECRET_MIN_BYTES} are the least")
    mac = hmac.new(secret, _PURPOSE + key.encode(), sha256).digest()
    return b32encode(mac[:20]).decode().lower()
