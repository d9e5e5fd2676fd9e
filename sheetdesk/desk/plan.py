"""Decide and commit: from what was found to decisions that are durable before anybody can see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.columns import CASES, FORM, LOG, POLICIES, RULES, STATE
from sheetdesk.desk.book import Book, read_book, with_problems
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish, difference
from sheetdesk.desk.log_tab import inbound_cells, inbound_id_of, log_wishes, message_cells, message_id_of
from sheetdesk.desk.observe import Edit
from sheetdesk.desk.people import (
    carry_out_decisions,
    carry_out_edits,
    drop_void_rows,
    tell_cases_of_messages,
    typed_rows,
)
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight, notice_rows
from sheetdesk.desk.state_tab import last_pass_wishes, state_wishes
from sheetdesk.desk.wishes import case_wishes, restored, twin_wishes, typed_wishes
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.case import Case
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.message import UNSURE, WAITING
from sheetdesk.model.sheet import Difference, Problem, Snapshot, Stamp
from sheetdesk.model.values import Value
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.sending import GO, after_crash
from sheetdesk.policy.wording import moment


@dataclass(frozen=True, slots=True)
class Plan:
    """What this pass decided: the whole difference, and the book by which letters are sent."""

    difference: Difference
    book: Book
    sight: Sight


def decide(rig: Rig, sight: Sight, asked: Asked, tx: Transaction, report: Report) -> Plan:
    """Obey people, run the jobs, keep everything in the ledger. Nothing outside is touched."""
    now = report.now
    halted = bool(sight.too_much) and not asked.accept_changes
    report.halted, report.set_back = sight.too_much if halted else 0, sight.set_back
    book = read_book(sight.snapshot, replace(rig.defaults, live_from=_live_from(rig, tx)))
    desk = _open_desk(rig, sight, book, tx, now)
    _strand(rig, tx, now)
    tell_cases_of_messages(desk, tx, tx.fact("told_at"))
    emptied: dict[str, set[str]] = {}
    if not halted and not sight.set_back:
        carry_out_decisions(sight, desk, tx, now)
        emptied = carry_out_edits(sight, desk, now)
        notice_rows(sight, now)
        drop_void_rows(sight, desk, now)
        desk.settled_drafts = typed_rows(sight, tx, now)
    _note_trouble(sight, desk, tx, now, halted)
    _run_jobs(rig, desk, asked, report)
    _keep(desk, tx, rig, asked, now)
    wishes = _wishes(sight, desk, tx, emptied, halted)
    report.problems = _problems(sight.snapshot, desk)
    wishes += _settings_wishes(sight.snapshot, desk, tx) if not halted else []
    plan = _difference(rig, sight, desk, wishes, tx, report)
    _remember(sight, desk, plan, tx, report)
    return Plan(plan, desk.book, sight)


def _live_from(rig: Rig, tx: Transaction) -> datetime | None:
    """config.yaml's word, else what `init` remembered; after a rebuild nothing older leaves by itself."""
    rebuilt, said = tx.fact("rebuilt_at"), rig.defaults.live_from or tx.fact("live_from")
    return max((moment for moment in (rebuilt, said) if moment is not None), default=None)


def _open_desk(rig: Rig, sight: Sight, book: Book, tx: Transaction, now: datetime) -> Desk:
    day = now.astimezone(rig.defaults.zone).date()
    seen_tabs = set(tx.fact("form_tabs") or ())
    cases = {**tx.cases.open_ones(), **tx.cases.due(now)}
    return Desk(
        book=book,
        now=now,
        cases=cases,
        find=lambda number: tx.cases.some([number]).get(number),
        forms=sight.snapshot.forms,
        known_form_rows=tx.forms.all(),
        first_tabs=frozenset(view.title for view in sight.snapshot.forms if view.title not in seen_tabs),
        next_running=max(tx.cases.highest_running(), tx.fact("running_floor") or 0) + 1,
        look_at_all=tx.fact("book_print") != book.print or tx.fact("day") != day,
    )


def _strand(rig: Rig, tx: Transaction, now: datetime) -> None:
    """Messages that a dead process left in the middle of sending."""
    for message in tx.outbox.stranded():
        channel = rig.channels.get(message.channel)
        verdict = after_crash(channel is not None and channel.resend_safe)
        state = WAITING if verdict.action == GO else UNSURE
        tx.outbox.mark(message.id, state, now, note=verdict.why or None, next_try_at=now)


def _note_trouble(sight: Sight, desk: Desk, tx: Transaction, now: datetime, halted: bool) -> None:
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
            "弄錯了請在試算表復原；沒有錯的話，請設定的人執行 sheetdesk run --accept-changes",
        )
    )
    to = desk.book.own_address
    if to is not None:
        facts = {
            "shop": desk.book.shop.name,
            "count": str(sight.too_much),
            "open_count": str(len(desk.cases)),
            "at": moment(since, desk.book.defaults.zone),
            "examples": tuple(_example(edit) for edit in sight.observed.edits[:5]),
        }
        alert = Alert("mass_change", f"mass_change:{since.isoformat()}", facts)
        desk.post(lambda: alarm(alert, to, desk.book.defaults.templates), CASES.title)


def _example(edit: Edit) -> str:
    title = CASES.column(edit.column).title if CASES.has(edit.column) else edit.column
    return f"{edit.case} {title}：{edit.old or '空白'} → {edit.new or '空白'}"


def _run_jobs(rig: Rig, desk: Desk, asked: Asked, report: Report) -> None:
    for name, job in rig.jobs.items():
        if asked.jobs is None or name in asked.jobs:
            report.lines[name] = job(desk, desk.now)
    report.letters = desk.letters


def _keep(desk: Desk, tx: Transaction, rig: Rig, asked: Asked, now: datetime) -> None:
    """Every decision and every message to be sent, durable."""
    tx.cases.add((running, desk.cases[number]) for number, running in desk.created.items())
    tx.cases.save(case for number, case in desk.cases.items() if number in desk.touched - desk.created.keys())
    tx.cases.tell(desk.events)
    tx.forms.take(desk.taken)
    tx.forms.mark_gone(desk.gone)
    tx.forms.hear(desk.inbound)
    tx.sheet.count_hits(desk.hits)
    secret = tx.fact("secret")
    for letter in desk.letters:
        earlier = tuple(m.message_id for m in tx.outbox.of_case(letter.case)) if letter.case else ()
        tx.outbox.post(letter, Posting(rig.channel, rig.sign(letter, secret), False, now, earlier))
    if asked.jobs is None or "intake" in asked.jobs:
        tx.remember("form_tabs", sorted({*(tx.fact("form_tabs") or ()), *(v.title for v in desk.forms)}))
    tx.remember("day", now.astimezone(desk.book.defaults.zone).date())
    if tx.fact("book_print") != desk.book.print:
        tx.remember("rules_rows", desk.book.rules_rows)  # what `explain` judges by
    # Jobs that were left out have not judged these cases: the next whole pass looks at all of them.
    tx.remember("book_print", desk.book.print if asked.jobs is None else None)


def _wishes(sight: Sight, desk: Desk, tx: Transaction, emptied: dict[str, set[str]], halted: bool) -> list[Wish]:
    """How the rows of 案件 and 往來紀錄 should look after this pass."""
    categories, now = desk.book.categories, desk.now
    log = _log_wishes(sight, desk, tx)
    if halted:
        for number in desk.touched - desk.created.keys():
            sight.news[number] = replace(sight.known(number), dirty=True)
        fresh = [desk.cases[number] for number in desk.created]
        return [*case_wishes(fresh, sight.observed, sight.memory, categories, now), *log]
    if sight.set_back:
        every = tx.cases.some({*sight.memory, *desk.cases}) | desk.cases
        return [*restored(every.values(), sight.observed, sight.memory, categories), *log]
    dirty = {number for number, known in sight.memory.items() if known.dirty}
    wanted = desk.touched | sight.observed.changed | set(sight.observed.missing) | dirty
    cases = _cases(desk, sorted(wanted - desk.numbered.keys()))
    known = {**sight.memory, **sight.news}
    wishes = case_wishes(cases, sight.observed, known, categories, now)
    wishes = [replace(w, cells={**w.cells, **dict.fromkeys(emptied.get(w.key or "", ()))}) for w in wishes]
    wishes += typed_wishes(desk.numbered, desk.cases, categories)
    return [*wishes, *twin_wishes(sight.observed.twins), *log]


def _cases(desk: Desk, numbers: Iterable[str]) -> list[Case]:
    return [case for number in numbers if (case := desk.case(number)) is not None]


def _log_wishes(sight: Sight, desk: Desk, tx: Transaction) -> list[Wish]:
    """Messages and inbound items that are new, changed, or whose row was changed by a person."""
    if LOG.key not in sight.snapshot.tabs:
        return []
    known = {**sight.log_memory, **sight.log_news}
    dirty = [key for key, row in known.items() if row.dirty]
    messages = {m.id: m for m in (*tx.outbox.updated_since(tx.fact("logged_at")), *tx.outbox.by_ids(_ids(dirty, "M")))}
    rows: dict[str, dict[str, Value]] = {message_id_of(m): message_cells(m) for m in messages.values()}
    heard = (*tx.forms.heard(after=tx.fact("heard") or 0), *tx.forms.heard(ids=_ids(dirty, "I")))
    rows |= {inbound_id_of(item): inbound_cells(item) for item in heard}
    return log_wishes(rows, sight.snapshot.tabs[LOG.key], known)


def _ids(keys: Iterable[str], letter: str) -> list[int]:
    return [int(key[1:]) for key in keys if key.startswith(letter) and key[1:].isdigit()]


def _settings_wishes(snapshot: Snapshot, desk: Desk, tx: Transaction) -> list[Wish]:
    """命中數 and 問題 beside the rows of people's settings."""
    problems: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for problem in (*desk.book.problems, *desk.problems):
        if problem.row is not None:
            problems[problem.tab, problem.row].append(problem.what + (f" → {problem.mend}" if problem.mend else ""))
    hits, wishes = tx.sheet.hits(), []
    for tab in (RULES, POLICIES):
        for key, row in rows_by_key(snapshot.tabs[tab.key]).items() if tab.key in snapshot.tabs else ():
            cells: dict[str, Value] = {"problem": "；".join(problems.get((tab.key, key), ())) or None}
            if tab is RULES:
                cells["hits"] = hits.get(key)
            wishes.append(Wish(tab.key, key, cells, row))
    return wishes


def _problems(snapshot: Snapshot, desk: Desk) -> list[Problem]:
    """Everything a person has to mend, each once."""
    desk.book = with_problems(
        desk.book, [p for view in (*snapshot.tabs.values(), *snapshot.forms) for p in view.problems]
    )
    found = [*snapshot.problems, *desk.book.problems, *desk.problems]
    if not snapshot.forms:
        found.append(
            Problem(
                FORM.title, "找不到表單回應的分頁", "把表單連到這份試算表，或在 config.yaml 的 forms.tabs 寫上分頁名稱"
            )
        )
    return list({str(problem): problem for problem in found}.values())


def _difference(rig: Rig, sight: Sight, desk: Desk, wishes: list[Wish], tx: Transaction, report: Report) -> Difference:
    """Cells to write; what only says that the desk lives rides along."""
    batch = tx.fact("batch") + 1
    stamp = Stamp(tx.fact("ledger_id"), rig.host, batch)
    state = sight.snapshot.tabs.get(STATE.key)
    if state is not None:
        wishes = [*wishes, *state_wishes(state, desk.book.shop, report.problems)]
    plan = difference(sight.raw, wishes, sight.owed, stamp)
    if state is None or (plan.is_empty() and not sight.set_back):
        return plan
    line = "、".join(f"{name} {line}" for name, line in report.lines.items())
    return difference(sight.raw, [*wishes, *last_pass_wishes(state, line, report.now)], sight.owed, stamp)


def _remember(sight: Sight, desk: Desk, plan: Difference, tx: Transaction, report: Report) -> None:
    """Rows as seen now, and which of them a write is owed to."""
    now = desk.now
    owed = {(w.tab, w.key) for w in plan.writes} | {(i.tab, i.key) for i in plan.inserts}
    for tab, memory, news in (
        (CASES.key, sight.memory, sight.news),
        (LOG.key, sight.log_memory, sight.log_news),
    ):
        for key in {key for its_tab, key in owed if its_tab == tab and key is not None}:
            news[key] = replace(news.get(key) or memory.get(key) or RowMemory(), dirty=True)
        if not report.halted:
            for key, known in memory.items():
                if known.dirty and (tab, key) not in owed and not (tab == CASES.key and key in sight.observed.missing):
                    news[key] = replace(news.get(key, known), dirty=False)
        tx.sheet.keep(tab, news)
    tx.remember("told_at", now)
    tx.remember("logged_at", now)
    heard = [item.id for item in tx.forms.heard(after=tx.fact("heard") or 0)]
    if LOG.key in sight.snapshot.tabs and heard:
        tx.remember("heard", heard[-1])
    before = set(tx.fact("problems") or ())
    report.new_problems = [p for p in report.problems if str(p) not in before]
    tx.remember("problems", [str(p) for p in report.problems])
