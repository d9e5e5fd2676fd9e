"""Who on the team is told of a case: at once by an alarm, or by the ladder. Border: rungs and words are policy's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.ladder_facts import OVERTAKEN
from sheetdesk.model.case import Case
from sheetdesk.model.case_parts import Climb
from sheetdesk.model.message import CANCELLED, Message
from sheetdesk.model.rungs import BOSS, LEAD, OWNER, RUNGS
from sheetdesk.policy import ladder
from sheetdesk.policy.assign import Campaigns, Roster
from sheetdesk.policy.ladder import URGENT, Step
from sheetdesk.policy.ladder_letters import Item, read_mark
from sheetdesk.policy.quiet import first_free
from sheetdesk.policy.rungs import handler_of, on_rung, told_at_once
from sheetdesk.policy.team import Person


def roster_of(desk: Desk) -> tuple[Roster, date]:
    """Who works here, and the day by which leaves count."""
    book = desk.book
    return Roster(book.team, Campaigns(book.campaigns), book.lead), desk.now.astimezone(book.defaults.zone).date()


def alarm_addresses(desk: Desk, case: Case) -> tuple[str, ...]:
    """Where an alarm about the case goes. In the trial all of them are the organiser's, who needs one."""
    own = desk.book.own_address
    if desk.book.shop.trial:
        return (own,) if own is not None else ()
    found = [one.email for one in told_at_once(case, *roster_of(desk)) if one.email]
    return tuple(dict.fromkeys(found)) or ((own,) if own is not None else ())


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who is to hear of a step, and on which rung she stands; OWNER: she works on it herself."""

    person: Person
    rung: str


def hearers(desk: Desk, case: Case, step: Step) -> list[Hearer]:
    """Who hears of a step: the rung's person, and who works on the case."""
    roster, today = roster_of(desk)
    person, rung = on_rung(step.rung, case, roster, today)
    handler = handler_of(case, roster, today)
    found = [Hearer(person, rung)] if person is not None else []
    return found + ([Hearer(handler, OWNER)] if handler is not None and rung != OWNER else [])


def free_at(desk: Desk, person: Person, case: Case) -> datetime:
    """When she may be written to about the case: now, or once she was left alone long enough, in business hours and
    outside the quiet ones. An urgent case waits for nothing (domain §4.7)."""
    book, at = desk.book, desk.now
    if case.priority == URGENT:
        return at
    last = desk.ladder.told.get(person.email or "")
    if last is not None:
        at = max(at, last + book.defaults.ladders.rest)
    if person.email in desk.ladder.waiting:
        at = max(at, desk.now + book.defaults.ladders.rest)
    return first_free(at, book.calendar, book.shop.quiet)


@dataclass(frozen=True, slots=True)
class Round:
    """What one pass tells whom: by address, the items of her letter."""

    desk: Desk
    items: defaultdict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))

    def take(self, case: Case, reached: ladder.Reached) -> Case:
        """The case with what can be told now told, and looked at again when the rest can."""
        rungs, later = dict[str, str](), [reached.climb.look_at]
        for step in reached.owed:
            found = hearers(self.desk, case, step)
            free = self._free_at(found, case)
            if free > self.desk.now:
                later.append(free)
                continue
            rungs[step.key] = max((one.rung for one in found), key=RUNGS.index, default=OWNER)
            for one in found:
                if one.person.email:
                    self.items[one.person.email].append(Item(case, step, one.rung))
        climb = replace(reached.climb, look_at=min((at for at in later if at is not None), default=None))
        return ladder.told(case, climb, rungs, self.desk.now, counts=not self.desk.book.shop.trial)

    def _free_at(self, found: Sequence[Hearer], case: Case) -> datetime:
        """When all of them may hear of it. While nothing may leave, letters would pile up: it is asked again later."""
        if self.desk.book.shop.paused:
            return self.desk.now + self.desk.book.defaults.ladders.rest
        return max((free_at(self.desk, one.person, case) for one in found), default=self.desk.now)


def gone_up(desk: Desk, case: Case, keys: Sequence[str]) -> Case:
    """The case once alarms have told of it: whom they reach above who works on it."""
    roster, today = roster_of(desk)
    wanted = (LEAD, BOSS) if case.priority == URGENT else (LEAD,)
    highest = max((on_rung(rung, case, roster, today)[1] for rung in wanted), key=RUNGS.index)
    climb = case.climb or Climb()
    return ladder.told(case, climb, dict.fromkeys(keys, highest), desk.now, counts=not desk.book.shop.trial)


def name_of(desk: Desk, address: str) -> str:
    """Who in 分工表 has that address."""
    return next((one.name for one in desk.book.team if one.email == address), address)


def owe_again(desk: Desk, message: Message) -> None:
    """A letter about steps that was taken back before it left has told nobody."""
    if not message.letter.about or message.state != CANCELLED or message.note != OVERTAKEN:
        return
    for number, keys in _by_case(message).items():
        case = desk.case(number)
        if case is not None:
            desk.put(ladder.owed_again(case, keys))


def _by_case(message: Message) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for number, key, _ in map(read_mark, message.letter.about):
        found[number].append(key)
    return found
