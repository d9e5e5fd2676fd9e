"""What a pass knows for the survey: answers that are new, whom the desk has asked lately, who won't be asked. Border:
asks the ledger and tells it; judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.ledger import Transaction
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.sheet import TabView
from sheetdesk.policy.survey import Mailbox
from sheetdesk.policy.survey_answers import SurveyAnswer, survey_answers

OPTED_OUT = "no_survey"
"""The fact under which the ledger keeps the addresses that are never asked again, each with the case that says so."""


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


NO_SURVEY = SurveyFacts()


def survey_facts(tx: Transaction, forms: Sequence[TabView]) -> SurveyFacts:
    """What is known before the jobs run."""
    answers = survey_answers(forms)
    seen = tx.ratings.known(answer.key for answer in answers)
    return SurveyFacts(
        new=tuple(answer for answer in answers if answer.key not in seen),
        secret=bytes.fromhex(tx.fact("secret")),
        first_counted=tx.ratings.first_counted,
        mailbox=lambda address: mailbox_of(tx, address),
        opted_out=tx.fact(OPTED_OUT) or {},
    )


def mailbox_of(tx: Transaction, address: str, but: int | None = None) -> Mailbox:
    """What is known of an address; `but`: the message that is about to leave."""
    number = (tx.fact(OPTED_OUT) or {}).get(address)
    if number is not None:
        return Mailbox(refuses=f"這位客人以後都不寄問卷（{number}）")
    bounced = tx.mailboxes.refuses(address)
    return Mailbox(tx.mailboxes.last_asked(address, but), "這個 Email 上次寄不到" if bounced else None)


def keep_survey(tx: Transaction, ratings: Iterable[SeenRating], opted_out: Mapping[str, str]) -> None:
    """What the jobs found out, durable."""
    tx.ratings.take(ratings)
    if opted_out != (tx.fact(OPTED_OUT) or {}):
        tx.remember(OPTED_OUT, dict(opted_out))
