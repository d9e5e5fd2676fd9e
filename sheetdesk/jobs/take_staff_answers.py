"""Carry out what the staff ask for through their own form (處理表單).

Reads:   the staff form's tab, 分工表, cases and their rows, answers known before
Decides: which answers count; what they fill in and ask for goes on as if it were typed in the row
Repeat:  safe - an answer that was taken in once is known ever after, and each token is obeyed once
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import STAFF_FORM
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.staff_obey import FormDeed, obey_form, stop_again
from sheetdesk.ledger.forms import Inbound
from sheetdesk.ledger.staff_answers import SeenStaffAnswer
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.actions import STOP, VOID
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.staff_form import StaffAnswer
from sheetdesk.policy.staff_verdict import (
    BAD_LINK,
    FORGED,
    UNKNOWN,
    asks_to_stop,
    still_stops,
    taken,
    told_beside,
    unreadable,
    why_not_hers,
)
from sheetdesk.policy.team import by_address
from sheetdesk.policy.tokens import STAFF, read_token

LETTERS: tuple[str, ...] = ()

AT_ONCE = 500
"""Answers that one pass takes in; the next one follows at once. A staff never sends so many: a stranger might."""

KIND, OBEYED = "處理表單", "照做了"
REFUSED, STOPPED = "沒有照做：", "攔下了，其他的沒有填："
TRY_MEND = "不是自己人填的就不用理；是的話，請從「待辦」的連結再填一次"
MISSING = "這一列現在不在「案件」裡；刪掉的列幾分鐘後會回來，到時候再填一次"
DROPPED = "這一件已標為「無效」，列也刪掉了，不會再回來；還要處理的話，請在「案件」打一列新的"
MERGED = "這一件已併入 {target}，填在這裡沒有用；請到 {target} 填，或清空「併入案件」"
NO_TAB = "config.yaml 寫了處理表單的連結，但找不到它的回應分頁，用表單處理的都讀不到"
NO_TAB_MEND = f"把處理表單連到這份試算表，分頁改名為「{STAFF_FORM.title}」；題目照使用說明的附錄五"


def run(desk: Desk, now: datetime) -> str:
    """Take in what has arrived, oldest first; nothing while this pass does nothing that people ask for."""
    answers: tuple[StaffAnswer, ...] = ()
    if desk.obeys:  # else they wait for a pass that does, not for the one that follows at once
        answers, later = desk.staff.new[:AT_ONCE], desk.staff.new[AT_ONCE:]
        desk.left_over = (*desk.left_over, *later)
    obeyed = sum(_take(desk, answer, now) for answer in answers)
    _name_what_is_wrong(desk)
    return f"staff answers obeyed: {obeyed}, kept: {len(answers) - obeyed}"


def _take(desk: Desk, answer: StaffAnswer, now: datetime) -> bool:
    """Was this answer obeyed? 往來紀錄 shows every one; why one wasn't, its case's 系統提醒."""
    token = read_token(answer.token, desk.staff.secret, STAFF)
    case = desk.case(token[0]) if token is not None else None
    person = by_address(desk.book.team, answer.email)
    why_not, left_out, forged = why_not_hers(answer, token, case, person), None, False
    if case is not None and person is not None and (why_not is None or still_stops(answer, why_not)):
        late = why_not is not None
        deed = (stop_late if late else plan)(desk, case, answer, person.name, now)
        case, why_not, left_out = deed.case, deed.why_not, deed.left_out
        desk.events += deed.events
        desk.put(case)
    elif why_not == FORGED:
        forged, case = True, _named(desk, answer)
        why_not = FORGED if case is not None else _no_case(answer)
    desk.staff_seen.append(SeenStaffAnswer(answer.key, case.number if case is not None else None, now, why_not is None))
    live_from = desk.book.defaults.live_from
    if forged and live_from is not None and _given_at(answer, now) < live_from:
        return False  # of a row older than the desk only that it was seen
    who = person.name if person is not None else answer.email or "（沒有 Email）"
    refused = REFUSED + why_not if why_not is not None else None
    _tell(desk, answer, case, who, refused or (STOPPED + left_out if left_out is not None else OBEYED), now)
    return why_not is None


def plan(desk: Desk, case: Case, answer: StaffAnswer, name: str, now: datetime) -> FormDeed:
    """What becomes of the case by an answer of `name`, who may give it."""
    row, zone = desk.row_of(case.number), desk.book.defaults.zone
    if row is None:
        return FormDeed(case, why_not=DROPPED if case.status == VOID else MISSING)
    if case.merged_to is not None:
        return FormDeed(case, why_not=MERGED.format(target=case.merged_to))
    day = _given_at(answer, now).astimezone(zone).date()
    wrong = [*unreadable(answer, day, desk.book.templates), *taken(answer, case, row)]
    if not wrong:
        return obey_form(case, answer, name, now, zone)
    if not asks_to_stop(answer):
        return FormDeed(case, why_not="；".join(wrong))
    deed = obey_form(case, replace(answer, asked={"action": STOP}), name, now, zone)
    if deed.why_not is not None:
        return replace(deed, why_not="；".join([deed.why_not, *wrong]))
    return replace(deed, left_out="；".join(wrong))


def stop_late(desk: Desk, case: Case, answer: StaffAnswer, name: str, now: datetime) -> FormDeed:
    """As `plan`, for a stop by a link that is used up."""
    return stop_again(case, answer, name, now, desk.book.defaults.zone)


def _named(desk: Desk, answer: StaffAnswer) -> Case | None:
    """The case that it names without having its link."""
    number = find_case_number(answer.case_no or "")
    return desk.case(number) if number is not None else None


def _no_case(answer: StaffAnswer) -> str:
    return UNKNOWN.format(said=answer.case_no[:30]) if answer.case_no else BAD_LINK


def _given_at(answer: StaffAnswer, now: datetime) -> datetime:
    """The form's time or now, whichever is earlier."""
    return min(answer.submitted_at or now, now)


def _tell(desk: Desk, answer: StaffAnswer, case: Case | None, who: str, became: str, now: datetime) -> None:
    """What became of the answer, in 往來紀錄; where not all of it was done, beside the case too."""
    at = _given_at(answer, now)
    desk.inbound.append(
        Inbound(at, case.number if case is not None else "", KIND, who, answer.said() or "（沒有填）", became)
    )
    if became == OBEYED:
        return
    said = f"{at.astimezone(desk.book.defaults.zone):%m/%d %H:%M} {who} 填了處理表單，{became}"
    if case is None:
        desk.staff_tries.append((now, said))
    else:
        desk.put(replace(case, form_notice=told_beside(case.form_notice, f"⚠ {said}。")))


def _name_what_is_wrong(desk: Desk) -> None:
    """A form that nobody reads; and who tried what about no case that is known."""
    if desk.staff.link is not None and not any(view.key == STAFF_FORM.key for view in desk.forms):
        desk.problems.append(Problem("試算表", NO_TAB, NO_TAB_MEND))
    desk.problems += [Problem(KIND, said, TRY_MEND) for _, said in desk.staff_tries]
