"""Second rows in 封存: of a case whose row stands in 案件 again, or twice there, after a copy or a sheet that was set back.

Pure. Such a row goes once nothing is lost with it: what people wrote in it alone moves into blank cells of the case's row
in 案件 first. Where both say something, no machine chooses: the row stays, and is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sheetdesk.columns import ARCHIVE, CASES, PERSON, REQUEST
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.overlay import likeness
from sheetdesk.desk.settle import column_at
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Value, same
from sheetdesk.workbook.row_columns import routes


@dataclass(frozen=True, slots=True)
class Twins:
    """`standing`: the one row in 封存 of each case that has none in 案件. `gone`: second rows that may go, by case number.
    `fills`: what they alone say, for blank cells of 案件. `told`: those that a person has to look at; `left`: their cases."""

    standing: Mapping[str, Row] = field(default_factory=dict)
    gone: tuple[tuple[str, Row], ...] = ()
    fills: tuple[Wish, ...] = ()
    told: tuple[Problem, ...] = ()
    left: frozenset[str] = frozenset()


def find_twins(
    archive: TabView,
    cases: TabView,
    rows: Mapping[str, Row],
    known: Mapping[str, RowMemory],
    coming: Collection[int],
    worthless: Callable[[str], bool],
) -> Twins:
    """`rows`: those of 案件 by case number. `known`: rows of 封存 as last seen. `coming`: places of rows that go back to 案件
    anyway. `worthless`: of this case nothing counts that a second row says, for it is old or the customer was forgotten."""
    by_case: dict[str, list[Row]] = {}
    for row in archive.rows:
        if row.get("number") is not None:
            by_case.setdefault(str(row.get("number")), []).append(row)
    standing: dict[str, Row] = {}
    seconds: list[tuple[str, Row, Row]] = []
    for number, found in by_case.items():
        first = rows.get(number)
        if first is None:
            first = standing[number] = found[0] if len(found) == 1 else _likest(found, known.get(number))
        seconds += [(number, row, first) for row in found if row is not first and row.place not in coming]
    if not seconds:
        return Twins(standing)
    columns = {column_at(cases.header, at) for at in range(len(cases.header))}
    return _judged(standing, seconds, _names(archive, cases), columns, worthless)


def _judged(
    standing: Mapping[str, Row],
    seconds: list[tuple[str, Row, Row]],
    names: Mapping[str, str],
    columns: Collection[str],
    worthless: Callable[[str], bool],
) -> Twins:
    gone: list[tuple[str, Row]] = []
    fills: list[Wish] = []
    told: dict[str, Problem] = {}
    for number, row, first in seconds:
        home = number not in standing
        said = {} if worthless(number) else dict(_said_alone(row, first, names if home else {}))
        if not said:
            gone.append((number, row))
        elif home and all(name in columns and _may_be_filled(name, first) for name in said):
            fills.append(Wish(CASES.key, number, said, first))
        else:
            told[number] = _problem(number, row)
    return Twins(standing, tuple(gone), tuple(fills), tuple(told.values()), frozenset(told))


def _said_alone(row: Row, first: Row, names: Mapping[str, str]) -> Iterator[tuple[str, Value]]:
    """What people wrote in `row` that `first` doesn't show: in their own columns, and what they ask for. Whatever else
    they set, the ledger knows."""
    for name, value in row.cells.items():
        there = names.get(name, name)
        hers = not ARCHIVE.has(name) or ARCHIVE.column(name).owner in (PERSON, REQUEST)
        if hers and not same(value, first.get(there)):
            yield there, value


def _may_be_filled(name: str, first: Row) -> bool:
    """A request is carried out where it stands in 案件, so none is put there."""
    asks = CASES.has(name) and CASES.column(name).owner == REQUEST
    return first.get(name) is None and not asks


def _names(archive: TabView, cases: TabView) -> dict[str, str]:
    """What each column of 封存 is called in 案件."""
    pairs = routes(archive.header, cases.header).pairs
    return {column_at(archive.header, here): column_at(cases.header, there) for here, there in pairs}


def _likest(rows: list[Row], known: RowMemory | None) -> Row:
    return max(rows, key=lambda row: likeness(row.cells, known.seen)) if known is not None else rows[0]


def _problem(number: str, row: Row) -> Problem:
    return Problem(
        f"分頁「{ARCHIVE.title}」第 {row.place} 列",
        f"{number} 有兩列，這一列寫的和另一列不一樣，系統不敢刪",
        "把要留的字抄到另一列，再刪掉這一列；隔天會再看一次",
    )
