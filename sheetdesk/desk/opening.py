"""The desk at the begin of a pass: everything that jobs will look at, from the ledger and from what was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sheetdesk.columns import FORM
from sheetdesk.desk.book import Book
from sheetdesk.desk.customer_book import open_customers
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.ladder_facts import open_ladder
from sheetdesk.desk.prints import judges_anew, reads_anew
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.staff_facts import staff_facts
from sheetdesk.desk.survey_facts import survey_facts
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.forms import SeenRow
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.policy.arrival import Answer, answers
from sheetdesk.policy.forgetting import is_forgotten, marks_in

EXPOSED = "exposed"
"""The fact under which the ledger keeps where account numbers stand."""


SILENT_BEFORE = "silent_before"
"""The fact under which a rebuilt ledger keeps before when an answer comes in as a closed case."""


def live_from(rig: Rig, tx: Transaction) -> datetime | None:
    """config.yaml's word, else what `init` remembered; after a rebuild nothing older leaves by itself."""
    rebuilt, said = tx.fact("rebuilt_at"), rig.defaults.live_from or tx.fact("live_from")
    return max((moment for moment in (rebuilt, said) if moment is not None), default=None)


def open_desk(rig: Rig, sight: Sight, book: Book, tx: Transaction, now: datetime) -> Desk:
    """The desk before anybody decided anything: the open cases, those that are due, and what stands in the forms."""
    day, seen_tabs = now.astimezone(rig.defaults.zone).date(), set(tx.fact("form_tabs") or ())
    cases = {**tx.cases.open_ones(), **tx.cases.due(now)}
    forms = sight.snapshot.forms
    found = without_forgotten(tx, answers(forms, tx.forms.contents))
    whole = not any(view.left_out for view in forms if view.key == FORM.key)
    survey, customers = survey_facts(tx, forms), open_customers(tx, book)
    staff = staff_facts(tx, forms, book.defaults.staff_link, now)
    return Desk(
        book=book,
        now=now,
        cases=cases,
        find=lambda number: tx.cases.some([number]).get(number),
        letters_of=tx.outbox.of_case,
        letters_numbered=tx.outbox.by_ids,
        who_got=tx.corrections.who_got,
        complaints_by=tx.incidents.complaints_by,
        last_incident=tx.incidents.highest(),
        find_many=tx.cases.some,
        refusing=tx.mailboxes.refusing,
        row_of=lambda number: row.cells if (row := sight.observed.rows.get(number)) is not None else None,
        customers=customers,
        forms=forms,
        answers=tuple(found),
        known_form_rows=_known_form_rows(tx, found, whole),
        survey=survey,
        staff=staff,
        staff_tries=list(staff.tries),
        opted_out=dict(survey.opted_out),
        refunds=sight.refunds.answers,
        problems=list(sight.refunds.problems),
        masked=sight.masked,
        exposed={number: dict(places) for number, places in (tx.fact(EXPOSED) or {}).items()},
        first_tabs=frozenset(view.title for view in forms if view.title not in seen_tabs),
        ladder=open_ladder(tx, rig.room, now),
        next_running=max(tx.cases.highest_running(), tx.fact("running_floor") or 0) + 1,
        look_at_all=judges_anew(book, tx) or tx.fact("day") != day or customers.behind,
        look_at_drafts=reads_anew(book, tx),
    )


def without_forgotten(tx: Transaction, found: list[Answer]) -> list[Answer]:
    """The answers but for old ones of customers who were forgotten, for as long as nobody has deleted those rows."""
    if tx.forgotten.is_empty():
        return found
    known = tx.forms.some(answer.key for answer in found)
    secret = bytes.fromhex(tx.fact(FORGET_SECRET))
    marks = {answer.key: marks_in(secret, answer) for answer in found if answer.key not in known}
    since = tx.forgotten.since(mark for some in marks.values() for mark in some)
    return [a for a in found if a.key in known or not is_forgotten(a, marks[a.key], since)]


def _known_form_rows(tx: Transaction, found: Sequence[Answer], whole: bool) -> dict[str, SeenRow]:
    """What the ledger knows of these answers, of earlier ones that say the same, and of those that are gone."""
    keys = {answer.key for answer in found}
    known = tx.forms.some(keys)
    alike = tx.forms.alike({answer.content for answer in found if answer.key not in known})
    gone = tx.forms.some(tx.forms.standing_keys() - keys) if whole else {}
    return known | {row.key: row for row in alike} | gone
