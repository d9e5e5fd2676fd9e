"""What people of a desk on the fake Google may do at random: each deed is given two numbers, for where and for what.

One that can't be done just then (there is no row, no such column) is left undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from sheetdesk.columns import FORM, LOG
from tests.fakes.google import people
from tests.fakes.google_under_fault import OWN_COLUMN

if TYPE_CHECKING:
    from tests.fakes.google_crowd import Crowd

RENAMED = ("why", "how_counted", "customer")
"""Columns of which every cell is the desk's: a title that isn't ours is believed by what stands below it."""
SCRIBBLED = ("summary", "next_step", "light", "notice", "first_reply_due", "outcome")
HERS = ("note", "remedy", "cause", "paid_by")
SHARED = {
    "owner": ("小美", "阿芳", "大明"),
    "category": ("物流問題", "品質問題"),
    "product": ("蔥抓餅", "湯包"),
    "tags": ("急", "老客人"),
}
STATUSES = ("處理中", "等客人", "等廠商", "已解決", "待處理", "已結案")
MOST_RENAMES = 2
"""Of one column: our title is left alone once it had to be put back three times in a day."""


def mail_of(at: int) -> str:
    """The address of the customer who sent the at-th answer, from 0."""
    return f"guest{at}@example.com"


def _sort(crowd: Crowd, a: int, b: int) -> None:
    tab = crowd.book[(crowd.cases if a % 4 else crowd.book.sheet(crowd.ids[LOG.key])).title]
    people.sort(crowd.book, tab.title, b % len(tab.header()) + 1, descending=a % 2 == 0)


def _insert_rows(crowd: Crowd, a: int, b: int) -> None:
    title = crowd.title(b)
    people.insert_rows(crowd.book, title, 2 + a % len(crowd.book[title].values()), 1 + b % 3)


def _delete_row(crowd: Crowd, a: int, _: int) -> None:
    if place := crowd.row(a):
        people.delete_rows(crowd.book, crowd.cases.title, place)
        crowd.book.own_changes.clear()  # undone after the desk brought it back it would stand there twice, and say so


def _insert_column(crowd: Crowd, a: int, b: int) -> None:
    people.insert_columns(crowd.book, crowd.cases.title, 1 + a % len(crowd.cases.columns), 1 + b % 2)


def _move_column(crowd: Crowd, a: int, b: int) -> None:
    width = len(crowd.book[crowd.cases.title].header())
    people.move_column(crowd.book, crowd.cases.title, 1 + a % width, 1 + b % width)


def _own_column(crowd: Crowd, *_: int) -> None:
    """Her own column goes, or comes again."""
    tab, at = crowd.book[crowd.cases.title], crowd.at(OWN_COLUMN)
    if at:
        people.delete_column(crowd.book, tab.title, at)
        crowd.keys = {uid: key for uid, key in crowd.keys.items() if key != OWN_COLUMN}
    else:
        people.type_in(crowd.book, tab.title, 1, len(tab.header()) + 1, OWN_COLUMN)
        crowd.keys[crowd.cases.columns[tab.column(OWN_COLUMN) - 1].uid] = OWN_COLUMN


def _rename_tab(crowd: Crowd, a: int, b: int) -> None:
    people.rename_tab(crowd.book, crowd.title(a), f"改名{a % 4}{b}")


def _rename_title(crowd: Crowd, a: int, b: int) -> None:
    key = RENAMED[a % len(RENAMED)]
    if crowd.renames.get(key, 0) < MOST_RENAMES:
        crowd.renames[key] = crowd.renames.get(key, 0) + 1
        people.rename_title(crowd.book, crowd.cases.title, crowd.at(key), f"標題{b}")


def _tab_moves(crowd: Crowd, a: int, b: int) -> None:
    if b % 2:
        people.move_tab(crowd.book, crowd.title(a), b % len(crowd.book.sheets))
    else:
        people.change_sheet(crowd.book, crowd.title(a), hidden=b % 4 == 0)


def _shared(crowd: Crowd, a: int, b: int) -> None:
    key = list(SHARED)[b % len(SHARED)]
    crowd.type(a, key, SHARED[key][a % len(SHARED[key])])


def _clear(crowd: Crowd, a: int, b: int) -> None:
    keys = (*SCRIBBLED, *SHARED, *HERS, OWN_COLUMN, "action", "number")
    place, at = crowd.row(a), crowd.at(keys[b % len(keys)])
    if place and at:
        people.clear(crowd.book, crowd.cases.title, place, at)


def _formula(crowd: Crowd, a: int, b: int) -> None:
    keys = (*SCRIBBLED[:3], "note", OWN_COLUMN)
    crowd.type(a, keys[b % len(keys)], f"=COUNTA(A{1 + b % 3}:B5)")


def _merge(crowd: Crowd, a: int, b: int) -> None:
    """Two neighbouring cells of the desk in one row: whatever is written into the second is lost."""
    place, key = crowd.row(a), SCRIBBLED[b % len(SCRIBBLED)]
    at = crowd.at(key)
    before = crowd.key_of(crowd.cases.columns[at - 2].uid) if at > 1 else ""
    if place and before in SCRIBBLED:
        people.merge(crowd.book, crowd.cases.title, place, at - 1, place, at)
        crowd.touched |= {(crowd.numbers[crowd.cases.rows[place - 1].uid], name) for name in (before, key)}


def _untitled(crowd: Crowd, a: int, b: int) -> None:
    """Into a column without a title, beside the table or in it."""
    header = crowd.book[crowd.cases.title].header()
    blank = [at for at, name in enumerate([*header, ""], 1) if name in ("", None)]
    if place := crowd.row(a):
        people.type_in(crowd.book, crowd.cases.title, place, blank[b % len(blank)], f"角落{b}")


def _filter(crowd: Crowd, a: int, b: int) -> None:
    people.filter_rows(crowd.book, crowd.cases.title, crowd.at("status"), [STATUSES[b % len(STATUSES)]])


def _undo(crowd: Crowd, *_: int) -> None:
    with suppress(LookupError):  # nothing to undo, or a merge, which stays
        people.undo(crowd.book)


def _answer(crowd: Crowd, *_: int) -> None:
    """A customer sends the form."""
    crowd.answers.append(f"第{len(crowd.answers)}件破了")
    crowd.file(len(crowd.answers) - 1, len(crowd.form.values()) + 1)


def _edit_answer(crowd: Crowd, a: int, b: int) -> None:
    """A customer edits hers: its row is overwritten."""
    if crowd.answers:
        at = a % len(crowd.answers)
        crowd.answers[at] = f"第{at}件破了，改{b}"
        crowd.file(at, crowd.form.find(crowd.form.column(FORM.column("email").title), mail_of(at)))


DEEDS: dict[str, Callable[[Crowd, int, int], None]] = {
    "sort": _sort,
    "insert rows": _insert_rows,
    "delete row": _delete_row,
    "insert column": _insert_column,
    "move column": _move_column,
    "own column": _own_column,
    "rename tab": _rename_tab,
    "rename title": _rename_title,
    "move tab": _tab_moves,
    "note": lambda crowd, a, b: crowd.type(a, HERS[b % len(HERS)], f"備註{b}"),
    "own word": lambda crowd, a, b: crowd.type(a, OWN_COLUMN, f"我的話{b}"),
    "untitled": _untitled,
    "shared": _shared,
    "status": lambda crowd, a, b: crowd.type(a, "status", STATUSES[b % len(STATUSES)]),
    "action": lambda crowd, a, b: crowd.type(a, "action", "已用LINE／電話回"),
    "scribble": lambda crowd, a, b: crowd.type(a, SCRIBBLED[b % len(SCRIBBLED)], f"亂打{b}"),
    "clear": _clear,
    "formula": _formula,
    "merge": _merge,
    "filter": _filter,
    "undo": _undo,
    "answer": _answer,
    "edit answer": _edit_answer,
}
