"""Say of each refund whether the customer gave her account, how it ends, and when its answer is to be wiped.

Reads:   answers of the refund form in the second workbook (case, time, last five digits), cases
Decides: 退款狀態, 帳號末五碼, what 系統提醒 asks for, and whose answers are wiped
Repeat:  safe - the same answers say the same; a wiped one is no answer any more
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case, Change
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.policy.debts import UNPAID
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.refunds import GIVEN, is_to_wipe, noted

LETTERS: tuple[str, ...] = ()

_EARLIEST = datetime.min.replace(tzinfo=UTC)


def run(desk: Desk, now: datetime) -> str:
    """Take in the answers of this read, and note what was paid."""
    terms, taken = desk.book.defaults.refunds, 0
    for answer in in_order(desk.refunds):
        number = find_case_number(answer.number)
        case = desk.case(number) if number else None
        if case is None:  # a person was asked to mend it when it was read
            continue
        if terms is not None and is_to_wipe(case, terms, now):
            desk.refunds_to_wipe.add(case.number)
            continue
        if answer.last_five is not None:
            taken += take(desk, case, answer.last_five)
    for case in desk.to_look_at(now):
        if (after := noted(case, terms, now)) is not case and after != case:
            desk.put(after)
    return f"refund answers: {taken}, to be wiped: {len(desk.refunds_to_wipe)}"


def in_order(answers: Iterable[RefundAnswer]) -> list[RefundAnswer]:
    """The latest last, for the latest counts."""
    return sorted(answers, key=lambda answer: (answer.submitted_at or _EARLIEST, answer.place))


def take(desk: Desk, case: Case, last_five: str) -> bool:
    """The case once she said where to; True if that is news."""
    is_news = case.refund_last_five != last_five
    if is_news:
        desk.put(replace(case, refund_last_five=last_five))
    if case.refund_status in (None, UNPAID) and case.proposed.get("refund_status") != GIVEN:
        desk.record([Change(case.number, "refund_status", GIVEN, "客人填了退款表單")])
    return is_news
