"""What 往來紀錄 and the survey's tab tell a new ledger of each case beyond its row: when who wrote last, what the customer
said of it, and what the templates were used for. Border: ledger and read, no letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.desk.figures import count_letters
from sheetdesk.desk.survey_facts import vouched
from sheetdesk.desk.template_figures import count_sent, last_template
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.case import Case
from sheetdesk.model.message import SENT, Message
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import canonical
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.ratings import COUNTS, given_at
from sheetdesk.policy.survey import cycle_of, letter_left
from sheetdesk.policy.survey_answers import SurveyAnswer, survey_answers

RATED = "評分"
"""種類 of the answers of the survey in 往來紀錄."""


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer of the survey that the old ledger had taken in. `counts`: did it count for its case?"""

    answer: SurveyAnswer
    at: datetime
    case: str
    cycle: int
    counts: bool


def take_past(tx: Transaction, forms: Iterable[TabView], joined: Iterable[tuple[str, Answer]], now: datetime) -> None:
    """Complete the cases, of which rows and letters are in the ledger already. `joined`: answers by the case they joined."""
    letters, heard = defaultdict[str, list[Message]](list), dict[str, datetime]()
    for message in tx.outbox.updated_since(None):
        letters[message.letter.case or ""].append(message)
    for number, answer in joined:
        at = answer.submitted_at
        heard[number] = max(heard.get(number, at), at) if at is not None else heard.get(number, now)
    told = list(_told(tx, forms, now))
    concerned = {*letters, *heard, *(one.case for one in told)}
    cases = {n: _with_letters(case, letters[n]) for n, case in tx.cases.some(concerned).items()}
    cases = {n: replace(case, heard_at=heard.get(n, case.heard_at)) for n, case in cases.items()}
    tx.ratings.take(_seen(one, cases[one.case], now) for one in told)
    for one in told:
        if one.counts and one.cycle not in cases[one.case].trial_cycles:
            cases[one.case] = _rated(cases[one.case], one, letters[one.case])
    tx.cases.save(cases.values())
    count_letters(tx, (message for its in letters.values() for message in its), now)
    _count_templates(tx, cases.values(), letters)


def _with_letters(case: Case, letters: Sequence[Message]) -> Case:
    """When it was last spoken of, and which closing letters left."""
    left = [message for message in letters if message.state == SENT]
    at: dict[str, list[datetime]] = {}
    for message in left:
        if not message.trial and message.sent_at is not None:
            at.setdefault(message.kind, []).append(message.sent_at)
        if message.kind == "survey":
            case = letter_left(case, message.letter.event, message.sent_at, message.trial)
        if message.kind == "survey_reminder":
            case = replace(case, reminded_cycle=cycle_of(message.letter.event))
    replies, first = at.get("reply", []), case.first_reply_at
    elsewhere = [first] if isinstance(first, datetime) and first not in replies else []
    return replace(
        case,
        reply_count=len(replies) + len(elsewhere),
        last_reply_at=max((*replies, *elsewhere), default=None),
        progress_at=max(at.get("progress", ()), default=None),
        thanked_at=max(at.get("addition", ()), default=None),
    )


def _told(tx: Transaction, forms: Iterable[TabView], now: datetime) -> Iterator[_Told]:
    """The answers that 往來紀錄 or their case's row shows. Others are news, which the next pass takes in."""
    logged = {(one.case, canonical(one.at)): one.note or "" for one in tx.forms.heard(after=0) if one.kind == RATED}
    for answer in survey_answers(forms):
        token, at = vouched(tx, answer.token), given_at(answer, now)
        case = tx.cases.some([token[0]]).get(token[0]) if token is not None else None
        case = tx.cases.some([case.merged_to]).get(case.merged_to) if case is not None and case.merged_to else case
        if token is None or case is None:
            continue
        note = logged.get((case.number, canonical(at)))
        shown = (answer.stars, answer.comment) == (case.rating, case.customer_comment)
        if note is not None or shown:
            yield _Told(answer, at, case.number, token[1], note is None or note.startswith(COUNTS))


def _seen(one: _Told, case: Case, now: datetime) -> SeenRating:
    answer, trial = one.answer, one.cycle in case.trial_cycles
    said = (answer.solved, answer.stars, answer.correct, answer.comment)
    verdict = COUNTS if one.counts else "帳本重建以前就不算"
    return SeenRating(answer.key, one.case, one.cycle, one.at, now, *said, verdict, one.counts, trial)


def _rated(case: Case, one: _Told, letters: Sequence[Message]) -> Case:
    """A bad answer that no letter followed blocks 已結案 as before; nobody is alarmed of it twice."""
    complaints = one.answer.complaints or None
    spoken = [m.sent_at for m in letters if m.kind == "reply" and m.state == SENT and not m.trial]
    moments = [at for at in (*spoken, case.first_reply_at) if isinstance(at, datetime)]
    if case.status in ("已結案", "無效") or any(at >= one.at for at in moments):
        complaints = None
    since = one.at if complaints else None
    return replace(case, rated_at=one.at, low_rating=complaints, low_rating_at=since, rating_alarmed_at=since)


def _count_templates(tx: Transaction, cases: Iterable[Case], letters: Mapping[str, Sequence[Message]]) -> None:
    """使用數 and 平均滿意度 as far as 往來紀錄 and 案件 still tell."""
    count_sent(tx, (message for its in letters.values() for message in its if message.state == SENT))
    for case in cases:
        template = last_template(letters[case.number], case) if case.rated_at is not None else None
        if template and case.rating is not None:
            tx.templates.count_rating(template, case.rating)
