"""The tab 批次事件 after a pass: its figures, what became of the letters, and how each row should look. Border: tab and
ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sheetdesk.columns import INCIDENTS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.incident_row import cells_of, whole
from sheetdesk.desk.incidents import by_incident
from sheetdesk.desk.observe import has_settled
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.sight import Sight
from sheetdesk.errors import TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.incident import DRAFT, RESTS, Incident
from sheetdesk.model.message import FAILED, SENDING, WAITING
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import same
from sheetdesk.policy.incident_course import ENDED_BY_ITSELF, ended, ends_by_itself, outcome_of
from sheetdesk.policy.incident_letters import announcement, promise_of, words_for_all
from sheetdesk.policy.incidents import read_number


def incident_wishes(sight: Sight, desk: Desk, tx: Transaction, halted: bool) -> list[Wish]:
    """The rows as they should look; everything is kept. After the cases were kept, for they are counted in the ledger."""
    known, cases = tx.incidents.some(desk.incidents), by_incident(desk)
    rows: Mapping[str, Row] = {}
    if (view := sight.snapshot.tabs.get(INCIDENTS.key)) is not None:
        rows = {f"E{read_number(key)}": row for key, row in rows_by_key(view).items()}
    counted = tx.incidents.counts(one.number for one in desk.incidents.values())
    letters = tx.incidents.letters((one.source for one in desk.incidents.values() if one.source), desk.book.shop.trial)
    wishes, kept = list[Wish](), list[tuple[Incident, bool]]()
    for one in desk.incidents.values():
        count, still_open = counted[one.number]
        sent = letters.get(one.source or "", {})
        after = _with_figures(desk, replace(one, count=count, open_count=still_open), sent, cases[one.number])
        waiting = any(sent.get(state) for state in (WAITING, FAILED, SENDING))
        row = rows.get(one.number)
        wish = _wish(after, row, desk, sight.set_back) if view is not None else None
        after = replace(after, owed=wish is not None and not _shows(wish))
        wishes += [wish] if wish is not None and not halted else []
        live = not after.is_over or after.owed or waiting or after.status == RESTS
        if after != known.get(one.id):
            kept.append((after, live))
        elif not live:
            kept.append((after, False))
    tx.incidents.keep(kept)
    return wishes


def _with_figures(desk: Desk, one: Incident, letters: Mapping[str, int], cases: Sequence[Case]) -> Incident:
    """With 寄送結果 and 群組公告稿; over, if it ends by itself."""
    if ends_by_itself(one, desk.now):
        one = ended(one, ENDED_BY_ITSELF)
    pending = sum(case.reply is not None and case.reply.incident == one.number for case in cases)
    said = outcome_of(one, letters, pending, desk.book.shop.trial)
    return replace(one, outcome=said, announcement=_announcement(desk, one, cases))


def _announcement(desk: Desk, one: Incident, cases: Sequence[Case]) -> str | None:
    """Blank once it is over, for the tab is read in each pass. One that can't be written is a problem."""
    if one.status == DRAFT or one.is_over or not (one.what or one.reply):
        return None
    place, wrong = f"{INCIDENTS.title} {one.number}", words_for_all(one)[1]
    if wrong is not None:
        what, _, mend = wrong.partition(" → ")
        desk.problems.append(Problem(f"{place}「{INCIDENTS.column('what').title}」", what, mend))
        return None
    try:
        return announcement(one, desk.book.templates, desk.book.sender, promise_of(cases, desk.now))
    except TemplateFault as fault:
        desk.problems.append(Problem(place, f"群組公告稿寫不出來：{fault.what}", fault.mend))
        return None


def _wish(one: Incident, row: Row | None, desk: Desk, set_back: bool) -> Wish | None:
    """A row of which nothing was ever seen is new; one that vanished comes back after two minutes, unless it is over."""
    key = INCIDENTS.key
    if row is not None:
        return Wish(key, one.number, whole(one) if set_back else cells_of(one), row)
    if (typed := desk.incident_rows.get(one.id)) is not None:
        return Wish(key, None, {"number": one.number, **cells_of(one)}, typed)
    if one.is_over:
        return None
    if not one.seen and not one.by_hand:
        return Wish(key, one.number, whole(one))
    return Wish(key, one.number, whole(one)) if has_settled(one.missing_since, desk.now) or set_back else None


def _shows(wish: Wish) -> bool:
    """Does the row look so already?"""
    return wish.row is not None and all(same(wish.row.get(name), value) for name, value in wish.cells.items())
