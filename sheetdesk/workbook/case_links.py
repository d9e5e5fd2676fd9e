"""Where links to a case lead in each kind of workbook, and which cells bear one. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from sheetdesk.columns import BY_KEY, CASE_LINK, CASES
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Value
from sheetdesk.workbook.headers import letter
from sheetdesk.workbook.link_formula import link_to


@dataclass(frozen=True, slots=True)
class Target:
    """An address but for the row's number, the range of all case numbers, and what says that a number is in no row."""

    address: str
    numbers: str
    unless_found: str


def google_target(cases: TabView, tab_id: int) -> Target:
    """In a Google spreadsheet, and in each copy of it: the tab's number is the same there.

    IFNA: if the tab was renamed in this very moment the cell shows that error, and the next pass writes it again."""
    column = _column(cases)
    return Target(f"#gid={tab_id}&range={column}", _range(cases, column), "IFNA")


def file_target(cases: TabView) -> Target:
    """In an .xlsx, for Excel and LibreOffice."""
    column = _column(cases)
    return Target(f"#{_quoted(cases.title)}!{column}", _range(cases, column), "IFERROR")


def as_link(tab: str, column: str, value: Value, target: Target) -> Value:
    """What to write for `value`: a link if it is a case's number in a column that leads there, else `value` itself."""
    if not isinstance(value, str) or not leads_to_case(tab, column):
        return value
    return link_to(value, target.address, target.numbers, target.unless_found) or value


def leads_to_case(tab: str, column: str) -> bool:
    """Is that a column of links?"""
    ours = BY_KEY.get(tab)
    return ours is not None and ours.has(column) and ours.column(column).type == CASE_LINK


def _column(cases: TabView) -> str:
    return letter(cases.header.index(CASES.key_column))


def _range(cases: TabView, column: str) -> str:
    return f"{_quoted(cases.title)}!${column}:${column}"


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
