"""People edit at the very moment of our write, whatever becomes of the call: cells are right after the same run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sheetdesk.model.values import canonical
from tests.fakes.google import Fault, people
from tests.fakes.google.book import Book
from tests.fakes.google_under_fault import CASES_TAB, LOG_TAB, OWN_COLUMN, STATE_TAB, Desk

FAULTS = {
    "no fault": None,
    "lost on the way": ("503", "before"),
    "answer lost": ("reset", "after"),
    "answer cut": ("half_json", "after"),
}


@pytest.fixture(scope="module")
def stage(studio, tmp_path_factory):
    """Five known cases with words of the organiser's own; two changes and a new answer wait for the next run."""
    desk = Desk(studio, tmp_path_factory.mktemp("stage"))
    for at, text in enumerate(("蔥抓餅都退冰了", "請問什麼時候到貨？", "少一包", "要退款", "包裝破掉")):
        desk.file(text, f"guest{at}@example.com", customer=f"客人{at}")
    desk.run()
    for at, number in enumerate(desk.numbers()):
        desk.type(number, OWN_COLUMN, f"我的話{at}")
        desk.type(number, "note", f"備註{at}")
    desk.run(1)
    first, second, *_ = desk.numbers()
    desk.type(first, "status", "處理中")
    desk.type(second, "summary", "被改掉的摘要")
    desk.now = desk.now.replace(minute=30)
    desk.file("又少一包", "lin@example.com", customer="林小美")
    return desk.put_away()


@pytest.fixture
def desk(studio, stage, tmp_path, calm):
    return Desk(studio, tmp_path, like=stage)


def place(book: Book, at: int) -> int:
    """Row of the case that was the `at`-th, from 0, in order of numbers."""
    tab = book[CASES_TAB]
    numbers = sorted(v for row in tab.values()[1:] if (v := row[tab.column("案號") - 1]))
    return tab.find(tab.column("案號"), numbers[at])


def type_in(at: int, column: str, text: str) -> Callable[[Book], None]:
    return lambda book: people.type_in(book, CASES_TAB, place(book, at), column, text)


def sort_and_type(book: Book) -> None:
    people.sort(book, CASES_TAB, "內容")
    type_in(0, "備註", "排序後寫的")(book)


def sort_twice(book: Book) -> None:
    people.sort(book, CASES_TAB, "顧客", descending=True)
    people.sort(book, LOG_TAB, "對象", descending=True)
    people.sort(book, STATE_TAB, "項目")


def swap_columns(book: Book) -> None:
    people.move_column(book, CASES_TAB, "狀態", "摘要")
    people.move_column(book, CASES_TAB, OWN_COLUMN, "下一步")


def all_at_once(book: Book) -> None:
    people.sort(book, CASES_TAB, "內容", descending=True)
    people.insert_columns(book, CASES_TAB, "摘要")
    people.insert_rows(book, CASES_TAB, 3, 2)
    people.rename_tab(book, CASES_TAB, "客訴")


EDITS: dict[str, Callable[[Book], Any]] = {
    "sorts": lambda book: people.sort(book, CASES_TAB, "內容"),
    "sorts every tab": sort_twice,
    "inserts rows": lambda book: people.insert_rows(book, CASES_TAB, 2, 3),
    "inserts a row in the log": lambda book: people.insert_rows(book, LOG_TAB, 2),
    "inserts rows in the state": lambda book: people.insert_rows(book, STATE_TAB, 2),
    "inserts a column": lambda book: people.insert_columns(book, CASES_TAB, "下一步", 2),
    "moves columns": swap_columns,
    "deletes her own column": lambda book: people.delete_column(book, CASES_TAB, OWN_COLUMN),
    "renames the tab": lambda book: people.rename_tab(book, CASES_TAB, "客訴"),
    "moves the tab": lambda book: people.move_tab(book, CASES_TAB, 5),
    "hides a column": lambda book: people.hide_column(book, CASES_TAB, "摘要"),
    "filters": lambda book: people.filter_rows(book, CASES_TAB, "狀態", ["待處理"]),
    "types a note": type_in(2, "備註", "先打電話"),
    "types into her own column": type_in(1, OWN_COLUMN, "改過"),
    "types into a machine cell": type_in(0, "摘要", "亂打"),
    "changes the owner": type_in(2, "負責人", "小美"),
    "changes the status that we write": type_in(0, "狀態", "等客人"),
    "clears a machine cell": lambda book: people.clear(book, CASES_TAB, place(book, 1), "下一步"),
    "puts a formula into a machine cell": type_in(1, "摘要", "=COUNTA(A1:A3)"),
    "sorts and types": sort_and_type,
    "does it all at once": all_at_once,
}


@pytest.fixture(scope="module")
def twins(studio, stage, tmp_path_factory):
    """The desk on which she did the same, but before the run and in peace, by edit."""
    made: dict[str, Desk] = {}

    def twin(edit: str) -> Desk:
        if edit not in made:
            made[edit] = Desk(studio, tmp_path_factory.mktemp("twin"), like=stage)
            EDITS[edit](made[edit].book)
            made[edit].run()
        return made[edit]

    return twin


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("edit", EDITS)
def test_what_a_person_does_at_the_moment_of_the_write_comes_out_as_if_she_had_done_it_in_peace(
    edit, fault, desk, twins
):
    twin = twins(edit)
    desk.google.people.next(lambda book: EDITS[edit](book), kind="write")
    if spoilt := FAULTS[fault]:
        desk.google.faults.next(Fault(spoilt[0]), kind="write", when=spoilt[1])

    desk.run()

    assert differing(by_number(desk), by_number(twin)) == {}
    assert desk.sent() == twin.sent()
    taken_for_hers = done_by_people(desk) - done_by_people(twin)
    assert taken_for_hers == ({(desk.numbers()[0], "status", "處理中")} if edit == OVERTAKEN else set())
    before = [desk.book[tab.title].values() for tab in desk.book.sheets]
    desk.run()
    assert [desk.book[tab.title].values() for tab in desk.book.sheets] == before


OVERTAKEN = "changes the status that we write"
"""The desk had taken up her first change, and she changed it again."""


def by_number(desk: Desk) -> dict[str, dict[str, Any]]:
    """Each case as it is shown, wherever its row and its columns stand."""
    title = "客訴" if desk.book.find("客訴") else CASES_TAB
    rows = desk.rows(title)
    shown = {row["案號"]: {name: canonical(value) for name, value in row.items()} for row in rows}
    assert len(shown) == len(rows)
    return shown


def differing(one: dict[str, dict[str, Any]], other: dict[str, dict[str, Any]]) -> dict[tuple[str, str], Any]:
    """Cells that differ, by number and title."""
    cells = {(number, title) for rows in (one, other) for number, row in rows.items() for title in row}
    pairs = {cell: (one.get(cell[0], {}).get(cell[1]), other.get(cell[0], {}).get(cell[1])) for cell in cells}
    return {cell: pair for cell, pair in pairs.items() if pair[0] != pair[1]}


def done_by_people(desk: Desk) -> set[tuple[str | None, str | None, Any]]:
    """Every change that the desk took for a person's and obeyed."""
    with desk.rig.ledger.begin() as tx:
        return {(e.case, e.field, e.new) for e in tx.cases.events() if e.actor == "person" and e.kind not in PUT_BACK}


PUT_BACK = ("put_back", "formula")
