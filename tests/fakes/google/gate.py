"""Google's gate before a spreadsheet: who asks, whether she may, whether the request is well-formed; carries nothing out."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.fakes.google import denials
from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.exchange import Asked
from tests.fakes.google.masks import BadMask, Mask, parse
from tests.fakes.google.quota import Quota
from tests.fakes.google.routes import Route, Wanted
from tests.fakes.google.schema import api
from tests.fakes.google.tokens import Token, Tokens


class Misshapen(ApiFault):
    """A request that no well-behaved client sends: unknown field, wrong type, not JSON."""


class Gate:
    """What the project's owner and the spreadsheets' owners have set."""

    def __init__(self, tokens: Tokens, now: Callable[[], float]) -> None:
        self.tokens, self.now = tokens, now
        self.books: dict[str, Any] = {}
        self.roles: dict[tuple[str, str], str] = {}
        self.disabled: set[str] = set()
        self.quota: Quota | None = None
        self.checks = True
        """Whether bodies are checked by the discovery document; a benchmark has no time for it."""

    def admit(self, route: Route, book_id: str, asked: Asked) -> Wanted:
        """Raises ApiFault in the order in which Google's layers look: sign-in, API, quota, form, sharing."""
        token = self._caller(route, asked)
        if route.api in self.disabled:
            raise denials.disabled(route.api)
        if self.quota and route.kind in ("read", "write"):
            self.quota.spend(token.email, route.kind)
        body, mask = checked(route, asked, self.checks)
        role = self._role(route, book_id, token)
        book = self.books[book_id]
        book.account = token.email  # whose protected ranges count
        return Wanted(book, asked, body, mask, role)

    def _caller(self, route: Route, asked: Asked) -> Token:
        service = f"{route.api}.googleapis.com"
        scheme, _, value = asked.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer":
            raise denials.no_credentials(service)
        token = self.tokens.holder(value, self.now())
        if token is None:
            raise denials.bad_credentials(service)
        if not token.scopes & set(api(route.document).methods[route.method]["scopes"]):
            raise denials.scope_missing(service, route.method)
        return token

    def _role(self, route: Route, book_id: str, token: Token) -> str:
        role = self.roles.get((book_id, token.email))
        if route.api == "drive" and role is None:
            raise denials.no_file(book_id)
        if book_id not in self.books:
            raise denials.not_found()
        if role is None or (route.kind == "write" and role != "writer"):
            raise denials.no_permission()
        return role


def checked(route: Route, asked: Asked, body_too: bool = True) -> tuple[dict[str, Any], Mask]:
    """Body and mask of a request that keeps to the discovery document; raises Misshapen."""
    document = api(route.document)
    try:
        document.check_parameters(route.method, asked.params)
        mask = _mask(asked)
        if mask:
            document.check_mask(route.method, mask)
        if asked.method == "GET":
            return {}, mask
        body = _parsed(asked)
        if body_too:
            document.check_body(route.method, body)
        return body, mask
    except ApiFault as fault:
        raise Misshapen(fault.status, fault.code, fault.message, fault.details) from None


def _mask(asked: Asked) -> Mask:
    if "fields" not in asked.params:
        return {}
    try:
        return parse(asked.params["fields"][0])
    except BadMask as fault:
        raise ApiFault(400, "INVALID_ARGUMENT", f"Invalid field mask: {fault}") from None


def _parsed(asked: Asked) -> Any:
    if not asked.headers.get("content-type", "").startswith("application/json"):
        raise ApiFault(400, "INVALID_ARGUMENT", "Invalid JSON payload received. The content type is not JSON.")
    try:
        return json.loads(asked.raw.decode("utf-8", "strict"), parse_constant=_no_constant)
    except ValueError as fault:
        raise ApiFault(400, "INVALID_ARGUMENT", f"Invalid JSON payload received. {fault}") from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"Unexpected token.\n{name}")
