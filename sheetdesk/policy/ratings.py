"""Does an answer of the survey count, and what it means for its case (domain §7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.model.case import Case
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.status import UNANSWERED, after_customer_wrote
from sheetdesk.policy.survey import Terms, asked_in_trial
from sheetdesk.policy.survey_answers import SurveyAnswer

COUNTS = "列入"
OLD, FORGED, EXPIRED, EARLIER, VOID, BLANK, TRIED = (
    "啟用前的舊資料，不算",
    "問卷代碼不對，不算",
    "超過可以改答案的天數，不算",
    "之後已經有新的回答，不算",
    "這件已標為無效，不算",
    "沒有可以算的回答",
    "試營運的問卷，後來已經正式問過客人，不算",
)
NOON = 12 * 60
"""The closing letter promises to be in touch before noon of the next business day."""

Token = tuple[str, int]
"""A case's number and its resolution cycle."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it came in: when it was given, and whose it says it is (None: it bears no token of ours)."""

    answer: SurveyAnswer
    at: datetime
    token: Token | None


@dataclass(frozen=True, slots=True)
class Rating:
    """An answer as it was judged."""

    given: Given
    verdict: str

    @property
    def counts(self) -> bool:
        """Does it count for anything?"""
        return self.verdict == COUNTS


def given_at(answer: SurveyAnswer, now: datetime) -> datetime:
    """When it was given: the form's time or now, whichever is earlier (as domain §4.8 has it for complaints)."""
    return min(answer.submitted_at or now, now)


def judge(given: Given, case: Case | None, first: Mapping[Token, datetime], terms: Terms) -> str:
    """COUNTS, or why it doesn't. `first`: when the first answer that counts was given, by token.

    The token is open until so many days after its first answer; of several the latest counts."""
    if given.token is None or case is None:
        return FORGED
    if case.status == "無效":
        return VOID
    if given.answer.is_blank:
        return BLANK
    if given.token in first and given.at > first[given.token] + terms.answers_for:
        return EXPIRED
    if given.token[1] in case.trial_cycles and not asked_in_trial(case):
        return TRIED
    return EARLIER if case.rated_at is not None and given.at < case.rated_at else COUNTS


def rated(case: Case, given: Given, now: datetime) -> Case:
    """The case after an answer that counts: a bad one reopens it and blocks 已結案 until a person has answered.

    A better one later takes a bad one back; the case stays where people have taken it."""
    answer = given.answer
    said = replace(case, rating=answer.stars, customer_comment=answer.comment, rated_at=given.at)
    if not answer.complaints:
        return answered(said)
    reopened = after_customer_wrote(said, now)
    return replace(reopened, low_rating=answer.complaints, low_rating_at=case.low_rating_at or now)


def answered(case: Case) -> Case:
    """The case once a person has answered the customer: a bad rating blocks it no more, and nothing says that it does."""
    if not case.low_rating_at:
        return case
    refusal = None if tells_of_rating(case) else case.refusal
    return replace(case, low_rating=None, low_rating_at=None, refusal=refusal)


def tells_of_rating(case: Case) -> bool:
    """Was it a bad rating for which the last change of status was put back? Then that word tells of it."""
    return UNANSWERED in (case.refusal or "")


def answer_due(rated_at: datetime, calendar: Calendar) -> datetime:
    """By when a person answers a bad rating: within one business day, and not later than the letter promised."""
    a_day = calendar.due(rated_at, calendar.day_minutes())
    return min(a_day, calendar.next_business_day_at(rated_at, NOON))
