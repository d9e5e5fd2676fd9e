"""Take the customer out of cases that ended long ago: out of the files of past years first, then out of the ledger and the
outbox folder; the rows of the sheet follow (`wipe`).

Border: files, ledger and outbox folder. A crash in between masks the same rows of the files once more, which changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.channels.outbox import Outbox
from sheetdesk.columns import ARCHIVE, CASES
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.desk.archive import FILED, read_soon
from sheetdesk.desk.archive_facts import Archive
from sheetdesk.desk.archive_tab import strings_of
from sheetdesk.desk.customer_tab import owe_rows
from sheetdesk.desk.customers import bearer
from sheetdesk.desk.forget import forget_bars, take_out
from sheetdesk.desk.rig import Report, Rig
from sheetdesk.desk.wishes import cells_of
from sheetdesk.errors import DeskUnreachable, WorkbookBusy, WorkbookChanged
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import Problem
from sheetdesk.model.values import Value
from sheetdesk.policy.forgetting import mark_of, row_word
from sheetdesk.policy.masking import MASKED, masked, masked_row
from sheetdesk.policy.people import NOTHING_SAID, Bearer
from sheetdesk.policy.retention import HOLD, Terms, may_be_masked

MOST = 500
"""Cases of one pass: each costs its row and those of its letters."""

Cells = Mapping[str, Value]


def with_old(facts: Archive, tx: Transaction, terms: Terms, now: datetime) -> Archive:
    """What the job has to know: once a day the cases that are to be masked, the oldest first, but for those in which
    something is open."""
    if terms.mask_after is None or not facts.due:
        return facts
    found = list[str]()
    for some in chunks(tx.cases.ended_before(now - terms.mask_after)):
        rows = {n: row.seen for tab in (FILED, ARCHIVE.key, CASES.key) for n, row in tx.sheet.rows(tab, some).items()}
        cases, strings = tx.cases.some(some), strings_of(some, tx)
        found += [n for n in some if may_be_masked(cases[n], rows.get(n, {}), strings)]
        if len(found) >= MOST:
            break
    return replace(facts, old=tuple(found[:MOST]))


def mask_old(rig: Rig, numbers: Collection[str], report: Report) -> None:
    """Mask these cases everywhere. While a file can't be written nothing is done, and said."""
    if not numbers:
        return
    with rig.ledger.begin() as tx:
        left = {number: masked(case, report.now) for number, case in tx.cases.some(numbers).items()}
    try:
        held = _mask_files(rig, left)
    except (WorkbookBusy, WorkbookChanged, DeskUnreachable) as fault:
        report.problems.append(Problem(fault.which or "封存的檔案", fault.what, fault.mend))
        report.new_problems.append(report.problems[-1])
        return
    with rig.ledger.begin() as tx:
        if tx.sheet.pending() or tx.sheet.repairs():  # a write that is open might bring back what was taken out
            return
        _mask(tx, [case for number, case in left.items() if number not in held], report.now)
        if len(numbers) == MOST:  # there may be more of them
            read_soon(tx)
    masks = left.keys() - held
    for box in rig.channels.values():
        if isinstance(box, Outbox):
            box.remove(masks)
    report.again = report.again or bool(masks)


def _mask_files(rig: Rig, left: Mapping[str, Case]) -> set[str]:
    """Answers whose row is held in a file: somebody wrote so there."""
    held = set[str]()

    def anew(number: str, row: Cells) -> Cells | None:
        if row.get(HOLD) is None:
            return _row_of(left[number], row)
        held.add(number)
        return None

    if rig.years is not None:
        rig.years().rewrite(left, anew)
    return held


def _row_of(case: Case, row: Cells) -> dict[str, Value]:
    cells = {**masked_row(cells_of(case, frozenset()), row), "number": case.number}
    cells[ARCHIVED_AT.key] = row.get(ARCHIVED_AT.key)
    return {name: value for name, value in cells.items() if value is not None}


def _mask(tx: Transaction, left: list[Case], now: datetime) -> None:
    """The forms' rows, which people delete, are known by a mark from now on: a rebuilt ledger makes no cases of them."""
    numbers, secret = [case.number for case in left], bytes.fromhex(tx.fact(FORGET_SECRET))
    tx.forgotten.keep({mark_of(secret, row_word(key)): now for key in tx.forgotten.form_rows_of(numbers)})
    filed = tx.sheet.rows(FILED, numbers)
    gone = _mask_people(tx, left)
    take_out(tx, left, gone, word=MASKED)
    rows = {case.number: _row_of(case, filed[case.number].seen) for case in left if case.number in filed}
    tx.sheet.keep(FILED, {number: RowMemory(row) for number, row in rows.items()})


def _mask_people(tx: Transaction, left: Iterable[Case]) -> list[str]:
    """A customer of whom younger cases stand is known by what these say, and her older ones go on counting as hers.
    Answers the cases of those of whom none does: they are nobody's any more."""
    cases = {case.number: case for case in left}
    before = tx.people.some(cases)
    theirs = tx.people.of({one.person for one in before.values()})
    known = tx.cases.some(theirs.keys() - cases.keys())
    younger = {n: one for n, one in theirs.items() if n in known and known[n].forgotten_at is None}
    keys: dict[str, set[str]] = {}
    for one in younger.values():
        keys.setdefault(one.person, set()).update(one.keys)
    kept = {n: _bearer(case, before.get(n), keys) for n, case in cases.items()}
    gone = [number for number, one in kept.items() if one.person not in keys]
    forget_bars(tx, {key for n in gone if n in before for key in before[n].keys})
    tx.people.keep(kept.values())
    tx.people.hear(dict.fromkeys(gone, NOTHING_SAID))
    owe_rows(tx, keys)
    return gone


def _bearer(case: Case, before: Bearer | None, keys: Mapping[str, Collection[str]]) -> Bearer:
    person = before.person if before is not None else case.number
    if before is None or person not in keys:
        return replace(bearer(case), person=person)
    return replace(bearer(case), keys=tuple(k for k in before.keys if k in keys[person]), name=None, person=person)
