"""Values ↔ the JSON of cells: what Google answers, what it is sent. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.model.values import Formula, Value, clean_text
from sheetdesk.workbook.cells import Raw, write_cell
from sheetdesk.workbook.wall import to_serial

Cell = dict[str, Any]


def parse_shrunk(body: bytes) -> Any:
    """The JSON in `body`, its cells `shrunk` as soon as each is read. Raises ValueError for no JSON."""
    return json.loads(body, object_hook=shrunk)


def shrunk(plain: dict[str, Any]) -> Any:
    """Of a CellData that tells nothing but what was entered only that: as Google says it, each cell of thousands of rows
    is two objects more, of 250 bytes together."""
    return entered(plain) if len(plain) == 1 and "userEnteredValue" in plain else plain


def entered(cell: Mapping[str, Any] | Raw) -> Raw:
    """What stands in a CellData, `shrunk` or not: typed value or formula; an error counts as text."""
    if not isinstance(cell, Mapping):
        return cell
    value: Mapping[str, Any] | None = cell.get("userEnteredValue")
    if not value:
        return None
    if "formulaValue" in value:
        return Formula(str(value["formulaValue"]))
    for kind in ("stringValue", "numberValue", "boolValue"):
        if kind in value:
            raw: Raw = value[kind]
            return None if raw == "" else raw
    return None


def cell_data(value: Value, zone: ZoneInfo) -> Cell:
    """The CellData that makes a cell show `value`, typed, so that text is text whatever it begins with.

    Times are serial days on `zone`'s wall clock; None clears the cell."""
    if value is None:
        return {}
    if isinstance(value, str):
        text = clean_text(value)
        return {"userEnteredValue": {"stringValue": text}} if text else {}
    if isinstance(value, Formula):  # only to put back what a batch of ours hit
        return {"userEnteredValue": {"formulaValue": value.text}}
    raw = write_cell(value, zone)
    match raw:
        case bool():
            return {"userEnteredValue": {"boolValue": raw}}
        case str():
            return {"userEnteredValue": {"stringValue": raw}}
        case date():
            return {"userEnteredValue": {"numberValue": to_serial(raw)}}
        case int() | float():
            return {"userEnteredValue": {"numberValue": raw}}
    raise TypeError(f"no cell can hold {type(raw).__name__}")
