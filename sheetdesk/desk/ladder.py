"""Who on the team is told of a case: at once by an alarm, or by the ladder. Border: rungs and words are policy's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sheetdesk.columns import TEAM
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.ladder_facts import OVERTAKEN
from sheetdesk.model.case import Case
from sheetdesk.model.case_parts import Climb
from sheetdesk.model.message import CANCELLED, GIVEN_UP, TEAM_ROOM, WEBHOOK, Message
from sheetdesk.model.rungs import BOSS, LEAD, OWNER, RUNGS
from sheetdesk.model.sheet import Problem
from sheetdesk.policy import ladder
from sheetdesk.policy.assign import Campaigns, Roster
from sheetdesk.policy.ladder import URGENT, Step
from sheetdesk.policy.ladder_letters import ESCALATION, REMINDER, Item, read_mark
from sheetdesk.policy.quiet import first_free
from sheetdesk.policy.rungs import handler_of, on_rung, told_at_once
from sheetdesk.policy.team import Person

MOST_NAMED = 5
"""Cases that one line of 系統狀態 names."""


def roster_of(desk: Desk) -> tuple[Roster, date]:
    """Who works here, and the day by which leaves count."""
    book = desk.book
    return Roster(book.team, Campaigns(book.campaigns), book.lead), desk.now.astimezone(book.defaults.zone).date()


def alarm_addresses(desk: Desk, case: Case) -> tuple[str, ...]:
    """Where an alarm about the case goes. In the trial all of them are the organiser's, who needs one. Where nobody has
    an Email, it goes to the chat room alone."""
    own = desk.book.own_address or (TEAM_ROOM if desk.ladder.room.hears("alarm") else None)
    if desk.book.shop.trial:
        return (own,) if own is not None else ()
    found = [one.email for one in told_at_once(case, *roster_of(desk)) if one.email]
    return tuple(dict.fromkeys(found)) or ((own,) if own is not None else ())


@dataclass(frozen=True, slots=True)
class Hearer:
    """A person who is to hear of a step, and on which rung she stands; OWNER: she works on it herself."""

    person: Person
    rung: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Who hears of a step by mail, and the rung that the chat room hears it for; None: it isn't told."""

    people: tuple[Hearer, ...] = ()
    room: str | None = None

    @property
    def rungs(self) -> list[str]:
        """All rungs that hear of it; none where it reaches nobody."""
        return [one.rung for one in self.people] + ([self.room] if self.room is not None else [])


def who_hears(desk: Desk, case: Case, step: Step) -> Heard:
    """The rung's person, and who works on the case. Who has no Email hears of it by the room, if that is told such
    things; else the lead does in her place, else the boss."""
    roster, today = roster_of(desk)
    handler = handler_of(case, roster, today)
    person, rung = on_rung(step.rung, case, roster, today)
    kind = REMINDER if rung == OWNER else ESCALATION
    people, room = _at(person, rung), rung if desk.ladder.room_tells(kind) else None
    if not people and room is None:
        above = (_at(*on_rung(each, case, roster, today)) for each in (LEAD, BOSS))
        people = next((found for found in above if found), ())
        if not people and desk.ladder.room_tells(ESCALATION):
            room = LEAD
    if rung != OWNER and not any(one.person == handler for one in people):
        people += _at(handler, OWNER)
    return Heard(people, room)


def _at(person: Person | None, rung: str) -> tuple[Hearer, ...]:
    return (Hearer(person, rung),) if person is not None and person.email else ()


def free_at(desk: Desk, address: str, case: Case) -> datetime:
    """When somebody may be written to about the case: now, or once she was left alone long enough, in business hours and
    outside the quiet ones. An urgent case waits for nothing (domain §4.7)."""
    book, at = desk.book, desk.now
    if case.priority == URGENT:
        return at
    last = desk.ladder.told.get(address)
    if last is not None:
        at = max(at, last + book.defaults.ladders.rest)
    if address in desk.ladder.waiting:
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
            heard = who_hears(self.desk, case, step)
            free = self._free_at(heard, case)
            if free > self.desk.now:
                later.append(free)
                continue
            rungs[step.key] = max(heard.rungs, key=RUNGS.index)
            for one in heard.people:
                self.items[str(one.person.email)].append(Item(case, step, one.rung))
            if heard.room is not None:
                self.items[TEAM_ROOM].append(Item(case, step, heard.room, mailed=bool(heard.people)))
        climb = replace(reached.climb, look_at=min((at for at in later if at is not None), default=None))
        return ladder.told(case, climb, rungs, self.desk.now, counts=not self.desk.book.shop.trial)

    def _free_at(self, heard: Heard, case: Case) -> datetime:
        """When all of them may hear of it. What reaches nobody, and all while nothing may leave, is asked again later."""
        if self.desk.book.shop.paused or not heard.rungs:
            return self.desk.now + self.desk.book.defaults.ladders.rest
        addresses = [str(one.person.email) for one in heard.people] or [TEAM_ROOM]
        return max(free_at(self.desk, address, case) for address in addresses)


def name_unheard(desk: Desk) -> None:
    """系統狀態 says of which cases nobody can be told, and who lacks an Email."""
    owed = [number for number, case in desk.cases.items() if case.climb is not None and case.climb.owed]
    if not owed or any(one.email for one in desk.book.team if one.active) or desk.ladder.room_tells(ESCALATION):
        return
    names = "、".join(one.name for one in desk.book.team if one.active) or "分工表上沒有人"
    numbers = "、".join(sorted(owed)[:MOST_NAMED]) + (" 等" if len(owed) > MOST_NAMED else "")
    what = f"有 {len(owed)} 件快到期或過期了，提醒卻沒有人收得到（{numbers}）；沒有 Email 的人：{names}"
    desk.problems.append(Problem(TEAM.title, what, f"請在「{TEAM.title}」填 Email，填好就會寄"))


def gone_up(desk: Desk, case: Case, keys: Sequence[str]) -> Case:
    """The case once alarms have told of it: whom they reach above who works on it. It waits while they reach nobody."""
    if not alarm_addresses(desk, case):
        return case
    roster, today = roster_of(desk)
    wanted = (LEAD, BOSS) if case.priority == URGENT else (LEAD,)
    found = [on_rung(rung, case, roster, today) for rung in wanted]
    by_room = desk.ladder.room_tells("alarm")
    highest = max((rung for person, rung in found if by_room or _at(person, rung)), key=RUNGS.index, default=OWNER)
    climb = case.climb or Climb()
    return ladder.told(case, climb, dict.fromkeys(keys, highest), desk.now, counts=not desk.book.shop.trial)


def name_of(desk: Desk, address: str) -> str:
    """Who in 分工表 has that address."""
    return next((one.name for one in desk.book.team if one.email == address), address)


def owe_again(desk: Desk, message: Message) -> None:
    """A letter about steps that was taken back before it left has told nobody, nor has the room what it refused."""
    refused = message.channel == WEBHOOK and message.state == GIVEN_UP
    if not message.letter.about or not (refused or (message.state == CANCELLED and message.note == OVERTAKEN)):
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
