"""Make durable what a pass decided: cases, events, messages to be sent, and what the desk remembers for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sheetdesk.desk.customer_book import keep_customers
from sheetdesk.desk.customers import Regrouped
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.digest import keep_digest
from sheetdesk.desk.figures import keep_figures
from sheetdesk.desk.ladder_facts import keep_ladder
from sheetdesk.desk.marks import note_forms
from sheetdesk.desk.opening import EXPOSED
from sheetdesk.desk.peak import keep_peak
from sheetdesk.desk.people import tell_cases_of_messages
from sheetdesk.desk.prints import keep_prints
from sheetdesk.desk.reconcile import keep_check
from sheetdesk.desk.report_book import keep_reports
from sheetdesk.desk.rig import Asked, Rig
from sheetdesk.desk.staff_facts import keep_staff
from sheetdesk.desk.survey_facts import keep_survey
from sheetdesk.desk.template_figures import count_ratings
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.memory import print_of
from sheetdesk.model.message import TEAM_ROOM, WEBHOOK, Letter


def keep(desk: Desk, tx: Transaction, rig: Rig, asked: Asked, now: datetime) -> Regrouped:
    """Every decision and every message to be sent, durable. Answers the customers whom it concerns."""
    tell_cases_of_messages(desk, tx.outbox.post_many(_postings(rig, desk, tx)))
    count_ratings(desk, tx)
    tx.cases.add((running, desk.cases[number]) for number, running in desk.created.items())
    changed = desk.touched - desk.created.keys()
    tx.cases.save(case for number, case in desk.cases.items() if number in changed)
    tx.cases.tell(desk.events)
    tx.forms.take(desk.taken)
    tx.forms.end_drafts(print_of(row.cells) for row in desk.numbered.values())
    tx.forms.move(desk.moved)
    customers = keep_customers(desk, tx)
    keep_figures(desk, tx)
    keep_reports(desk, tx)
    keep_digest(desk, tx)
    keep_check(desk, tx)
    keep_ladder(tx, desk.ladder, now, desk.book.defaults.ladders.rest)
    keep_peak(desk, tx)
    tx.forms.mark_gone(desk.gone)
    tx.forms.hear(desk.inbound)
    keep_survey(tx, desk.ratings, desk.opted_out)
    if was_done("match_orders", asked, desk):
        tx.orders.settle(line.key for line in desk.orders.fresh)
    keep_staff(tx, desk.staff, desk.staff_seen, desk.staff_tries, shown=desk.obeys)
    if desk.exposed != (tx.fact(EXPOSED) or {}):
        tx.remember(EXPOSED, desk.exposed)
    tx.sheet.count_hits(desk.hits)
    if was_done("intake", asked, desk):
        note_forms(desk, tx)
        tx.remember("form_tabs", sorted({*(tx.fact("form_tabs") or ()), *(v.title for v in desk.forms)}))
    tx.remember("day", now.astimezone(desk.book.defaults.zone).date())
    keep_prints(desk.book, tx, whole=asked.jobs is None and not desk.failed)
    return customers


def was_done(job: str, asked: Asked, desk: Desk) -> bool:
    """Was this job done in this pass?"""
    return (asked.jobs is None or job in asked.jobs) and job not in desk.failed


def _postings(rig: Rig, desk: Desk, tx: Transaction) -> Iterator[tuple[Letter, Posting]]:
    """Each letter answers those of its case that came before."""
    secret, trial = tx.fact("secret"), desk.book.shop.trial
    thread = tx.outbox.message_ids_of({letter.case for letter in desk.letters if letter.case})
    for letter in desk.letters:
        earlier = thread.get(letter.case or "", ())
        message_id = rig.sign(letter, secret)
        channel = WEBHOOK if letter.recipient == TEAM_ROOM else rig.channel
        yield letter, Posting(channel, message_id, trial, desk.now, earlier)
        if letter.case and message_id not in earlier:  # else it was posted by an earlier pass
            thread[letter.case] = (*earlier, message_id)
