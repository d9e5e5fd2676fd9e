"""Send each resolved case its closing letter, which is the survey, and a reminder where that is wanted.

Reads:   cases, config.yaml's survey, whom the desk asked lately, templates
Decides: the letter, or why there is none
Repeat:  safe - a resolution cycle is settled once, and its key enters the outbox once
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.survey import (
    FOR_GOOD,
    LATE,
    asked_lately,
    due_at,
    is_late,
    is_ticked,
    objection,
    reminder_at,
    resolved_since,
)
from sheetdesk.policy.survey_letters import closing_letter
from sheetdesk.policy.survey_token import token_of

LETTERS = ("survey", "survey_reminder")


def run(desk: Desk, now: datetime) -> str:
    """Write the closing letters that are due, and the reminders."""
    looked_at = desk.to_look_at(now)
    desk.opted_out = opted_out(desk.opted_out, looked_at)
    if desk.book.defaults.survey.link is None:
        return "survey: off"
    asked: set[str] = set()
    for case in looked_at:
        if _awaits_letter(desk, case, now):
            _settle(desk, case, asked, now)
    reminded = [case for case in looked_at if _awaits_reminder(desk, desk.cases[case.number], now)]
    for case in reminded:
        _remind(desk, desk.cases[case.number])
    return f"surveys written: {len(asked)}, reminders: {len(reminded)}"


def opted_out(known: dict[str, str], cases: Iterable[Case]) -> dict[str, str]:
    """Addresses that are never asked again, by what 不寄問卷 says in these rows; the row that said so may take it back."""
    found = dict(known)
    for case in cases:
        address = read_email(case.email).address
        for_good = is_ticked(case.no_survey) and FOR_GOOD in str(case.no_survey)
        if address is not None and for_good:
            found.setdefault(address, case.number)
        elif address is not None and found.get(address) == case.number:
            del found[address]
    return found


def _awaits_letter(desk: Desk, case: Case, now: datetime) -> bool:
    since, defaults = resolved_since(case), desk.book.defaults
    if since is None or case.survey_cycle == case.reopen_count:
        return False
    return now >= due_at(since, defaults.survey, defaults.zone)


def _settle(desk: Desk, case: Case, asked: set[str], now: datetime) -> None:
    """Write the letter, or say why there is none; what may still be mended is looked at again until its day is over."""
    if is_late(case, now):
        told = case.outcome if str(case.outcome or "").startswith("－") else f"－不寄問卷：{LATE}"
        desk.put(replace(case, survey_cycle=case.reopen_count, outcome=told))
        return
    why_not = _why_not(desk, case, asked, now)
    if why_not is None:
        fault = desk.post(partial(_write, desk, "survey", case), case.number)
        if fault is None:
            asked.add(str(read_email(case.email).address))
            trial = desk.book.shop.trial
            desk.put(replace(case, survey_cycle=case.reopen_count, survey_sent_at=None, trial_survey=trial))
            return
        why_not = fault
    outcome = f"－不寄問卷：{why_not}"
    if outcome != case.outcome and _is_news(case):
        desk.put(replace(case, outcome=outcome))


def _why_not(desk: Desk, case: Case, asked: set[str], now: datetime) -> str | None:
    why_not = objection(case, now)
    if why_not is not None:
        return why_not
    address = str(read_email(case.email).address)
    if address in desk.opted_out:
        return f"這位客人以後都不寄問卷（{desk.opted_out[address]}）"
    mailbox, terms = desk.survey.mailbox(address), desk.book.defaults.survey
    if address in asked:
        mailbox = replace(mailbox, asked_at=now)
    return mailbox.refuses or asked_lately(mailbox, terms, now)


def _is_news(case: Case) -> bool:
    """Nobody is told what she asked for herself, or that a customer without an address can't be written to."""
    return case.email is not None and not is_ticked(case.no_survey)


def _awaits_reminder(desk: Desk, case: Case, now: datetime) -> bool:
    defaults = desk.book.defaults
    at = reminder_at(case, defaults.survey, defaults.zone) if resolved_since(case) else None
    return at is not None and now >= at and objection(case, now) is None


def _remind(desk: Desk, case: Case) -> None:
    if desk.post(partial(_write, desk, "survey_reminder", case), case.number) is None:
        desk.put(replace(case, reminded_cycle=case.reopen_count))


def _write(desk: Desk, kind: str, case: Case) -> Letter:
    book = desk.book
    token = token_of(case.number, case.reopen_count, desk.survey.secret)
    return closing_letter(kind, case, token, book.sender, book.templates, book.defaults.survey)
