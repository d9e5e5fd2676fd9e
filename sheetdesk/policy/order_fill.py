"""What changes in a case by the order that fits it. Pure: a person's word and the customer's own stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case, Change, Filled, time_received
from sheetdesk.model.order import KnownLine
from sheetdesk.model.revision import with_facts
from sheetdesk.model.values import Value
from sheetdesk.policy.order_facts import FILLED, contradictions, facts_of, purchase
from sheetdesk.policy.order_match import Found, Sought, find
from sheetdesk.policy.orders import folded_number

NOTHING = Filled()


def sought_by(case: Case, marks: frozenset[str], now: datetime, zone: ZoneInfo) -> Sought:
    """What the case tells of its order by itself."""
    number = _own(case, "order_no")
    return Sought(
        number=folded_number(number),
        shown=str(number or "")[:40],
        vouched="order_no" in case.proposed and number is not None,
        marks=marks,
        product=_own(case, "product"),
        group=_own(case, "group_no"),
        on=(time_received(case) or case.first_seen_at or now).astimezone(zone).date(),
    )


def filled_in(case: Case, sought: Sought, lines: Sequence[KnownLine], today: date) -> list[Change]:
    """Changes of one case. While no order is found any more, what an earlier one said stays: it may have been let go of."""
    found, before = find(sought, lines), case.filled or NOTHING
    if not found.lines and not found.notice and (before.order is None or sought.number in (None, before.order)):
        return [] if before.order_notice is None else _changes(case, {"filled": replace(before, order_notice=None)}, "")
    facts = facts_of(sought, found.lines)
    said = {name: value for name in FILLED if (value := _said(case, before, facts, name)) is not None}
    lost = {name: None for name in before.by_order if name not in said and _is_ours(case, before, name)}
    after = with_facts(case, **{name: value for name, value in said.items() if name not in case.proposed})
    filled = replace(
        before,
        order=found.lines[0].order if found.lines else None,
        by_order=said,
        order_notice=found.notice or _differs(after, facts, found),
    )
    proof = purchase(found, facts, today) if found.lines else None
    return _changes(
        case, {**lost, **said, "purchase": proof, "filled": None if filled == NOTHING else filled}, proof or ""
    )


def _changes(case: Case, values: Mapping[str, object], why: str) -> list[Change]:
    known = ((name, value, case.proposed.get(name, getattr(case, name))) for name, value in values.items())
    return [Change(case.number, name, value, why) for name, value, before in known if value != before]


def _said(case: Case, before: Filled, facts: Mapping[str, Value], name: str) -> str | None:
    """What the order may put into the field: where nothing stands, or what the desk itself put there."""
    machine, value = case.proposed.get(name, getattr(case, name)), facts.get(name)
    return str(value) if value is not None and (machine is None or _is_ours(case, before, name)) else None


def _is_ours(case: Case, filled: Filled, name: str) -> bool:
    machine = case.proposed.get(name, getattr(case, name))
    return any(machine is not None and machine == said.get(name) for said in (filled.by_order, filled.by_campaign))


def _own(case: Case, name: str) -> str | None:
    """A person's word or the customer's, None for what the desk filled in."""
    if name not in case.proposed and case.filled is not None and _is_ours(case, case.filled, name):
        return None
    said = getattr(case, name)
    return None if said is None else str(said)


def _differs(case: Case, facts: Mapping[str, Value], found: Found) -> str | None:
    told = contradictions(case, facts, found.lines)
    number = facts.get("order_no")
    return f"和訂單{f' {number} ' if number else ''}不一樣（{'；'.join(told)}），請看哪個對。" if told else None
