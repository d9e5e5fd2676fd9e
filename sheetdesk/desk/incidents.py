"""批次事件 in a pass: what people wrote there and in a case's 事件 comes in before the jobs. Border: tab and ledger; what
it means is policy's."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import CASES, INCIDENTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incident_row import heard, is_typed, odd_cells, text_of, words_in
from sheetdesk.desk.obey import INCIDENT as COLUMN
from sheetdesk.desk.obey import without_letter_of_incident
from sheetdesk.desk.observe import Edit
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.model.incident import DRAFT, ENDED, RESTS, Incident
from sheetdesk.model.message import SENDING, SENT, UNSURE, source_of
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Formula
from sheetdesk.policy.incident_course import STOP, ended
from sheetdesk.policy.incident_letters import words_for_all
from sheetdesk.policy.incidents import read_number
from sheetdesk.policy.replies import Question

_UNKNOWN = "⚠沒有這個事件"


def take_up_incidents(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> None:
    """The incidents that this pass has to look at, after what people did."""
    view = sight.snapshot.tabs.get(INCIDENTS.key)
    desk.has_incidents = view is not None
    desk.incidents = tx.incidents.live()
    if not desk.obeys:
        return
    if view is not None:
        _hear_rows(view, desk, tx, now)
    _hear_cases(sight, desk, tx)


def by_incident(desk: Desk) -> dict[str, list[Case]]:
    """The open cases of each incident."""
    found: dict[str, list[Case]] = {one.number: [] for one in desk.incidents.values()}
    if found:
        for case in desk.cases.values():
            if case.incident in found:
                found[case.incident].append(case)
    return found


def ask(desk: Desk, one: Incident) -> str | None:
    """Is what piled up one incident? Her answer, once she gave it."""
    return desk.ask(Question(f"incident:{one.id}:{one.proposals}", one.question, ()))


def take_back(desk: Desk, one: Incident, why: str) -> tuple[list[str], int]:
    """Stop what waits, and tell its cases `why`: which they are, and how many letters had left. One in the hand of
    the mail server can't be stopped."""
    waiting = [case for case in by_incident(desk)[one.number] if waits_for(case, one)]
    for case in waiting:
        desk.put(replace(case, reply=None, outcome=f"✋統一回覆{why}（事件 {one.number}）"))
    return [case.number for case in waiting], sum(_has_left(desk, one, number) for number in one.told)


def waits_for(case: Case, one: Incident) -> bool:
    """Does the letter of this incident wait to leave to it?"""
    return case.reply is not None and case.reply.incident == one.number and not case.reply.doubtful


def _has_left(desk: Desk, one: Incident, number: str) -> bool:
    """Did the case get this letter? One in the hand of the mail server counts."""
    its = (m for m in desk.letters_of(number) if source_of(m.letter) == one.source)
    return any(m.state in (SENT, SENDING, UNSURE) for m in its)


def words_about(desk: Desk, case: Case) -> str:
    """說明 of the incident that a case is in, as customers may read it; blank where it is in none."""
    number = read_number(case.incident) if case.incident is not None else None
    one = desk.incidents.get(number) if number is not None else None
    return words_for_all(one)[0] if one is not None and one.joins else ""


def _hear_rows(view: TabView, desk: Desk, tx: Transaction, now: datetime) -> None:
    rows = {read_number(key): row for key, row in rows_by_key(view).items()}
    standing = {number: row for number, row in rows.items() if number is not None}
    asked = [number for number, row in standing.items() if number not in desk.incidents and _says_something(row)]
    desk.incidents |= tx.incidents.some(asked)
    homeless = desk.incidents.keys() - standing.keys()
    for number in desk.incidents.keys() & standing.keys():
        one, row = desk.incidents[number], standing[number]
        desk.incidents[number] = heard(one, row.cells, now)
        desk.problems += odd_cells(one.number, row.cells)
    _hear_strangers(view, homeless, desk, now)
    for number in homeless - desk.incident_rows.keys():
        desk.incidents[number] = _missing(desk.incidents[number], now)


def _says_something(row: Row) -> bool:
    """Might its row ask for something, though it is over? Such rows cost nothing."""
    return text_of(row.get("status")) not in (ENDED, RESTS) or row.get("deed") is not None


def _missing(one: Incident, now: datetime) -> Incident:
    """Its row is gone: what is about to leave is stopped, for nobody could stop it there any more."""
    if one.status == DRAFT:
        return ended(one)
    if not one.seen or one.missing_since is not None:
        return one
    return replace(one, missing_since=now, wants=STOP if one.sends else None)


def _hear_strangers(view: TabView, homeless: AbstractSet[int], desk: Desk, now: datetime) -> None:
    """Rows that people began, rows of ours whose number was emptied, and copies of rows."""
    taken = set[int]()
    for row in view.rows:
        number = read_number(row.get("number"))
        if number is not None and number <= desk.last_incident and number not in taken:
            taken.add(number)
        elif number in taken and is_typed(row.cells):
            desk.problems.append(_twin(f"E{number}"))
        elif is_typed(row.cells):
            one = _recognised(row, homeless, desk) or _new(desk, now)
            desk.incidents[one.id] = heard(one, row.cells, now)
            desk.incident_rows[one.id] = row


def _twin(number: str) -> Problem:
    mend = "要另開一個事件，請清空那一列的「事件」；不要的話刪掉那一列"
    return Problem(f"{INCIDENTS.title} {number}", "有兩列是同一個編號，只算上面那一列", mend)


def _recognised(row: Row, homeless: AbstractSet[int], desk: Desk) -> Incident | None:
    """The incident whose row this is, though it doesn't bear its number."""
    words = words_in(row.cells)
    free = (desk.incidents[number] for number in sorted(homeless - desk.incident_rows.keys()))
    return next((one for one in free if one.words == words), None)


def _new(desk: Desk, now: datetime) -> Incident:
    return Incident(next_number(desk), now, by_hand=True, words_at=now)


def next_number(desk: Desk) -> int:
    """The next free number."""
    return max([desk.last_incident, *desk.incidents]) + 1


def _hear_cases(sight: Sight, desk: Desk, tx: Transaction) -> None:
    """事件 in 案件: a number puts the case in, an emptied cell takes it out for good."""
    edits = [edit for edit in sight.observed.edits if edit.column == COLUMN]
    wanted = {number for edit in edits if (number := read_number(edit.new)) is not None}
    wanted |= {number for edit in edits if (number := read_number(_before(desk, edit))) is not None}
    desk.incidents |= tx.incidents.some(wanted - desk.incidents.keys())
    for edit in edits:
        case = desk.case(edit.case)
        if case is not None and not isinstance(edit.new, Formula):
            desk.put(_moved(desk, case, edit))


def _before(desk: Desk, edit: Edit) -> str | None:
    case = desk.case(edit.case)
    return case.incident if case is not None else None


def _moved(desk: Desk, case: Case, edit: Edit) -> Case:
    """The case in the incident that she names, if there is one, and out of the one before."""
    number = read_number(edit.new) if edit.new is not None else None
    one = desk.incidents.get(number) if number is not None else None
    if edit.new is not None and one is None:
        title = CASES.column(COLUMN).title
        said = f"{_UNKNOWN}「{str(edit.new)[:20]}」；請到「{INCIDENTS.title}」看編號，再填一次「{title}」"
        return replace(case, outcome=said)
    if (case.outcome or "").startswith(_UNKNOWN):
        case = replace(case, outcome=None)
    after = one.number if one is not None else None
    if after == case.incident:
        return case
    _note_left(desk, case)
    if one is not None:
        desk.incidents[one.id] = replace(one, left=tuple(n for n in one.left if n != case.number))
    desk.events.append(Event(desk.now, case.number, "person", "incident", COLUMN, case.incident, after))
    return replace(without_letter_of_incident(case), incident=after)


def _note_left(desk: Desk, case: Case) -> None:
    number = read_number(case.incident) if case.incident is not None else None
    before = desk.incidents.get(number) if number is not None else None
    if before is None:
        return
    if without_letter_of_incident(case) != case:  # put in again, it gets the letter that is stopped here
        before = replace(before, told=tuple(n for n in before.told if n != case.number))
    if case.number not in before.left:
        before = replace(before, left=(*before.left, case.number))
    desk.incidents[before.id] = before
