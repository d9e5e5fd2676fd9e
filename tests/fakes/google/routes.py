"""The requests that the fake knows, exactly those that sheetdesk sends; all others are 501."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.google import denials
from tests.fakes.google.exchange import Answer, Asked, Kind, as_json
from tests.fakes.google.masks import Mask, cut, lets_through

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_TYPE = "application/vnd.google-apps.spreadsheet"
EXPORT_LIMIT = 10 * 1024 * 1024
"""Bytes; files.export: "the exported content is limited to 10 MB"."""


@dataclass(frozen=True)
class Wanted:
    """One request, checked and allowed: its book, its parsed body, its mask, the caller's role."""

    book: Any
    asked: Asked
    body: dict[str, Any]
    mask: Mask
    role: str

    def shows_grid(self, path: str, otherwise: object) -> bool:
        """A field mask decides whether cells come back; only without one does the request's own switch."""
        return lets_through(self.mask, path) if self.mask else bool(otherwise)

    def answered(self, value: Any) -> Answer:
        """A 200 with that."""
        return as_json(200, value, self.asked.wants_indents)


@dataclass(frozen=True)
class Route:
    """A method of Google's, by its id in the discovery document; the path's first group is the file's id."""

    verb: str
    path: re.Pattern[str]
    api: Literal["sheets", "drive"]
    method: str
    kind: Kind
    carry_out: Callable[[Wanted], Answer]

    @property
    def document(self) -> str:
        return "sheets.v4" if self.api == "sheets" else "drive.v3"


def _get(wanted: Wanted) -> Answer:
    switch = wanted.asked.params.get("includeGridData", [""])[0].lower() == "true"
    whole = wanted.book.get(dict(wanted.asked.params), wanted.shows_grid("sheets.data", switch))
    return wanted.answered(cut(whole, wanted.mask))


def _get_by_filter(wanted: Wanted) -> Answer:
    grid = wanted.shows_grid("sheets.data", wanted.body.get("includeGridData"))
    whole = wanted.book.get_by_filter({**wanted.body, "includeGridData": grid})
    return wanted.answered(cut(whole, wanted.mask))


def _values_by_filter(wanted: Wanted) -> Answer:
    return wanted.answered(cut(wanted.book.values_by_filter(wanted.body), wanted.mask))


def _batch_update(wanted: Wanted) -> Answer:
    grid = wanted.shows_grid("updatedSpreadsheet.sheets.data", wanted.body.get("responseIncludeGridData"))
    whole = wanted.book.batch_update({**wanted.body, "responseIncludeGridData": grid})
    return wanted.answered(cut(whole, wanted.mask))


def _file(wanted: Wanted) -> Answer:
    """Without a mask Drive tells four fields. `modifiedTime` is left out: it lags by minutes and nothing may lean on it."""
    brief = {"kind": "drive#file", "id": wanted.book.id, "name": wanted.book.title, "mimeType": SHEET_TYPE}
    if not wanted.mask:
        return wanted.answered(brief)
    able: Mapping[str, bool] = {"canEdit": wanted.role == "writer", "canCopy": True, "canDownload": True}
    whole = {**brief, "version": str(wanted.book.version), "trashed": False, "capabilities": able}
    return wanted.answered(cut(whole, wanted.mask))


def _export(wanted: Wanted) -> Answer:
    kind = wanted.asked.params["mimeType"][0]
    if kind != XLSX:
        raise denials.unimplemented(f"exports as {kind}")
    data: bytes = wanted.book.to_xlsx()
    if len(data) > EXPORT_LIMIT:
        raise denials.too_large()
    return Answer(200, data, XLSX)


SHEET, FILE = r"/v4/spreadsheets/([^/:]+)", r"/drive/v3/files/([^/:]+)"

ROUTES: tuple[Route, ...] = (
    Route("GET", re.compile(SHEET), "sheets", "sheets.spreadsheets.get", "read", _get),
    Route(
        "POST",
        re.compile(SHEET + ":getByDataFilter"),
        "sheets",
        "sheets.spreadsheets.getByDataFilter",
        "read",
        _get_by_filter,
    ),
    Route(
        "POST",
        re.compile(SHEET + "/values:batchGetByDataFilter"),
        "sheets",
        "sheets.spreadsheets.values.batchGetByDataFilter",
        "read",
        _values_by_filter,
    ),
    Route(
        "POST", re.compile(SHEET + ":batchUpdate"), "sheets", "sheets.spreadsheets.batchUpdate", "write", _batch_update
    ),
    Route("GET", re.compile(FILE), "drive", "drive.files.get", "drive", _file),
    Route("GET", re.compile(FILE + "/export"), "drive", "drive.files.export", "drive", _export),
)


def find(asked: Asked, routes: tuple[Route, ...] = ROUTES) -> tuple[Route, str] | None:
    """The route and the file's id."""
    for route in routes:
        hit = route.path.fullmatch(asked.path)
        if hit and route.verb == asked.method:
            return route, hit[1]
    return None
