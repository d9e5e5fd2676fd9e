"""How every tab should look after this pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sheetdesk.columns import ARCHIVE, FAQ, LOG, POLICIES, RULES, TEMPLATES
from sheetdesk.desk.archive import call_back, unfile
from sheetdesk.desk.corrections import with_corrections
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.late_rows import late_rows
from sheetdesk.desk.log_tab import (
    inbound_cells,
    inbound_id_of,
    log_restored,
    log_wishes,
    message_cells,
    message_id_of,
)
from sheetdesk.desk.observe import has_settled
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.staff_facts import with_form
from sheetdesk.desk.template_figures import faq_figures, figures
from sheetdesk.desk.wishes import case_wishes, restored, twin_wishes, typed_wishes
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Snapshot
from sheetdesk.model.values import Value

LATEST = timedelta(hours=1)
"""How long after a write was given up it may still be carried out: Google itself gives up after three minutes."""


def row_wishes(sight: Sight, desk: Desk, tx: Transaction, emptied: dict[str, set[str]], halted: bool) -> list[Wish]:
    """How the rows of 案件 and 往來紀錄 should look after this pass."""
    wishes = _row_wishes(sight, desk, tx, emptied, halted)
    return [with_form(wish, desk.cases, desk.staff) for wish in wishes] if desk.staff.link is not None else wishes


def _row_wishes(sight: Sight, desk: Desk, tx: Transaction, emptied: dict[str, set[str]], halted: bool) -> list[Wish]:
    categories, now = desk.book.categories, desk.now
    log = _log_wishes(sight, desk, tx)
    away = _archived(sight, desk, tx)
    if halted:
        for number in desk.touched - desk.created.keys() - away:
            sight.news[number] = replace(sight.known(number), dirty=True)
        fresh = [desk.cases[number] for number in desk.created]
        return [*case_wishes(fresh, sight.observed, sight.memory, categories, now), *log]
    late = late_rows(sight.snapshot, tx.sheet.given_up(now - LATEST))
    if sight.set_back:
        every = tx.cases.some({*sight.memory, *desk.cases}) | desk.cases
        return [*restored(every.values(), sight.observed, sight.memory, categories), *log, *late]
    dirty = {number for number, known in sight.memory.items() if known.dirty}
    wanted = desk.touched | sight.observed.changed | set(sight.observed.missing) | dirty | sight.masked.keys()
    wanted |= desk.cases.keys() if desk.staff.is_new else set()
    cases = _cases(desk, sorted(wanted - desk.numbered.keys() - away))
    known = {**sight.memory, **sight.news}
    wishes = case_wishes(cases, sight.observed, known, categories, now)
    wishes = [
        replace(wish, cells={**wish.cells, **dict.fromkeys(blank)}) if (blank := emptied.get(wish.key or "")) else wish
        for wish in wishes
    ]
    wishes += typed_wishes(desk.numbered, desk.cases, categories)
    blanked = [wish.row for wish in late]
    return [*wishes, *twin_wishes(row for row in sight.observed.twins if row not in blanked), *log, *late]


def _archived(sight: Sight, desk: Desk, tx: Transaction) -> set[str]:
    """Cases at which something happened though their row went to 封存: it comes back in the next pass."""
    homeless = (desk.touched - desk.created.keys()) - sight.memory.keys()
    if homeless:
        unfile(tx, homeless)
    away = set(tx.sheet.rows(ARCHIVE.key, homeless)) if homeless else set()
    if away:
        call_back(tx, away)
    return away


def _cases(desk: Desk, numbers: Iterable[str]) -> list[Case]:
    return [case for number in numbers if (case := desk.case(number)) is not None]


def _log_wishes(sight: Sight, desk: Desk, tx: Transaction) -> list[Wish]:
    """Messages and inbound items that are new, changed, or whose row was changed by a person."""
    if LOG.key not in sight.snapshot.tabs:
        return []
    known = {**sight.log_memory, **sight.log_news}
    if sight.set_back:
        said = {message_id_of(m): message_cells(m) for m in tx.outbox.updated_since(None)}
        said |= {inbound_id_of(item): inbound_cells(item) for item in tx.forms.heard(after=0)}
        return log_restored(with_corrections(said, tx), sight.snapshot.tabs[LOG.key], known)
    dirty = [key for key, row in known.items() if row.dirty]
    owed = tx.outbox.by_ids(set(_ids(dirty, "M")) - desk.told_of.keys())
    rows: dict[str, dict[str, Value]] = {message_id_of(m): message_cells(m) for m in (*desk.told_of.values(), *owed)}
    heard = (*tx.forms.heard(after=tx.fact("heard") or 0), *tx.forms.heard(ids=_ids(dirty, "I")))
    rows |= {inbound_id_of(item): inbound_cells(item) for item in heard}
    # Other rows may be deleted; but one on which a person has to decide comes back, or nobody ever could.
    undecided = {message_id_of(m): message_cells(m) for m in tx.outbox.needing_a_person()}
    known |= tx.sheet.rows(LOG.key, (rows.keys() | undecided.keys()) - known.keys())
    back = {k: c for k, c in undecided.items() if k in known and has_settled(known[k].missing_since, desk.now)}
    known = {key: row for key, row in known.items() if key not in back}
    return log_wishes(with_corrections(rows | back, tx), sight.snapshot.tabs[LOG.key], known)


def _ids(keys: Iterable[str], letter: str) -> list[int]:
    return [int(key[1:]) for key in keys if key.startswith(letter) and key[1:].isdigit()]


def settings_wishes(snapshot: Snapshot, desk: Desk, tx: Transaction) -> list[Wish]:
    """命中數, 使用數, 平均滿意度 and 問題 beside the rows of people's settings."""
    problems: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
    for problem in (*desk.book.problems, *desk.problems):
        if problem.row is not None:
            problems[problem.tab, problem.row].append(problem.what + (f" → {problem.mend}" if problem.mend else ""))
    hits, wishes = tx.sheet.hits(), list[Wish]()
    uses, to_fill_in = tx.templates.all(), desk.book.faq.to_fill_in
    used, answered = figures(desk.book.templates, uses), faq_figures(desk.book.faq, uses)
    for tab in (RULES, POLICIES, FAQ, TEMPLATES):
        for key, row in rows_by_key(snapshot.tabs[tab.key]).items() if tab.key in snapshot.tabs else ():
            cells: dict[str, Value] = {"problem": "；".join(problems.get((tab.key, key), ())) or None}
            if tab is FAQ:
                cells = {"problem": cells["problem"] or to_fill_in.get(key), "uses": answered.get(key)}
            if tab is RULES:
                cells["hits"] = hits.get(key)
            if tab is TEMPLATES:
                cells |= used.get(key, {"uses": None, "rating": None})
            wishes.append(Wish(tab.key, key, cells, row))
    return wishes
