"""The world of the demo as values: its shop, its customers' answers and ratings, its people's edits. Reads packaged files, plays nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk import columns
from sheetdesk.model.values import Value

TYPE, ADD_ROW, ADD_COLUMN, SORT, DELETE = "type", "add_row", "add_column", "sort", "delete"
DEEDS = (TYPE, ADD_ROW, ADD_COLUMN, SORT, DELETE)

NUMBER = "{number}"
"""Stands in an addition's 服務單號 for the number of the case it belongs to, which only the ledger knows."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """One row of the form, as the form leaves it: keys of `columns.FORM`, raw as customers are."""

    id: str
    at: datetime
    """When it arrives, aware UTC; its time stamp's cell may say something else, or nothing readable."""
    cells: Mapping[str, Value]
    case_of: str | None = None
    """The answer whose case this one adds to."""
    replaces: str | None = None
    """The answer that was edited: its row is gone and this one stands in its place."""
    double_of: str | None = None
    """The answer that was sent once more."""
    joins: str | None = None
    """The answer whose open case this one goes to at first, though it names no number: same person, same order."""

    def opens_case(self) -> bool:
        """Does it get a case of its own, at once or when somebody splits it from the one it joined?"""
        return not (self.case_of or self.replaces or self.double_of)

    def with_number(self, number: str) -> Mapping[str, Value]:
        """Its cells with the number that its customer copied from the receipt."""
        written = self.cells.get("case_no")
        if not isinstance(written, str):
            return self.cells
        return {**self.cells, "case_no": written.replace(NUMBER, number)}


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that a person of the shop does in the workbook, at `at` (aware UTC). `do` is one of DEEDS."""

    at: datetime
    do: str
    tab: str
    """Key of the tab."""
    row: str | None = None
    """In 案件 the id of an answer, or of a row typed by hand; elsewhere the text of the row's first cell."""
    column: str | None = None
    """The title that the person sees."""
    value: Value = None
    cells: Mapping[str, Value] = field(default_factory=dict)
    """A new row's cells by title."""
    put_back: bool = False
    """The desk must undo it."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One row of the survey's form: how a customer found it, at `at` (aware UTC)."""

    at: datetime
    of: str | None
    """The answer, or the row typed by hand, whose case she was asked about; None: somebody made the token up."""
    cells: Mapping[str, Value]
    """Keys of `columns.SURVEY`."""


Moment = FormAnswer | Edit | Rating


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happens between `live_from` and `ends`. Times are aware UTC.

    `rows` holds, by the tab's key, the whole of what stands in a settings tab from the first day."""

    shop: str
    signature: str
    zone: ZoneInfo
    live_from: datetime
    ends: datetime
    answers: tuple[FormAnswer, ...]
    edits: tuple[Edit, ...]
    rows: Mapping[str, tuple[Mapping[str, Value], ...]]
    ratings: tuple[Rating, ...] = ()

    def moments(self) -> tuple[Moment, ...]:
        """Answers, edits and ratings in the order in which they happen."""
        return tuple(sorted((*self.answers, *self.edits, *self.ratings), key=lambda moment: moment.at))


def load_story() -> Story:
    """The story from the packaged files."""
    shop = _read("shop.toml")
    zone = ZoneInfo(shop["zone"])
    edits = _read("edits.toml")
    return Story(
        shop=shop["shop"],
        signature=shop["signature"],
        zone=zone,
        live_from=_instant(shop["live_from"], zone),
        ends=_instant(shop["ends"], zone),
        answers=_answers(_read("complaints.toml")["answer"], zone),
        edits=_edits([*edits["edits"], *({"do": ADD_ROW, **row} for row in edits["typed_row"])], zone),
        rows=_rows(shop),
        ratings=_ratings(_read("ratings.toml")["rating"], zone),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("sheetdesk.demo").joinpath(name).read_text(encoding="utf-8"))


def _rows(shop: dict[str, Any]) -> dict[str, tuple[Mapping[str, Value], ...]]:
    told = shop["settings"]
    settings = tuple(
        {"item": item, "value": told.get(item), "meaning": meaning} for item, meaning in columns.SETTING_ITEMS.items()
    )
    return {"settings": settings, **{key: tuple(shop[key]) for key in ("team", "campaigns", "hours")}}


def _answers(entries: list[dict[str, Any]], zone: ZoneInfo) -> tuple[FormAnswer, ...]:
    known: dict[str, FormAnswer] = {}
    for entry in entries:
        answer = _answer(dict(entry), zone, known)
        known[answer.id] = answer
    return tuple(known.values())


def _answer(entry: dict[str, Any], zone: ZoneInfo, known: Mapping[str, FormAnswer]) -> FormAnswer:
    at = _instant(entry.pop("at"), zone)
    told = {name: entry.pop(name, None) for name in ("id", "case_of", "replaces", "same_as", "joins")}
    times = entry.pop("times", 1)
    cells = dict(known[told["same_as"]].cells) if told["same_as"] else {}
    cells |= {"submitted_at": at} | {key: _value(raw, zone) for key, raw in entry.items()}
    if isinstance(text := cells["text"], str):
        cells["text"] = text * times
    return FormAnswer(told["id"], at, cells, told["case_of"], told["replaces"], told["same_as"], told["joins"])


def _edits(entries: list[dict[str, Any]], zone: ZoneInfo) -> tuple[Edit, ...]:
    return tuple(sorted((_edit(entry, zone) for entry in entries), key=lambda edit: edit.at))


def _edit(entry: dict[str, Any], zone: ZoneInfo) -> Edit:
    title = entry.get("tab", columns.CASES.title)
    return Edit(
        at=_instant(entry["at"], zone),
        do=entry.get("do", TYPE),
        tab=next(tab.key for tab in columns.TABS if tab.title == title),
        row=entry.get("row"),
        column=entry.get("column"),
        value=_value(entry.get("value"), zone),
        cells={name: _value(raw, zone) for name, raw in entry.get("cells", {}).items()},
        put_back=entry.get("put_back", False),
    )


def _ratings(entries: list[dict[str, Any]], zone: ZoneInfo) -> tuple[Rating, ...]:
    found = []
    for entry in entries:
        at, of = _instant(entry.pop("at"), zone), entry.pop("of", None)
        found.append(Rating(at, of, {"submitted_at": at, **entry}))
    return tuple(sorted(found, key=lambda rating: rating.at))


def _value(raw: Any, zone: ZoneInfo) -> Value:
    if isinstance(raw, datetime):
        return _instant(raw, zone)
    value: Value = raw
    return None if value == "" else value


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
