"""By which rules and words the last whole pass judged, so that the next one knows what to look at again."""

from __future__ import annotations

from sheetdesk.desk.book import Book
from sheetdesk.ledger import Transaction


def judges_anew(book: Book, tx: Transaction) -> bool:
    """Are rules, policies, team or calendar other ones now?"""
    return bool(tx.fact("book_print") != book.print)


def reads_anew(book: Book, tx: Transaction) -> bool:
    """Do templates or the shop say something else now, so that what is drafted reads otherwise?"""
    return bool(tx.fact("letters_print") != book.letters_print)


def keep_prints(book: Book, tx: Transaction, whole: bool) -> None:
    """Remember them. Jobs that were left out or failed have not judged their cases: then the next pass looks at all."""
    if judges_anew(book, tx):
        tx.remember("rules_rows", book.rules_rows)  # what `explain` judges by
    tx.remember("book_print", book.print if whole else None)
    tx.remember("letters_print", book.letters_print if whole else None)
