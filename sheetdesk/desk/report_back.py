"""What became of a message, told to its case: 寄送結果 and 自動回覆時間. Pure."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from sheetdesk.desk.log_tab import NOT_TO_BE_SENT
from sheetdesk.model.case import Case
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, KINDS, SENT, UNSURE, WAITING, Message
from sheetdesk.model.revision import with_facts
from sheetdesk.policy.actions import STOP_CORRECTION, after_reply, replied, without_request
from sheetdesk.policy.corrections import is_by_hand, notice
from sheetdesk.policy.survey import letter_left


def report_back(case: Case, message: Message, zone: ZoneInfo) -> Case:
    """The case after its message changed state. Letters of a trial meet no clock and count in no figure."""
    if message.letter.kind == "alarm":
        return case
    if message.letter.kind == "reply":
        return _reply_told(case, message, zone)
    if message.letter.kind == "survey" and message.state == SENT:
        case = letter_left(case, message.letter.event, message.sent_at, message.trial)
    if message.letter.kind == "correction" and message.state == SENT and not message.trial:
        case = replace(case, corrected=notice(message, zone))
    if message.letter.kind == "correction" and case.reply is not None:
        return case  # what became of her reply is what she looks for there
    if message.letter.kind == "progress" and (
        message.state in (GIVEN_UP, CANCELLED) or (message.state == SENT and message.trial)
    ):
        kept = tuple(line for line in case.progress_told if line not in message.letter.text)
        changed = message.state == CANCELLED and "改過了" in (message.note or "")
        case = replace(case, progress_told=kept, progress_day=None, progress_at=None if changed else case.progress_at)
    replied_at = case.auto_replied_at
    if message.state == SENT and not message.trial and message.letter.kind == "receipt":
        replied_at = replied_at or message.sent_at
    return with_facts(case, outcome=outcome_of(message, zone), auto_replied_at=replied_at)


def _reply_told(case: Case, message: Message, zone: ZoneInfo) -> Case:
    """A reply that left carries her request out; one that can't leave hands it back to her."""
    mine = case.reply is not None and case.reply.event == message.letter.event
    if case.reply is None or not mine:  # she has thought better of it since; or it was told before
        return _met(case, message, zone) if message.state == SENT else case
    if message.state == SENT:
        at = message.sent_at or message.created_at
        sent = case if message.trial else after_reply(replied(case, at), case.reply.action, at)
        if case.reply.incident is not None:  # what she drafted in its own row is another matter
            return replace(sent, reply=None, outcome=outcome_of(message, zone))
        done = without_request(sent, "reply_template", "reply_text", "action")
        return replace(done, reply=None, preview=None, outcome=outcome_of(message, zone))
    if message.state in (GIVEN_UP, CANCELLED) and case.reply.incident is not None:
        return replace(case, reply=None, outcome=f"{outcome_of(message, zone)}；要再寄請在這一列寫「回覆內容」")
    if message.state in (GIVEN_UP, CANCELLED):
        back = replace(without_request(case, "action"), reply=None)
        return replace(back, outcome=f"{outcome_of(message, zone)}；改好再選一次「{case.reply.action}」")
    if message.state == WAITING and message.note is None:
        return case
    pending = replace(case.reply, doubtful=message.state == UNSURE)
    return replace(case, reply=pending, outcome=outcome_of(message, zone))


def _met(case: Case, message: Message, zone: ZoneInfo) -> Case:
    """The clock is met whatever became of the request since."""
    at = message.sent_at or message.created_at
    if message.trial or (case.last_reply_at is not None and at <= case.last_reply_at):
        return case
    return replace(replied(case, at), outcome=outcome_of(message, zone))


def outcome_of(message: Message, zone: ZoneInfo) -> str:
    """One line; success and failure never look alike."""
    what = KINDS.get(message.letter.kind, message.letter.kind)
    at = f"{(message.sent_at or message.created_at).astimezone(zone):%m/%d %H:%M}"
    if is_by_hand(message):
        return f"✋{at} {message.note}"
    note = f"：{message.note}" if message.note else ""
    stop = f"，{STOP_CORRECTION}" if message.letter.kind == "correction" else ""
    return {
        SENT: f"✅{at} {'試寄' if message.trial else '已寄'}{what}",
        WAITING: f"⏳{what}等著寄出{stop}{note}",
        FAILED: f"⏳{what}還沒寄出，會再試{note}",
        UNSURE: f"⚠{what}需要您決定（見往來紀錄）{note}",
        GIVEN_UP: f"⚠{what}沒寄出{note}",
        CANCELLED: f"{'✅' if message.note == NOT_TO_BE_SENT else '⚠'}{what}沒有寄{note}",
    }.get(message.state, f"⏳{what}寄送中")
