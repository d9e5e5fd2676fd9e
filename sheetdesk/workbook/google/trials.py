"""What a pass relies on when it writes and reads, tried one after another in the probe's tab. Each trial leaves its
points; it needs nothing of the trials before it."""

from __future__ import annotations

from collections.abc import Iterator

from sheetdesk.model.values import Formula
from sheetdesk.workbook.google.bench import (
    COLUMNS,
    TITLE,
    VALUES,
    Bench,
    Point,
    echoed,
    first,
    formula,
    number,
    text,
)
from sheetdesk.workbook.google.cells import Cell
from sheetdesk.workbook.google.tabs import unquoted
from sheetdesk.workbook.headers import letter

LOOKS = "userEnteredFormat(numberFormat),dataValidation"
TWO_PLACES = {"type": "NUMBER", "pattern": "0.00"}
PLAIN = {"type": "TEXT", "pattern": "@"}
HIDDEN = {"hiddenByUser": True}
CHOICES = {
    "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "甲"}, {"userEnteredValue": "乙"}]},
    "showCustomUi": True,
}
SLIPS = "寫入的那一刻表上是什麼樣子，系統會看錯，可能蓋掉別人剛打的字"


def image(bench: Bench) -> Iterator[Point]:
    """The image: rows are copied before they are written, and come back in the same answer."""
    bench.write(bench.put(1, text("舊")))
    answer = bench.write(bench.copy(1, 5), bench.put(1, text("新")), bench.copy(1, 6), echo="1:6")
    lines = echoed(answer)
    before, after, now = first(lines, 5), first(lines, 6), first(lines, 1)
    yield Point(
        "一批裡的要求照順序做", (before, after) == ("舊", "新"), f"先抄到「{before}」，寫完再抄到「{after}」", SLIPS
    )
    yield Point("先抄再寫，抄到的是寫以前的", before == "舊" and now == "新", f"抄到「{before}」，現在「{now}」", SLIPS)
    yield Point("回音在同一個回答裡", bool(lines), f"{len(lines)} 列", SLIPS)
    only = set(answer) == {"updatedSpreadsheet"}
    seen = "只有要的欄位" if only else f"多了 {'、'.join(sorted(set(answer) - {'updatedSpreadsheet'}))}"
    yield Point("回音只帶要的欄位", only, seen, "每次寫入會多傳很多資料，其他不受影響")
    zone = answer.get("updatedSpreadsheet", {}).get("properties", {}).get("timeZone")
    yield Point("回音帶著時區", bool(zone), str(zone or "沒有"), "有人改了試算表的時區，系統不會馬上知道")


def atomic(bench: Bench) -> Iterator[Point]:
    """All or nothing."""
    lost = bench.refusal(bench.put(10, text("不該在")), bench.bad())
    status, left = lost.status if lost else 200, first(bench.values(10, 10), 1)
    seen = f"{status}，前面的{'沒有做' if left is None else '做了'}"
    yield Point("一批裡有一個錯，整批不做", status == 400 and left is None, seen, "寫到一半會留下做了一半的列")


def copies(bench: Bench) -> Iterator[Point]:
    """Formulas move with their row; a whole row onto one cell."""
    blanks: list[Cell] = [{} for _ in range(COLUMNS - 2)]
    bench.write(bench.put(12, formula("=B11"), *blanks, text("尾")), bench.copy(12, 22))
    line = next(iter(bench.values(22, 22)), [])
    found = line[0] if line else None
    seen = found.text if isinstance(found, Formula) else repr(found)
    yield Point("抄公式，相對參照跟著移", found == Formula("=B21"), f"=B11 抄到下面十列是 {seen}", SLIPS)
    whole = len(line) == COLUMNS and line[-1] == "尾"
    yield Point("不寫欄的來源抄整列", whole, f"{COLUMNS} 欄抄了 {len(line)} 欄", SLIPS)


def hidden_rows(bench: Bench) -> Iterator[Point]:
    """Rows that people hid or filtered away are copied and written like the others."""
    rows = {"sheetId": bench.number, "startRowIndex": 93, "endRowIndex": 98}
    hidden = {"sheetId": bench.number, "dimension": "ROWS", "startIndex": 95, "endIndex": 96}
    away = [{"columnIndex": 0, "filterCriteria": {"hiddenValues": ["丙"]}}]
    bench.write(
        *(bench.put(94 + at, text(word)) for at, word in enumerate(("標題", "甲", "乙", "丙", "丁"))),
        {"updateDimensionProperties": {"range": hidden, "properties": HIDDEN, "fields": "hiddenByUser"}},
        {"setBasicFilter": {"filter": {"range": rows, "filterSpecs": away}}},
    )
    copied = [first(echoed(bench.write(bench.copy(95, 105, count=4), echo="105:108")), row) for row in range(1, 5)]
    seen = "、".join(str(word or "空白") for word in copied)
    yield Point("藏起來和篩選掉的列照樣抄", copied == ["甲", "乙", "丙", "丁"], f"抄到 {seen}", SLIPS)
    bench.write(*(bench.put(row, text("寫了")) for row in range(95, 99)))
    wrote = sum(line[:1] == ["寫了"] for line in bench.values(95, 98))
    yield Point("藏起來和篩選掉的列照樣寫", wrote == 4, f"4 列寫了 {wrote} 列", "篩選的時候，看不到的案件不會更新")


def new_rows(bench: Bench) -> Iterator[Point]:
    """A row inserted below another one looks like it, and holds nothing of it."""
    look = {"userEnteredFormat": {"numberFormat": TWO_PLACES}, "dataValidation": CHOICES}
    dressed = f"{VALUES},userEnteredFormat.numberFormat,dataValidation"
    bench.write(bench.put(30, {**text("甲"), **look}, fields=dressed), bench.insert(31, before=True))
    cell = next((line[0] for line in bench.cells(31, 31, f"{VALUES},{LOOKS}") if line), {})
    shape, rule = cell.get("userEnteredFormat", {}).get("numberFormat"), cell.get("dataValidation", {})
    kept = shape == TWO_PLACES and rule.get("condition") == CHOICES["condition"]
    seen = f"格式{'有' if shape == TWO_PLACES else '沒有'}，下拉選單{'有' if rule else '沒有'}"
    yield Point("新的列沿用上一列的格式和選單", kept, seen, "新案件會少了日期格式或下拉選單，要再執行一次 init")
    blank = VALUES not in cell
    yield Point("新的列不沿用內容", blank, "空白" if blank else "有內容", "新案件會混進上一件的內容")


def below_the_header(bench: Bench) -> Iterator[Point]:
    """The first case's row looks like the blank row after it, and not like the header."""
    fields = f"{VALUES},userEnteredFormat.numberFormat"
    header = {**text("標題"), "userEnteredFormat": {"numberFormat": PLAIN}}
    bench.write(
        bench.put(40, header, fields=fields),
        bench.put(41, {"userEnteredFormat": {"numberFormat": TWO_PLACES}}, fields=fields),
        bench.insert(41, before=False),
        bench.put(41, number(1.5)),
    )
    cell = next((line[0] for line in bench.cells(41, 41, f"{VALUES},{LOOKS}") if line), {})
    shape = cell.get("userEnteredFormat", {}).get("numberFormat")
    seen = "像下一列" if shape == TWO_PLACES else "像標題列" if shape == PLAIN else f"格式是 {shape}"
    yield Point("標題下的新列像下一列", shape == TWO_PLACES, seen, "第一件案件的日期和電話，格式會不對")


def last_row(bench: Bench) -> Iterator[Point]:
    """A new row where the tab has no row below."""
    last = bench.size()
    more = {"appendDimension": {"sheetId": bench.number, "dimension": "ROWS", "length": 1}}
    bench.write(
        bench.put(last, text("最後")), more, bench.insert(last + 1, before=True), bench.put(last + 1, text("新的"))
    )
    found = [first(bench.values(last, last + 1), row) for row in (1, 2)]
    seen = "、".join(str(word or "空白") for word in found)
    yield Point("最後一列下面新增一列", found == ["最後", "新的"], seen, "分頁滿了就不能新增案件")


def clearing(bench: Bench) -> Iterator[Point]:
    """Cells that an update covers without giving rows are cleared."""
    bench.write(bench.put(50, text("要清掉")), {"updateCells": {"range": {"sheetId": bench.number}, "fields": VALUES}})
    left = len(bench.raw().get("values", ()))
    yield Point("不給列的寫入清空整個分頁", not left, f"剩 {left} 列" if left else "清空了", SLIPS)


def renamed(bench: Bench) -> Iterator[Point]:
    """Tabs are read by id, whatever their title; a whole tab's range ends at its last cell."""
    title = f"{TITLE} 改名"
    bench.write(bench.put(55, text("在")), _rename(bench, title))
    found, rows = bench.raw(), bench.size()
    bench.write(_rename(bench, TITLE))
    place = str(found.get("range", ""))
    name, end = unquoted(place.rpartition("!")[0]), place.rpartition(":")[2]
    held = name == title and any("在" in line for line in found.get("values", ()))
    yield Point("改了名的分頁照樣讀得到", held, f"回答裡的名稱「{name}」", "有人改分頁名稱，系統就找不到它")
    sized = end == f"{letter(COLUMNS - 1)}{rows}"
    yield Point("回答說得出分頁有幾列", sized, f"{rows} 列，回答到 {end}", "在最後一列下面新增案件會出錯")


def no_such_range(bench: Bench) -> Iterator[Point]:
    """An echo that can't be given must not look like one that could."""
    lost = bench.refusal(bench.put(60, text("寫了")), ranges=["'_sheetdesk 沒有的分頁'!1:2"])
    done = "寫入的有做" if first(bench.values(60, 60), 1) == "寫了" else "寫入的沒做"
    seen = f"{lost.status if lost else 200}，{done}"
    yield Point("要不到回音會說", lost is not None and lost.status == 400, seen, "系統會以為那些列是空白的")


def _rename(bench: Bench, title: str) -> dict[str, object]:
    properties = {"sheetId": bench.number, "title": title}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}
