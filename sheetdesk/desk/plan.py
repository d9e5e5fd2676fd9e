"""Decide and commit: from what was found to decisions that are durable before anybody can see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sheetdesk.columns import CASES, STATE
from sheetdesk.desk.archive import memo
from sheetdesk.desk.archive_tab import archive_moves, archive_wishes, open_archive
from sheetdesk.desk.book import Book, read_book
from sheetdesk.desk.channel_rest import rest_problems
from sheetdesk.desk.corrections import keep_corrections, take_up_corrections
from sheetdesk.desk.customer_tab import customer_wishes, hear_customers
from sheetdesk.desk.customers import Regrouped
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish, difference
from sheetdesk.desk.faq_tabs import faq_wishes
from sheetdesk.desk.figures import open_figures
from sheetdesk.desk.incident_tab import incident_wishes
from sheetdesk.desk.incidents import take_up_incidents
from sheetdesk.desk.keep import keep, was_done
from sheetdesk.desk.kpi_tab import due, kpi_wishes
from sheetdesk.desk.list_tab import list_wishes
from sheetdesk.desk.marks import note_customers, note_lists, note_log
from sheetdesk.desk.opening import SILENT_BEFORE, live_from, open_desk
from sheetdesk.desk.orders import open_orders
from sheetdesk.desk.peak import open_peak, peak_wishes
from sheetdesk.desk.people import (
    carry_out_decisions,
    carry_out_edits,
    drop_void_rows,
    take_back_unseen,
    tell_cases_of_messages,
    typed_rows,
)
from sheetdesk.desk.picture import row_wishes, settings_wishes
from sheetdesk.desk.report_book import open_reports
from sheetdesk.desk.rig import Asked, Ran, Report, Rig
from sheetdesk.desk.rows_seen import remember
from sheetdesk.desk.set_back import wait_anew
from sheetdesk.desk.sight import Sight, notice_rows
from sheetdesk.desk.state_tab import SIGNS_OF_LIFE, last_pass_wishes, state_wishes
from sheetdesk.desk.titles import title_wishes
from sheetdesk.desk.to_do import hear_answers, show_halted, show_to_do
from sheetdesk.desk.trouble import (
    all_problems,
    keep_slow_rules,
    leave_out_slow_rules,
    note_trouble,
    raise_alarms,
)
from sheetdesk.desk.wipe import with_blanks
from sheetdesk.errors import LedgerError
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import SENT, UNSURE, WAITING
from sheetdesk.model.sheet import Difference, Problem, Stamp
from sheetdesk.model.values import Value
from sheetdesk.policy.sending import GO, after_crash

ASKING = (
    "gather_incidents",
    "propose_incidents",
    "send_corrections",
    "answer_incidents",
    "send_replies",
    "archive_cases",
)
"""The jobs that have questions for 待辦."""

MOST_SHOWN = 20
"""New rows that a report tells one by one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What this pass decided: the whole difference, and the book by which letters are sent."""

    difference: Difference
    book: Book
    sight: Sight
    refunds_to_wipe: frozenset[str] = frozenset()
    files: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Rows of 封存 that go to a file."""


def decide(rig: Rig, sight: Sight, asked: Asked, tx: Transaction, report: Report) -> Plan:
    """Obey people, run the jobs, keep everything in the ledger. Nothing outside is touched."""
    now = report.now
    halted = bool(sight.too_much) and not asked.accept_changes
    report.halted, report.set_back = sight.too_much if halted else 0, sight.set_back
    since = replace(rig.defaults, live_from=live_from(rig, tx), silent_before=tx.fact(SILENT_BEFORE))
    book = read_book(sight.snapshot, since)
    desk = _open(rig, sight, book, asked, tx, now)
    titles, told = title_wishes(sight.raw, tx, now)
    desk.problems += told
    _strand(rig, tx, now)
    obeyed = desk.obeys = not halted and not sight.set_back
    if sight.set_back:
        wait_anew(desk, tx, now)
    if obeyed:
        carry_out_decisions(sight, desk, tx, now)
    tell_cases_of_messages(desk, tx.outbox.changed_since(tx.fact("told") or 0))
    emptied = _obey(sight, desk, tx, now) if obeyed else {}
    take_up_corrections(sight, desk, tx, now)
    take_up_incidents(sight, desk, tx, now)
    note_trouble(sight, desk, tx, now, halted)
    desk.problems += rest_problems(tx, rig.defaults.zone)
    leave_out_slow_rules(sight, desk, tx)
    _run_jobs(rig, desk, asked, report)
    keep_slow_rules(desk, tx)
    raise_alarms(desk, tx)
    keep_corrections(sight, desk, tx, now)
    customers = keep(desk, tx, rig, asked, now)
    wishes = [*titles, *row_wishes(sight, desk, tx, emptied, halted), *incident_wishes(sight, desk, tx, halted)]
    wishes += kpi_wishes(sight, desk, tx, halted)
    report.problems = all_problems(sight.snapshot, desk)
    wishes += _other_tabs(sight, desk, tx, customers, halted, asks=all(was_done(job, asked, desk) for job in ASKING))
    plan = _difference(rig, sight, desk, with_blanks(wishes, sight.wipe), tx, report)
    new_cases = [insert for insert in plan.inserts if insert.tab == CASES.key]
    report.new_cases, report.new_cases_count = tuple(new_cases[:MOST_SHOWN]), len(new_cases)
    remember(sight, desk, plan, tx, report)
    note_log(sight, plan, tx)
    note_customers(sight, plan, tx, now)
    note_lists(sight, plan, tx)
    return Plan(plan, desk.book, sight, frozenset(desk.refunds_to_wipe), desk.archive.files)


def _open(rig: Rig, sight: Sight, book: Book, asked: Asked, tx: Transaction, now: datetime) -> Desk:
    """The desk before anybody decided anything, with what is known of figures and of orders."""
    desk = open_desk(rig, sight, book, tx, now)
    desk.kpi = open_figures(tx, book, due(tx, rig.defaults.zone, now, asked), now)
    desk.reports = open_reports(tx, book, now)
    desk.peak = open_peak(tx)
    desk.orders = open_orders(tx, desk.forms, rig.defaults, now)
    desk.problems += desk.orders.problems
    return desk


def _obey(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> dict[str, set[str]]:
    """Everything that people did in the sheet; answers which request cells are to be emptied, by case."""
    emptied = carry_out_edits(sight, desk, now)
    take_back_unseen(sight, desk, now)
    notice_rows(sight, now)
    drop_void_rows(sight, desk, now)
    desk.settled_drafts = typed_rows(sight, tx, now)
    hear_customers(sight, desk, now)
    desk.answers_given = hear_answers(sight, tx)
    desk.archive = open_archive(sight, desk, tx)
    return emptied


def _other_tabs(
    sight: Sight, desk: Desk, tx: Transaction, customers: Regrouped, halted: bool, asks: bool
) -> list[Wish]:
    """How all tabs but 案件 and 往來紀錄 should look; while too much has changed, nothing people set is answered.

    `asks`: the jobs that have questions for 待辦 were done."""
    wishes = [*customer_wishes(sight, desk, tx, customers, halted), *list_wishes(sight, desk, tx, halted)]
    wishes += archive_wishes(sight, desk, tx)
    if not halted:
        return [*wishes, *settings_wishes(sight.snapshot, desk, tx), *show_to_do(sight, desk, tx, asks)]
    return [*wishes, *show_halted(sight)]


def _strand(rig: Rig, tx: Transaction, now: datetime) -> None:
    """Messages that a dead process left in the middle of sending."""
    for message in tx.outbox.stranded():
        channel = rig.channels.get(message.channel)
        verdict = after_crash(channel is not None and channel.resend_safe)
        state = WAITING if verdict.action == GO else UNSURE
        tx.outbox.mark(message.id, state, now, note=verdict.why or None, next_try_at=now)


def _run_jobs(rig: Rig, desk: Desk, asked: Asked, report: Report) -> None:
    """One job after another; one that fails leaves no trace, is named, and does not stop the others (style §9)."""
    for name, job in rig.jobs.items():
        if asked.jobs is not None and name not in asked.jobs:
            continue
        before, started = desk.state(), rig.stopwatch()
        try:
            report.lines[name] = job(desk, desk.now)
            report.ran[name] = Ran(rig.stopwatch() - started)
        except LedgerError:
            raise
        except Exception as fault:
            desk.go_back(before)
            desk.failed.add(name)
            report.crashes.append(fault)
            report.ran[name] = Ran(rig.stopwatch() - started, fault)
            what = f"程式出了沒料到的錯（{type(fault).__name__}），這一輪沒有做；其他工作照常"
            desk.problems.append(Problem(f"工作 {name}", what, "下一輪會再試；一直出現的話，請交給維護的人"))
    report.letters = desk.letters if asked.rehearse else []
    report.left_over = len(desk.left_over)


def _difference(rig: Rig, sight: Sight, desk: Desk, wishes: list[Wish], tx: Transaction, report: Report) -> Difference:
    """Cells to write. What only says that the desk lives rides along, and is never a reason to write."""
    stamp = Stamp(tx.fact("ledger_id"), rig.host, tx.fact("batch") + 1)
    state = sight.snapshot.tabs.get(STATE.key)
    if state is not None:
        kept = rig.channels[rig.channel].trial
        wishes = [*wishes, *state_wishes(state, desk.book.shop, kept, report.problems)]
        line = (
            f"新案件 {len(desk.created)} 件、有變動的 {len(desk.touched - desk.created.keys())} 件、"
            f"新寫的信 {len(desk.letters)} 封、寄出 {sum(m.state == SENT for m in desk.told_of.values())} 封、"
            f"問題 {len(report.problems)} 個"
        )
        wishes += faq_wishes(sight.snapshot, desk, tx)
        wishes += peak_wishes(state, desk.peak.state, rig.defaults.zone)
        wishes += last_pass_wishes(state, line, stamp, report.now)
    moves = archive_moves(sight, desk, tx)
    report.again = desk.obeys and not moves and memo(tx).look
    plan = difference(sight.raw, wishes, sight.owed, stamp, moves)
    said = [*((w.tab, w.key) for w in plan.writes), *((i.tab, i.key) for i in plan.inserts)]
    only_alive = not plan.moves and all(tab == STATE.key and key in SIGNS_OF_LIFE for tab, key in said)
    return replace(plan, writes=(), inserts=(), was={}) if only_alive and not sight.set_back else plan
