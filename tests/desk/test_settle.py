"""Whatever people do at the moment of writing: machine cells end right, people's cells end as people left them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheetdesk.columns import CASES, row_key
from sheetdesk.desk.difference import Wish, difference
from sheetdesk.desk.overlay import overlay
from sheetdesk.desk.settle import settle, still_owed
from sheetdesk.model.sheet import Repair, Stamp
from sheetdesk.model.values import Formula, Value
from tests.fakes.moving_workbook import Grid, MovingWorkbook, desk_of

DESIRED = {
    f"GB2611-000{i}-X": {"summary": f"摘要{i}", "next_step": f"首次回覆 11/2{i}", "light": "準時", "owner": f"人{i}"}
    for i in range(1, 5)
}


def small_desk() -> MovingWorkbook:
    return desk_of(
        *(
            {"number": number, "text": f"內容{i}", "note": f"備註{i}", "我的欄": f"我{i}"}
            for i, number in enumerate(DESIRED)
        )
    )


class Reconciler:
    """The smallest pass: no ledger, machine cells wished, people's edits of shared cells kept."""

    def __init__(self, workbook: MovingWorkbook) -> None:
        self.workbook, self.repairs, self.batch = workbook, (), 0
        self.hers: dict[tuple[str, str], Value] = {}
        self.stood: dict[tuple[str, str], Value] = {}

    repairs: tuple[Repair, ...]

    def run(self) -> bool:
        raw = self.workbook.read()
        seen, owed = overlay(raw, self.repairs)
        self.repairs = tuple(one.repair for one in owed)
        rows = {row_key(CASES, row.cells): row for row in reversed(seen.tabs["cases"].rows)}
        wishes = [Wish("cases", key, self._wish(key, rows[key].cells), rows[key]) for key in DESIRED if key in rows]
        self.batch += 1
        plan = difference(raw, wishes, owed, Stamp("l", "h", self.batch))
        if plan.is_empty():
            self.batch -= 1
            return False
        settlement = settle(plan, self.workbook.apply(plan, raw))
        self.repairs = still_owed(owed, settlement)
        for (_, key), cells in settlement.stood.items():
            self.stood |= {(key, column): value for column, value in cells.items()}
        return True

    def _wish(self, key: str, cells: Mapping[str, Value]) -> dict[str, Value]:
        wish: dict[str, Value] = dict(DESIRED[key])
        owner = cells.get("owner")
        if ((key, "owner") in self.stood and owner != self.stood[key, "owner"]) or (
            (key, "owner") not in self.stood and owner is not None
        ):
            self.hers[key, "owner"] = owner
        wish["owner"] = self.hers.get((key, "owner"), wish["owner"])
        return wish

    def until_quiet(self) -> None:
        for _ in range(8):
            if not self.run():
                return
        raise AssertionError("the desk never becomes quiet")


def people_cells(grid: Grid) -> dict[str, tuple[Value, ...]]:
    """By 內容 (which we never write here): what stands in people's own cells."""
    return {
        str(grid.get(at, "text")): tuple(grid.get(at, name) for name in ("note", "我的欄"))
        for at in range(len(grid.rows))
        if grid.get(at, "text") is not None
    }


def assert_machine_right(grid: Grid, but: tuple[tuple[str, str], ...] = ()) -> None:
    for at in range(len(grid.rows)):
        number = grid.get(at, "number")
        for column, value in DESIRED.get(str(number), {}).items():
            if (str(number), column) not in but:
                assert grid.get(at, column) == value, (number, column)
        if number is None:
            assert all(grid.get(at, column) is None for column in ("summary", "next_step", "light")), grid.cells(at)


def sort_by_text_backwards(grid: Grid) -> None:
    grid.rows.reverse()


def insert_a_row_on_top(grid: Grid) -> None:
    grid.insert(0, {"note": "我插的一列"})


def delete_the_first_row(grid: Grid) -> None:
    grid.rows.pop(0)


def move_summary_to_the_end(grid: Grid) -> None:
    grid.move_column(grid.header.index("summary"), len(grid.header) - 1)


def move_number_column(grid: Grid) -> None:
    grid.move_column(0, 3)


def insert_a_column(grid: Grid) -> None:
    grid.insert_column(1)


def everything_at_once(grid: Grid) -> None:
    insert_a_column(grid)
    sort_by_text_backwards(grid)
    insert_a_row_on_top(grid)
    move_summary_to_the_end(grid)


MOVES = [
    sort_by_text_backwards,
    insert_a_row_on_top,
    delete_the_first_row,
    move_summary_to_the_end,
    move_number_column,
    insert_a_column,
    everything_at_once,
]


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_whatever_moves_at_the_moment_of_writing_is_settled(move: Callable[[Grid], None]) -> None:
    workbook = small_desk()
    grid = workbook.grids["cases"]
    expected: dict[str, tuple[Value, ...]] = {}

    def act(book: MovingWorkbook) -> None:
        move(grid)
        expected.update(people_cells(grid))

    workbook.at_write = act
    Reconciler(workbook).until_quiet()
    assert_machine_right(grid)
    assert people_cells(grid) == expected


def test_what_she_types_into_a_shared_cell_while_we_write_it_is_hers() -> None:
    workbook = small_desk()
    grid = workbook.grids["cases"]
    workbook.at_write = lambda book: grid.put(0, "owner", "阿芳")
    desk = Reconciler(workbook)
    desk.until_quiet()
    assert grid.get(0, "owner") == "阿芳"
    assert desk.hers == {("GB2611-0001-X", "owner"): "阿芳"}


def test_what_she_types_into_a_machine_cell_while_we_write_it_is_ours() -> None:
    workbook = small_desk()
    grid = workbook.grids["cases"]
    workbook.at_write = lambda book: grid.put(0, "summary", "亂打")
    Reconciler(workbook).until_quiet()
    assert grid.get(0, "summary") == "摘要1"


def test_a_formula_put_into_a_machine_cell_at_the_moment_of_writing_comes_back() -> None:
    workbook = small_desk()
    grid = workbook.grids["cases"]
    workbook.at_write = lambda book: grid.put(0, "summary", Formula("=A1"))
    Reconciler(workbook).until_quiet()
    assert grid.get(0, "summary") == Formula("=A1")


def test_a_number_given_to_a_typed_row_that_moved_away_hits_nobody_for_long() -> None:
    workbook = small_desk()
    grid = workbook.grids["cases"]
    grid.insert(4, {"text": "電話來的", "customer": "王先生"})
    snapshot = workbook.read()
    typed = snapshot.tabs["cases"].rows[4]
    plan = difference(
        snapshot, [Wish("cases", None, {"number": "GB2611-0009-X", "light": "準時"}, typed)], (), Stamp("l", "h", 1)
    )
    workbook.at_write = lambda book: grid.rows.reverse()
    repairs = settle(plan, workbook.apply(plan, snapshot)).repairs
    raw = workbook.read()
    _, owed = overlay(raw, repairs)
    mend = difference(raw, [], owed, Stamp("l", "h", 2))
    assert not settle(mend, workbook.apply(mend, raw)).repairs
    assert sorted(str(grid.get(at, "number")) for at in range(5)) == sorted([*DESIRED, "None"])
    assert all(grid.get(at, "light") is None for at in range(5))


def test_what_hit_a_row_that_was_deleted_since_is_never_put_right_in_one_that_looks_alike() -> None:
    alike = {"summary": "摘要", "next_step": "首次回覆 11/24", "light": "準時"}
    row = {"number": "GB2611-0001-X", **alike}
    workbook = desk_of(row, {"number": "GB2611-0002-X", **alike})
    slip = Repair("cases", "GB2611-0001-X", "next_step", "首次回覆 11/24", Formula("=A1"), row)
    workbook.grids["cases"].rows.pop(0)
    _, owed = overlay(workbook.read(), [slip])
    assert owed == ()


def test_a_formula_put_back_into_the_wrong_row_is_taken_out_again_though_a_read_shows_its_result() -> None:
    workbook, number = small_desk(), "GB2611-0002-X"
    grid = workbook.grids["cases"]
    before = workbook.read().tabs["cases"].rows[1].cells
    grid.put(1, "note", "#REF!")
    raw = replace(workbook.read(), shows_formulas=False)
    astray = Formula("=COUNTA(A1:A3)")
    slip = Repair("cases", number, "note", wrong=astray, right="備註1", row={**before, "note": astray})
    seen, owed = overlay(raw, [slip])
    assert seen.tabs["cases"].rows[1].cells == before
    plan = difference(raw, [], owed, Stamp("l", "h", 1))
    grid.put(1, "note", Formula("=COUNTA(A1:A4)"))
    assert settle(plan, workbook.apply(plan, raw)).repairs == ()
    assert grid.get(1, "note") == "備註1"


def test_what_she_types_over_a_formula_of_ours_that_went_astray_is_hers() -> None:
    workbook, number = small_desk(), "GB2611-0002-X"
    raw = replace(workbook.read(), shows_formulas=False)
    cells = {**raw.tabs["cases"].rows[1].cells, "note": Formula("=A1")}
    _, owed = overlay(raw, [Repair("cases", number, "note", wrong=Formula("=A1"), right="從前的", row=cells)])
    plan = difference(raw, [], owed, Stamp("l", "h", 1))
    assert [repair.right for repair in settle(plan, workbook.apply(plan, raw)).repairs] == ["備註1"]


HERS = ("text", "note", "我的欄")


class Hand:
    """One random act of a person, drawn beforehand, done at the moment of writing."""

    def __init__(self, kind: str, a: int, b: int) -> None:
        self.kind, self.a, self.b = kind, a, b

    def __repr__(self) -> str:
        return f"{self.kind}({self.a},{self.b})"

    def do(self, grid: Grid) -> tuple[list[Value], str, Value] | None:
        """Act; answers what she typed: row, column, value."""
        rows, columns = len(grid.rows), len(grid.header)
        if self.kind == "sort":
            grid.sort(("text", "note", "number", "summary")[self.a % 4])
        elif self.kind == "reverse":
            grid.rows.reverse()
        elif self.kind == "insert_row":
            grid.insert(self.a % (rows + 1), {"note": "新"} if self.b % 2 else None)
        elif self.kind == "delete_row" and rows:
            grid.rows.pop(self.a % rows)
        elif self.kind == "move_column":
            grid.move_column(self.a % columns, self.b % columns)
        elif self.kind == "insert_column":
            grid.insert_column(self.a % columns)
        elif self.kind in HERS and rows:
            row, value = self.a % rows, f"打字{self.b}"
            grid.put(row, self.kind, value)
            return grid.rows[row], self.kind, value
        return None


KINDS = ["sort", "reverse", "insert_row", "delete_row", "move_column", "insert_column", *HERS]
hands = st.builds(Hand, st.sampled_from(KINDS), st.integers(0, 60), st.integers(0, 60))


@example([[Hand("reverse", 0, 0), Hand("move_column", 0, 1)]])  # the number cells themselves are hit
@example([[Hand("insert_row", 0, 0), Hand("move_column", 0, 1)], [Hand("insert_column", 2, 0)]])
@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.lists(hands, max_size=4), min_size=1, max_size=3))
def test_random_hands_at_several_writes_never_cost_a_cell(rounds: list[list[Hand]]) -> None:
    workbook = small_desk()
    grid, desk = workbook.grids["cases"], Reconciler(workbook)
    known = list(grid.rows)  # kept alive, so that no later row is taken for one of them
    hers = {(id(row), name): grid.get(at, name) for at, row in enumerate(grid.rows) for name in HERS}
    for at, acts in enumerate(rounds):
        for number, cells in DESIRED.items():
            cells["summary"] = f"{number} 第{at}輪"

        def act(book: MovingWorkbook, acts: list[Hand] = acts) -> None:
            for hand in acts:
                if (typed := hand.do(grid)) is not None:
                    hers[id(typed[0]), typed[1]] = typed[2]
                    known.append(typed[0])

        workbook.at_write = act
        desk.run()
        workbook.at_write = None
    desk.until_quiet()
    assert_machine_right(grid)
    for at, row in enumerate(grid.rows):
        assert all(grid.get(at, name) == hers.get((id(row), name), grid.get(at, name)) for name in HERS)
