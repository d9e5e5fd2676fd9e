"""What a pass knows for the staff form: answers that are new, the secret of its tokens, the way to it. Border: asks the
ledger and tells it; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

from sheetdesk.columns import CASES
from sheetdesk.desk.difference import Wish
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.staff_answers import SeenStaffAnswer
from sheetdesk.model.case import Case, is_open
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.letters import NUMBER
from sheetdesk.policy.staff_form import StaffAnswer, staff_answers
from sheetdesk.policy.survey_letters import filled_link
from sheetdesk.policy.todo import ToDo
from sheetdesk.policy.tokens import STAFF, token_of

LINK, TRIES = "staff_link", "staff_tries"
"""The facts under which the ledger keeps which form the rows of 案件 lead to, and what was tried about no known case."""

NAMED_FOR, MOST_NAMED = timedelta(days=1), 20

Try = tuple[datetime, str]
"""When it was seen, and what 系統狀態 says of it."""


@dataclass(frozen=True, slots=True)
class StaffFacts:
    """Read once a pass."""

    new: tuple[StaffAnswer, ...] = ()
    """Answers that no pass has taken in, oldest first."""
    secret: bytes = field(default=b"", repr=False)
    link: str | None = None
    """The form's pre-filled address with {number} and {token} in it."""
    tries: tuple[Try, ...] = ()
    is_new: bool = False
    """Is `link` another one than the rows of 案件 show?"""

    def link_of(self, case: Case) -> str:
        """The form as it is opened for this case once; blank where none is set up, or there is nothing left to do."""
        if self.link is None or not is_open(case):
            return ""
        return _link(self.link, case.number, case.staff_turn, self.secret)


@lru_cache(maxsize=1024)  # 待辦 asks for the same two hundred in each pass: 15 us of CPU each
def _link(link: str, number: str, turn: int, secret: bytes) -> str:
    return filled_link(link.replace(NUMBER, quote(number, safe="")), token_of(number, turn, secret, STAFF))


NO_STAFF_FORM = StaffFacts()


def staff_facts(tx: Transaction, forms: Sequence[TabView], link: str | None, now: datetime) -> StaffFacts:
    """What is known before the jobs run."""
    answers = staff_answers(forms)
    seen = tx.staff.known(answer.key for answer in answers)
    tries = tuple((at, said) for at, said in tx.fact(TRIES) or () if now - at < NAMED_FOR)
    new = tuple(answer for answer in answers if answer.key not in seen)
    return StaffFacts(new, bytes.fromhex(tx.fact("secret")), link, tries, is_new=link != tx.fact(LINK))


def keep_staff(
    tx: Transaction, facts: StaffFacts, seen: Iterable[SeenStaffAnswer], tries: Sequence[Try], *, shown: bool
) -> None:
    """What the job found out, durable. `shown`: every row that leads to another form is about to be written."""
    if facts.is_new and shown:
        tx.remember(LINK, facts.link)
    tx.staff.take(seen)
    kept = tuple(tries[-MOST_NAMED:])
    if kept != tuple(tx.fact(TRIES) or ()):
        tx.remember(TRIES, kept)


def with_form(wish: Wish, cases: Mapping[str, Case], facts: StaffFacts) -> Wish:
    """A row of 案件 with the way to the form in it."""
    case = cases.get(str(wish.key or wish.cells.get("number")))
    if facts.link is None or wish.tab != CASES.key or case is None:
        return wish
    return replace(wish, cells={**wish.cells, "form": facts.link_of(case) or None})


def with_links(todo: ToDo, cases: Mapping[str, Case], facts: StaffFacts) -> ToDo:
    """待辦 with the way to the form beside each row of a case."""
    if facts.link is None:
        return todo
    items = (
        replace(one, link=facts.link_of(cases[one.case])) if one.case is not None and one.case in cases else one
        for one in todo.items
    )
    return replace(todo, items=tuple(items))
