"""A new ledger from what stands in the sheet. Sends nothing, and takes the desk over (design §2)."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.columns import ARCHIVE, CASES, LOG, REQUEST, SHARED, Tab
from sheetdesk.desk.archive import remember_archived
from sheetdesk.desk.book import Book, read_book
from sheetdesk.desk.opening import SILENT_BEFORE, without_forgotten
from sheetdesk.desk.rebuild_forms import joined_in, match, seen
from sheetdesk.desk.rebuild_incidents import take_incidents
from sheetdesk.desk.rebuild_past import take_past
from sheetdesk.desk.report_book import take_reports
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.survey_facts import OPTED_OUT
from sheetdesk.desk.template_figures import recount_answers
from sheetdesk.desk.titles import refuse_renamed
from sheetdesk.errors import DeskUnreachable, OutcomeUnknown
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.sheet import SETTLED
from sheetdesk.model.case import PAUSING, STATUSES, Case
from sheetdesk.model.memory import RowMemory, print_of
from sheetdesk.model.sheet import Difference, Row, Snapshot, Stamp, TabView
from sheetdesk.model.values import Formula, Value, canonical, same
from sheetdesk.policy.arrival import ADDITION, NEW, Answer, answers, is_old
from sheetdesk.policy.merging import CLOSED, read_number
from sheetdesk.policy.numbers import is_case_number
from sheetdesk.policy.retention import SOONEST_FILED
from sheetdesk.policy.source import read_source
from sheetdesk.policy.survey_refusal import opted_out
from sheetdesk.policy.triage import judge

JUMP = 100
"""The running number jumps by this: numbers may have been given that the sheet no longer shows (design §2)."""

ASK_AGAIN = "⚠帳本重建過，這個動作沒有做；要做請清空再選一次"
JUDGED = ("nature", "category", "subcategory", "priority", "tags")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What the new ledger was made of."""

    cases: int
    messages: int
    known_form_rows: int
    open_form_rows: int
    asked_again: int
    old_form_rows: tuple[tuple[str, int], ...] = ()
    """Rows of forms, by tab and place, that are so old that a file may have held their cases, and that belong to none."""


def rebuild(rig: Rig, now: datetime) -> Rebuilt:
    """Fill the empty ledger of `rig` from its workbook, and stamp the workbook as ours.

    Raises DeskUnreachable if there is no desk to be read."""
    from sheetdesk.desk.log_import import take_log

    raw = rig.workbook.read()
    if CASES.key not in raw.tabs:
        raise DeskUnreachable(f"找不到分頁「{CASES.title}」", mend="執行 sheetdesk init 建立；改過名的話請改回來")
    refuse_renamed(raw)
    book = read_book(raw, rig.defaults)
    standing = _rows_of(raw, CASES)
    archived, filed = _archived(rig, raw, standing)
    rows = {**filed, **archived, **standing}
    with rig.ledger.begin() as tx:
        found = without_forgotten(tx, answers(raw.forms))
        known = match(found, rows)
        cases = [case_of_row(number, row, known.get(number), book, now) for number, row in rows.items()]
        tx.cases.add(_numbered(cases))
        tx.cases.tell(Event(now, case.number, "desk", "rebuilt") for case in cases)
        tx.remember(OPTED_OUT, opted_out({}, cases))
        taken = [seen(a, number, NEW, now) for number, a in known.items()]
        joined = joined_in(found, known, rows, rig.defaults.zone)
        taken += [seen(a, number, ADDITION, now) for number, a in joined]
        tx.forms.take(taken)
        _remember_rows(tx, raw, standing)
        remember_archived(tx, archived, filed)
        messages = take_log(tx, raw, rig, now)
        take_past(tx, raw.forms, joined, now)
        recount_answers(tx, book.faq)
        take_incidents(tx, raw, cases, book, now)
        take_reports(tx, raw)
        _remember_desk(tx, raw, cases, now)
        batch = _stamped(tx, rig, raw, now)
    _take_over(rig, batch, raw)
    old = _old_ones(found, {row.key for row in taken}, now)
    left = len(found) - len(taken) - len(old)
    return Rebuilt(len(cases), messages, len(taken), left, sum(map(_asks, rows.values())), old)


def _old_ones(found: Iterable[Answer], taken: Container[str], now: datetime) -> tuple[tuple[str, int], ...]:
    alone = (answer for answer in found if answer.key not in taken and is_old(answer, now - SOONEST_FILED))
    return tuple((answer.tab, answer.place) for answer in alone)


def _archived(rig: Rig, raw: Snapshot, standing: Container[str]) -> tuple[dict[str, Row], dict[str, Row]]:
    """The rows that stand in 封存, and those that stand in a file alone. Raises DeskUnreachable if one can't be read."""
    archived = {number: row for number, row in _rows_of(raw, ARCHIVE).items() if number not in standing}
    said = rig.years().rows() if rig.years is not None else {}
    alone = {number: Row(0, cells) for number, cells in said.items() if is_case_number(number)}
    return archived, {n: row for n, row in alone.items() if n not in standing and n not in archived}


def _rows_of(raw: Snapshot, tab: Tab) -> dict[str, Row]:
    """The rows of a tab that bear a case's number; of two the lower counts in 封存, which only grows downwards."""
    view = raw.tabs.get(tab.key)
    if view is None:
        return {}
    view = replace(view, rows=view.rows[::-1]) if tab is ARCHIVE else view
    return {number: row for number, row in rows_by_key(view).items() if is_case_number(number)}


def _stamped(tx: Transaction, rig: Rig, raw: Snapshot, now: datetime) -> Difference:
    """The batch that does nothing but take the workbook over, durable before it is written."""
    stamp = Stamp(tx.fact("ledger_id"), rig.host, tx.fact("batch") + 1)
    batch = Difference(stamp.batch, stamp, headers={view.key: view.header for view in raw.tabs.values()})
    tx.sheet.journal(batch, now)
    tx.remember("batch", stamp.batch)
    return batch


def _take_over(rig: Rig, batch: Difference, raw: Snapshot) -> None:
    try:
        rig.workbook.apply(batch, raw)
    except OutcomeUnknown as doubt:  # the ledger that would settle it isn't in its place yet
        what = f"帳本重建好了，但不知道有沒有接管成功（{doubt.what}）"
        raise DeskUnreachable(what, which="試算表", mend="再執行一次 sheetdesk rebuild") from doubt
    with rig.ledger.begin() as tx:
        tx.sheet.close_journal(batch.batch, SETTLED)
        tx.remember("confirmed", batch.batch)


def case_of_row(number: str, row: Row, answer: Answer | None, book: Book, now: datetime) -> Case:
    """The case as its row tells it: what differs from what the machine would say was set by a person."""
    shown: dict[str, Value] = {
        c.key: value
        for c in CASES.columns
        if c.key in Case.__slots__ and (value := row.get(c.key)) is not None and not isinstance(value, Formula)
    }
    received_at = shown.get("received_at")
    since = received_at if isinstance(received_at, datetime) else now
    status = str(shown.pop("status", "待處理"))
    status = status if status in STATUSES else "待處理"
    shown |= {"number": number, "status": status, "how_counted": None, "alarm": None, "action": None}
    shown |= {name: str(shown[name]) for name in ("reply_template", "reply_text") if name in shown}
    shown["reopen_count"] = shown.get("reopen_count") or 0
    case = Case(**shown)  # type: ignore[arg-type]
    verdict = judge(case, book.rules)
    machine = {name: getattr(verdict, name) for name in JUDGED} | _form_facts(answer)
    on_the_team = case.owner in {person.name for person in book.team if person.active}
    hers = {c.key for c in CASES.owned_by(SHARED) if c.key in shown} - ({"owner"} if on_the_team else set())
    hers -= {"incident"}
    proposed = {name: machine.get(name) for name in hers if not same(machine.get(name), shown[name])}
    log = ((since, "待處理"), (now if status in PAUSING else since, status))
    return replace(
        case,
        alarm=verdict.alarm,
        proposed=proposed,
        status_log=log if status != "待處理" else log[:1],
        first_seen_at=since,
        first_resolved_at=case.resolved_at,
        by_hand=answer is None,
        merged_to=read_number(case.merged_into or "") if status == CLOSED else None,
        survey_cycle=case.reopen_count,  # a rebuild sends nothing
        aftercare_at=now if status == "已解決" else None,
        outcome=ASK_AGAIN if _asks(row) else case.outcome,
        undone=None if (asked := row.get("action")) is None or isinstance(asked, Formula) else str(asked),
    )


def _form_facts(answer: Answer | None) -> dict[str, Value]:
    if answer is None:
        return {}
    fields = {name: canonical(value) for name, value in answer.fields.items() if value is not None}
    return {**fields, "source": read_source(fields.get("source"))[0], "received_at": answer.submitted_at}


def _asks(row: Row) -> bool:
    return any(row.get(c.key) is not None for c in CASES.owned_by(REQUEST))


def _numbered(cases: Iterable[Case]) -> list[tuple[int, Case]]:
    """Each case with its running number, read from its case number; of two equal ones the later gets a free one."""
    taken: dict[int, Case] = {}
    for case in cases:
        running = int(re.findall(r"-(\d+)-", case.number)[-1])
        while running in taken:
            running += 10_000_000
        taken[running] = case
    return list(taken.items())


def _remember_rows(tx: Transaction, raw: Snapshot, rows: Mapping[str, Row]) -> None:
    tx.sheet.keep(
        CASES.key,
        {number: RowMemory(dict(row.cells), print_of(row.cells), dirty=True) for number, row in rows.items()},
    )
    if LOG.key in raw.tabs:
        log: TabView = raw.tabs[LOG.key]
        known = rows_by_key(log)
        tx.sheet.keep(
            LOG.key, {key: RowMemory(dict(row.cells), print_of(row.cells), dirty=True) for key, row in known.items()}
        )


def _remember_desk(tx: Transaction, raw: Snapshot, cases: list[Case], now: datetime) -> None:
    """Form rows without a case come in with letters that a person has to release: all of them are before `live_from`.
    Those that may be of cases in files that are lost come in as closed cases."""
    running = [number for number, _ in _numbered(cases) if number < 10_000_000]
    tx.remember("running_floor", max(running, default=0) + JUMP)
    tx.remember("live_from", now)
    tx.remember("form_tabs", sorted({view.title for view in raw.forms}))
    tx.remember("batch", raw.stamp.batch if raw.stamp else 0)
    tx.remember("told_at", now)
    tx.remember("told", tx.outbox.revision())  # what was just read in is not news
    tx.remember("rebuilt_at", now)
    tx.remember(SILENT_BEFORE, now - SOONEST_FILED)
