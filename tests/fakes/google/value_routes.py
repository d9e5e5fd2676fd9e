"""The requests of spreadsheets.values, for the scripts of others: served only by a fake that was told so (`google.routes`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.fakes.google import values
from tests.fakes.google.exchange import Answer
from tests.fakes.google.masks import cut
from tests.fakes.google.routes import ROUTES, SHEET, Route, Wanted

PLACE = SHEET + r"/values/(.+)"


def _place(wanted: Wanted) -> str:
    return wanted.asked.path.split("/values/", 1)[1].removesuffix(":append")


def _options(wanted: Wanted) -> dict[str, Any]:
    return {name: given[0] for name, given in wanted.asked.params.items()}


def _get(wanted: Wanted) -> dict[str, Any]:
    return values.get(wanted.book, _place(wanted), _options(wanted))


def _batch_get(wanted: Wanted) -> dict[str, Any]:
    return values.batch_get(wanted.book, wanted.asked.params["ranges"], _options(wanted))


def _update(wanted: Wanted) -> dict[str, Any]:
    return values.update(wanted.book, _place(wanted), wanted.body, _options(wanted))


def _batch_update(wanted: Wanted) -> dict[str, Any]:
    return values.batch_update(wanted.book, wanted.body)


def _append(wanted: Wanted) -> dict[str, Any]:
    return values.append(wanted.book, _place(wanted), wanted.body, _options(wanted))


def _route(verb: str, path: str, method: str, carry_out: Callable[[Wanted], dict[str, Any]]) -> Route:
    def answer(wanted: Wanted) -> Answer:
        return wanted.answered(cut(carry_out(wanted), wanted.mask))

    name = f"sheets.spreadsheets.values.{method}"
    return Route(verb, re.compile(path), "sheets", name, "read" if verb == "GET" else "write", answer)


VALUE_ROUTES = (
    _route("GET", SHEET + "/values:batchGet", "batchGet", _batch_get),
    _route("POST", SHEET + "/values:batchUpdate", "batchUpdate", _batch_update),
    _route("POST", PLACE + ":append", "append", _append),
    _route("GET", PLACE, "get", _get),
    _route("PUT", PLACE, "update", _update),
)

FOR_SCRIPTS = (*ROUTES, *VALUE_ROUTES)
"""What a spreadsheet's owner may send who writes her own script."""
