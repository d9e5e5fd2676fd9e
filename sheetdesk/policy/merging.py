"""併入案件: one case put into another by hand, and taken out again. Pure; finding the other case is the job's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import DONE, Case, is_open, time_received
from sheetdesk.policy.actions import without_request
from sheetdesk.policy.additions import FROM, with_entry, without_entry
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.status import PROMISES, open_promise, with_status

CLOSED = "已結案"
UNDO = "清空「併入案件」就恢復"


def read_number(typed: str) -> str | None:
    """The case number that was typed, if its check character fits."""
    return find_case_number(typed)


def refusal(case: Case, typed: str, target: Case | None) -> str | None:
    """Why this case can't be merged into what was typed; None if it can. `target`: the case of that number."""
    number = read_number(typed)
    if number is None:
        return f"「併入案件」的「{typed[:20]}」不是案號，或打錯了一個字；請從另一件的「案號」複製過來。"
    if number == case.number:
        return "「併入案件」填的是這一件自己；請填另一件的案號，或清空。"
    if target is None:
        return f"「併入案件」的 {number} 查不到；請從另一件的「案號」複製過來。"
    if target.merged_to == case.number:
        return f"{number} 已經併入這一件，不能再併回去；要換方向，請先清空 {number} 的「併入案件」。"
    if target.merged_to is not None:
        return f"{number} 自己已經併入 {target.merged_to}；請改填 {target.merged_to}。"
    if target.status == "無效":
        return f"{number} 是無效的案件，不能併進去；請填另一件的案號，或清空。"
    return _not_free(case)


def _not_free(case: Case) -> str | None:
    if case.status == "無效":
        return "這一件是無效的，不用再併；請清空「併入案件」。"
    if into := sources(case):
        return f"{'、'.join(into)} 已經併入這一件，這一件不能再併到別件；請先清空那{'幾' if len(into) > 1 else '一'}件的「併入案件」，或把這一件的清空。"
    if case.status in PROMISES:
        return f"這一件還在「{case.status}」，答應客人的還沒做到，先不併；做到了再填，或把另一件併進這一件。"
    if promise := open_promise(case):
        return f"這一件改成過「{promise}」，答應客人的還沒做到，先不併；做到了再填，或把另一件併進這一件。"
    return None


def sources(case: Case) -> list[str]:
    """Numbers of the cases that were merged into this one."""
    return [str(kept[FROM]) for kept in case.joined if FROM in kept]


def merge(case: Case, target: Case, now: datetime, zone: ZoneInfo) -> tuple[Case, Case]:
    """Both once `case` lies in `target`: it is closed in silence, and what it says stands in 新訊息 of the other.

    What was still open is open there: a target that was done with goes on, or nobody would look at it again."""
    at = time_received(case) or case.first_seen_at or now
    merged = replace(
        without_request(case, "action"),
        reply=None,
        held=None,
        split=False,
        status=CLOSED,
        status_log=(*case.status_log, (now, CLOSED)),
        closed_at=case.closed_at or now,
        aftercare_at=None,
        merged_to=target.number,
        merge_refusal=None,
        receipt=None,
        thanks=None,
        refusal=None,
        outcome=f"✅{now.astimezone(zone):%m/%d %H:%M} 已併入 {target.number}",
    )
    if case.number not in sources(target):
        words = "\n".join(filter(None, (case.additions, case.text)))
        entry = f"{at.astimezone(zone):%m/%d %H:%M} 〔{case.number} 併入〕{words}"
        target = with_entry(target, entry, {FROM: case.number})
    if is_open(case) and target.status in DONE:
        target = with_status(target, "處理中", now)
    return merged, target


def unmerge(case: Case, target: Case | None, now: datetime, zone: ZoneInfo) -> tuple[Case, Case | None]:
    """Both as if they had never been merged: the case goes on where it stood."""
    before = _status_before(case)
    # What she chose before, or together with the emptied cell, was refused as that of a merged case.
    again = "；之前選的動作沒有做，要做請再選一次" if "這一件已併入" in (case.outcome or "") else ""
    alone = replace(
        case,
        status=before,
        status_log=(*case.status_log, (now, before)),
        closed_at=case.closed_at if before == CLOSED else None,
        merged_to=None,
        refusal=None,  # of a change that only a merged case may not have
        aftercare_at=now if before == "已解決" else None,
        outcome=f"✅{now.astimezone(zone):%m/%d %H:%M} 不再併入 {case.merged_to}，這一件恢復「{before}」{again}",
    )
    kept = next((kept for kept in target.joined if kept.get(FROM) == case.number), None) if target else None
    return alone, without_entry(target, kept) if target and kept else target


def _status_before(case: Case) -> str:
    """The last but one: the last is what merging made of it. After a rebuild nobody knows, so a person looks at it."""
    earlier = [status for _, status in case.status_log[:-1]]
    return earlier[-1] if earlier else "處理中"
