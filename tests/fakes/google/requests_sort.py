"""sortRange: numbers before text before truth values, blanks last, equal ones as they stood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.google.evaluate import rank
from tests.fakes.google.requests_cells import placed

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]


def sort_range(book: Book, wanted: Json) -> None:
    sheet, block = placed(book, wanted["range"])
    book.guard(sheet, block)
    evaluator = book.evaluator()
    order = list(range(block.top, min(block.bottom, len(sheet.rows))))
    for spec in reversed(wanted.get("sortSpecs", [])):
        column = spec.get("dimensionIndex", 0)
        values = {at: evaluator.value(sheet, at, column) for at in order}
        blank = [at for at in order if values[at] == ""]
        filled = [at for at in order if values[at] != ""]
        filled.sort(key=lambda at: rank(values[at]), reverse=spec.get("sortOrder") == "DESCENDING")
        order = filled + blank
    sheet.reordered(block.top, order, block.left, block.right)


HANDLERS = {"sortRange": sort_range}
