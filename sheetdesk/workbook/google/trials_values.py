"""What a pass relies on about values: text that stays text, what Google makes of odd characters, long texts, dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sheetdesk.model.values import CELL_LIMIT, clean_text, same
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.google.bench import VALUES, Bench, Point, echoed, first, number, text
from sheetdesk.workbook.wall import from_serial, to_serial

LOOKS_LIKE_MORE = ("=1+1", "0912345678", "1/2", "'x", "+886912345678", "-5", "TRUE", "2024/1/2", "1e5", "#REF!")
"""Texts that a person's typing would turn into something else."""

ODD: Mapping[str, str] = {
    "CRLF": "甲\r\n乙",
    "CR": "甲\r乙",
    "LF": "甲\n乙",
    "Tab": "甲\t乙",
    "VT": "甲\x0b乙",
    "U+2028": "甲\u2028乙",
    "U+00A0": "甲\u00a0乙",
    "U+3000": "甲\u3000乙",
    "前後空白": "  甲  ",
    "emoji": "甲😀👨\u200d👩\u200d👧乙",
    "組合字": "e\u0301",
    "零寬字元": "甲\u200b乙",
}
"""Characters that programs like to change. NUL and halves of a pair are never sent: they are taken out before."""

LENGTHS = (CELL_LIMIT, 49_999, 50_000)
"""Characters; the first is what the desk writes at most, the last what Google says that a cell holds."""

SERIALS = tuple(
    to_serial(moment)
    for moment in (
        datetime(2024, 1, 2),  # noqa: DTZ001 - wall times, as cells hold them
        datetime(2026, 11, 22, 10, 3),  # noqa: DTZ001
        datetime(2026, 11, 22, 23, 59, 59, 500_000),  # noqa: DTZ001
    )
)
DATED = {"userEnteredFormat": {"numberFormat": {"type": "DATE_TIME", "pattern": "yyyy/mm/dd hh:mm"}}}
REWRITTEN = "同一格會一輪一輪重寫，停不下來"


def literal(bench: Bench) -> Iterator[Point]:
    """Text is text, whatever it begins with."""
    answer = bench.write(bench.put(80, *map(text, LOOKS_LIKE_MORE)), echo="80:80")
    typed = next(iter(echoed(answer)), [])
    read: list[Raw] = next(iter(bench.raw(80, 80).get("values", ())), [])
    wrong = [f"{a} → {_shown(b)}／{_shown(c)}" for a, b, c in _beside(LOOKS_LIKE_MORE, typed, read) if not a == b == c]
    seen = "；".join(wrong) or f"{len(LOOKS_LIKE_MORE)} 種都沒變（=1+1、0912345678、1/2…）"
    yield Point("文字就是文字", not wrong, seen, "客人寫的字會變成公式、數字或日期")


def odd(bench: Bench) -> Iterator[Point]:
    """Text as the desk writes it comes back as the desk compares it; and what Google itself changes."""
    cleaned = [clean_text(sample) for sample in ODD.values()]
    back = next(iter(echoed(bench.write(bench.put(82, *map(text, cleaned)), echo="82:82"))), [])
    rows = list(zip(ODD, *_columns(cleaned, back), strict=True))
    bad = [name for name, sent, came in rows if not _alike(sent, came)]
    other = [f"{name} → {_shown(came)}" for name, sent, came in rows if came != sent]
    yield Point("系統寫的字讀回來一樣", not bad, _changed(other, "都沒變"), REWRITTEN)
    lost = bench.refusal(bench.put(84, *map(text, ODD.values())))
    if lost is not None:
        means = "系統寫入前會先整理文字，不受影響"
        yield Point("沒整理過的字", None, f"Google 不收（{lost.status}）", means)
        return
    back = next(iter(bench.values(84, 84)), [])
    rows = list(zip(ODD, *_columns(list(ODD.values()), back), strict=True))
    foreseen = all(_alike(sent, came) for _, sent, came in rows)
    other = [f"{name} → {_shown(came)}" for name, sent, came in rows if came != sent]
    means = "Google 改字的方式和系統想的不同；系統寫入前會先整理，不受影響"
    yield Point("Google 自己會改的字", True if foreseen else None, _changed(other, "沒有"), means)


def long_texts(bench: Bench) -> Iterator[Point]:
    """Texts up to the desk's own bound are kept whole."""
    kept = {length: _keeps(bench, length) for length in LENGTHS}
    seen = "、".join(f"{length:,} 字{word}" for length, word in kept.items())
    yield Point("很長的字不會被剪掉", kept[CELL_LIMIT] == "完整", seen, "長的客訴內容存不進試算表")


def dates(bench: Bench) -> Iterator[Point]:
    """Serial days come back as they were written, to the half second that tells two equal wall times apart."""
    fields = f"{VALUES},userEnteredFormat.numberFormat"
    bench.write(bench.put(90, *({**number(serial), **DATED} for serial in SERIALS), fields=fields))
    back: list[Raw] = next(iter(bench.raw(90, 90).get("values", ())), [])
    rows = list(zip(SERIALS, _padded(back, len(SERIALS)), strict=True))
    other = [f"{sent!r} → {_shown(came)}" for sent, came in rows if sent != came]
    held = all(_moment(came) == from_serial(sent) for sent, came in rows)
    yield Point("日期的數字讀回來一樣", held, "；".join(other) or f"{len(SERIALS)} 個都一樣", REWRITTEN)


def _moment(came: Raw) -> datetime | None:
    """Read as a pass does, to the millisecond: the last digits of a double may differ."""
    return from_serial(came) if isinstance(came, int | float) else None


def _keeps(bench: Bench, length: int) -> str:
    sample = "長" * length
    lost = bench.refusal(bench.put(86, text(sample)))
    if lost is not None:
        return f"不收（{lost.status}）"
    back = first(bench.values(86, 86), 1)
    return "完整" if back == sample else f"變成 {len(str(back or ''))} 字"


def _alike(sent: str, came: Raw) -> bool:
    return isinstance(came, str) and same(sent, came)


def _changed(names: list[str], otherwise: str) -> str:
    return "、".join(names) or otherwise


def _columns(sent: list[str], came: list[Raw]) -> tuple[list[str], list[Raw]]:
    return sent, _padded(came, len(sent))


def _beside(sent: tuple[str, ...], typed: list[Raw], read: list[Raw]) -> Iterator[tuple[str, Raw, Raw]]:
    return zip(sent, _padded(typed, len(sent)), _padded(read, len(sent)), strict=True)


def _padded(line: list[Raw], width: int) -> list[Raw]:
    return [*line, *[None] * (width - len(line))][:width]


def _shown(value: Raw) -> str:
    """Invisible characters by their names in Python."""
    return "空白" if value is None else repr(value)
