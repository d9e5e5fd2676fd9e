"""Customers in the ledger: opened at the begin of a pass, kept at its end for the cases that were touched."""

from __future__ import annotations

from sheetdesk.desk.book import Book
from sheetdesk.desk.customer_tab import owe_rows
from sheetdesk.desk.customers import Customers, Regrouped, cut_by
from sheetdesk.desk.desk import Desk
from sheetdesk.ledger import Transaction
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.people import Barring, joining_keys

BARS, BEHIND = "customer_bars", "customers_behind"

AT_ONCE = 2000
"""Cases of an older ledger, or of one that was rebuilt, that one pass takes in."""


def open_customers(tx: Transaction, book: Book) -> Customers:
    """What the ledger knows of customers, and which keys join nobody today.

    Of an older ledger, or one that was rebuilt, some more cases are taken in first."""
    known = tx.fact(BARS) or ((), ())
    said = tx.people.said()
    staff = {key for person in book.team for key in joining_keys(person_keys(email=person.email), None)}
    before = Barring(frozenset(known[0]), frozenset(known[1]))
    customers = Customers(tx.people, before, Barring(frozenset(staff), cut_by(said)), said)
    if tx.fact(BEHIND) is not False:
        _take_in(tx, customers)
    return customers


def keep_customers(desk: Desk, tx: Transaction) -> Regrouped:
    """The customers of all cases that were touched, durable."""
    found = desk.customers.regroup(desk.cases[number] for number in desk.touched)
    tx.people.keep(found.changed)
    desk.customers.kept()
    tx.people.hear({number: desk.customers.said[number] for number in desk.customers.heard})
    barring = desk.customers.barring
    tx.remember(BARS, [sorted(barring.staff), sorted(barring.cut)])
    return found


def _take_in(tx: Transaction, customers: Customers) -> None:
    numbers = tx.people.unknown(AT_ONCE)
    found = customers.regroup(tx.cases.some(numbers).values())
    tx.people.keep(found.changed)
    customers.kept()
    owe_rows(tx, found.persons())
    customers.behind = bool(numbers)
    tx.remember(BEHIND, len(numbers) == AT_ONCE)
