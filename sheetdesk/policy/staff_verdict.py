"""Does an answer of 處理表單 count, can it be read, and does the row have room for it? Pure; obeying is the desk's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sheetdesk.columns import ACTIONS, CASES
from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value, same
from sheetdesk.policy.actions import SENDS, STOP, read_action
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.short_code import chosen
from sheetdesk.policy.staff_form import StaffAnswer, shown
from sheetdesk.policy.team import Person
from sheetdesk.policy.template import Templates

FORGED, ANOTHERS, USED, NOBODY, GONE, EMPTY, BLANK_REPLY = (
    "連結不對或用過了；請從「待辦」的連結再填",
    "服務單號和連結不是同一件的；請從「待辦」的連結再填，不要改已經填好的",
    "這個連結已經用過了（改過的、再送一次的都不算）；請從「待辦」的新連結再填",
    "沒有已驗證的 Email，不知道是誰填的",
    "這位客人已依本人要求刪除",
    "什麼都沒有填",
    "要寄出，但沒有範本也沒有回覆，那一列也沒有寫好的",
)

UNKNOWN, BAD_LINK = "找不到服務單號「{said}」", "連結不對或用過了"
"""Of no known case: 系統狀態 says what to do."""

MOST_TOLD, EARLIER = 3, "更早的看「往來紀錄」。"
"""Answers of one case of which 系統提醒 says why they weren't obeyed, and what it says where there were more."""

Token = tuple[str, int]
"""A case's number, and how many answers about it had been obeyed when the token was given out."""


def why_not_hers(answer: StaffAnswer, token: Token | None, case: Case | None, person: Person | None) -> str | None:
    """Why it counts for nothing, whatever it says; None for a valid unused token of that case and one of the staff.

    `person`: whose address it bears, in 分工表."""
    if token is None or case is None:
        return FORGED
    if answer.case_no is not None and find_case_number(answer.case_no) != token[0]:
        return ANOTHERS
    if answer.email is None:
        return NOBODY
    if person is None:
        return f"{answer.email} 不在「分工表」"
    if not person.active:
        return f"{person.name}已經不在職（「分工表」的「在職」）"
    if case.forgotten_at is not None:
        return GONE
    return USED if token[1] != case.staff_turn else None


def unreadable(answer: StaffAnswer, day: date, templates: Templates) -> list[str]:
    """What in it can't be carried out whichever case it is for, each with its mend. `day`: when she sent it."""
    asked = answer.asked
    return list(_unreadable(asked, day, templates)) if asked else [EMPTY]


def _unreadable(asked: Mapping[str, Value], day: date, templates: Templates) -> Iterator[str]:
    action, template = asked.get("action"), asked.get("reply_template")
    if action is not None and read_action(action) is None:
        yield f"不會做「{shown(action)[:20]}」，可以選：{'、'.join(ACTIONS)}"
    if template is not None:
        try:
            chosen(shown(template), templates)
        except TemplateFault as fault:
            yield f"{fault.what}，{fault.mend}" if fault.mend else fault.what
    amount = asked.get("amount")
    if amount is not None and not (type(amount) in (int, float) and amount >= 0):  # type: ignore[operator]
        yield f"「金額」看不懂「{shown(amount)[:20]}」，請填數字，例如 250"
    follow_up = asked.get("follow_up")
    if follow_up is not None and (not isinstance(follow_up, date) or isinstance(follow_up, datetime)):
        yield f"「下次跟進」看不懂「{shown(follow_up)[:20]}」，請填日期，例如 2026/11/26"
    elif isinstance(follow_up, date) and follow_up < day:
        yield f"「下次跟進」{shown(follow_up)} 已經過了，請填之後的日子"


def taken(answer: StaffAnswer, case: Case, row: Mapping[str, Value]) -> list[str]:
    """Cells of the row that hold something else than what the form asks to put there; hers are never written over.

    What an earlier answer of the form put there, and nobody has changed since, is no person's word yet. `row`: its
    cells as they stand."""
    found = []
    for name, value in answer.asked.items():
        stands = row.get(name)
        if name == "action" or stands is None or same(stands, value) or is_the_forms(case, name, stands):
            continue
        if name in case.carried_out and same(stands, case.carried_out[name]):  # done, and about to be emptied
            continue
        found.append(
            f"「{CASES.column(name).title}」要填「{shown(value)[:30]}」，但那一格已經是「{shown(stands)[:30]}」"
        )
    return found


def is_the_forms(case: Case, name: str, stands: Value) -> bool:
    """Did the form put this there?"""
    return any(same(stands, one) for one in case.by_form.get(name, ()))


def asks_to_stop(answer: StaffAnswer) -> bool:
    """Does it ask that what waits to leave is stopped? That comes before all else, and whatever else it says."""
    return read_action(answer.asked.get("action")) == STOP


def still_stops(answer: StaffAnswer, why_not: str) -> bool:
    """Is it a stop by a link that is used up? It still proves who opened the form and for which case, and a letter has
    two minutes only: to stop one too many harms nobody."""
    return why_not == USED and asks_to_stop(answer)


def told_beside(earlier: str | None, said: str) -> str:
    """What 系統提醒 tells of answers that weren't obeyed, the newest first: none hides another."""
    told = [line for line in (earlier or "").splitlines() if line != EARLIER]
    more = [EARLIER] if len(told) >= MOST_TOLD or (earlier is not None and EARLIER in earlier) else []
    return "\n".join([said, *told[: MOST_TOLD - 1], *more])


def lacks_words(answer: StaffAnswer, case: Case) -> bool:
    """Does it ask for a letter of which nobody has written a word?"""
    asked: Sequence[Value] = [
        answer.asked.get(name) or getattr(case, name) for name in ("reply_template", "reply_text")
    ]
    return read_action(answer.asked.get("action")) in SENDS and not any(asked)
