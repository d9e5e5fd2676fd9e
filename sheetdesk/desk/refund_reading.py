"""The second workbook in a pass: read when it is due, wiped when it may be; whatever goes wrong there, the desk goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sheetdesk.desk.rig import Rig
from sheetdesk.errors import SheetdeskError
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.refunds import is_due

READ_AT, PROBLEM = "refunds_read_at", "refunds_problem"


@dataclass(frozen=True, slots=True)
class RefundReading:
    """The answers of this read, none if it wasn't due; and what was wrong at the last one."""

    answers: tuple[RefundAnswer, ...] = ()
    problem: Problem | None = None


def read_refunds(rig: Rig, now: datetime, rehearse: bool = False) -> RefundReading:
    """Look at the second workbook if it is time to. Its own calls, beside the two of the desk."""
    if rig.refunds is None:
        return RefundReading()
    with rig.ledger.begin() as tx:
        due = is_due(tx.fact(READ_AT), now, tx.cases.open_ones().values())
        said = tx.fact(PROBLEM)
    if not due:
        return RefundReading(problem=Problem(*said) if said else None)
    answers, problem = tuple[RefundAnswer, ...](), None
    try:
        answers = tuple(rig.refunds.read())
    except SheetdeskError as fault:
        problem = _problem(rig.refunds.where, fault)
    if not rehearse:
        _remember(rig, now, problem)
    return RefundReading(answers, problem)


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


def _remember(rig: Rig, now: datetime, problem: Problem | None) -> None:
    with rig.ledger.begin() as tx:
        tx.remember(READ_AT, now)
        tx.remember(PROBLEM, [problem.place, problem.what, problem.mend] if problem else None)


def _problem(where: str, fault: SheetdeskError) -> Problem:
    return Problem(f"退款帳號（{where}）", fault.what, fault.mend)
