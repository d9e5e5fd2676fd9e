"""Give every case an owner, and the proxy who handles it while she is on leave.

Reads:   cases, 分工表, 團購檔期, rules
Decides: owner, handler, supplier and carrier
Repeat:  safe - a case keeps its owner while that person works here; what a person chose stays
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from sheetdesk.desk.book import Book
from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import DONE, Case, Change, Filled, is_open
from sheetdesk.model.values import Value
from sheetdesk.policy.assign import Campaigns, Roster, assign, campaign_facts
from sheetdesk.policy.campaigns import group_notice
from sheetdesk.policy.triage import judge

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Assign what has something new to be looked at; everything open when the day changes, for leaves begin then."""
    today = now.astimezone(desk.book.defaults.zone).date()
    cases = desk.to_look_at(now)
    others = desk.cases.values() if cases else ()
    loads = Counter(
        [case.owner for case in others if case.owner and case.status not in DONE]
    )  # of thousands, each pass
    changes = plan(cases, desk.book, loads, today)
    desk.record(changes)
    return f"owners assigned: {sum(change.field == 'owner' for change in changes)}"


def plan(cases: Iterable[Case], book: Book, loads: Counter[str], today: date) -> list[Change]:
    """Changes of owner, handler and what 團購檔期 knows; each assignment counts at once for the next."""
    changes: list[Change] = []
    roster, naming = Roster(book.team, Campaigns(book.campaigns), book.lead), book.rules.naming_owners()
    for case in cases:
        if case.silent or not is_open(case):
            continue
        facts = campaign_facts(case, roster.campaigns)
        wanted = judge(case, naming).owner if naming.rules and case.owner is None else None
        given = assign(case, roster, loads, today, wanted)
        if "owner" not in case.proposed and given.owner != case.owner:
            loads[given.owner] += 1
        values = {
            **facts,
            "filled": _filled(case, facts, group_notice(case, roster.campaigns)),
            "handler": given.handler,
            "unassigned": given.nobody,
            "owner_notice": given.notice,
            **({} if "owner" in case.proposed else {"owner": given.owner}),
        }
        for name, value in values.items():
            if value != case.proposed.get(name, getattr(case, name)):
                changes.append(Change(case.number, name, value, given.why))
    return changes


def _filled(case: Case, facts: dict[str, Value], notice: str | None) -> Filled | None:
    """What is the group buy's word in the case, to be taken up when the tab says otherwise."""
    before = case.filled or Filled()
    said = {name: value for name, value in {**before.by_campaign, **facts}.items() if value is not None}
    filled = replace(before, by_campaign=said, group_notice=notice)
    return None if filled == Filled() else filled
