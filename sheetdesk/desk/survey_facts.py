"""What a pass knows for the survey: answers that are new, whom the desk has asked lately, who won't be asked. Border:
asks the ledger and tells it; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.ledger import Transaction
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.survey import KINDS
from sheetdesk.policy.survey_answers import SurveyAnswer, survey_answers
from sheetdesk.policy.survey_refusal import Mailbox, opt_out_of
from sheetdesk.policy.tokens import find_token

OPTED_OUT = "no_survey"
"""The fact under which the ledger keeps which cases say so of which address: it is never asked again."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a closing letter is for: the customer of that case, at this address. `live`: what the trial wrote reached
    nobody."""

    case: str
    address: str
    live: bool


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """Read once a pass; the callables ask the ledger when a job needs them."""

    new: tuple[SurveyAnswer, ...] = ()
    """Answers that no pass has taken in, oldest first."""
    secret: bytes = field(default=b"", repr=False)
    first_counted: Callable[[Iterable[str]], Mapping[tuple[str, int], datetime]] = lambda numbers: {}
    """When the first answer that counts was given, by case and cycle."""
    mailbox: Callable[[Whom], Mailbox] = lambda whom: Mailbox()
    vouched: Callable[[str], tuple[str, int] | None] = lambda typed: None
    """Whose a token is that an earlier ledger made; asked where this one didn't."""
    cases_of: Callable[[str], frozenset[str]] = lambda number: frozenset({number})
    """All cases of the customer who has this one."""
    opted_out: Mapping[str, str] = field(default_factory=dict)
    """Cases whose row says that this customer is never asked again → her address."""


NO_SURVEY = SurveyFacts()


def survey_facts(tx: Transaction, forms: Sequence[TabView]) -> SurveyFacts:
    """What is known before the jobs run."""
    answers = survey_answers(forms)
    seen = tx.ratings.known(answer.key for answer in answers)
    return SurveyFacts(
        new=tuple(answer for answer in answers if answer.key not in seen),
        secret=bytes.fromhex(tx.fact("secret")),
        first_counted=tx.ratings.first_counted,
        mailbox=lambda whom: mailbox_of(tx, whom, {}),
        cases_of=lambda number: cases_of(tx, number),
        vouched=(lambda typed: vouched(tx, typed)) if tx.fact("rebuilt_at") else lambda typed: None,
        opted_out=tx.fact(OPTED_OUT) or {},
    )


def cases_of(tx: Transaction, number: str) -> frozenset[str]:
    """The cases of the customer who has this one, as the tab 客人 joins them."""
    return frozenset({number, *tx.people.of(tx.people.whose([number]).values())})


def mailbox_now(tx: Transaction, whom: Whom, but: int) -> Mailbox:
    """What is known of a customer to whom the message numbered `but` is about to leave."""
    return mailbox_of(tx, whom, tx.fact(OPTED_OUT) or {}, but)


def mailbox_of(tx: Transaction, whom: Whom, opted_out: Mapping[str, str], but: int | None = None) -> Mailbox:
    """What is known of a customer and her address, the message numbered `but` apart."""
    hers = cases_of(tx, whom.case)
    why = opt_out_of(opted_out, whom.address, hers)
    if why is None and tx.mailboxes.refuses(whom.address):
        why = "這個 Email 上次寄不到"
    return Mailbox(tx.mailboxes.last_asked(whom.address, hers, but, whom.live), why)


def vouched(tx: Transaction, typed: str | None) -> tuple[str, int] | None:
    """The case's number and the cycle of a token that an earlier ledger made: a closing letter in 往來紀錄 bears it."""
    found = find_token(typed)
    if found is None:
        return None
    token, number, cycle = found
    its = (m for m in tx.outbox.of_case(number) if m.kind in KINDS)
    return (number, cycle) if any(token in m.letter.text for m in its) else None


def keep_survey(tx: Transaction, ratings: Iterable[SeenRating], opted_out: Mapping[str, str]) -> None:
    """What the jobs found out, durable."""
    tx.ratings.take(ratings)
    if opted_out != (tx.fact(OPTED_OUT) or {}):
        tx.remember(OPTED_OUT, dict(opted_out))
