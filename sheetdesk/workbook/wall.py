"""Wall-clock time as sheets hold it: texts that people type, serial numbers, naive times of the desk's zone. Pure.

Nothing is guessed: what could be read in two ways is None here, and stays text in the cell."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial number 0 of xlsx and Google alike, on the wall clock
YEARS = range(1970, 2200)
"""Years that a date in a complaint desk can have; a number or text outside is no date."""

_FIRST_DAY, _LAST_DAY = ((EPOCH.replace(year=year) - EPOCH).days for year in (YEARS[0], YEARS[-1]))
_ROC = 1911
_HALF, _DAY = timedelta(milliseconds=500), timedelta(days=1)

_YMD = re.compile(r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|(?P<y8>\d{4})(?P<m8>\d\d)(?P<d8>\d\d)")
_HAN = re.compile(r"(?P<roc>民國)?(?P<y>\d{1,4})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日號]")
_ROC_YMD = re.compile(r"(?P<y>1\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})")
_WESTERN = re.compile(r"(?P<a>\d{1,2})(?P<s>[-/.])(?P<b>\d{1,2})(?P=s)(?P<y>\d{4})")
_WEEKDAY = re.compile(r"\((?:週|周|星期|禮拜)?[一二三四五六日天]\)")
_TIME = re.compile(
    r"(?P<half>上午|早上|凌晨|下午|晚上|AM|PM)?\s*(?P<h>\d{1,2})(?::(?P<m>\d\d)(?::(?P<s>\d\d)(?:\.\d+)?)?|[點時](?:(?P<mh>\d{1,2})分)?)"
    r"\s*(?P<after>AM|PM)?\s*(?P<offset>Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_MORNING = {"上午", "早上", "凌晨", "AM"}


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of `wall`, to the second. Half a second marks the later of two equal wall times (see `to_wall`)."""
    if wall.tzinfo is not None:
        return wall.astimezone(UTC).replace(microsecond=0)
    fold = 0
    if wall.microsecond or wall.fold:
        halves = round((wall - EPOCH) / _HALF)
        wall, fold = EPOCH + timedelta(seconds=halves // 2), halves % 2
    local = datetime.combine(wall, wall.time(), zone)  # a fifth of the time of `replace`
    return (local.replace(fold=1) if fold else local).astimezone(UTC)


def to_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """Naive wall time of an aware `instant`, to the second.

    Where clocks go back, an hour of wall time comes twice, and a sheet can't say which one it holds: the second
    one gets half a second more, which no format shows and `to_utc` understands."""
    local = instant.astimezone(zone)
    if not (local.microsecond or local.fold):
        return datetime.combine(local, local.time())
    wall = local.replace(tzinfo=None, microsecond=0, fold=0)
    return wall + _HALF if local.fold else wall


def from_serial(serial: float) -> datetime | None:
    """Wall time of a serial number (days since 1899-12-30), None if no desk could mean that day."""
    if not _FIRST_DAY <= serial < _LAST_DAY:
        return None
    return EPOCH + timedelta(microseconds=1000 * round(serial * 86_400_000))


def to_serial(wall: datetime | date) -> float:
    """Reverse of `from_serial`; a day is its midnight."""
    moment = wall if isinstance(wall, datetime) else datetime.combine(wall, time())
    return (moment - EPOCH) / _DAY


def parse_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """The instant that `text` names, as aware UTC; a day alone is its midnight. None unless it can mean one thing only."""
    day, rest = _split(text)
    if day is None:
        return None
    if not rest:
        return to_utc(datetime.combine(day, time()), zone)
    found = _TIME.fullmatch(rest)
    at = _clock(found) if found else None
    if found is None or at is None:
        return None
    moment = datetime.combine(day, at)
    offset = found["offset"]
    return to_utc(moment.replace(tzinfo=_zone_of(offset)) if offset else moment, zone)


def parse_day(text: str) -> date | None:
    """The day that `text` names, with or without a time of day behind it."""
    day, rest = _split(text)
    if day is None or not rest:
        return day
    found = _TIME.fullmatch(rest)
    return day if found and _clock(found) else None


def parse_time(text: str) -> str | None:
    """A time of day as "HH:MM", up to "24:00"; None if `text` is none, or has seconds."""
    text = _plain(text)
    if text in ("24:00", "24:00:00"):
        return "24:00"
    found = _TIME.fullmatch(text)
    at = _clock(found) if found and not found["offset"] else None
    return at.strftime("%H:%M") if at and not at.second else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _split(text: str) -> tuple[date | None, str]:
    text = _WEEKDAY.sub(" ", _plain(text))
    for pattern in (_YMD, _HAN, _ROC_YMD, _WESTERN):
        found = pattern.match(text)
        if not found:
            continue
        rest = text[found.end() :]
        if rest[:1].isdigit() or (day := _day(found)) is None:
            return None, ""
        return day, rest.removeprefix("T").strip(" ,")
    return None, ""


def _day(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    if parts.get("a"):
        return _western(int(parts["y"]), int(parts["a"]), int(parts["b"]))
    digits = parts.get("y") or parts["y8"]
    in_roc_years = parts.get("roc") or (len(digits) == 3 and digits[0] == "1")
    year = int(digits) + (_ROC if in_roc_years else 0)
    return _date(year, int(parts.get("m") or parts["m8"]), int(parts.get("d") or parts["d8"]))


def _western(year: int, one: int, other: int) -> date | None:
    # 03/04/2026 is March in one country and April in another.
    if one > 12 or one == other:
        return _date(year, other, one)
    return _date(year, one, other) if other > 12 else None


def _date(year: int, month: int, day: int) -> date | None:
    if year not in YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found["h"]), int(found["m"] or found["mh"] or 0), int(found["s"] or 0)
    if found["half"] and found["after"]:
        return None
    half = (found["half"] or found["after"] or "").upper()
    if half and not _fits(half, hour):
        return None
    if half:
        hour = hour % 12 + (0 if half in _MORNING else 12)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _fits(half: str, hour: int) -> bool:
    # 晚上 12:00 is the end of the day or its beginning; 下午 14:05 is odd but clear.
    if half in _MORNING:
        return hour <= 12
    return 1 <= hour <= 11 if half == "晚上" else 1 <= hour <= 23


def _zone_of(offset: str) -> timezone:
    if offset.upper() == "Z":
        return UTC
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
