"""What the tab 營業與休假 says: weekly windows and dated rows, as numbers. Border: no calendar, no zone, no holidays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sheetdesk.columns import HOURS, row_key
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value

Window = tuple[int, int]
"""From, to in minutes after local midnight; 24:00 is 1440."""

Dated = tuple[str, Window | None]
"""休假 or 上班, and the hours it is said of; None: the whole day."""

Fault = tuple[str, str]
"""What is wrong with a row, and how to mend it."""

MIDNIGHT = 24 * 60
OFF, ON = "休假", "上班"
WEEKDAYS = "一二三四五六日"

_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_DAY_WORD = re.compile(r"星期|禮拜|週|周|\s")
_RANGE = re.compile(r"([一二三四五六日])(?:[-~–—]|至|到)([一二三四五六日])")


@dataclass(frozen=True, slots=True)
class Opening:
    """The tab as read: windows per weekday (Monday first), and what was said of single days."""

    weekly: tuple[tuple[Window, ...], ...]
    dated: dict[date, list[Dated]]


def read_opening(rows: Sequence[Row]) -> tuple[Opening, list[Problem]]:
    """What the rows say, and what in them can't be read; such a row counts for nothing."""
    problems: list[Problem] = []
    weekly: list[list[Window]] = [[] for _ in range(7)]
    dated: dict[date, list[Dated]] = {}
    for row in rows:
        fault = _take(row, weekly, dated)
        if fault:
            key = row_key(HOURS, row.cells)
            problems.append(Problem(f"{HOURS.title} 第 {row.place} 列", *fault, tab=HOURS.key, row=key))
    return Opening(tuple(merged(windows) for windows in weekly), dated), problems


def _take(row: Row, weekly: list[list[Window]], dated: dict[date, list[Dated]]) -> Fault | None:
    """Put what the row says into `weekly` or `dated`, or answer its fault."""
    day, weekday = row.get("day"), row.get("weekday")
    hours = (row.get("opens"), row.get("closes"))
    if day is None and weekday is None:
        silent = row.get("day_kind") is None and hours == (None, None)
        return None if silent else ("沒有日期也沒有星期", "請填其中一個")
    if day is not None and weekday is not None:
        return "同時有日期和星期，不知道要算哪一個", "請分成兩列，一列只填日期或只填星期"
    if weekday is not None and row.get("day_kind") == OFF:
        return "「休假」要配日期，不能配星期", "每週固定休息的那一天，不要填營業時間就好"
    window = None if day is not None and hours == (None, None) else read_window(*hours)
    if isinstance(window, str):
        return window, "請填 09:00 這樣的時間；開到半夜請填 24:00，跨過半夜請分成兩列"
    if day is not None:
        return _take_dated(row, window, dated)
    return _take_weekly(row, window, weekly) if window else None


def _take_weekly(row: Row, window: Window, weekly: list[list[Window]]) -> Fault | None:
    days = read_weekdays(row.get("weekday"))
    if days is None:
        return f"看不懂星期「{shown(row.get('weekday'))}」", "請填一、二、三、四、五、六、日"
    for weekday in days:
        weekly[weekday].append(window)
    return None


def _take_dated(row: Row, window: Window | None, dated: dict[date, list[Dated]]) -> Fault | None:
    day, kind = row.get("day"), row.get("day_kind")
    if not isinstance(day, date) or isinstance(day, datetime):
        return f"讀不出日期「{shown(day)}」", "請填 2026/12/25 這樣的日期"
    if kind not in (OFF, ON):
        return f"「休假／上班」寫著「{shown(kind)}」", "請選休假或上班"
    said = dated.setdefault(day, [])
    if _contradicts(str(kind), window, said):
        return f"{day:%Y/%m/%d} 前面已有一列說的相反，這一列不算", "同一天請只留休假或上班其中一種"
    said.append((str(kind), window))
    return None


def _contradicts(kind: str, window: Window | None, said: Sequence[Dated]) -> bool:
    """A whole day off can't be worked; a day with some hours off can."""
    if kind == ON:
        return (OFF, None) in said
    return window is None and any(other == ON for other, _ in said)


def read_time(value: Value) -> int | None:
    """Minutes after midnight of "09:00", "9:00", "９：00" or "24:00"; None if it is no time of day."""
    found = _TIME.fullmatch(_plain(value))
    if not found:
        return None
    hours, minutes = int(found[1]), int(found[2])
    total = hours * 60 + minutes
    return total if minutes < 60 and total <= MIDNIGHT else None


def read_weekdays(value: Value) -> tuple[int, ...] | None:
    """Weekdays (Monday is 0) of 「一」「週六」「一～五」「一、三」「每天」; None if a word is unknown."""
    text = _DAY_WORD.sub("", _plain(value)).replace("天", "日")
    if text == "每日":
        return tuple(range(7))
    days: set[int] = set()
    for word in re.split(r"[、,，]", text):
        span = _RANGE.fullmatch(word)
        if span:
            first, last = WEEKDAYS.index(span[1]), WEEKDAYS.index(span[2])
            days.update(range(first, last + 1) if first <= last else [*range(first, 7), *range(last + 1)])
        elif len(word) == 1 and word in WEEKDAYS:
            days.add(WEEKDAYS.index(word))
        else:
            return None
    return tuple(sorted(days))


def read_window(opens: Value, closes: Value) -> Window | str:
    """The window, or what is wrong with it. A closing at 00:00 is the midnight that ends the day."""
    begin, end = read_time(opens), read_time(closes)
    if begin is None or end is None:
        unread = "、".join(
            f"{title}「{shown(raw)}」"
            for title, raw, read in (("開始", opens, begin), ("結束", closes, end))
            if read is None
        )
        return f"{unread}讀不出是幾點"
    end = end or MIDNIGHT
    return (begin, end) if begin < end else "「結束」沒有晚於「開始」"


def merged(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same time as windows in order that neither touch nor overlap; empty ones are dropped."""
    joined: list[Window] = []
    for begin, end in sorted(windows):
        if end <= begin:
            continue
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


def without(windows: Iterable[Window], off: Window) -> tuple[Window, ...]:
    """`windows` with the span `off` cut out."""
    return merged(part for begin, end in windows for part in ((begin, min(end, off[0])), (max(begin, off[1]), end)))


def shown(value: Value) -> str:
    """A cell's value as its row's problem quotes it."""
    return "" if value is None else value.text if isinstance(value, Formula) else str(value)


def _plain(value: Value) -> str:
    return unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else ""
