"""What a pass relies on about protection, and what Drive tells of a change. Nothing of people's is changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheetdesk.workbook.google.bench import Bench, Point, first, text
from sheetdesk.workbook.google.faults import GoogleFault

PROTECTED = "sheets(properties(sheetId),protectedRanges(range,unprotectedRanges,warningOnly,requestingUserCanEdit))"


def own_protection(bench: Bench) -> Iterator[Point]:
    """What we protect ourselves, with a warning or really, we can still write."""
    areas = [(70, False), (71, True)]
    bench.write(*(_protect(bench, row, warning) for row, warning in areas))
    lost = bench.refusal(*(bench.put(row, text("寫了")) for row, _ in areas))
    wrote = lost is None and first(bench.values(70, 71), 2) == "寫了"
    ours = [p for sheet_id, p in _protections(bench) if sheet_id == bench.number]
    mine = sum(bool(p.get("requestingUserCanEdit")) for p in ours)
    seen = f"{'寫得進去' if wrote else '寫不進去'}，{len(ours)} 個裡有 {mine} 個說可以編輯"
    yield Point("自己加的保護不擋自己", wrote, seen, "init 加的保護會擋住系統自己")
    told = len(ours) == len(areas) and all("requestingUserCanEdit" in p or p.get("warningOnly") for p in ours)
    yield Point("保護會說能不能編輯", told, f"{len(ours)} 個保護", "有保護擋住時，系統說不出在哪裡")


def others_protection(bench: Bench) -> Iterator[Point]:
    """A cell that somebody keeps from us: refused, in words that we know."""
    what, means = "別人保護的格子不給寫", "有保護擋住時，系統會以為是別的問題，整批寫不進去"
    barred = [p for _, p in _protections(bench) if _bars(p)]
    if not barred:
        mend = "在任何一個分頁保護一格，不讓服務帳戶編輯，再試一次就看得到"
        yield Point(what, None, "這份試算表沒有這種保護，試不了", mend)
        return
    lost = bench.refusal(_onto_itself(barred[0].get("range", {})), bench.bad())
    fault = lost.fault if lost else None
    known = isinstance(fault, GoogleFault) and fault.reason == "protected"
    yield Point(what, known, f"{lost.status if lost else 200}：{fault.what if fault else '寫進去了'}", means)


def version(bench: Bench) -> Iterator[Point]:
    """Drive's number of the file's version."""
    before = _version(bench)
    bench.write(bench.put(75, text("新的版本")))
    after = _version(bench)
    holds = True if after > before else None
    yield Point(
        "雲端硬碟的版本會變大",
        holds,
        f"{before} → {after}",
        "沒有變大的話，serve 會晚幾分鐘才看到有人改過（最多 read_every）",
    )


def _version(bench: Bench) -> int:
    return int(bench.sheet.file("version").get("version", 0))


def _protect(bench: Bench, row: int, warning: bool) -> dict[str, Any]:
    area = {"sheetId": bench.number, "startRowIndex": row - 1, "endRowIndex": row}
    return {"addProtectedRange": {"protectedRange": {"range": area, "warningOnly": warning}}}


def _protections(bench: Bench) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for tab in bench.sheet.about(PROTECTED).get("sheets", ()):
        for protection in tab.get("protectedRanges", ()):
            yield tab.get("properties", {}).get("sheetId", 0), protection


def _bars(protection: Mapping[str, Any]) -> bool:
    """Does it keep us from the whole of its range?"""
    lenient = ("warningOnly", "requestingUserCanEdit", "unprotectedRanges")
    return not any(protection.get(name) for name in lenient)


def _onto_itself(area: Mapping[str, Any]) -> dict[str, Any]:
    """The area's first cell copied onto itself: were it allowed after all, and the bad request behind it not seen,
    nothing would change."""
    row, column = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
    cell = {
        "sheetId": area.get("sheetId", 0),
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    return {"copyPaste": {"source": cell, "destination": cell, "pasteType": "PASTE_FORMULA"}}
