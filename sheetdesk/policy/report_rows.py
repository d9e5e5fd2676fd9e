"""A report as rows of the tab 報告, the newest on top, and never more than so many. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sheetdesk.columns import REPORTS
from sheetdesk.model.values import Value
from sheetdesk.policy.kpi import Cells, Table
from sheetdesk.policy.report import Bar, Report, Section

MOST_ROWS = 240
"""About eight weeks with their months: what is older is in the mails and in the tabs of figures."""

SHOWN = tuple(column.key for column in REPORTS.columns if column.key != REPORTS.key_column)

Row = Mapping[str, Value]


def with_report(report: Report, at: datetime, standing: Sequence[Row]) -> list[Row]:
    """The rows with those of a report on top; what is past the bound goes, whole reports at a time."""
    rows: list[Row] = [{"what": f"■ {report.title}", "said": None, "report": report.title, "at": at}]
    for section in report.sections:
        rows += [{"what": what, "said": said, "report": report.title} for what, said in _lines(section)]
    whole = [*rows, *standing]
    if len(whole) <= MOST_ROWS:
        return whole
    cut = whole[:MOST_ROWS]
    begun = next((at for at in range(len(cut) - 1, len(rows) - 1, -1) if cut[at].get("at") is not None), None)
    return cut if begun is None else cut[:begun]


def table_of(rows: Sequence[Row]) -> Table:
    """Every row of the tab from the top; those below the last one are blank."""
    blank: Cells = dict.fromkeys(SHOWN)
    found: dict[str, Cells] = {_key(place): {**blank, **row} for place, row in enumerate(rows, start=1)}
    return Table(found, gone=lambda key: dict(blank), in_order=True)


def standing_in(rows: Iterable[Row]) -> list[Row]:
    """Rows of reports as they stand in the sheet, from the top, for a new ledger."""
    named = (row for row in rows if row.get("report") is not None)
    return [{name: row.get(name) for name in SHOWN} for row in islice(named, MOST_ROWS)]


def _lines(section: Section) -> Iterable[tuple[str | None, str]]:
    title = section.title
    for line in section.rows():
        yield line.what or title, line.said
    if section.bars:
        yield title, in_words(section.bars, section.unit)
    if section.note:
        yield f"{title}：說明", section.note


def in_words(bars: Sequence[Bar], unit: str) -> str:
    """The figures of a chart, for where there is none."""
    return "、".join(f"{bar.label} {bar.value:g}" for bar in bars) + f"（{unit}）"


def _key(place: int) -> str:
    return f"{place:03}"
