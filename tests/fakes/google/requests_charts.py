"""Charts over the cells: added, given another look, moved by people. What they show isn't drawn.

Where a range of a chart goes when rows are inserted isn't carried out: nothing of ours asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.google.grid import Sheet
from tests.fakes.google.refusals import invalid

if TYPE_CHECKING:
    from tests.fakes.google.book import Book

Json = Mapping[str, Any]


def add_chart(book: Book, wanted: Json) -> dict[str, Any]:
    """An id that is taken is refused; so are a cell and a range outside the grid, and ranges of unequal length."""
    given = wanted["chart"]
    overlay = given["position"]["overlayPosition"]
    anchor = overlay["anchorCell"]
    sheet = book.sheet(anchor.get("sheetId", 0))
    if anchor.get("rowIndex", 0) >= sheet.row_count or anchor.get("columnIndex", 0) >= len(sheet.columns):
        raise invalid("Invalid requests[0].addChart: The anchor cell is outside the grid.")
    check_spec(book, given["spec"])
    number = given.get("chartId") or book.new_id()
    if any(chart["chartId"] == number for other in book.sheets for chart in other.charts):
        raise invalid(f"Invalid requests[0].addChart: An object with the id {number} already exists.")
    cell = {name: value for name, value in anchor.items() if name != "sheetId"}
    position = {"overlayPosition": {**overlay, "anchorCell": cell}}
    made = {"chartId": number, "spec": given["spec"], "position": position}
    sheet.charts = [*sheet.charts, made]
    return {"chart": {**made, "position": {"overlayPosition": {**overlay, "anchorCell": anchor}}}}


def check_spec(book: Book, spec: Json) -> None:
    lengths = set()
    for place in ranges_in(spec):
        sheet = book.sheet(place.get("sheetId", 0))
        if place["endRowIndex"] > sheet.row_count or place["endColumnIndex"] > len(sheet.columns):
            raise invalid("Invalid requests[0].addChart: A source range is outside the grid.")
        lengths.add((place["startRowIndex"], place["endRowIndex"]))
    if len(lengths) > 1:
        raise invalid("Invalid requests[0].addChart: Domain and series must have the same length.")


def ranges_in(thing: Any) -> Iterator[Json]:
    """Every GridRange that a spec names."""
    if isinstance(thing, Mapping):
        for name, value in thing.items():
            yield from value["sources"] if name == "sourceRange" else ranges_in(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from ranges_in(one)


def update_chart_spec(book: Book, wanted: Json) -> None:
    """Where it hangs and how large it is stays."""
    check_spec(book, wanted["spec"])
    sheet, old = chart_by_id(book, wanted.get("chartId"))
    sheet.charts = [{**c, "spec": wanted["spec"]} if c is old else c for c in sheet.charts]


def update_embedded_object_position(book: Book, wanted: Json) -> None:
    sheet, old = chart_by_id(book, wanted.get("objectId"))
    overlay = {**old["position"]["overlayPosition"], **wanted["newPosition"]["overlayPosition"]}
    moved = {**old, "position": {"overlayPosition": overlay}}
    sheet.charts = [moved if c is old else c for c in sheet.charts]


def delete_embedded_object(book: Book, wanted: Json) -> None:
    sheet, old = chart_by_id(book, wanted.get("objectId"))
    sheet.charts = [chart for chart in sheet.charts if chart is not old]


def chart_by_id(book: Book, wanted_id: object) -> tuple[Sheet, dict[str, Any]]:
    for sheet in book.sheets:
        for chart in sheet.charts:
            if chart["chartId"] == wanted_id:
                return sheet, chart
    raise invalid(f"No chart with id: {wanted_id}")


HANDLERS = {
    "addChart": add_chart,
    "deleteEmbeddedObject": delete_embedded_object,
    "updateChartSpec": update_chart_spec,
    "updateEmbeddedObjectPosition": update_embedded_object_position,
}
