"""What a pass knows for the survey: answers that are new, whom the desk has asked lately, who won't be asked. Border:
asks the ledger and tells it; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.ledger import Transaction
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.survey_answers import SurveyAnswer, survey_answers
from sheetdesk.policy.survey_refusal import Mailbox, opt_out_of

OPTED_OUT = "no_survey"
"""The fact under which the ledger keeps which cases say so of which address: it is never asked again."""


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """Read once a pass; the callables ask the ledger when a job needs them."""

    new: tuple[SurveyAnswer, ...] = ()
    """Answers that no pass has taken in, oldest first."""
    secret: bytes = field(default=b"", repr=False)
    first_counted: Callable[[Iterable[str]], Mapping[tuple[str, int], datetime]] = lambda numbers: {}
    """When the first answer that counts was given, by case and cycle."""
    mailbox: Callable[[str], Mailbox] = lambda address: Mailbox()
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
        mailbox=lambda address: mailbox_of(tx, address, {}),
        opted_out=tx.fact(OPTED_OUT) or {},
    )


def mailbox_now(tx: Transaction, address: str, but: int) -> Mailbox:
    """What is known of an address to which the message numbered `but` is about to leave."""
    return mailbox_of(tx, address, tx.fact(OPTED_OUT) or {}, but)


def mailbox_of(tx: Transaction, address: str, opted_out: Mapping[str, str], but: int | None = None) -> Mailbox:
    """What is known of an address, the message numbered `but` apart."""
    why = opt_out_of(opted_out, address)
    if why is None and tx.mailboxes.refuses(address):
        why = "這個 Email 上次寄不到"
    return Mailbox(tx.mailboxes.last_asked(address, but), why)


def keep_survey(tx: Transaction, ratings: Iterable[SeenRating], opted_out: Mapping[str, str]) -> None:
    """What the jobs found out, durable."""
    tx.ratings.take(ratings)
    if opted_out != (tx.fact(OPTED_OUT) or {}):
        tx.remember(OPTED_OUT, dict(opted_out))
