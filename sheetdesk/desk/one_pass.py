"""One pass: read, observe, decide, commit, write, settle, send (design §1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sheetdesk.columns import CASES, REQUEST
from sheetdesk.desk.archive import archive_rests, is_due
from sheetdesk.desk.blind import send_blind
from sheetdesk.desk.collector import collector_waits
from sheetdesk.desk.difference import parts
from sheetdesk.desk.filing import file_rows
from sheetdesk.desk.header_row import taken_back
from sheetdesk.desk.kpi_tab import resting_tabs
from sheetdesk.desk.marks import known_by_now, wants_whole
from sheetdesk.desk.masking import mask_old
from sheetdesk.desk.outage import left_alone, note_fault, note_recovery, rest_after
from sheetdesk.desk.overlay import Owed
from sheetdesk.desk.owner import check_owner, keeps_owner
from sheetdesk.desk.plan import Plan, decide
from sheetdesk.desk.rare_columns import note_columns
from sheetdesk.desk.refund_reading import read_refunds, wipe_refunds
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.send import send_due
from sheetdesk.desk.settle import settle, still_owed
from sheetdesk.desk.sight import keep_settlement, look
from sheetdesk.desk.titles import forget_doubt
from sheetdesk.errors import DeskNotOurs, DeskUnreachable, OutcomeUnknown, WorkbookBusy, WorkbookChanged
from sheetdesk.ledger.sheet import DROPPED
from sheetdesk.model.sheet import Difference, Image, Problem, Snapshot
from sheetdesk.model.values import same

MOST_PASSES = 12
"""A desk that isn't quiet after so many passes is being changed faster than it is written."""

NO_ANSWER = "試算表沒有回應，不確定有沒有寫進去"
NO_ANSWER_MEND = "不用做什麼，下一輪會先讀再補寫；一直這樣的話，請執行 sheetdesk doctor"


def run_until_quiet(rig: Rig, now: datetime, asked: Asked) -> list[Report]:
    """Pass after pass until nothing is left to write or send. All of them see the same `now`."""
    reports: list[Report] = []
    restless = 0
    while restless < MOST_PASSES:
        doubtful = bool(reports) and reports[-1].doubt is not None
        reports.append(one_pass(rig, now, asked, doubtful))
        restless += not reports[-1].left_over
        if reports[-1].quiet or asked.rehearse or reports[-1].fault is not None or rig.stopping():
            break
    return reports


@collector_waits()
def one_pass(rig: Rig, now: datetime, asked: Asked, doubtful: bool = False) -> Report:
    """A whole pass. Raises DeskUnreachable or DeskNotOurs before anything was done.

    `doubtful`: nobody knows what became of the write of the pass before; twice in a row is a fault."""
    report = Report(now)
    if (resting := left_alone(rig, asked, report)) is not None:
        send_blind(rig, asked, report)
        raise resting
    try:
        raw, plan, batches = _decide(rig, asked, report)
    except DeskUnreachable as fault:
        if not asked.rehearse:
            note_fault(rig, fault, report)
            rest_after(rig, fault, report)
            send_blind(rig, asked, report)
        raise
    if asked.rehearse:
        return report
    try:
        _write(rig, plan, raw, batches, report)
    except DeskNotOurs:
        raise
    except Exception:  # nobody foresaw it; a broken sheet never holds up receipts and alarms
        send_due(rig, plan.book.office, asked, report, read_at=None)
        raise
    if report.doubt is not None and doubtful and not report.wrote:
        report.fault = report.doubt.fault or DeskUnreachable(NO_ANSWER, which="試算表", mend=NO_ANSWER_MEND)
    if report.fault is not None:
        note_fault(rig, report.fault, report)
    elif report.doubt is None:
        note_recovery(rig, report)
    asks_unseen = report.stirred or report.set_back  # what she asks for now stood in no read of this pass
    broken = report.doubt is not None or report.fault is not None or (bool(batches) and not report.wrote)
    send_due(rig, plan.book.office, asked, report, read_at=None if asks_unseen or broken else now)
    _put_away(rig, plan, report)
    with rig.ledger.begin() as tx:
        tx.note_pass(now, _line(report))
    return report


def _put_away(rig: Rig, plan: Plan, report: Report) -> None:
    """Accounts that nobody needs any more; what goes to the files of past years, and out of them: rows that just moved wait
    for the next pass."""
    report.again = report.again or plan.sight.wipe.cleans  # the next pass sees that no copy is left
    wipe_refunds(rig, plan.refunds_to_wipe)
    if report.fault is None and not plan.difference.moves:
        file_rows(rig, plan.files, report)
        mask_old(rig, plan.masks, report)


def _decide(rig: Rig, asked: Asked, report: Report) -> tuple[Snapshot, Plan, tuple[Difference, ...]]:
    """Read, observe, decide, and make it durable, the journal of the first batch with it."""
    raw = _read(rig, report.now, asked)
    refunds = read_refunds(rig, report.now, asked.rehearse)
    with keeps_owner(rig, asked), rig.ledger.rehearse() if asked.rehearse else rig.ledger.begin() as tx:
        due = is_due(tx, rig.defaults.zone, report.now, asked)
        sight = look(rig, raw, tx)
        sight.archive_due = due
        sight.refunds = refunds
        note_columns(raw.tabs[CASES.key], sight.memory, tx, report.now)
        plan = decide(rig, sight, asked, tx, report)
        report.difference = plan.difference if asked.rehearse else None
        batches = _batches(rig, plan)
        if batches and not asked.rehearse:
            tx.sheet.journal(batches[0], report.now)
            tx.remember("batch", batches[0].batch)
    return raw, plan, batches


def _read(rig: Rig, now: datetime, asked: Asked) -> Snapshot:
    """The workbook as far down as it isn't known yet; whole while the outcome of a batch is unknown."""
    with rig.ledger.begin() as tx:
        unsettled = next(reversed(tx.sheet.pending()), None)
        resting = resting_tabs(tx, rig.defaults.zone, now, asked)
        resting = (*resting, *archive_rests(tx, rig.defaults.zone, now, asked))
        known = () if unsettled is not None else known_by_now(tx, now, resting)
    raw = rig.workbook.read(unsettled, known)
    with rig.ledger.begin() as tx:
        enough = not wants_whole(raw, tx)
    return raw if enough else rig.workbook.read(unsettled)


def _batches(rig: Rig, plan: Plan) -> tuple[Difference, ...]:
    """Nothing to say, nothing to write; but a sheet that was set back gets its stamp again in any case, and one out of
    which somebody was taken a last write that leaves no copy of her rows."""
    if plan.difference.is_empty() and not (plan.sight.set_back or plan.sight.wipe.cleans):
        return ()
    return parts(plan.difference, rig.workbook.bytes_a_batch)


def _write(rig: Rig, plan: Plan, raw: Snapshot, batches: Sequence[Difference], report: Report) -> None:
    """Batch after batch, each journaled before and settled after; the next waits until nothing has moved."""
    for at, batch in enumerate(batches):
        if at:
            with rig.ledger.begin() as tx:
                tx.sheet.journal(batch, report.now)
                tx.remember("batch", batch.batch)
        if not _write_one(rig, batch, raw, _still_to_come(plan.sight.owed, batches[at:]), report):
            return


def _still_to_come(owed: Sequence[Owed], batches: Sequence[Difference]) -> tuple[Owed, ...]:
    coming = {(w.tab, w.place, w.column) for batch in batches for w in batch.writes}
    return tuple(one for one in owed if (one.repair.tab, one.place, one.repair.column) in coming)


def _write_one(rig: Rig, batch: Difference, raw: Snapshot, owed: tuple[Owed, ...], report: Report) -> bool:
    """Write and settle one batch; False if the pass has to read again before it writes more."""
    image = _apply(rig, batch, raw, report)
    if image is None:
        return False
    settlement = settle(batch, image)
    with rig.ledger.begin() as tx:
        this = {(w.tab, w.place, w.column) for w in batch.writes}
        later = [one.repair for one in owed if (one.repair.tab, one.place, one.repair.column) not in this]
        keep_settlement(tx, batch, settlement, (*later, *still_owed(owed, settlement)))
    report.wrote += len(batch.writes) + len(batch.inserts) + len(batch.moves)
    report.stirred = report.stirred or _asks_otherwise(batch, image)
    report.again = report.again or report.stirred
    report.again = report.again or bool(settlement.missed)
    if settlement.slips:
        _take_back(rig, taken_back(batch, image, settlement.slips), raw, report)
    return not settlement.missed


def _apply(rig: Rig, batch: Difference, raw: Snapshot, report: Report) -> Image | None:
    """Write one batch; None if it was not written, or nobody knows: the report says which.

    Raises DeskNotOurs if another server turns out to have written just before."""
    try:
        image = rig.workbook.apply(batch, raw)
        check_owner(rig, batch, image, raw)
        return image
    except WorkbookChanged:
        _drop(rig, batch)
        report.again = True
    except WorkbookBusy as fault:
        _drop(rig, batch)
        report.problems.append(Problem(fault.which, fault.what, fault.mend))
        report.new_problems.append(report.problems[-1])
    except DeskUnreachable as fault:
        _drop(rig, batch)
        report.fault = fault
    except OutcomeUnknown as doubt:
        report.doubt, report.again = doubt, True
    return None


def _asks_otherwise(batch: Difference, image: Image) -> bool:
    """Did somebody ask for something else between the read and the write?"""
    asked = [c.key for c in CASES.owned_by(REQUEST)]
    there = {(row.tab, row.place): row.cells for row in image.rows}
    pairs = ((was, there.get(where, {})) for where, was in batch.was.items() if where[0] == CASES.key)
    return any(not same(was.get(name), now.get(name)) for was, now in pairs for name in asked)


def _take_back(rig: Rig, batch: Difference, raw: Snapshot, report: Report) -> None:
    """Put back at once what a title of ours overwrote: the next read would take her column for ours."""
    with rig.ledger.begin() as tx:
        tx.sheet.journal(batch, report.now)
        tx.remember("batch", batch.batch)
    image = _apply(rig, batch, raw, report)
    if image is None:
        return
    settlement = settle(batch, image)
    with rig.ledger.begin() as tx:
        keep_settlement(tx, batch, settlement, tuple(tx.sheet.repairs()))
        if not settlement.slips:
            forget_doubt(tx)


def _drop(rig: Rig, batch: Difference) -> None:
    with rig.ledger.begin() as tx:
        tx.sheet.close_journal(batch.batch, DROPPED)


def _line(report: Report) -> str:
    """One line a pass, for `status`."""
    jobs = "; ".join(f"{name} {line}" for name, line in report.lines.items())
    return f"wrote {report.wrote}, sent {report.sent}, failed {report.failed}, problems {len(report.problems)}; {jobs}"
