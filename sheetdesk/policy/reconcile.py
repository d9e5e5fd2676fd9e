"""對帳: are form rows, cases and receipts one another's? What is counted, and how it is said. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sheetdesk.model.case import Case
from sheetdesk.model.message import FAILED, SENDING, SENT, UNSURE, WAITING
from sheetdesk.model.sheet import Problem
from sheetdesk.policy import wording
from sheetdesk.policy.contacts import read_email

PLACE = "對帳"

FROM_HOUR = 4
"""After the rows of the night went to 封存, before anybody works."""

MOST_MENDED, NUMBERS_TOLD = 20, 5
"""Of each sort of difference in a day; more than that is no slip, and a person has to look."""

KINDS = {"new": "案件", "silent": "舊資料", "double": "重複", "addition": "補充", "version": "修改"}
STATES = {SENT: "已寄", WAITING: "等著寄", FAILED: "等著寄", SENDING: "等著寄", UNSURE: "需確認"}
NOT_LEFT, NO_ADDRESS, ANSWERED, VOID = "取消", "沒有 Email", "已經回過", "無效"
NOT_DUE, LATE = "不用寄", "過了答應的時間"


@dataclass(slots=True)
class Count:
    """`rows`: rows that stand in the forms' tabs; `kinds`: what became of them, `other`: why some of them are nobody's
    case; `receipts`: of the cases, what became of their receipt. The lists are the differences: keys of form rows, and
    numbers of cases."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    other: Counter[str] = field(default_factory=Counter)
    receipts: Counter[str] = field(default_factory=Counter)
    untaken: list[str] = field(default_factory=list)
    lost: Mapping[str, str] = field(default_factory=dict)
    """Rows whose case the ledger doesn't have: key → that case."""
    unanswered: list[str] = field(default_factory=list)
    rowless: list[str] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """Is every row of the forms accounted for, once?"""
        return self.rows == self.kinds.total() + self.other.total() + len(self.untaken)


def why_none(case: Case) -> str | None:
    """Why this case has no receipt at all; None if it should have one."""
    if case.receipt is None:
        return NOT_DUE
    if case.status == "無效":
        return VOID
    if read_email(case.email).address is None:
        return NO_ADDRESS
    if case.first_reply_at is not None:
        return ANSWERED
    if case.receipt == "due":
        return STATES[WAITING]
    if (case.outcome or "").startswith("⚠沒寄收件通知"):
        return NO_ADDRESS if "Email" in str(case.outcome) else LATE  # it may have been filled in since
    return None


def line(day: date, count: Count) -> str:
    """「對帳 11/22（日）：表單 120 列＝案件 118＋重複 2；收件通知 115 已寄、3 沒有 Email」"""
    parts = [f"{KINDS[kind]} {count.kinds[kind]}" for kind in KINDS if count.kinds[kind]]
    parts += [f"{why} {number}" for why, number in count.other.items() if number]
    rows = f"表單 {count.rows} 列" + (f"＝{'＋'.join(parts)}" if parts else "")
    receipts = "、".join(f"{count.receipts[what]} {what}" for what in sorted(count.receipts, key=_sent_first))
    wrong = len(count.untaken) + len(count.lost) + len(count.unanswered) + len(count.rowless)
    end = f"；{wrong} 個地方對不起來，見下面的問題" if wrong or not count.adds_up else ""
    return f"{PLACE} {wording.day(day)}：{rows}{f'；收件通知 {receipts}' if receipts else ''}{end}"


def _sent_first(what: str) -> tuple[bool, str]:
    return what != STATES[SENT], what


def differences(count: Count) -> Iterator[Problem]:
    """Each sort of difference, and what becomes of it."""
    if count.untaken:
        yield Problem(
            PLACE, f"表單有 {len(count.untaken)} 列還沒有變成案件", "下一輪會收；明天還在的話，請交給維護的人"
        )
    if count.lost:
        told = _told(list(count.lost.values()))
        yield Problem(PLACE, f"表單有 {len(count.lost)} 列的案件不見了（{told}）", f"會重新收件，{_REST}")
    if count.unanswered:
        what = f"{len(count.unanswered)} 件該有收件通知，卻沒有紀錄（{_told(count.unanswered)}）"
        yield Problem(PLACE, what, f"會補上；太晚的不寄，「寄送結果」會請您直接回覆，{_REST}")
    if count.rowless:
        what = f"{len(count.rowless)} 件在試算表裡找不到那一列（{_told(count.rowless)}）"
        yield Problem(PLACE, what, f"會補回「案件」，{_REST}")
    if not count.adds_up:
        kept = count.kinds.total() + count.other.total() + len(count.untaken)
        yield Problem(PLACE, f"表單有 {count.rows} 列，帳本有 {kept} 列", "請交給維護的人")


_REST = f"一天最多 {MOST_MENDED} 件；明天還在的話，請交給維護的人"


def _told(names: list[str]) -> str:
    return "、".join(names[:NUMBERS_TOLD]) + ("…" if len(names) > NUMBERS_TOLD else "")
