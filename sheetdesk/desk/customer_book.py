"""Customers in the ledger: opened at the begin of a pass, kept at its end for the cases that were touched."""

from __future__ import annotations

from sheetdesk.desk.book import Book
from sheetdesk.desk.customers import Customers, Regrouped, cut_by
from sheetdesk.desk.desk import Desk
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.people import Barring, joining_keys

BARS, BEHIND = "customer_bars", "customers_behind"

AT_ONCE = 2000
"""Cases of an older ledger, or of one that was rebuilt, that one pass takes in."""


def open_customers(tx: Transaction, book: Book) -> Customers:
    """What the ledger knows of customers, and which keys join nobody today."""
    known = tx.fact(BARS) or ((), ())
    said = tx.people.said()
    staff = {key for person in book.team for key in joining_keys(person_keys(email=person.email), None)}
    before = Barring(frozenset(known[0]), frozenset(known[1]))
    return Customers(tx.people, before, Barring(frozenset(staff), cut_by(said)), said)


def keep_customers(desk: Desk, tx: Transaction) -> Regrouped:
    """The customers of all cases that were touched, durable; and of some more while there are cases nobody took in."""
    cases = {number: desk.cases[number] for number in desk.touched}
    if tx.fact(BEHIND) is not False:
        cases |= _unknown(tx)
    found = desk.customers.regroup(cases.values())
    tx.people.keep(found.changed)
    tx.people.hear({number: desk.customers.said[number] for number in desk.customers.heard})
    barring = desk.customers.barring
    tx.remember(BARS, [sorted(barring.staff), sorted(barring.cut)])
    return found


def _unknown(tx: Transaction) -> dict[str, Case]:
    numbers = tx.people.unknown(AT_ONCE)
    tx.remember(BEHIND, len(numbers) == AT_ONCE)
    return tx.cases.some(numbers)
