"""A file that is held open: what isn't made anew for a save is, part for part, what a whole save would have made."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from sheetdesk.columns import CASES, KPI, SETTINGS, STATE, TODO
from sheetdesk.demo.hand import Hand
from sheetdesk.demo.world import ADD_ROW, DELETE, SORT, TYPE, Edit
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Row, Snapshot, Stamp
from sheetdesk.workbook.losses import losses_in
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up
from sheetdesk.workbook.xlsx_open_file import OpenFile
from sheetdesk.workbook.xlsx_writer import _TabWriter
from tests.fakes.file_hands import TAIPEI
from tests.fakes.story_desk import MONDAY

SAVED_AT = "docProps/core.xml"
TEXTS = ["王怡君", " 兩行\n字 ", "<b>", "=1+1", "長" * 300, None]


class MadeAnew(OpenFile):
    """Believes nothing of what was written before."""

    def to_bytes(self, book: Any, changes: Any = None) -> bytes:
        return super().to_bytes(book)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A desk with cases in rows 2 to 9, people's notes, links, heights, rules, a table and formulas in them."""
    path = tmp_path_factory.mktemp("laid-out") / "desk.xlsx"
    set_up(path, TAIPEI, {})
    book = load_workbook(path)
    sheet = book[CASES.title]
    for row in range(2, 10):
        sheet.cell(row, 1, f"GB2611-{row:04}-A")
    for row in range(2, 15):  # dragged down further than there are cases: new ones go there
        sheet.cell(row, len(CASES.columns) + 1, f"=B{row}")
    sheet["B3"].comment, sheet["B4"].font = Comment("打過電話", "阿芳"), Font(italic=True)
    sheet["C5"].value, sheet["C5"].hyperlink = "包裹", "https://example.com/?a=1&b=2"
    sheet.row_dimensions[6].height = 77
    sheet.conditional_formatting.add("C2:C9", FormulaRule(formula=["TRUE"], font=Font(bold=True)))
    own = book.create_sheet("我的統計")
    own.append(["甲", "乙"])
    own.append([1, f"={CASES.title}!A7"])
    own.add_table(Table(displayName="統計", ref="A1:B2"))
    book.save(path)
    return path.read_bytes()


@pytest.fixture
def both(laid_out: bytes, tmp_path: Path) -> tuple[XlsxWorkbook, XlsxWorkbook]:
    """One desk twice: as it is, and as one whose file is made anew whenever it is saved."""
    paths = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    for path in paths:
        path.write_bytes(laid_out)
    here, there = (XlsxWorkbook(path, TAIPEI) for path in paths)
    there.file = MadeAnew(paths[1])
    return here, there


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(path.read_bytes())) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name) for name in packed.namelist() if name != SAVED_AT}


def assert_alike(here: XlsxWorkbook, there: XlsxWorkbook, said: object) -> None:
    ours, theirs = parts(here.path), parts(there.path)
    assert list(ours) == list(theirs), said
    assert [name for name in ours if ours[name] != theirs[name]] == [], said
    seen, wanted = here.read(), there.read()
    assert (seen.tabs, seen.forms, seen.stamp, seen.problems) == (
        wanted.tabs,
        wanted.forms,
        wanted.stamp,
        wanted.problems,
    )
    assert losses_in(here.path.read_bytes()) == []


def some_difference(chance: Random, seen: Snapshot, batch: int) -> Difference:
    """Cells of several tabs written, rows added, now and then a case archived."""
    rows = [row for row in seen.tabs["cases"].rows if row.get("number")]
    writes = [_write(chance, seen, "cases", row) for row in chance.sample(rows, k=min(len(rows), chance.randrange(2)))]
    settings = seen.tabs["settings"].rows
    writes += [_write(chance, seen, "settings", settings[0])] if settings and chance.random() < 0.2 else []
    inserts = [
        NewRow(
            tab.key, f"{tab.key}-{batch}", {str(tab.key_column): f"GB2611-{batch + 100:04}-A", tab.columns[2].key: text}
        )
        for tab in (CASES, TODO, SETTINGS, KPI)
        for text in TEXTS[: chance.randrange(2)]
    ]
    moved = [chance.choice(rows)] if rows and chance.random() < 0.15 else []
    moves = [
        RowMove("cases", row.place, None, chance.choice(["archive", ""]), {"archived_at": MONDAY}) for row in moved
    ]
    headers = {key: view.header for key, view in seen.tabs.items()}
    was = {("cases", row.place): row.cells for row in moved}
    return Difference(batch, Stamp("x", "h", batch), tuple(writes), tuple(inserts), headers, was, moves=tuple(moves))


def _write(chance: Random, seen: Snapshot, tab: str, row: Row) -> CellWrite:
    view = seen.tabs[tab]
    at, name = chance.choice([(at, name) for at, name in enumerate(view.header) if at and name])
    text = "_x0041_" if chance.random() < 0.05 else chance.choice(TEXTS)
    return CellWrite(tab, row.place, "k", name, at, row.get(name), text)


def by_openpyxl(path: Path, row: int) -> None:
    """Another program saved the file."""
    book = load_workbook(path)
    book[CASES.title].cell(row, 3, "別的程式").comment = Comment("改過", "阿芳")
    book[STATE.title].row_dimensions[3].height = 50
    book.save(path)


def by_hand(file: OpenFile, *edits: Edit) -> None:
    """As the people of the demo, who hold the same file open."""
    Hand(file, TAIPEI).do(edits, {"": "GB2611-0004-A"})


def edit(do: str, **how: Any) -> Edit:
    return Edit(MONDAY, do, CASES.key, **how)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_written_the_file_is_the_one_that_is_made_anew(both: Any, seed: int) -> None:
    here, there = both
    chance = Random(seed)
    for batch in range(1, 13):
        if chance.random() < 0.15:
            row = chance.randrange(2, 12)
            by_openpyxl(here.path, row)
            there.path.write_bytes(here.path.read_bytes())
        difference = some_difference(chance, here.read(), batch)
        for workbook in both:
            workbook.apply(difference, workbook.read())
        assert_alike(here, there, (batch, difference))


@pytest.mark.parametrize(
    "edits",
    [
        [edit(TYPE, row="", column=CASES.column("summary").title, value="手打的")],
        [edit(SORT, column=CASES.column("number").title)],
        [edit(DELETE, row="")],
        [edit(ADD_ROW, row="x", cells={CASES.column("text").title: "電話進來的"})],
    ],
)
def test_what_people_do_in_the_same_open_file_is_in_the_next_one(both: Any, edits: list[Edit]) -> None:
    here, there = both
    for batch in (1, 2):
        for workbook in both:
            workbook.apply(Difference(batch, Stamp("x", "h", batch)), workbook.read())
            by_hand(workbook.file, *edits[: 2 - batch])
    assert_alike(here, there, edits)


def test_only_tabs_and_rows_that_changed_are_made_anew(both: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    here, _ = both
    made = list[tuple[str, int]]()
    new_row: Callable[..., bytes] = _TabWriter._new_row

    def told(self: Any, place: int, cells: list[Any]) -> bytes:
        made.append((self.tab.title, place))
        return new_row(self, place, cells)

    here.apply(Difference(1, Stamp("x", "h", 1)), here.read())
    monkeypatch.setattr(_TabWriter, "_new_row", told)
    seen = here.read()
    [row] = [row for row in seen.tabs["cases"].rows if row.place == 7]
    here.apply(Difference(2, Stamp("x", "h", 2), (_write(Random(1), seen, "cases", row),)), seen)
    cases = {place for title, place in made if title == CASES.title}
    assert 7 in cases
    assert not cases & {2, 6, 8, 9}
    assert {title for title, _ in made} <= {CASES.title, STATE.title, TODO.title}


def test_of_a_file_that_somebody_saved_no_book_but_the_newest_stays_in_memory(tmp_path, laid_out):
    path = tmp_path / "desk.xlsx"
    workbook, found = XlsxWorkbook(path, TAIPEI), list[int]()
    gc.collect()
    gc.disable()  # by and by it would find them; by then five books of 5,000 cases had taken 1.4 GB
    try:
        for number in range(4):
            path.write_bytes(_saved_again(laid_out, number))
            workbook.read()
            # Notes, which titles have, keep their cells until then.
            found.append(sum(type(thing) is Cell and thing.comment is None for thing in gc.get_objects()))
    finally:
        gc.enable()
    assert found[0] > 0
    assert found == found[:1] * 4


def _saved_again(laid_out: bytes, number: int) -> bytes:
    """The same file, byte for byte another one."""
    file = io.BytesIO(laid_out)
    with ZipFile(file, "a") as parts:
        parts.comment = str(number).encode()
    return file.getvalue()
