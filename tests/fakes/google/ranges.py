"""Values of ranges, as values:batchGetByDataFilter and values.get answer them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, cast

from tests.fakes.google.a1 import Block, a1_of
from tests.fakes.google.evaluate import Evaluator
from tests.fakes.google.formula import Formula
from tests.fakes.google.grid import BARE, Row, Sheet
from tests.fakes.google.shown import is_date, shown

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Values = list[list[Any]]


def matched_values(book: Book, areas: Sequence[tuple[Sheet, Block]], body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """MatchedValueRanges, in another order than asked for: the real API promises none, and has been seen to differ."""
    evaluator = book.evaluator()
    matched = []
    for (sheet, block), wanted in zip(areas, body["dataFilters"], strict=True):
        found = value_range(sheet, block, body, evaluator, book.locale)
        matched.append({"valueRange": found, "dataFilters": [echoed(wanted)]})
    return matched[::-1]


def echoed(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """A data filter as it comes back: its zeros are left out."""
    if "gridRange" not in wanted:
        return dict(wanted)
    return {"gridRange": {key: value for key, value in wanted["gridRange"].items() if value != 0}}


def value_range(
    sheet: Sheet, block: Block, options: Mapping[str, Any], evaluator: Evaluator, locale: str
) -> dict[str, Any]:
    """A ValueRange; without `values` when the range is blank."""
    dimension = options.get("majorDimension") or "ROWS"
    render = options.get("valueRenderOption") or "FORMATTED_VALUE"
    if render == "UNFORMATTED_VALUE" and options.get("dateTimeRenderOption") == "FORMATTED_STRING":
        render = "DATES_AS_TEXT"
    values = rows_of(sheet, block, render, evaluator, locale)
    if dimension == "COLUMNS":
        values = trimmed([list(column) for column in zip_longest(*values, fillvalue="")])
    found = {"range": a1_of(sheet.title, block), "majorDimension": dimension}
    return found | ({"values": values} if values else {})


def rows_of(sheet: Sheet, block: Block, render: str, evaluator: Evaluator, locale: str) -> Values:
    """Ragged rows without what is blank at their end, and no blank rows at the end."""
    values: Values = []
    plain = render in ("UNFORMATTED_VALUE", "FORMULA")
    bottom = min(block.bottom, len(sheet.rows))
    while bottom > block.top and not sheet.rows[bottom - 1].cells:  # a new tab has a thousand rows, nearly all bare
        bottom -= 1
    for at in range(block.top, bottom):
        row = sheet.rows[at]
        if plain and not row.formulas:
            values.append(row.cells[block.left : block.right])
        elif render == "FORMATTED_VALUE" and not row.formulas:
            values.append(shown_cells(row, block, locale))
        else:
            values.append(cells_of(sheet, row, at, block, render, evaluator, locale))
    return trimmed(values) if block.right < len(sheet.columns) else without_end(values)


def shown_cells(row: Row, block: Block, locale: str) -> list[Any]:
    """Cells of a row without formulas as a person sees them."""
    dress, left = row.dress, block.left
    return [
        value if isinstance(value, str) else shown(value, dress.get(column, BARE).shape, locale)
        for column, value in enumerate(cast("list[str | float]", row.cells[left : block.right]), left)
    ]


def cells_of(
    sheet: Sheet, row: Row, at: int, block: Block, render: str, evaluator: Evaluator, locale: str
) -> list[Any]:
    found: list[Any] = []
    for column in range(block.left, min(block.right, len(row.cells))):
        entered, shape = row.cells[column], row.dress.get(column, BARE).shape
        if isinstance(entered, Formula) and render == "FORMULA":
            found.append(entered.text)
            continue
        value = evaluator.value(sheet, at, column)
        as_text = render == "FORMATTED_VALUE" or (render == "DATES_AS_TEXT" and is_date(shape))
        found.append(shown(value, shape, locale) if as_text and value != "" else value)
    return found


def trimmed(values: Values) -> Values:
    for row in values:
        while row and row[-1] == "":
            row.pop()
    return without_end(values)


def without_end(values: Values) -> Values:
    while values and not values[-1]:
        values.pop()
    return values
