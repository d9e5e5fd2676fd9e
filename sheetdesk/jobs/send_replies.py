"""Send the organiser's own replies from the sheet.

Reads:   cases with a draft or a request, templates, team, letters that left before
Decides: preview, the letter and when it may leave, or why it can't
Repeat:  safe - the same text goes to a case once, and a request that is on its way is left as it is
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.policy.replies import is_asked, questions, rule
from sheetdesk.policy.reply import Draft, draft
from sheetdesk.policy.supplier import text_for_supplier

LETTERS = ("reply",)


def run(desk: Desk, now: datetime) -> str:
    """Show every draft, and post the letters that she asks for."""
    cases = plan(desk.cases.values(), {case.number for case in desk.to_look_at(now)})
    drafts = {case.number: made for case in cases if (made := _draft(desk, case, now)) is not None}
    asked = [case for case in cases if is_asked(case)]
    to_confirm = questions(asked, drafts, desk.book.team)
    posted = 0
    for case in cases:
        made, question = drafts.get(case.number), to_confirm.get(case.number)
        answer = desk.ask(question) if question is not None else None
        shown = replace(case, preview=_preview(case, made))
        ruling = rule(shown, made, _before(desk, case, made), question, answer, now, desk.book.defaults.zone)
        if ruling.letter is not None:
            desk.letters.append(ruling.letter)
            posted += 1
        if ruling.case != case:
            desk.put(ruling.case)
    return f"replies asked for: {len(asked)}, posted: {posted}"


def plan(cases: Iterable[Case], looked_at: Container[str]) -> list[Case]:
    """Cases whose draft or request may have changed, and those that wait for an answer in 待辦."""
    return [case for case in cases if case.held is not None or (case.number in looked_at and _concerns(case))]


def _concerns(case: Case) -> bool:
    drafted = (case.reply_template, case.reply_text, case.action, case.preview)
    return any(drafted) or case.status == "等廠商"


def _draft(desk: Desk, case: Case, now: datetime) -> Draft | None:
    return draft(case, desk.book.templates, desk.book.sender, now)


def _preview(case: Case, made: Draft | None) -> str | None:
    if made is not None and (case.status != "等廠商" or is_asked(case)):
        return made.preview
    return text_for_supplier(case) if case.status == "等廠商" else None


def _before(desk: Desk, case: Case, made: Draft | None) -> Message | None:
    """The message that bears this very text, if one was ever posted."""
    if made is None or made.letter is None or not is_asked(case):
        return None
    event, live = made.letter.event, not desk.book.shop.trial
    same = (m for m in desk.letters_of(case.number) if m.kind == "reply" and m.letter.event == event)
    return next((m for m in same if not (m.trial and live)), None)  # a rehearsal never reached the customer
