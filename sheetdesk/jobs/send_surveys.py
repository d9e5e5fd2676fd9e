"""Send each resolved case its closing letter, which is the survey, and a reminder where that is wanted.

Reads:   cases, config.yaml's survey, whom the desk asked lately, templates
Decides: the letter, or why there is none
Repeat:  safe - a resolution cycle is settled once, and its key enters the outbox once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.survey_facts import Whom
from sheetdesk.model.case import Case
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.survey import due_at, event_of, is_late, letter_left, reminder_at, resolved_since
from sheetdesk.policy.survey_letters import closing_letter
from sheetdesk.policy.survey_refusal import LATE, asked_lately, is_ticked, objection, opt_out_of, opted_out
from sheetdesk.policy.tokens import SURVEY, token_of

LETTERS = ("survey", "survey_reminder")

SAME_INCIDENT = "同一個批次事件已經問過這位客人"


def run(desk: Desk, now: datetime) -> str:
    """Write the closing letters that are due, and the reminders."""
    looked_at = desk.to_look_at(now)
    desk.opted_out = opted_out(desk.opted_out, looked_at)
    if desk.book.defaults.survey.link is None:
        return "survey: off"
    asked: set[str] = set()
    written = sum(_settle(desk, case, asked, now) for case in looked_at if _awaits_letter(desk, case, now))
    reminded = [case for case in looked_at if _awaits_reminder(desk, case, now) and _remind(desk, case)]
    return f"surveys written: {written}, reminders: {len(reminded)}"


def _awaits_letter(desk: Desk, case: Case, now: datetime) -> bool:
    since = resolved_since(case)
    if since is None or case.survey_cycle == case.reopen_count:
        return False
    return now >= due_at(since, desk.book.defaults.survey)


def _settle(desk: Desk, case: Case, asked: set[str], now: datetime) -> bool:
    """Write the letter, or say why there is none; what may still be mended is looked at again until its day is over.

    `asked`: addresses and cases of the customers who were asked in this pass."""
    if is_late(case, now):
        told = case if case.survey_withheld else _told(case, LATE)
        desk.put(replace(told, survey_cycle=case.reopen_count, survey_withheld=None))
        return False
    why_not = _why_not(desk, case, asked, now) or _write(desk, "survey", case)
    if why_not is not None:
        desk.put(_told(case, why_not))
        return False
    asked |= {str(read_email(case.email).address), *desk.survey.cases_of(case.number)}
    settled = replace(case, survey_cycle=case.reopen_count, survey_withheld=None)
    desk.put(letter_left(settled, event_of(case), None, desk.book.shop.trial))
    return True


def _why_not(desk: Desk, case: Case, asked: set[str], now: datetime) -> str | None:
    why_not = objection(case, now)
    if why_not is not None:
        return why_not
    address = str(read_email(case.email).address)
    if case.incident is not None and _asked_about_incident(desk, case, asked):
        return SAME_INCIDENT
    mailbox = desk.survey.mailbox(Whom(case.number, address, live=not desk.book.shop.trial))
    hers = desk.survey.cases_of(case.number)
    if address in asked or not asked.isdisjoint(hers):
        mailbox = replace(mailbox, asked_at=now)
    refused = opt_out_of(desk.opted_out, address, hers) or mailbox.refuses
    return refused or asked_lately(mailbox, desk.book.defaults.survey, now)


def _asked_about_incident(desk: Desk, case: Case, asked: set[str]) -> bool:
    """Was this customer asked already, in another case of hers, how the same incident went?"""
    hers = (desk.case(number) for number in desk.survey.cases_of(case.number) - {case.number})
    same = (one for one in hers if one is not None and one.incident == case.incident)
    return any(one.survey_sent_at is not None or one.number in asked for one in same)


def _told(case: Case, why_not: str) -> Case:
    """寄送結果 says each reason once; not what she asked for herself, nor that there is no address to write to."""
    if why_not == case.survey_withheld:
        return case
    silent = case.email is None or is_ticked(case.no_survey)
    return replace(case, survey_withheld=why_not, outcome=case.outcome if silent else f"－不寄問卷：{why_not}")


def _awaits_reminder(desk: Desk, case: Case, now: datetime) -> bool:
    at = reminder_at(case, desk.book.defaults.survey) if resolved_since(case) else None
    return at is not None and now >= at and objection(case, now) is None


def _remind(desk: Desk, case: Case) -> bool:
    if _write(desk, "survey_reminder", case) is not None:
        return False
    desk.put(replace(case, reminded_cycle=case.reopen_count))
    return True


def _write(desk: Desk, kind: str, case: Case) -> str | None:
    """Post the letter; the reason if it can't be written."""
    book = desk.book
    token = token_of(case.number, case.reopen_count, desk.survey.secret, SURVEY)
    write = partial(closing_letter, kind, case, token, book.sender, book.templates, book.defaults.survey)
    return desk.post(write, case.number)
