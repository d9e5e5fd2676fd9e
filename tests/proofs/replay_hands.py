"""What the fake Google doesn't serve, done by a person's hands, so that a replay's later answers can be compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.google.a1 import Block
from tests.fakes.google.book import Book
from tests.fakes.google.grid import Sheet

if TYPE_CHECKING:
    from tests.fakes.google import FakeGoogle
    from tests.proofs.replay_recordings import Recorded


def place_of(path: str) -> str:
    """The range in a path `…/values/RANGE:clear`."""
    return path.split("/values/", 1)[1].removesuffix(":clear")


class Hands:
    """`add` makes a new spreadsheet of an id and a title."""

    def __init__(self, add: Callable[[str, str], Book]) -> None:
        self.add = add

    def do(self, book: Book | None, asked: Recorded, google: FakeGoogle) -> None:
        if asked.status >= 400:
            return
        if asked.kind == "files POST":
            self.add(asked.answer["id"], asked.answer["name"])
        elif book is None:
            return
        elif asked.kind == "files DELETE":
            google.delete(book)
        elif asked.kind == "files POST copy":
            copied(book, self.add(asked.answer["id"], asked.answer["name"]))
        elif asked.path.startswith("/upload"):
            imported(book, asked.body)
        elif asked.kind in ("values clear", "values batchClear"):
            for place in asked.body["ranges"] if asked.body else [place_of(asked.path)]:
                cleared(*book.area(place))


def copied(source: Book, target: Book) -> None:
    target.zone, target.locale = source.zone, source.locale
    target.sheets = [twin(sheet) for sheet in source.sheets]


def twin(sheet: Sheet) -> Sheet:
    made = Sheet(sheet.id, sheet.title)
    made.load(sheet.state())
    return made


def imported(book: Book, text: str) -> None:
    """A CSV file in place of all tabs; the zone is that of the one who imports."""
    sheet = Sheet(book.new_id(), book.title)
    book.sheets, book.zone = [sheet], "America/Los_Angeles"
    for at, line in enumerate(text.splitlines()):
        for column, cell in enumerate(line.split(",")):
            sheet.put(at, column, cell)


def cleared(sheet: Sheet, block: Block) -> None:
    for at in range(block.top, min(block.bottom, len(sheet.rows))):
        for column in range(block.left, block.right):
            sheet.put(at, column, "")
