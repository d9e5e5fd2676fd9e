"""Carry out what people did: their changes of cells, their decisions in 往來紀錄, the rows they typed or deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import CASES, LOG, MACHINE, SHARED, STATUS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.figures import count_letters
from sheetdesk.desk.ladder import owe_again
from sheetdesk.desk.log_tab import decisions
from sheetdesk.desk.obey import INCIDENT, is_carried_out, left_alone, obey, put_backs_after
from sheetdesk.desk.observe import Edit, has_settled, is_a_typed_case
from sheetdesk.desk.report_back import report_back
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.staff_obey import by_hand
from sheetdesk.desk.template_figures import count_sent
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import Draft
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory, print_of
from sheetdesk.model.message import SENT, Message
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, same
from sheetdesk.policy.replies import unseen

_MACHINE = frozenset(column.key for column in CASES.owned_by(MACHINE))


def carry_out_edits(sight: Sight, desk: Desk, now: datetime) -> dict[str, set[str]]:
    """Obey every change; answers which request cells are to be emptied, by case."""
    emptied: dict[str, set[str]] = defaultdict(set, _done_before(sight, desk))
    by_case: dict[str, list[Edit]] = defaultdict(list)
    for edit in sight.observed.edits:
        by_case[edit.case].append(edit)
    for number, edits in by_case.items():
        case = desk.case(number)
        if case is None:
            continue
        for edit in sorted(edits, key=_status_last):
            obeyed = obey(case, edit, now, desk.book.defaults.zone)
            if obeyed is None:
                continue
            case = obeyed.case
            desk.events.append(
                Event(now, number, "person", obeyed.kind, edit.column, edit.old, edit.new, obeyed.why or None)
            )
            if is_carried_out(edit.column, edit.new):
                emptied[number].add(edit.column)
        case = by_hand(case, {edit.column for edit in edits} - _MACHINE)
        desk.put(_note_put_backs(sight, case, edits, now))
    _take_up_again(sight, desk, by_case.keys(), now)
    return emptied


def _done_before(sight: Sight, desk: Desk) -> dict[str, set[str]]:
    """Requests of earlier passes that still stand: the write that was to empty the cell was lost, or hit another row.

    One that a rebuild handed back was never carried out, and stands until she empties it."""
    rows = sight.observed.rows.items()
    asked = {number: value for number, row in rows if (value := row.cells.get("action")) is not None}
    standing = [
        number
        for number, value in asked.items()
        if is_carried_out("action", value) and same(value, sight.memory[number].seen.get("action"))
    ]
    cases = ((number, desk.case(number)) for number in standing)
    return {number: {"action"} for number, case in cases if case is None or case.undone is None}


def _take_up_again(sight: Sight, desk: Desk, changed: Container[str], now: datetime) -> None:
    """What was left alone for a day is the machine's again."""
    put_back = [(number, known) for number, known in sight.memory.items() if known.put_backs]
    for number, known in put_back:
        if number not in changed and (case := desk.case(number)) is not None:
            columns = left_alone(known.put_backs, now)
            if columns != case.left_alone:
                desk.put(replace(case, left_alone=columns))


def _status_last(edit: Edit) -> int:
    """What is recorded in the same moment (補寄單號) counts for the status; then what was asked."""
    return {"status": 1, "action": 2}.get(edit.column, 0)


def _note_put_backs(sight: Sight, case: Case, edits: list[Edit], now: datetime) -> Case:
    """Count what this pass puts back: changed machine cells, and cells of ours that became blank.

    A merged cell looks blank however often it is written; so each is put back three times a day and then left alone."""
    machine = _MACHINE
    ours = {c.key for c in CASES.owned_by(SHARED, STATUS)} - {INCIDENT}  # cleared: out of it
    cleared = {e.column for e in edits if e.column in machine and e.new is None and e.column in case.left_alone}
    known = sight.known(case.number)
    before = {column: times for column, times in known.put_backs.items() if column not in cleared}
    again = {e.column for e in edits if e.column in machine or (e.column in ours and e.new is None)} - cleared
    again -= {e.column for e in edits if isinstance(e.new, Formula)}  # that one is not written over again anyway
    sight.news[case.number] = replace(known, put_backs=put_backs_after(before, again, now))
    return replace(case, left_alone=left_alone(before, now))


def carry_out_decisions(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> None:
    """決定 in 往來紀錄 settles what needed a person."""
    if LOG.key not in sight.snapshot.tabs:
        return
    waiting = tx.outbox.needing_a_person()
    for decision in decisions(waiting, sight.snapshot.tabs[LOG.key], sight.log_memory):
        message = decision.message
        if decision.state is None:
            desk.problems.append(Problem(f"{LOG.title} M{message.id}", decision.note))
            continue
        values = {"sent_at": message.created_at} if decision.state == SENT else {"next_try_at": now, "released": True}
        tx.outbox.mark(message.id, decision.state, now, note=decision.note, **values)
        if decision.state == SENT:
            count_sent(tx, [message])
            count_letters(tx, [replace(message, state=SENT, sent_at=message.created_at)], now)
        desk.events.append(Event(now, message.letter.case, "person", "decided_message", new=decision.word))


def tell_cases_of_messages(desk: Desk, messages: Iterable[Message]) -> None:
    """寄送結果 and 自動回覆時間 follow from what is new of messages; 往來紀錄 tells it as well."""
    for message in messages:
        desk.told_of[message.id] = message
        owe_again(desk, message)
        case = desk.case(message.letter.case) if message.letter.case else None
        if case is None:
            continue
        told = report_back(case, message, desk.book.defaults.zone)
        if told != case:
            desk.put(told)


def typed_rows(sight: Sight, tx: Transaction, now: datetime) -> tuple[tuple[Row, datetime], ...]:
    """Rows typed by hand that have stood unchanged for two minutes, each with when it was first seen; the others go on
    waiting. One that reads otherwise than before in its old place is the same that she was still typing."""
    waiting = tx.forms.drafts()
    rows = {print_of(row.cells): row for row in sight.observed.strangers if is_a_typed_case(row)}
    begun = {draft.place: draft.begun_at for key, draft in waiting.items() if key not in rows}
    drafts = {
        key: replace(waiting[key], place=row.place)
        if key in waiting
        else Draft(now, row.place, begun.get(row.place, now))
        for key, row in rows.items()
    }
    if drafts != waiting:
        tx.forms.keep_drafts(drafts)
    return tuple(
        (row, drafts[key].begun_at) for key, row in rows.items() if has_settled(drafts[key].unchanged_since, now)
    )


def take_back_unseen(sight: Sight, desk: Desk, now: datetime) -> None:
    """A reply doesn't leave while its row is gone: she who deleted it, or cut it out, can't stop the letter."""
    for number in sight.observed.missing:
        case = desk.case(number) if sight.known(number).missing_since is None else None
        if case is not None and (after := unseen(case, now, desk.book.defaults.zone)) != case:
            desk.put(after)


def drop_void_rows(sight: Sight, desk: Desk, now: datetime) -> None:
    """A row deleted after its case was void stays away (design §2: to drop a case, 狀態 無效)."""
    for number in sight.observed.missing:
        case, known = desk.case(number), sight.known(number)
        if case is not None and case.status == "無效" and has_settled(known.missing_since, now):
            sight.news[number] = RowMemory(seen=known.seen, print=known.print, dropped=True)
