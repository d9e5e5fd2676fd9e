"""May the reply that she asks for leave, and if so when? One ruling a case and pass. Pure (design §2, request)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sheetdesk.columns import CONFIRMED, DECLINED
from sheetdesk.model.case import Case, PendingReply
from sheetdesk.model.message import SENDING, SENT, UNSURE, Letter, Message
from sheetdesk.policy.actions import SENDS, without_request
from sheetdesk.policy.fold import fold
from sheetdesk.policy.reply import Draft
from sheetdesk.policy.team import Person, find

WAIT = timedelta(minutes=2)
"""So long a reply can still be stopped (domain §6)."""

MANY_ALIKE = 5
"""More equal letters than this in one pass wait for one 確認 in 待辦."""

LINE_SHARE = "https://line.me/R/share?text="
LINE_LIMIT = 600
"""Characters that a share link still carries; a longer letter is copied from 預覽."""

YES, NO = CONFIRMED, DECLINED


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person has to confirm in 待辦 before it is done. Equal keys are one question."""

    key: str
    what: str
    cases: tuple[str, ...]
    draft: str = ""
    """How the letter reads that would leave."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The case after it, and the letter to be posted, if any."""

    case: Case
    letter: Letter | None = None


def is_asked(case: Case) -> bool:
    """Does she want its reply to leave?"""
    return case.action in SENDS


def questions(asked: Iterable[Case], drafts: dict[str, Draft], team: Sequence[Person]) -> dict[str, Question]:
    """What must be confirmed first, by case number: too many equal letters, or more money than the owner may give."""
    asked = [case for case in asked if _is_new(case, drafts.get(case.number))]
    counts = Counter(_source(case) for case in asked)
    found: dict[str, Question] = {}
    for case in asked:
        if (question := _above_limit(case, drafts[case.number], team)) is not None:
            found[case.number] = question
    for source, count in counts.items():
        its = [case for case in asked if _source(case) == source]
        alike = tuple(case.number for case in its)
        if count > MANY_ALIKE or any((case.held or "").startswith("alike:") for case in its):
            what = f"一樣的回覆要寄給 {count} 位客人（{'、'.join(alike[:3])}…）"
            question = Question(f"alike:{_digest(source, *sorted(n + _event(drafts[n]) for n in alike))}", what, alike)
            found |= {number: question for number in alike if number not in found}
    return found


def rule(
    case: Case,
    draft: Draft | None,
    before: Message | None,
    question: Question | None,
    answer: str | None,
    now: datetime,
    zone: ZoneInfo,
) -> Ruling:
    """What becomes of her request. `before`: the message that bears this very text; `answer`: hers to `question`."""
    if not is_asked(case):
        return Ruling(case)
    clock = now.astimezone(zone).strftime("%m/%d %H:%M")
    if draft is None:
        return _handed_back(
            case, f"⚠{clock} 沒寄出：「回覆範本」和「回覆內容」都是空的（公式讀不到）；填了再選一次「{case.action}」"
        )
    if draft.letter is None:
        return _handed_back(case, not_sent(draft, clock, f"改好再選一次「{case.action}」"))
    event = draft.letter.event
    if case.reply is not None and case.reply.event == event:
        return Ruling(replace(case, reply=replace(case.reply, action=str(case.action))))
    if case.reply is not None and case.reply.doubtful:
        return Ruling(replace(case, outcome="⚠上一封不確定有沒有寄出，改過的先不寄；請到「往來紀錄」的「決定」選"))
    if before is not None and before.state in (SENT, SENDING, UNSURE):
        return _said_before(case, before, zone)
    if question is not None and answer != YES:
        return _asked_first(case, question, answer, clock)
    leaves_at = now + WAIT
    said = f"⏳{leaves_at.astimezone(zone):%H:%M} 寄出，可選「攔下」"
    pending = PendingReply(str(case.action), event, leaves_at)
    return Ruling(replace(case, reply=pending, held=None, outcome=said), replace(draft.letter, after=leaves_at))


def unseen(case: Case, now: datetime, zone: ZoneInfo) -> Case:
    """The case once its row is gone from the sheet: nothing leaves that nobody could stop (design §2, request).

    One of which nobody knows whether it left waits for 決定 as before."""
    if not is_asked(case) or (case.reply is not None and case.reply.doubtful):
        return case
    clock = now.astimezone(zone).strftime("%m/%d %H:%M")
    said = f"⚠{clock} 這一列剛才不見了，回覆沒有寄；文字還在，要寄再選一次「{case.action}」"
    return _handed_back(case, said).case


def line_link(text: str) -> str | None:
    """What opens LINE with this text in it, ready to choose the chat; None if it is too long for a link."""
    return LINE_SHARE + quote(text, safe="") if len(text) <= LINE_LIMIT else None


def not_sent(draft: Draft, clock: str, mend: str) -> str:
    """What 寄送結果 tells of a letter that can't be sent: what is to be mended, or how to pass it on by hand."""
    if draft.manual is None:
        return f"⚠{clock} 沒寄出：{draft.fault}；{mend}"
    link = line_link(draft.manual)
    how = f"用LINE傳：{link}" if link else "文字太長，請從「預覽」複製到 LINE"
    return f"✋{clock} 待手動傳送（{draft.fault}）。傳好後選「已用LINE／電話回」。{how}"


def _said_before(case: Case, before: Message, zone: ZoneInfo) -> Ruling:
    at = f"{(before.sent_at or before.created_at).astimezone(zone):%m/%d %H:%M}"
    if before.state == SENT:
        done = without_request(case, "reply_template", "reply_text", "action")
        return Ruling(
            replace(done, reply=None, held=None, preview=None, outcome=f"✅{at} 已寄過一樣的內容，這次沒有再寄")
        )
    return _handed_back(case, f"⚠{at} 這封寄到一半，不確定有沒有寄出；請到「往來紀錄」的「決定」選")


def _asked_first(case: Case, question: Question, answer: str | None, clock: str) -> Ruling:
    if answer == NO:
        return _handed_back(case, f"✅{clock} 沒有寄出：您在「待辦」選了「{NO}」")
    return Ruling(replace(case, held=question.key, reply=None, outcome=f"⏳等您在「待辦」選「{YES}」：{question.what}"))


def _handed_back(case: Case, said: str) -> Ruling:
    """Only the action is emptied: what she wrote stays, to be mended."""
    return Ruling(replace(without_request(case, "action"), reply=None, held=None, outcome=said))


def _is_new(case: Case, draft: Draft | None) -> bool:
    """Could it leave, and isn't it on its way already?"""
    if draft is None or draft.letter is None:
        return False
    return case.reply is None or case.reply.event != draft.letter.event


def _event(draft: Draft) -> str:
    return draft.letter.event if draft.letter is not None else ""


def above_limit(case: Case, team: Sequence[Person]) -> Person | None:
    """Who may not give that much by herself; None where nobody has to be asked."""
    person = find(team, case.asked_by) or find(team, case.handler) or find(team, case.owner)
    limit, amount = person.refund_limit if person else None, case.amount
    if limit is None or amount is None or (not isinstance(amount, str) and amount <= limit):
        return None
    return person


def _above_limit(case: Case, draft: Draft, team: Sequence[Person]) -> Question | None:
    person, amount = above_limit(case, team), case.amount
    if person is None:
        return None
    shown = amount if isinstance(amount, str) else f"{amount:,} 元"
    what = f"{case.number} 要退補 {shown}，超過 {person.name} 的上限 {person.refund_limit:,} 元"
    return Question(f"limit:{case.number}:{amount}:{_event(draft)}", what, (case.number,))


def _source(case: Case) -> str:
    return f"{fold(case.reply_template or '')}\n{case.reply_text or ''}"


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:16]
