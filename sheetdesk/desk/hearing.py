"""What a customer says on a case that is there already: kept for 往來紀錄, and put into 新訊息 where it adds something."""

from __future__ import annotations

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import Inbound
from sheetdesk.policy.additions import KEY, entry_of, with_addition
from sheetdesk.policy.arrival import ADDITION, DOUBLE, FORM_FIELDS, VERSION, Arrival

KINDS = {DOUBLE: "重複", ADDITION: "補充", VERSION: "修改"}


def hear(desk: Desk, number: str, arrival: Arrival, note: str) -> None:
    """Keep that she wrote, whatever it changes."""
    answer = arrival.answer
    body = answer.fields.get("text")
    sender = answer.fields.get("customer") or answer.fields.get("nickname") or answer.fields.get("email")
    at = answer.submitted_at or desk.now
    desk.inbound.append(Inbound(at, number, KINDS[arrival.kind], str(sender or ""), str(body or ""), note))
    desk.events.append(Event(desk.now, number, "customer", arrival.kind, new=body, why=note))


def add_to(desk: Desk, number: str, arrival: Arrival, note: str) -> None:
    """An addition stands on top of 新訊息, ends 等客人, reopens what was resolved, and is acknowledged."""
    case, answer = desk.case(number), arrival.answer
    assert case is not None, "an addition goes to a case that is there"
    at = min(answer.submitted_at or desk.now, desk.now)
    facts = {name: value for name in FORM_FIELDS if (value := answer.fields.get(name)) is not None}
    entry = entry_of(case, facts, at, desk.book.defaults.zone)
    desk.put(with_addition(case, entry, {**facts, KEY: answer.key}, at, desk.now))
    hear(desk, number, arrival, note)


def target_of(desk: Desk, number: str | None) -> str | None:
    """Where what is written to this case goes: to itself, or to the case that it was merged into."""
    case = desk.case(number) if number is not None else None
    return number if case is None or case.merged_to is None else case.merged_to
