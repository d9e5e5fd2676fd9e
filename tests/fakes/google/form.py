"""Google Forms at work on its tab: files answers, lets customers edit them, adds a column for a new question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.fakes.google.entry import figure
from tests.fakes.google.grid import Entered
from tests.fakes.google.shown import EPOCH, number_format
from tests.fakes.google.tab import Tab

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

STAMP = {"type": "DATE_TIME", "pattern": "yyyy/m/d am/pm h:mm:ss"}


def new_form(book: Book, title: str, questions: tuple[str, ...], stamp: str = "時間戳記") -> Tab:
    """Links a form: its tab stands first, with the stamp's title and one column a question."""
    book.change([{"addSheet": {"properties": {"title": title, "index": 0}}}])
    tab = book[title]
    for column, question in enumerate((stamp, *questions), 1):
        tab.put(1, column, question)
    linked(book, tab)
    return tab


def linked(book: Book, tab: Tab) -> dict[str, int]:
    """Which column (by its uid) takes the answers to which question, whatever its title and place become; "" is the stamp's."""
    if tab.id not in book.forms:
        titles = enumerate(tab.header())
        found = {str(title): tab.sheet.columns[at].uid for at, title in titles if title != ""}
        book.forms[tab.id] = {"": tab.sheet.columns[0].uid, **found}
    return book.forms[tab.id]


def submit(book: Book, title: str, answers: Mapping[str, str]) -> int:
    """A new answer in a row that is inserted below the last one; its number, counted from 1."""
    tab = book[title]
    stamp = place_of(book, tab, "")
    stamped = [at for at in range(1, len(tab.sheet.rows)) if tab.sheet.entered(at, stamp - 1) != ""]
    row = max(stamped, default=0) + 2
    if row > tab.sheet.row_count:
        tab.grow(row, len(tab.sheet.columns))
    else:
        span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
        book.change([{"insertDimension": {"range": span, "inheritFromBefore": False}}])
    fill(book, tab, row, answers)
    return row


def edit(book: Book, title: str, row: int, answers: Mapping[str, str]) -> None:
    """The customer edits her answer: its row is overwritten, its stamp too."""
    fill(book, book[title], row, answers)


def fill(book: Book, tab: Tab, row: int, answers: Mapping[str, str]) -> None:
    seconds = (book.now().replace(microsecond=0) - EPOCH).total_seconds()
    stamp = place_of(book, tab, "")
    tab.put(row, stamp, seconds / 86400)
    tab.shape(row, stamp, {"numberFormat": STAMP})
    for question, answer in answers.items():
        column = place_of(book, tab, question)
        tab.put(row, column, answered(tab, row, column, answer))


def place_of(book: Book, tab: Tab, question: str) -> int:
    """The column of a question, counted from 1; one that is new, or whose column was deleted, gets a new one at the end."""
    known = linked(book, tab)
    places = {column.uid: at for at, column in enumerate(tab.sheet.columns, 1)}
    if known.get(question) in places:
        return places[known[question]]
    column = len(tab.header()) + 1
    tab.put(1, column, question or "時間戳記")
    known[question] = tab.sheet.columns[column - 1].uid
    return column


def answered(tab: Tab, row: int, column: int, answer: str) -> Entered:
    """What looks like a number is one, so a phone number loses its first 0, unless the cell is formatted as text."""
    if number_format(tab.sheet.dress(row - 1, column - 1).shape).get("type") == "TEXT":
        return answer
    found = figure(answer)
    return found[0] if found else answer
