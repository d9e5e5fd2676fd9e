"""What a person has to mend or know: everything that was found wrong in this pass, and when the desk stops itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.columns import CASES, RULES, TEAM
from sheetdesk.desk.book import with_problems
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.incident_alarms import is_heard_of, note_heard
from sheetdesk.desk.ladder import alarm_addresses
from sheetdesk.desk.observe import Edit
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.team_room import alarm_address, tell_room
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import is_open
from sheetdesk.model.sheet import Problem, Snapshot
from sheetdesk.policy.letters import Alert, alarm, case_alarm
from sheetdesk.policy.template_rows import stale_rows
from sheetdesk.policy.wording import moment


def note_trouble(sight: Sight, desk: Desk, tx: Transaction, now: datetime, halted: bool) -> None:
    """Too many changes at once stop the desk, with one alarm; a sheet that was set back is named."""
    if sight.set_back:
        desk.problems.append(
            Problem(
                CASES.title, "試算表被還原到舊版本，已用帳本補回", "這段時間在表上的修改，請看一下有沒有要再做一次的"
            )
        )
    if not halted:
        tx.remember("halted_since", None)
        return
    since = tx.fact("halted_since") or now
    tx.remember("halted_since", since)
    desk.problems.append(
        Problem(
            CASES.title,
            f"一次有 {sight.too_much} 件被改、清空或刪除，系統先停下來，什麼都不寄、不照做",
            "弄錯了請在試算表復原；沒有錯的話，請架設的人執行 sheetdesk run --accept-changes",
        )
    )
    to = alarm_address(desk)
    if to is not None:
        facts = {
            "shop": desk.book.shop.name,
            "count": str(sight.too_much),
            "open_count": str(len(desk.cases)),
            "at": moment(since, desk.book.defaults.zone),
            "examples": tuple(_example(edit) for edit in sight.observed.edits[:5]),
        }
        alert = Alert("mass_change", f"mass_change:{since.isoformat()}", facts)
        desk.post(lambda: alarm(alert, to, desk.book.templates), CASES.title)


def raise_alarms(desk: Desk, tx: Transaction) -> None:
    """Tell those whom it concerns of safety and reputation words, once their deadlines are known (domain §3, §5), and the
    chat room of these alarms and all others.

    An alarm that can't be written, or that has no address to go to, is owed until that is mended."""
    templates = desk.book.templates
    before: set[str] = set(tx.fact("alarms_owed") or ())
    owed: set[str] = set()
    for number in sorted(desk.alarmed | before):
        case = desk.case(number)
        if case is None or not is_open(case) or (number in before and case.first_reply_at):
            continue
        if is_heard_of(desk, case):
            continue
        write = partial(case_alarm, case, desk.book.sender, templates=templates, form=desk.staff.link_of(case))
        to = alarm_addresses(desk, case)
        if not to or any(desk.post(partial(write, recipient=one), number) for one in to):
            owed.add(number)
        else:
            note_heard(desk, case)
    if alarm_address(desk) is None:
        desk.problems += _unheard(desk)
    if owed != before:
        tx.remember("alarms_owed", sorted(owed))
    tell_room(desk)


def _unheard(desk: Desk) -> list[Problem]:
    """Alarms that no letter can tell of; named until somebody has replied or there is an address."""
    waiting = [c for c in desk.cases.values() if c.alarm and is_open(c) and not c.silent and not c.first_reply_at]
    mend = f"先聯絡客人，再到「{TEAM.title}」主揪那一列填 Email，警示信就會寄出"
    return [
        Problem(TEAM.title, f"案件 {case.number} 有警示（{case.alarm}），但沒有 Email 可以寄警示信", mend)
        for case in waiting
    ]


def leave_out_slow_rules(sight: Sight, desk: Desk, tx: Transaction) -> None:
    """A pattern that ran out of time is not tried again, and stays named, until its row is changed."""
    known, view = tx.fact("slow_rules"), sight.snapshot.tabs.get(RULES.key)
    if not known or view is None:
        return
    standing = rows_by_key(view)
    slow = {key: words for key, words in known.items() if key in standing}
    desk.problems += [Problem(place, what, mend, tab=RULES.key, row=key) for key, (place, what, mend) in slow.items()]
    desk.book = replace(desk.book, rules=desk.book.rules.without(slow))


def keep_slow_rules(desk: Desk, tx: Transaction) -> None:
    """Remember the patterns that ran out of time, those of this pass included."""
    slow = {p.row: [p.place, p.what, p.mend] for p in desk.problems if p.tab == RULES.key and p.row is not None}
    if slow != (tx.fact("slow_rules") or {}):
        tx.remember("slow_rules", slow)


def _example(edit: Edit) -> str:
    title = CASES.column(edit.column).title if CASES.has(edit.column) else edit.column
    return f"{edit.case} {title}：{edit.old or '空白'} → {edit.new or '空白'}"


def all_problems(snapshot: Snapshot, desk: Desk) -> list[Problem]:
    """Everything a person has to mend, each once."""
    desk.book = with_problems(
        desk.book, [p for view in (*snapshot.tabs.values(), *snapshot.forms) for p in view.problems]
    )
    today = desk.now.astimezone(desk.book.defaults.zone).date()
    found = [*snapshot.problems, *desk.book.problems, *desk.problems, *stale_rows(desk.book.templates, today)]
    return list({str(problem): problem for problem in found}.values())
