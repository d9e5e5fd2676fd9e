"""Tell customers who have heard nothing for days how their case goes on, or ask for what could be told them.

Reads:   open cases whose customer has waited too long, 備註, 下次跟進, calendar, templates
Decides: the progress letter, or what 系統提醒 asks for; which cases have to be followed up
Repeat:  safe - the same words are told once, and asking changes nothing twice
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.revision import with_facts
from sheetdesk.policy.progress import asks_for, follow_up_notice, news, progress_letter, too_silent_at, with_progress

LETTERS = ("progress",)


def run(desk: Desk, now: datetime) -> str:
    """Write the progress letters that are due, and say what is missing for the others."""
    written = 0
    for case in desk.to_look_at(now):
        case = desk.cases[case.number]
        after = _told(desk, case, now)
        if after.progress_at != case.progress_at:
            written += 1
        if after is not case and after != case:
            desk.put(after)
    return f"progress letters written: {written}"


def _told(desk: Desk, case: Case, now: datetime) -> Case:
    book, zone = desk.book, desk.book.defaults.zone
    days = book.defaults.progress_days
    at = too_silent_at(case, book.calendar, days) if days else None
    notice = follow_up_notice(case, now, zone)
    if (at, notice, None) != (case.too_silent_at, case.follow_up_notice, case.progress_notice):
        case = with_facts(case, too_silent_at=at, follow_up_notice=notice, progress_notice=None)
    if at is None or at > now or case.reply is not None:
        return case
    told, missing = news(case, now.astimezone(zone).date())
    if told is None:  # what is missing comes with her words or a new day, and either has the case looked at again
        return replace(case, progress_notice=asks_for(days, str(missing)), too_silent_at=None)
    try:
        letter = progress_letter(case, told, book.sender, book.templates)
    except TemplateFault as fault:
        return replace(case, progress_notice=asks_for(days, f"處理這個問題（{fault.what} → {fault.mend}）"))
    desk.letters.append(replace(letter, after=book.calendar.next_opening(now)))
    told_case = with_progress(case, told, now)
    return replace(told_case, too_silent_at=too_silent_at(told_case, book.calendar, days))
