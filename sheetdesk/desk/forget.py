"""Forget a customer: whom somebody means, and what has to be taken out of the ledger. The sheet follows (`wipe`).

Border: the ledger; the verb asks and tells."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.columns import ARCHIVE, CASES, CLAIMS, CUSTOMERS, LOG, PAYABLES
from sheetdesk.desk.archive import FILED, read_soon, still_moves
from sheetdesk.desk.customer_book import BARS
from sheetdesk.desk.customers import bearer
from sheetdesk.desk.faq_tabs import GAPS
from sheetdesk.desk.forget_joined import forget_joined, form_keys, joined_elsewhere
from sheetdesk.desk.forget_orders import forget_orders, order_rows_of
from sheetdesk.desk.opening import EXPOSED
from sheetdesk.desk.survey_facts import OPTED_OUT
from sheetdesk.desk.to_do import GIVEN, SHOWN
from sheetdesk.desk.wipe import begin_wipe
from sheetdesk.errors import UsageError
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.store import FORGET_SECRET
from sheetdesk.model.case import Case, contact_of
from sheetdesk.model.correction import CONFIRMED
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.arrival import answers
from sheetdesk.policy.corrections import withdrawn
from sheetdesk.policy.fold import fold
from sheetdesk.policy.forgetting import GONE, forgotten, is_meant, keys_in, keys_named, keys_of, mark_of, row_word
from sheetdesk.policy.people import NOTHING_SAID
from sheetdesk.policy.staff_form import staff_answers
from sheetdesk.policy.survey_answers import survey_answers

_OF_CASES = (CASES.key, ARCHIVE.key, CLAIMS.key, PAYABLES.key)
"""Tabs whose rows are known by a case's number."""

BUSY = "上一次寫入試算表的結果還不確定，這一次什麼都沒做"


@dataclass(frozen=True, slots=True)
class Person:
    """A customer as the ledger knows her: all her cases, the oldest first."""

    cases: tuple[Case, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Everything by which she is named, each once."""
        said = (
            getattr(case, name) for case in self.cases for name in ("customer", "nickname", "email", "phone", "line")
        )
        return tuple(dict.fromkeys(str(word) for word in said if word))

    @property
    def numbers(self) -> list[str]:
        """Of her cases."""
        return [case.number for case in self.cases]

    def __str__(self) -> str:
        return f"{contact_of(self.cases[0])}（{len(self.cases)} 件：{'、'.join(self.numbers)}）"


def persons_meant(tx: Transaction, text: str) -> list[Person]:
    """Everybody whom `text` may mean: a name, a mail address, a phone or a LINE id, with all cases of each."""
    keys, name = keys_named(text), fold(text)
    meant = {
        case.number for case in tx.forgotten.every_case() if case.forgotten_at is None and is_meant(case, keys, name)
    }
    known = tx.people.some(meant)
    groups: dict[str, list[str]] = {person: [] for person in sorted({one.person for one in known.values()})}
    for number, one in tx.people.of(groups).items():
        groups[one.person].append(number)
    alone = [[number] for number in sorted(meant - known.keys())]
    return [_person(tx, numbers) for numbers in (*groups.values(), *alone)]


def _person(tx: Transaction, numbers: Sequence[str]) -> Person:
    cases = tx.cases.some(numbers).values()
    return Person(tuple(sorted((c for c in cases if c.forgotten_at is None), key=lambda case: case.number)))


def forget(tx: Transaction, person: Person, now: datetime) -> None:
    """Take her out of the ledger, keep the marks by which an old row of hers is known, and have her rows wiped.

    Raises UsageError while the outcome of a write is open: it might bring back what was taken out."""
    if tx.sheet.pending() or tx.sheet.repairs() or still_moves(tx, person.numbers):
        raise UsageError(BUSY, which="試算表", mend="先執行 sheetdesk run，再執行一次 forget")
    numbers = person.numbers
    secret = bytes.fromhex(tx.fact(FORGET_SECRET))
    keys = {*_keys(person)}
    elsewhere = joined_elsewhere(tx, numbers, keys)
    words = [*map(row_word, (*tx.forgotten.form_rows_of(numbers), *form_keys(elsewhere))), *keys]
    tx.forgotten.keep({mark_of(secret, word): now for word in words})
    heard = forget_joined(tx, elsewhere)
    forget_orders(tx, secret, keys, _orders(person), now)
    left = [forgotten(case, now) for case in person.cases]
    tx.sheet.let_go(FILED, numbers)
    tx.people.keep(replace(bearer(case), person=case.number) for case in left)
    tx.people.hear(dict.fromkeys(numbers, NOTHING_SAID))
    take_out(tx, left, numbers, heard)
    forget_bars(tx, {key for case in person.cases for key in bearer(case).keys})
    _forget_facts(tx, OPTED_OUT, numbers)


def take_out(
    tx: Transaction, left: Sequence[Case], customers: Sequence[str], heard: Sequence[int] = (), word: str = GONE
) -> None:
    """The ledger knows these cases only as they are left, and their rows are wiped. `customers`: those whose row in 客人
    is wiped too; `heard`: more rows of 往來紀錄; `word`: what stands where she was named."""
    numbers = [case.number for case in left]
    out, said = tx.forgotten.log_ids_of(numbers)
    tx.forgotten.empty(numbers, word)
    _forget_corrections(tx, out)
    tx.cases.save(left)
    log = [*(f"M{n}" for n in out), *(f"I{n}" for n in (*said, *heard))]
    _forget_rows(tx, {LOG.key: log, CUSTOMERS.key: list(customers), **dict.fromkeys(_OF_CASES, numbers)})
    _forget_facts(tx, EXPOSED, numbers)
    for fact in ("problems", SHOWN, GIVEN, GAPS):  # told anew in each pass
        tx.remember(fact, None)


def _keys(person: Person) -> list[str]:
    return [key for case in person.cases for key in keys_of(case)]


def _orders(person: Person) -> list[str]:
    """The orders that her cases were filled in from."""
    return [case.filled.order for case in person.cases if case.filled is not None and case.filled.order]


def _forget_corrections(tx: Transaction, messages: list[int]) -> None:
    """What was written beside her letters; that a template rests because of it, tells nothing of her."""
    known = tx.corrections.some(messages)
    tx.corrections.forget(known)
    tx.corrections.keep(withdrawn(one) for one in known.values() if one.blocks and one.state == CONFIRMED)


def _forget_rows(tx: Transaction, rows: dict[str, list[str]]) -> None:
    """Of each row only its key is known from now on; a row that was deleted stays away."""
    tabs = {tab.key: str(tab.key_column) for tab in (CASES, ARCHIVE, LOG, CUSTOMERS, CLAIMS, PAYABLES)}
    for tab, keys in rows.items():
        known = {key: row for key, row in tx.sheet.rows(tab, keys).items() if row.seen}
        stands = {key: row.missing_since is None and not row.dropped for key, row in known.items()}
        left = {
            key: RowMemory(
                {tabs[tab]: key}, dirty=stands[key], missing_since=row.missing_since, dropped=not stands[key]
            )
            for key, row in known.items()
        }
        tx.sheet.keep(tab, left)
    begin_wipe(tx, rows)
    if tx.sheet.dirty_keys(ARCHIVE.key):
        read_soon(tx)


def _forget_facts(tx: Transaction, fact: str, numbers: Sequence[str]) -> None:
    """What a single fact says of these cases."""
    said = tx.fact(fact) or {}
    tx.remember(fact, {number: what for number, what in said.items() if number not in numbers})


def forget_bars(tx: Transaction, keys: Container[str]) -> None:
    """That these keys join nobody is known no more."""
    staff, cut = tx.fact(BARS) or ((), ())
    tx.remember(BARS, [list(staff), [key for key in cut if key not in keys]])


def form_rows_of(tx: Transaction, person: Person, forms: Iterable[TabView]) -> list[str]:
    """Which rows of the forms' tabs are hers, as a person is told to delete them: also what she wrote on the case of
    somebody else, if it bears her mail address, phone or LINE id."""
    views = tuple(forms)
    keys = set(tx.forgotten.form_rows_of(person.numbers))
    rated = {one.key for number in person.numbers for one in tx.ratings.of_case(number)}
    known_by = {key for case in person.cases for key in keys_of(case)}
    rows = [
        (a.tab, a.place)
        for a in answers(views, tx.forms.contents)
        if a.key in keys or not known_by.isdisjoint(keys_in(a))
    ]
    rows += [(a.tab, a.place) for a in survey_answers(views) if a.key in rated]
    by_staff = tx.staff.keys_of(person.numbers)
    rows += [(a.tab, a.place) for a in staff_answers(views) if a.key in by_staff]
    pasted = order_rows_of(views, known_by, _orders(person), person.words)
    return [*(f"表單分頁「{tab}」第 {place} 列" for tab, place in sorted(rows)), *pasted]
