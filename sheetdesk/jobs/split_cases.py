"""Take an answer that joined the wrong case out into a case of its own, as 拆成新單 asks.

Reads:   cases in which 拆成新單 was chosen
Decides: the new case with all that the answer said, and what the old one says of it
Repeat:  safe - the request is gone with the first time
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.policy.actions import NOT_SENT
from sheetdesk.policy.additions import AT, KEY, newest, nothing_to_split, take_out
from sheetdesk.policy.numbers import case_number

LETTERS: tuple[str, ...] = ()


def run(desk: Desk, now: datetime) -> str:
    """Split what people asked to be split."""
    asked = [case for case in desk.to_look_at(now) if case.split]
    for case in asked:
        _split(desk, case, now)
    return f"split: {len(asked)}"


def _split(desk: Desk, case: Case, now: datetime) -> None:
    zone, kept = desk.book.defaults.zone, newest(case)
    if kept is None:
        clock = f"{now.astimezone(zone):%m/%d %H:%M}"
        desk.put(replace(case, split=False, outcome=f"⚠{clock} 沒有拆：{nothing_to_split(case)}"))
        return
    at = kept.get(AT)
    received_at = at if isinstance(at, datetime) else now
    number = case_number(desk.book.defaults.prefix, received_at, zone, desk.next_running)
    left, own = take_out(case, kept, number, now, zone)
    stopped = f"；{NOT_SENT}" if (case.outcome or "").endswith(NOT_SENT) else ""
    desk.put(replace(left, outcome=f"{left.outcome}{stopped}"))
    desk.add(own, desk.next_running)
    desk.moved[str(kept[KEY])] = number
    desk.events.append(Event(now, case.number, "person", "split", new=number, why="拆成新單"))
