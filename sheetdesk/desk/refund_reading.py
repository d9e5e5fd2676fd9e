"""The second workbook in a pass: read when it is due, wiped when it may be; whatever goes wrong there, the desk goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sheetdesk.desk.rig import Rig
from sheetdesk.errors import SheetdeskError
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.refunds import fault_of, is_due

READ_AT, PROBLEM, FAULTS = "refunds_read_at", "refunds_problem", "refunds_faults"
"""Facts: when it was read, why it can't be, and the answers of the last read that a person has to mend."""


@dataclass(frozen=True, slots=True)
class RefundReading:
    """The answers of this read, none if it wasn't due; and what was wrong at the last one, told until the next."""

    answers: tuple[RefundAnswer, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_refunds(rig: Rig, now: datetime, rehearse: bool = False) -> RefundReading:
    """Look at the second workbook if it is time to. Its own calls, beside the two of the desk."""
    if rig.refunds is None:
        return RefundReading()
    with rig.ledger.begin() as tx:
        said, known = tx.fact(PROBLEM), tx.fact(FAULTS) or ()
        due = is_due(tx.fact(READ_AT), now, tx.cases.open_ones().values(), faulty=bool(known))
    faults = tuple(Problem(*fault) for fault in known)
    if not due:
        return RefundReading(problems=(*([Problem(*said)] if said else []), *faults))
    answers, problem = tuple[RefundAnswer, ...](), None
    try:
        answers = tuple(rig.refunds.read())
        faults = _faults(rig, answers, now)
    except SheetdeskError as fault:
        problem = _problem(rig.refunds.where, fault)
    if not rehearse:
        _remember(rig, now, problem, faults)
    return RefundReading(answers, (*([problem] if problem else []), *faults))


def _faults(rig: Rig, answers: Collection[RefundAnswer], now: datetime) -> tuple[Problem, ...]:
    """Answers of which nobody knows whose they are, or that hold no account."""
    numbers = {answer.number: find_case_number(answer.number) for answer in answers}
    with rig.ledger.begin() as tx:
        cases = tx.cases.some(number for number in numbers.values() if number)
    judged = ((one, fault_of(one, cases.get(numbers[one.number] or ""), rig.defaults.refunds, now)) for one in answers)
    return tuple(Problem(f"退款表單第 {one.place} 列", *fault) for one, fault in judged if fault is not None)


def wipe_refunds(rig: Rig, numbers: Collection[str]) -> None:
    """Blank what nobody needs any more; what can't be written now is tried after the next read."""
    if rig.refunds is None or not numbers:
        return
    try:
        rig.refunds.wipe(numbers)
    except SheetdeskError as fault:
        with rig.ledger.begin() as tx:
            one = _problem(rig.refunds.where, fault)
            tx.remember(PROBLEM, [one.place, one.what, one.mend])


def _remember(rig: Rig, now: datetime, problem: Problem | None, faults: Collection[Problem]) -> None:
    with rig.ledger.begin() as tx:
        tx.remember(READ_AT, now)
        tx.remember(PROBLEM, [problem.place, problem.what, problem.mend] if problem else None)
        tx.remember(FAULTS, [[fault.place, fault.what, fault.mend] for fault in faults] or None)


def _problem(where: str, fault: SheetdeskError) -> Problem:
    return Problem(f"退款帳號（{where}）", fault.what, fault.mend)
