"""One raw cell ↔ one Value, by the column's type. Pure; shared by every kind of workbook.

Raw is what a workbook's library hands out: text, number, truth value, naive wall-clock time of the desk's zone,
serial number of days, or a Formula. What doesn't fit its column's type comes as text: that is the row's problem.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASE_LINK, Column
from sheetdesk.model.values import Formula, Value, clean_text
from sheetdesk.workbook.link_formula import number_in
from sheetdesk.workbook.wall import YEARS, from_serial, parse_day, parse_moment, parse_time, to_serial, to_utc, to_wall

Raw = None | str | int | float | bool | datetime | date | time | timedelta | Formula

BLANK = (None, "")
"""What nothing stands for: Google answers "" for a blank cell between others."""

ANY = ""
"""Type of a column that people added: what stands there is taken as it is."""

MOMENT_FORMAT, DAY_FORMAT, TEXT_FORMAT = "yyyy/mm/dd hh:mm", "yyyy/mm/dd", "@"

_LITERAL = {
    "number", "case", "phone", "line", "group_no", "order_no", "tracking_no", "resend_no",
    "reply_text", "reply_template", "action", "quantity", "case_no", "merged_into", "id", "value", "goods", "contacts", "apart", "refund_last_five",
    "correction",
}  # fmt: skip
"""Columns whose text a sheet would otherwise turn into a number or a date (0912…, 11-21, 1/2)."""

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d+)?")


def format_of(column: Column) -> str | None:
    """Number format for cells of `column`, the same words in xlsx and Google; None for the default."""
    if column.type in ("datetime", "date"):
        return MOMENT_FORMAT if column.type == "datetime" else DAY_FORMAT
    if column.type == CASE_LINK:  # as text, the formula itself might be shown
        return None
    return TEXT_FORMAT if column.type == "time" or column.key in _LITERAL else None


def read_cell(raw: Raw, kind: str, zone: ZoneInfo) -> Value:
    """The value of a raw cell in a column of type `kind` (as of `Column`, or ANY). Blank is None."""
    if isinstance(raw, str):
        return None if not raw or raw.isspace() else reader_of(kind)(raw, zone)
    if isinstance(raw, Formula):
        return (number_in(raw.text) if kind == CASE_LINK else None) or raw
    return None if raw is None else reader_of(kind)(raw, zone)


def reader_of(kind: str) -> Callable[[Raw, ZoneInfo], Value]:
    """What reads the cells of a column of type `kind`, those that are neither blank nor a Formula."""
    return _READERS.get(kind, _as_it_is)


def takes_text(kind: str) -> bool:
    """Is text in a column of type `kind` read as it stands?"""
    return reader_of(kind) in (_text, _as_it_is)


def write_cell(value: Value, zone: ZoneInfo) -> Raw:
    """What to put into the sheet for `value`: naive wall time for instants, clean text for text.

    A day that sheets can't count (before 1970) is written as text; a Formula is handed back as it is."""
    if isinstance(value, str):
        return clean_text(value) or None
    if isinstance(value, datetime):
        return to_wall(value.replace(tzinfo=UTC) if value.tzinfo is None else value, zone)
    if isinstance(value, date) and value.year not in YEARS:
        return value.isoformat().replace("-", "/")
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def read_back(value: Value, kind: str, zone: ZoneInfo) -> Value:
    """What is read of `value` in a column of type `kind`, where times are kept as serial days on `zone`'s wall clock."""
    raw = write_cell(value, zone)
    return read_cell(to_serial(raw) if isinstance(raw, date) else raw, kind, zone)


def as_text(raw: Raw) -> str:
    """Text as a person would read it in the cell: no ".0", no exponent, TRUE and FALSE."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, int | float):
        return _digits(raw)
    if isinstance(raw, datetime):
        return raw.strftime("%Y/%m/%d" if raw.time() == time() else "%Y/%m/%d %H:%M")
    if isinstance(raw, date):
        return raw.strftime("%Y/%m/%d")
    if isinstance(raw, time | timedelta):
        return _hours(raw)
    return raw.text if isinstance(raw, Formula) else raw or ""


def _digits(number: int | float) -> str:
    if isinstance(number, int):
        return str(number)
    if not math.isfinite(number):
        return str(number)
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _hours(span: time | timedelta) -> str:
    if isinstance(span, time):
        return span.strftime("%H:%M:%S" if span.second else "%H:%M")
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")


def _case_link(raw: Raw, _zone: ZoneInfo) -> Value:
    """A cell that people made one of text shows the formula itself."""
    text = as_text(raw)
    return (number_in(text) if text.startswith("=") else None) or text


def _text(raw: Raw, _zone: ZoneInfo) -> Value:
    return raw if isinstance(raw, str) else as_text(raw)


def _moment(raw: Raw, zone: ZoneInfo) -> Value:
    if isinstance(raw, float):
        return _instant(raw, zone) or as_text(raw)
    if isinstance(raw, str):
        return parse_moment(raw, zone) or raw
    wall = _wall(raw)
    if isinstance(raw, int) and wall is None and not isinstance(raw, bool):  # 20261121
        return parse_moment(str(raw), zone) or as_text(raw)
    return to_utc(wall, zone) if wall else as_text(raw)


@lru_cache(maxsize=4096)
def _instant(serial: float, zone: ZoneInfo) -> datetime | None:
    """Kept, for a row says some moments twice, and many rows the same deadline."""
    wall = from_serial(serial)
    return to_utc(wall, zone) if wall else None


def _day(raw: Raw, zone: ZoneInfo) -> Value:
    if isinstance(raw, str):
        return parse_day(raw) or raw
    if isinstance(raw, datetime) and raw.tzinfo is not None:
        return raw.astimezone(zone).date()
    wall = _wall(raw)
    if isinstance(raw, int) and wall is None and not isinstance(raw, bool):
        return parse_day(str(raw)) or as_text(raw)
    return wall.date() if wall else as_text(raw)


def _wall(raw: Raw) -> datetime | None:
    if isinstance(raw, datetime):
        return raw if raw.year in YEARS else None
    if isinstance(raw, date):
        return datetime.combine(raw, time()) if raw.year in YEARS else None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return from_serial(raw)
    return None


def _time_of_day(raw: Raw, _zone: ZoneInfo) -> Value:
    if isinstance(raw, datetime) and (raw.year, raw.month, raw.day) == (1900, 1, 1) and raw.time() == time():
        return "24:00"  # how openpyxl shows the number 1 in a cell of time format
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 <= raw <= 1:
        raw = timedelta(days=raw)
    text = as_text(raw)
    return parse_time(text) or text


def _number(raw: Raw, _zone: ZoneInfo) -> Value:
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip()
        if not _NUMBER.fullmatch(text):
            return raw
        raw = float(text.replace(",", ""))
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return as_text(raw)
    return int(raw) if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15 else raw


def _as_it_is(raw: Raw, zone: ZoneInfo) -> Value:
    if isinstance(raw, datetime) and raw.year in YEARS:
        return raw.date() if raw.tzinfo is None and raw.time() == time() else to_utc(raw, zone)
    if isinstance(raw, datetime | time | timedelta):
        return as_text(raw)
    return raw


_READERS: Mapping[str, Callable[[Raw, ZoneInfo], Value]] = {
    "text": _text,
    CASE_LINK: _case_link,
    "number": _number,
    "datetime": _moment,
    "date": _day,
    "time": _time_of_day,
}
