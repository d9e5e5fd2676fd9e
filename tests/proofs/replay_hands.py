"""What the fake Google doesn't serve, done by a person's hands, so that a replay's later answers can be compared."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from tests.fakes.google.a1 import Block
from tests.fakes.google.book import Book
from tests.fakes.google.grid import Sheet
from tests.fakes.google.ranges import value_range
from tests.fakes.google.tab import Tab

if TYPE_CHECKING:
    from tests.fakes.google import FakeGoogle
    from tests.proofs.replay_recordings import Recorded


def value_answer(book: Book, path: str, params: dict[str, list[str]]) -> Any:
    """values.get and values.batchGet, from the same room as values:batchGetByDataFilter."""
    options = {name: found[0] for name, found in params.items() if name != "ranges"}

    def one(text: str) -> dict[str, Any]:
        return value_range(*book.area(text), options, book.evaluator(), book.locale)

    if path.endswith(":batchGet"):
        return {"spreadsheetId": book.id, "valueRanges": [one(text) for text in params["ranges"]]}
    return one(place_of(path))


def place_of(path: str) -> str:
    """The range in a path `…/values/RANGE:verb`."""
    place = path.split("/values/", 1)[1]
    return place.removesuffix(":append").removesuffix(":clear")


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
        elif asked.kind.startswith("values"):
            typed_in(book, asked)


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


def typed_in(book: Book, asked: Recorded) -> None:
    if asked.kind in ("values clear", "values batchClear"):
        for place in asked.body["ranges"] if asked.body else [place_of(asked.path)]:
            cleared(*book.area(place))
    elif asked.kind == "values batchUpdate":
        for data in asked.body["data"]:
            written(book, data["range"], rows_in(data), asked.body["valueInputOption"])
    elif asked.kind == "values update":
        written(book, place_of(asked.path), rows_in(asked.body), asked.params["valueInputOption"][0])
    elif asked.kind == "values append":
        place = asked.answer["updates"]["updatedRange"]
        written(book, place, rows_in(asked.body), asked.params["valueInputOption"][0])


def rows_in(value_range: dict[str, Any]) -> list[list[Any]]:
    values: list[list[Any]] = value_range["values"]
    if value_range.get("majorDimension") == "COLUMNS":
        return [list(row) for row in zip_longest(*values)]
    return values


def cleared(sheet: Sheet, block: Block) -> None:
    for at in range(block.top, min(block.bottom, len(sheet.rows))):
        for column in range(block.left, block.right):
            sheet.put(at, column, "")


def written(book: Book, place: str, values: list[list[Any]], option: str) -> None:
    sheet, block = book.area(place)
    tab = Tab(book, sheet)
    for row, cells in enumerate(values, block.top + 1):
        for column, value in enumerate(cells, block.left + 1):
            if isinstance(value, str) and option == "USER_ENTERED":
                tab.type(row, column, value)
            elif value is not None:
                tab.put(row, column, value)
