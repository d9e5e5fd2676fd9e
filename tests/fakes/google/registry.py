"""Which kind of request goes where, and which of them a program may send; all others are for people's hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.google import (
    requests_cells,
    requests_charts,
    requests_dimensions,
    requests_paste,
    requests_sheets,
    requests_sort,
    requests_structures,
)

Handler = Callable[[Any, Mapping[str, Any]], dict[str, Any] | None]

HANDLERS: dict[str, Handler] = {
    **requests_cells.HANDLERS,
    **requests_charts.HANDLERS,
    **requests_dimensions.HANDLERS,
    **requests_paste.HANDLERS,
    **requests_sheets.HANDLERS,
    **requests_sort.HANDLERS,
    **requests_structures.HANDLERS,
}

FOR_PROGRAMS = frozenset(
    {
        "addChart",
        "addConditionalFormatRule",
        "addDimensionGroup",
        "addProtectedRange",
        "addSheet",
        "appendDimension",
        "copyPaste",
        "deleteConditionalFormatRule",
        "deleteDimension",
        "deleteDimensionGroup",
        "deleteProtectedRange",
        "deleteSheet",
        "insertDimension",
        "repeatCell",
        "setBasicFilter",
        "setDataValidation",
        "updateCells",
        "updateChartSpec",
        "updateDimensionGroup",
        "updateDimensionProperties",
        "updateProtectedRange",
        "updateSheetProperties",
        "updateSpreadsheetProperties",
    }
)
