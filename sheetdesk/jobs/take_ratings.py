"""Take in what customers answered in the survey.

Reads:   the survey's tab, cases, answers known before
Decides: which answers count; 滿意度, 顧客意見, reopening, and the alarm for a bad one
Repeat:  safe - an answer that was taken in once is known ever after
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.columns import SURVEY, TEAM
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.hearing import target_of
from sheetdesk.desk.ladder import alarm_addresses
from sheetdesk.ledger.cases import Event
from sheetdesk.ledger.forms import Inbound
from sheetdesk.ledger.ratings import SeenRating
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Problem
from sheetdesk.policy import tokens
from sheetdesk.policy.ratings import FORGED, OLD, Given, Rating, Token, answer_due, given_at, judge, rated
from sheetdesk.policy.survey_answers import SurveyAnswer
from sheetdesk.policy.survey_letters import rating_alarm

LETTERS = ("alarm",)

AT_ONCE = 2000
"""Answers that one pass takes in, as many as `intake`; the next one follows at once."""

NO_TAB = "config.yaml 寫了問卷的連結，但找不到問卷的回應分頁，客人填的評分讀不到"
NO_TAB_MEND = f"把問卷表單連到這份試算表，分頁改名為「{SURVEY.title}」；題目照使用說明的附錄三"


def run(desk: Desk, now: datetime) -> str:
    """Take in what has arrived, oldest first, and tell the organiser of what is bad."""
    answers, later = desk.survey.new[:AT_ONCE], desk.survey.new[AT_ONCE:]
    desk.left_over = (*desk.left_over, *later)
    counted = sum(rating.counts for rating in plan(desk, answers, now))
    _name_what_is_missing(desk)
    _raise_alarms(desk)
    return f"ratings counted: {counted}, kept without: {len(answers) - counted}"


def plan(desk: Desk, answers: tuple[SurveyAnswer, ...], now: datetime) -> list[Rating]:
    """Each answer as it was judged; one after another, for each may change what the next one means."""
    terms = desk.book.defaults.survey
    all_given = [Given(answer, given_at(answer, now), _token(desk, answer)) for answer in answers]
    first = dict(desk.survey.first_counted({given.token[0] for given in all_given if given.token}))
    ratings = []
    for given in all_given:
        case = _case_of(desk, given.token)
        rating = Rating(given, judge(given, case, first, terms))
        if rating.counts and given.token is not None and case is not None:
            first.setdefault(given.token, given.at)
            _count(desk, case, rated(case, given, now), given.answer.complaints or None)
        _keep(desk, _aged(desk, rating), case)
        ratings.append(rating)
    return ratings


def _token(desk: Desk, answer: SurveyAnswer) -> Token | None:
    known = tokens.read_token(answer.token, desk.survey.secret, tokens.SURVEY)
    return known or desk.survey.vouched(answer.token)


def _case_of(desk: Desk, token: Token | None) -> Case | None:
    """Whose it is: what is said of a merged case is said of the one that it went into."""
    number = target_of(desk, token[0]) if token else None
    return desk.case(number) if number else None


def _aged(desk: Desk, rating: Rating) -> Rating:
    """What stood in the tab before this desk went live is nobody's forgery."""
    live_from = desk.book.defaults.live_from
    old = rating.verdict == FORGED and live_from is not None and rating.given.at < live_from
    return replace(rating, verdict=OLD) if old else rating


def _count(desk: Desk, before: Case, after: Case, why: str | None) -> None:
    told = (desk.now, before.number)
    desk.events.append(Event(*told, "customer", "rated", "rating", before.rating, after.rating, why))
    if after.status != before.status:
        desk.events.append(Event(*told, "desk", "reopened", "status", before.status, after.status, why))
    desk.put(after)


def _keep(desk: Desk, rating: Rating, case: Case | None) -> None:
    """Remember the answer; 往來紀錄 shows every one, with what became of it."""
    answer, at = rating.given.answer, rating.given.at
    said = (answer.solved, answer.stars, answer.correct, answer.comment)
    number, cycle = rating.given.token or (None, None)
    trial = rating.counts and case is not None and cycle in case.trial_cycles
    desk.ratings.append(
        SeenRating(answer.key, number, cycle, at, desk.now, *said, rating.verdict, rating.counts, trial)
    )
    if rating.verdict == OLD:
        return
    notes = [rating.verdict, *answer.unread]
    notes += [] if answer.submitted_at else ["時間戳記看不懂，先當作現在填的"]
    notes += ["試營運的問卷，不列入統計"] if trial else []
    sender = (case.customer or case.nickname or case.email or "") if case is not None else ""
    whose = case.number if case is not None else number or ""
    desk.inbound.append(Inbound(at, whose, "評分", sender, answer.said() or "（沒有填）", "；".join(notes)))


def _name_what_is_missing(desk: Desk) -> None:
    if desk.book.defaults.survey.link is None or any(view.key == SURVEY.key for view in desk.forms):
        return
    desk.problems.append(Problem("試算表", NO_TAB, NO_TAB_MEND))


def _raise_alarms(desk: Desk) -> None:
    """Tell of each bad rating once; one that can't be told of is owed until that is mended."""
    book = desk.book
    for case in [c for c in desk.cases.values() if c.low_rating_at and c.low_rating_at != c.rating_alarmed_at]:
        to = alarm_addresses(desk, case)
        if not to:
            what = f"案件 {case.number} 客人的評分是{case.low_rating}，但沒有 Email 可以寄警示信"
            mend = f"先聯絡客人，再到「{TEAM.title}」主揪那一列填 Email"
            desk.problems.append(Problem(TEAM.title, what, mend))
            continue
        assert case.low_rating_at is not None
        due = answer_due(case.low_rating_at, book.calendar)
        link = desk.staff.link_of(case)
        writes = [partial(rating_alarm, case, due, book.sender, one, book.templates, link) for one in to]
        if not any(desk.post(write, case.number) for write in writes):
            desk.put(replace(case, rating_alarmed_at=case.low_rating_at))
