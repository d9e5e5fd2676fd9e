"""每日摘要 of a pass's desk: when it is due, who reads what, and that it was made. Border: words are policy's.

A desk that never made one, a new ledger after `rebuild` too, begins with the next day's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.digest_facts import DigestFacts
from sheetdesk.desk.figures import ground_since
from sheetdesk.desk.ladder import roster_of
from sheetdesk.desk.to_do import to_do_now
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.message import TEAM_ROOM, Letter
from sheetdesk.policy import team
from sheetdesk.policy.assign import on_duty_for
from sheetdesk.policy.digest import Morning, digest
from sheetdesk.policy.digest_terms import KIND, LEADS, due_day
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.ladder import URGENT
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.team import Person, find
from sheetdesk.policy.todo import Item, ToDo
from sheetdesk.policy.urgency import ALARM, ASK

MADE = "digests_made"

FOOT = "系統每天早上寄的。時間在 config.yaml 的 digest；不要就寫「不做」。"


def open_digest(desk: Desk, tx: Transaction) -> DigestFacts:
    """Whose digest is due, and what the ledger says that stands in it."""
    zone, slots = desk.book.defaults.zone, desk.book.defaults.reports.digest.slots
    known: dict[str, date] = tx.fact(MADE) or {}
    today = desk.now.astimezone(zone).date()
    unknown = {
        group: today if due_day(minute, desk.now, zone) else today - timedelta(days=1)
        for group, minute in slots.items()
        if group not in known
    }
    if unknown:
        tx.remember(MADE, known := {**known, **unknown})
    days = {group: due_day(minute, desk.now, zone) for group, minute in slots.items()}
    return DigestFacts(
        due={group: day for group, day in days.items() if day is not None and day > known[group]},
        to_do=lambda: to_do_now(desk, tx),
        unsure=lambda: len(tx.outbox.needing_a_person()),
        problems=lambda: tuple(tx.fact("problems") or ()),
    )


def keep_digest(desk: Desk, tx: Transaction) -> None:
    """What this pass made is made."""
    if desk.reports.digest.made:
        tx.remember(MADE, {**(tx.fact(MADE) or {}), **desk.reports.digest.made})


def digest_letters(desk: Desk, group: str, day: date) -> list[Letter]:
    """One for each of the group who has something to read; on a day off only for whom something urgent waits. Of those
    who have no Email the chat room hears, if it is told of digests."""
    to_do = desk.reports.digest.to_do()
    found = _of_leads(desk, to_do, day) if group == LEADS else _of_owners(desk, to_do)
    works, room = bool(desk.book.calendar.windows(day)), TEAM_ROOM if desk.ladder.room.hears(KIND) else ""
    return [
        _letter(desk, day, address, morning)
        for reader, morning in found
        if (address := reader.email or room) and morning.says_something() and (works or _is_urgent(morning))
    ]


def _letter(desk: Desk, day: date, address: str, morning: Morning) -> Letter:
    report = digest(day, morning, desk.book.defaults.reports.digest.sheet)
    letter = letter_of(report, desk.book.shop.name, FOOT, address)
    return replace(letter, kind=KIND, template=KIND, event=f"{day.isoformat()}:{address}")


def _is_urgent(morning: Morning) -> bool:
    return any(item.urgency == ALARM or case.priority == URGENT for item, case in morning.work)


def _leads(desk: Desk) -> list[Person]:
    """Those in the role 主揪, and for who is on leave her proxy; each once."""
    roster, today = roster_of(desk)
    named = [one for one in roster.team if one.role == team.LEAD and one.active]
    named = named or [one for one in (find(roster.team, roster.lead),) if one is not None]
    return list({one.name: one for one in (on_duty_for(lead, roster, today) for lead in named)}.values())


def _of_leads(desk: Desk, to_do: ToDo, day: date) -> Iterator[tuple[Person, Morning]]:
    """Each lead reads of everything."""
    yesterday = Period(day - timedelta(days=1), day)
    slices = Slices(ground_since(desk, yesterday.begin), desk.book.defaults.zone, desk.now)
    facts = desk.reports.digest
    morning = Morning(
        work=_work(desk, to_do),
        left_out=to_do.left_out,
        questions=sum(item.urgency == ASK for item in to_do.items),
        line=to_do.line() if to_do.items else "",
        figures=slices.figures(yesterday),
        unsure=facts.unsure(),
        problems=facts.problems(),
    )
    yield from ((lead, morning) for lead in _leads(desk))


def _of_owners(desk: Desk, to_do: ToDo) -> Iterator[tuple[Person, Morning]]:
    """Each who works on something reads of hers, and her proxy while she is on leave; a lead has read of all."""
    roster, today = roster_of(desk)
    whole = {one.name for one in _leads(desk)} if LEADS in desk.book.defaults.reports.digest.slots else set()
    hers: defaultdict[str, list[tuple[Item, Case]]] = defaultdict(list)
    readers: dict[str, Person] = {}
    for item, case in _work(desk, to_do):
        person = find(roster.team, item.owner)
        if person is not None and (reader := on_duty_for(person, roster, today)).name not in whole:
            hers[reader.name].append((item, case))
            readers[reader.name] = reader
    yield from ((readers[name], Morning(work)) for name, work in hers.items())


def _work(desk: Desk, to_do: ToDo) -> list[tuple[Item, Case]]:
    """What 待辦 says of cases."""
    return [
        (item, desk.cases[item.case])
        for item in to_do.items
        if item.urgency != ASK and item.case is not None and item.case in desk.cases
    ]
