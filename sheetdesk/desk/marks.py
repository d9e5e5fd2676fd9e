"""How far down the forms' tabs, 往來紀錄 and 客人 are known: tabs that only grow are read from there on, not from the top.

What people do above a mark moves the row at the mark, and then the whole tab is read; what leaves it where it is
(an answer edited in its place) is noticed within the hour in a form's tab and in 客人, and matters to nobody in 往來紀錄."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sheetdesk.columns import BY_KEY, CLAIMS, CUSTOMERS, FORM, LOG, PAYABLES, row_key
from sheetdesk.desk.customer_book import BEHIND
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.log_tab import message_key
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.titles import in_doubt
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import print_of
from sheetdesk.model.sheet import Difference, Mark, Row, Snapshot, TabView

FORMS, LOG_TAB, WHOLE_AT = "form_marks", "log_marks", "forms_whole_at"

CUSTOMERS_TAB, CUSTOMERS_WHOLE_AT = "customer_marks", "customers_whole_at"

FEW_CUSTOMERS = 500
"""So many rows of 客人 are read each pass, about 60 kB; of more only the end, and the whole once an hour."""

LISTED = (CLAIMS.key, PAYABLES.key)
"""As long as 客人 before only their end is read, and whole whenever the forms are."""

FORMS_WHOLE_EVERY = timedelta(hours=1)
"""An edited, sorted or deleted answer that no mark has told of is noticed after this time at the latest."""


def marks_to_read_by(tx: Transaction, now: datetime) -> tuple[Mark, ...]:
    """What is known by now; nothing while something is unsettled, for then a row of ours may stand anywhere."""
    if tx.sheet.repairs() or in_doubt(tx) or tx.fact("halted_since"):
        return ()
    whole_at: datetime | None = tx.fact(WHOLE_AT)
    fresh = whole_at is not None and timedelta() <= now - whole_at < FORMS_WHOLE_EVERY
    said = [*((tx.fact(FORMS) or ()) if fresh else ()), *(tx.fact(LOG_TAB) or ())]
    read_at: datetime | None = tx.fact(CUSTOMERS_WHOLE_AT)
    if read_at is not None and timedelta() <= now - read_at < FORMS_WHOLE_EVERY:
        said += tx.fact(CUSTOMERS_TAB) or ()
    said += [mark for key in LISTED if fresh and not tx.sheet.dirty(key) for mark in tx.fact(f"{key}_marks") or ()]
    return tuple(Mark(*one) for one in said)


def wants_whole(raw: Snapshot, tx: Transaction) -> bool:
    """Was something left out of `raw` that this pass needs after all?"""
    set_back = raw.stamp is None or raw.stamp.batch < (tx.fact("confirmed") or 0)
    views = [view for key in (CUSTOMERS.key, *LISTED) if (view := raw.tabs.get(key)) is not None]
    if any(view.left_out and (set_back or view.renamed) for view in views):
        return True
    log = raw.tabs.get(LOG.key)
    if log is None or not log.left_out:
        return False
    return set_back or bool(log.renamed) or not _expected(tx) <= {row_key(LOG, row.cells) for row in log.rows}


def note_forms(desk: Desk, tx: Transaction) -> None:
    """The answers in the forms' tabs are taken in, but for those that are left over."""
    waiting = {view.title: [a.place for a in desk.left_over if a.tab == view.title] for view in desk.forms}
    taken = [view for view in desk.forms if view.key == FORM.key or desk.survey_is_taken]
    tx.remember(FORMS, _said((view, _above(view.rows, min(waiting[view.title], default=None))) for view in taken))
    if not any(view.left_out for view in desk.forms):
        tx.remember(WHOLE_AT, desk.now)


def _above(rows: Sequence[Row], place: int | None) -> Sequence[Row]:
    return rows if place is None else [row for row in rows if row.place < place]


def note_log(sight: Sight, plan: Difference, tx: Transaction) -> None:
    """The rows of 往來紀錄 above the first one that may still change are known; of those, some `plan` writes now."""
    log = sight.raw.tabs.get(LOG.key)
    if log is None:
        return
    written = {write.key for write in plan.writes if write.tab == LOG.key}
    unfinished = written | _unfinished(tx)
    final: list[Row] = []
    for row in log.rows:
        key = row_key(LOG, row.cells)
        if key in unfinished:
            break
        final += [row] if key is not None else []  # new rows go below the last one with a key: it has to be read
    tx.remember(LOG_TAB, _said([(log, final)]))


def note_customers(sight: Sight, plan: Difference, tx: Transaction, now: datetime) -> None:
    """The rows of 客人 above the last one that nobody is about to write are known."""
    view = sight.raw.tabs.get(CUSTOMERS.key)
    if view is None:
        return
    if not view.left_out:
        tx.remember(CUSTOMERS_WHOLE_AT, now)
    written = {write.key for write in plan.writes if write.tab == CUSTOMERS.key} | tx.sheet.dirty(CUSTOMERS.key).keys()
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
        written = {write.key for write in plan.writes if write.tab == key} | tx.sheet.dirty(key).keys()
        keys = ((row, row_key(BY_KEY[key], row.cells)) for row in view.rows)
        still = [row for row, number in keys if number is not None and number not in written]
        many = len(view.rows) + view.left_out > FEW_CUSTOMERS
        tx.remember(f"{key}_marks", _said([(view, still)]) if many else [])


def _unfinished(tx: Transaction) -> set[str]:
    """Keys of the rows of 往來紀錄 that the desk, or a decision taken there, may still change."""
    return {message_key(number) for number in tx.outbox.unfinished()} | tx.sheet.dirty(LOG.key).keys()


def _expected(tx: Transaction) -> set[str]:
    """Those of them that were seen to stand."""
    return tx.sheet.standing(LOG.key, _unfinished(tx))


def _said(known: Iterable[tuple[TabView, Sequence[Row]]]) -> list[list[str | int]]:
    """A mark at the last of the known rows of each tab that has a name for it, as the ledger keeps it."""
    return [[view.source, rows[-1].place, print_of(rows[-1].cells)] for view, rows in known if view.source and rows]
