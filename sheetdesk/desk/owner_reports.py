"""分類回報 of a pass's desk: who answers for what, who reads it today, and which cases it tells of. Border: words are
policy's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.figures import counted_open, ground_since
from sheetdesk.desk.reports import overdue
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.areas import answers_for
from sheetdesk.policy.assign import Campaigns, Roster, on_duty_for
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_periods import WEEK, Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.report_owners import CLAIMED_WEEKS, Area, foot, owners
from sheetdesk.policy.team import Person

MEND = "在「分工表」補上；不要分類回報，在 config.yaml 的 reports.owners 寫「不做」"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who answers for something, and who reads of it today: her proxy while she is on leave."""

    person: Person
    reader: Person

    @property
    def is_proxy(self) -> bool:
        """Does somebody else read it?"""
        return self.reader.name != self.person.name


def readers(desk: Desk) -> tuple[list[Reader], list[Problem]]:
    """Those in 分工表 who still work here and answer for something; and to whom nobody can write."""
    book = desk.book
    if book.defaults.reports.owners is None:
        return [], []
    roster = Roster(book.team, Campaigns(book.campaigns), book.lead)
    today = desk.now.astimezone(book.defaults.zone).date()
    named = [one for one in book.team if one.active and (one.categories or one.goods)]
    if not named:
        what = "沒有在職的人填「類別」或「團號／商品」，分類回報沒有人可以寄"
        return [], [Problem("分工表", what, MEND)]
    found = [Reader(person, on_duty_for(person, roster, today)) for person in named]
    lacking = {one.reader.name: None for one in found if not one.reader.email}
    problems = [Problem("分工表", f"「{name}」沒有 Email，分類回報寄不到", MEND) for name in lacking]
    return [one for one in found if one.reader.email], problems


def owner_letters(desk: Desk, week: Period, to: Sequence[Reader]) -> Iterator[Letter]:
    """A letter for each who has something to read."""
    if not to:
        return
    cases = _Cases(desk, week)
    for one in to:
        report = owners(one.person, week, cases.of(one.person), one.is_proxy)
        if report is not None:
            letter_foot = foot(one.person, one.is_proxy)
            yield letter_of(report, desk.book.shop.name, letter_foot, one.reader.email or "")


class _Cases:
    """The cases that reports on a week may tell of, each read once for all who answer for something."""

    def __init__(self, desk: Desk, week: Period) -> None:
        first = week.end - CLAIMED_WEEKS * WEEK
        ground = ground_since(desk, first)
        slices = Slices(ground, desk.book.defaults.zone, desk.now)
        self._received = slices.within(week).received
        self._before = slices.within(Period(week.begin - WEEK, week.begin)).received
        lately = slices.within(Period(first, week.end)).received
        self._claims = [row for row in lately if row.claimed and row.number not in ground.credited]
        self._open, self._late = counted_open(desk), overdue(desk)
        self._known = _known(desk, (*self._received, *self._before, *self._claims))

    def of(self, person: Person) -> Area:
        """Those that this person answers for."""

        def hers(rows: Iterable[CaseFigures]) -> list[CaseFigures]:
            return [row for row in rows if row.number in self._known and answers_for(person, self._known[row.number])]

        return Area(
            received=hers(self._received),
            before=hers(self._before),
            claims=hers(self._claims),
            open=sum(answers_for(person, case) for case in self._open),
            late=[(case, past) for case, past in self._late if answers_for(person, case)],
        )


def _known(desk: Desk, rows: Iterable[CaseFigures]) -> Mapping[str, Case]:
    """The cases themselves, for a figure's row doesn't tell the sub-category."""
    numbers = {row.number for row in rows}
    closed = desk.find_many(sorted(numbers - desk.cases.keys()))
    return {**closed, **{number: desk.cases[number] for number in numbers & desk.cases.keys()}}
