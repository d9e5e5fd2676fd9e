"""How far down the forms' tabs, 往來紀錄 and 客人 are known: tabs that only grow are read from there on, not from the top.

What people do above a mark moves the row at the mark, and then the whole tab is read; what leaves it where it is
(an answer edited in its place) is noticed within the hour in a form's tab and in 客人. In 往來紀錄 it matters to nobody, but
for 決定, of which the row is read as long as one is wanted, and 更正, at which every pass looks down the whole tab."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import datetime, timedelta

from sheetdesk.columns import BY_KEY, CLAIMS, CUSTOMERS, LOG, PAYABLES, row_key
from sheetdesk.desk.customer_book import BEHIND
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.log_tab import message_key
from sheetdesk.desk.rare_columns import known_columns, lacks_columns
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.stamp_check import own_of
from sheetdesk.desk.titles import in_doubt
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import print_of, print_of_texts
from sheetdesk.model.sheet import Difference, Known, Mark, Row, Snapshot, TabView

FORMS, LOG_TAB, RESTING, WHOLE_AT = "form_marks", "log_marks", "resting_log_marks", "forms_whole_at"

CUSTOMERS_TAB, CUSTOMERS_WHOLE_AT = "customer_marks", "customers_whole_at"

GLANCE = "correction"
"""The column of 往來紀錄 in which people write on rows that nothing else changes any more."""

FEW_CUSTOMERS = 500
"""So many rows of 客人 are read each pass, about 60 kB; of more only the end, and the whole once an hour."""

LISTED = (CLAIMS.key, PAYABLES.key)
"""As long as 客人 before only their end is read, and whole whenever the forms are."""

FORMS_WHOLE_EVERY = timedelta(hours=1)
"""An edited, sorted or deleted answer that no mark has told of is noticed after this time at the latest."""


def known_by_now(tx: Transaction, now: datetime, resting: Iterable[Known] = ()) -> tuple[Known, ...]:
    """What need not be read, `resting` included; nothing while something is unsettled, for then a row of ours may stand anywhere."""
    if tx.sheet.repairs() or in_doubt(tx) or tx.fact("halted_since"):
        return ()
    whole_at: datetime | None = tx.fact(WHOLE_AT)
    fresh = whole_at is not None and timedelta() <= now - whole_at < FORMS_WHOLE_EVERY
    log = tx.fact(RESTING if _rest(tx) else LOG_TAB)
    said = [*((tx.fact(FORMS) or ()) if fresh else ()), *(log or ())]
    read_at: datetime | None = tx.fact(CUSTOMERS_WHOLE_AT)
    if read_at is not None and timedelta() <= now - read_at < FORMS_WHOLE_EVERY:
        said += tx.fact(CUSTOMERS_TAB) or ()
    said += [mark for key in LISTED if fresh and not tx.sheet.dirty_keys(key) for mark in tx.fact(f"{key}_marks") or ()]
    return (*(Mark(*one) for one in said), *known_columns(tx, now), *resting)


def wants_whole(raw: Snapshot, tx: Transaction) -> bool:
    """Was something left out of `raw` that this pass needs after all?"""
    left_out = any(view.left_out or view.unread for view in raw.tabs.values())
    stamp, own = raw.stamp, own_of(tx.fact)
    if left_out and (stamp is None or stamp.ledger_id != own.ledger_id or stamp.batch < own.confirmed):  # set back
        return True
    views = [view for key in (CUSTOMERS.key, *LISTED) if (view := raw.tabs.get(key)) is not None]
    if any(view.left_out and view.renamed for view in views):
        return True
    return _lacks_rows(raw, tx) or lacks_columns(raw, tx)


def _lacks_rows(raw: Snapshot, tx: Transaction) -> bool:
    log = raw.tabs.get(LOG.key)
    if log is None or not log.left_out:
        return False
    return bool(log.renamed) or not _expected(tx) <= {row_key(LOG, row.cells) for row in log.rows}


def note_forms(desk: Desk, tx: Transaction) -> None:
    """The answers in the forms' tabs are taken in, but for those that are left over."""
    waiting = {view.title: [a.place for a in desk.left_over if a.tab == view.title] for view in desk.forms}
    taken = [view for view in desk.forms if desk.has_taken(view.key)]
    tx.remember(FORMS, _said((view, _above(view.rows, min(waiting[view.title], default=None))) for view in taken))
    if not any(view.left_out for view in desk.forms):
        tx.remember(WHOLE_AT, desk.now)


def _above(rows: Sequence[Row], place: int | None) -> Sequence[Row]:
    return rows if place is None else [row for row in rows if row.place < place]


def note_log(sight: Sight, plan: Difference, tx: Transaction) -> None:
    """The rows of 往來紀錄 above the first one that may still change are known; of those, some `plan` writes now.

    So are those of letters that only wait, for as long as all of them go on waiting: thousands may, for hours."""
    log = sight.raw.tabs.get(LOG.key)
    if log is None:
        return
    written = {write.key for write in plan.writes if write.tab == LOG.key}
    tx.remember(RESTING, _with_glance(log, _final(log, written | _keys(tx, tx.outbox.undecided()))))
    if _was_read_from(log, tx.fact(LOG_TAB) or ()):
        tx.remember(LOG_TAB, _with_glance(log, _final(log, written | _keys(tx, tx.outbox.unfinished()))))


def _with_glance(log: TabView, final: Sequence[Row]) -> list[list[str | int]]:
    """The mark at the last of these rows; 更正 above it is looked at in each pass, for people write there months later."""
    said = _said([(log, final)])
    if not said or GLANCE not in log.header:
        return said
    above = (str(row.cells[GLANCE]) for row in log.rows if row.place < final[-1].place and GLANCE in row.cells)
    return [[*mark, log.header.index(GLANCE), print_of_texts((*log.glanced, *above))] for mark in said]


def _final(log: TabView, unfinished: Container[str | None]) -> list[Row]:
    final: list[Row] = []
    for row in log.rows:
        key = row_key(LOG, row.cells)
        if key in unfinished:
            break
        final += [row] if key is not None else []  # new rows go below the last one with a key: it has to be read
    return final


def note_customers(sight: Sight, plan: Difference, tx: Transaction, now: datetime) -> None:
    """The rows of 客人 above the last one that nobody is about to write are known."""
    view = sight.raw.tabs.get(CUSTOMERS.key)
    if view is None:
        return
    if not view.left_out:
        tx.remember(CUSTOMERS_WHOLE_AT, now)
    written = {write.key for write in plan.writes if write.tab == CUSTOMERS.key} | tx.sheet.dirty_keys(CUSTOMERS.key)
    keyed = ((row, row_key(CUSTOMERS, row.cells)) for row in view.rows)
    still = [row for row, key in keyed if key is not None and key not in written]
    # While there are cases that nobody took in as a customer's, a row of hers may stand anywhere.
    many = len(view.rows) + view.left_out > FEW_CUSTOMERS and tx.fact(BEHIND) is False
    tx.remember(CUSTOMERS_TAB, _said([(view, still)]) if many else [])


def note_lists(sight: Sight, plan: Difference, tx: Transaction) -> None:
    """The rows of a long list above the last one that nobody is about to write are known: a row of a list that is to be
    written has the whole of it read."""
    for key in LISTED:
        view = sight.raw.tabs.get(key)
        if view is None:
            continue
        written = {write.key for write in plan.writes if write.tab == key} | tx.sheet.dirty_keys(key)
        keys = ((row, row_key(BY_KEY[key], row.cells)) for row in view.rows)
        still = [row for row, number in keys if number is not None and number not in written]
        many = len(view.rows) + view.left_out > FEW_CUSTOMERS
        tx.remember(f"{key}_marks", _said([(view, still)]) if many else [])


def _was_read_from(log: TabView, marks: Sequence[Sequence[str | int]]) -> bool:
    """Was the tab read whole, or from its mark on? Else it was from further down, and the mark stays where it is."""
    return not log.left_out or any(row.place == place for _, place, *_ in marks for row in log.rows)


def _rest(tx: Transaction) -> bool:
    """Has nothing happened to any letter since 往來紀錄 was told?"""
    return tx.outbox.revision() == (tx.fact("told") or 0)


def _keys(tx: Transaction, messages: Iterable[int]) -> set[str]:
    """Keys of the rows of 往來紀錄 of these messages, and of those to which a write is owed."""
    return {*map(message_key, messages), *tx.sheet.dirty_keys(LOG.key)}


def _expected(tx: Transaction) -> set[str]:
    """Those which the desk, or a decision taken there, may still change and that were seen to stand."""
    may_change = tx.outbox.undecided() if _rest(tx) else tx.outbox.unfinished()
    return tx.sheet.standing(LOG.key, _keys(tx, may_change))


def _said(known: Iterable[tuple[TabView, Sequence[Row]]]) -> list[list[str | int]]:
    """A mark at the last of the known rows of each tab that has a name for it, as the ledger keeps it."""
    return [[view.source, rows[-1].place, print_of(rows[-1].cells)] for view, rows in known if view.source and rows]
