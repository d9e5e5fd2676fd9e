"""When the desk looks in during the demo: the story cut into turns, each of which ends with a pass. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.columns import TODO
from sheetdesk.demo.world import ADD_ROW, DELETE, Edit, FormAnswer, Moment, Rating, Story
from sheetdesk.desk.observe import SETTLING_TIME

LONGEST_TURN = timedelta(hours=6)
"""Two weeks have to fit into minutes: what happens in so short a time is seen by one pass."""
LOOKS_IN_AFTER = timedelta(minutes=1)
HOURS = (9, 13, 18, 22)
"""When the desk looks in even where nothing happened: deadlines come near by themselves."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens in the workbook between two passes, and when the pass comes (aware UTC)."""

    pass_at: datetime
    moments: tuple[Moment, ...] = ()


def turns(story: Story) -> list[Turn]:
    """Every turn in order of its pass, the last one when the story ends.

    What happened before `live_from` stands in the form already at the first pass."""
    first = story.live_from
    early = tuple(m for m in story.moments() if m.at < first)
    busy = list(_busy(m for m in story.moments() if m.at >= first))
    again = (Turn(turn.pass_at + SETTLING_TIME) for turn in busy if any(map(_has_to_settle, turn.moments)))
    quiet = (Turn(hour) for hour in _hours(first, story.ends, story.zone))
    return sorted((Turn(first, early), *busy, *again, *quiet, Turn(story.ends)), key=lambda turn: turn.pass_at)


def _busy(moments: Iterable[Moment]) -> Iterator[Turn]:
    held: list[Moment] = []
    for moment in moments:
        if held and _needs_a_pass_before(moment, held):
            yield Turn(held[-1].at + LOOKS_IN_AFTER, tuple(held))
            held = []
        held.append(moment)
    if held:
        yield Turn(held[-1].at + LOOKS_IN_AFTER, tuple(held))


def _needs_a_pass_before(moment: Moment, held: list[Moment]) -> bool:
    """Would the desk miss something if it saw `moment` only together with `held`?"""
    if moment.at - held[0].at > LONGEST_TURN or _undone(moment) or _undone(held[-1]):
        return True
    if isinstance(moment, Edit) and moment.tab == TODO.key:
        return True
    if any(_place(moment) == _place(other) for other in held if isinstance(other, Edit)):
        return True
    answers = [other for other in held if isinstance(other, FormAnswer)]
    new = {answer.id for answer in answers} | {answer.joins for answer in answers if answer.joins}
    return bool(_refers_to(moment) & new)


def _undone(moment: Moment) -> bool:
    return isinstance(moment, Edit) and (moment.put_back or moment.do == DELETE)


def _place(moment: Moment) -> object:
    return (moment.tab, moment.row, moment.column) if isinstance(moment, Edit) else moment


def _refers_to(moment: Moment) -> set[str | None]:
    if isinstance(moment, Edit):
        return {moment.row}
    if isinstance(moment, Rating):
        return {moment.of}
    return {moment.case_of, moment.replaces, moment.double_of, moment.joins}


def _has_to_settle(moment: Moment) -> bool:
    return isinstance(moment, Edit) and moment.do in (ADD_ROW, DELETE)


def _hours(begins: datetime, ends: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    day = begins.astimezone(zone).date()
    while day <= ends.astimezone(zone).date():
        for hour in HOURS:
            at = datetime.combine(day, time(hour), zone).astimezone(begins.tzinfo)
            if begins < at <= ends:
                yield at
        day += timedelta(days=1)
