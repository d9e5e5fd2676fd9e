"""What a case's clocks say to the organiser: 下一步, 計算說明, the audit trail. Border: words only; no cell shows a running time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case, Target, time_received
from sheetdesk.policy.clock import Clock
from sheetdesk.policy.durations import say_minutes
from sheetdesk.policy.hours import to_minute
from sheetdesk.policy.opening import WEEKDAYS
from sheetdesk.policy.pauses import CAP_BUSINESS_DAYS, Pause
from sheetdesk.policy.policies import WAITING, Policy

RECORD_REPLY = "補記首次回覆時間"
PAUSES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do, and until when."""

    what: str
    due: datetime

    def said(self, zone: ZoneInfo) -> str:
        """首次回覆 11/24（二）10:00."""
        return f"{self.what} {moment(self.due, zone)}"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """11/24（二）10:00."""
    local = at.astimezone(zone)
    return f"{day(local)}{local.hour:02}:{local.minute:02}"


def day(on: date) -> str:
    """11/24（二）."""
    return f"{on.month}/{on.day}（{WEEKDAYS[on.weekday()]}）"


def ask(status: str) -> str:
    """問廠商, 問物流: what comes first once a case waits for them."""
    return f"問{status.removeprefix('等')}"


def give_date(status: str) -> str:
    """What comes next: the customer wants a date."""
    return f"跟客人說{status.removeprefix('等')}的預定日"


def waiting(case: Case, status: str) -> str:
    """A case that waits and has no clock running: 等客人, or when it is followed up."""
    if isinstance(case.follow_up, date):
        return f"{status}，{day(case.follow_up)}跟進"
    return f"{status}，請填下次跟進" if status in WAITING else status


def without_clocks(case: Case, start: datetime | None, policy: Policy | None) -> str | None:
    """Why this case has no clocks; None if it has."""
    if case.silent:
        return "上線以前的資料，不計時"
    if case.status == "無效":
        return "無效，不計時"
    if start is None:
        return "沒有收件時間，不計時"
    return None if policy else "「處理時限」沒有一列適用，不計時"


def begun(case: Case, policy: Policy, start: datetime, zone: ZoneInfo) -> str:
    """Which targets apply, and from when they count."""
    by = "×".join(policy.names()) or case.priority or "其他"
    received = time_received(case)
    stamped = received is not None and to_minute(received) == start
    return f"{by}：{'收件' if stamped else '首次看到'} {moment(start, zone)} 起"


def counted(clock: Clock, target: Target, case: Case) -> str:
    """How one clock's deadline came about, without its end: 首次回覆 24 小時（全天）."""
    zone = clock.calendar.zone
    said = f"{clock.what} {say_minutes(target.minutes)}（{target.clock}）"
    if target.since and clock.start == target.since:
        return f"{said}，改時限時已過，{moment(clock.start, zone)} 起再給 {say_minutes(clock.minutes)}"
    if case.reopened_at and clock.minutes != target.minutes:
        return f"{said}，{moment(clock.start, zone)} 重開起減半為 {say_minutes(clock.minutes)}"
    return said


def paused(pause: Pause, zone: ZoneInfo) -> str:
    """A pause that lasts."""
    until = f"，最晚 {moment(pause.resumes_at, zone)} 恢復計時" if pause.resumes_at else ""
    return f"{moment(pause.begin, zone)} 起{pause.status}，暫停{until}"


def left_out(pauses: Sequence[Pause], zone: ZoneInfo) -> str | None:
    """Pauses that ended, each with its reason; the last ones if there are many."""
    ended = [(pause, pause.end) for pause in pauses if pause.end]
    if not ended:
        return None
    spans = [
        f"{moment(pause.begin, zone)}–{moment(end, zone)} {pause.status}"
        + (f"（最多停 {CAP_BUSINESS_DAYS} 個營業日）" if pause.capped else "")
        for pause, end in ended[-PAUSES_SHOWN:]
    ]
    many = f"{len(ended)} 次，最近 " if len(ended) > PAUSES_SHOWN else ""
    return f"扣除暫停 {many}{'、'.join(spans)}"


def promised(policy: Policy | None, told: datetime, zone: ZoneInfo) -> str:
    """對客承諾「24 小時」→ 11/24（二）10:00; without `policy` the promise stands from an earlier one."""
    how = f"「{policy.promise.words}」" if policy and policy.promise else "（收件通知寫的）"
    return f"對客承諾{how} → {moment(told, zone)}"


def retargeted(what: str, old: Target | None, new: Target | None) -> str:
    """首次回覆時限 24 小時（全天）改為 15 分（全天）."""
    return f"{what}時限 {_target(old)} 改為 {_target(new)}"


def _target(target: Target | None) -> str:
    return f"{say_minutes(target.minutes)}（{target.clock}）" if target else "無"
