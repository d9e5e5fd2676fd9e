"""When a customer has heard nothing for too long, and what can be told her then (issue: promises kept). Pure.

What she is told stands in 備註, in lines that begin with 「對客：」; when she hears again, in 下次跟進."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case, is_open, time_received
from sheetdesk.model.message import Letter
from sheetdesk.policy import wording
from sheetdesk.policy.clock_words import day
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.letters import Sender, customer_facts, occasion, part, written
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.own_words import fingerprint
from sheetdesk.policy.template import Templates

_TOLD = re.compile(r"^\s*對客[:：]\s*(\S.*?)\s*$")
LINE_LIMIT = 120
"""Characters of one line that are told."""


@dataclass(frozen=True, slots=True)
class News:
    """What a progress letter would say: `lines` that weren't told yet, and the day on which she hears again."""

    lines: tuple[str, ...]
    next_day: date

    @property
    def event(self) -> str:
        """The same words are told once."""
        return sha256("\n".join((*self.lines, self.next_day.isoformat())).encode()).hexdigest()[:16]


def is_followed(case: Case) -> bool:
    """Is it ours to tell the customer something? While we wait for her, it isn't."""
    return is_open(case) and case.status != "等客人" and not case.silent and case.merged_to is None


def too_silent_at(case: Case, calendar: Calendar, days: int) -> datetime | None:
    """When the customer will have heard nothing for `days` business days; None if nobody has to tell her anything."""
    heard = max(filter(None, (case.auto_replied_at, case.last_reply_at, case.progress_at)), default=None)
    answered = case.first_reply_at if isinstance(case.first_reply_at, datetime) else None
    since = max(filter(None, (heard, answered)), default=None) or time_received(case) or case.first_seen_at
    return calendar.business_days_after(since, days) if is_followed(case) and since is not None else None


def told_lines(note: str | None) -> tuple[str, ...]:
    """The lines of 備註 that are meant for the customer."""
    found = (_TOLD.match(line) for line in (note or "").splitlines())
    return tuple(wording.one_line(match[1], LINE_LIMIT) for match in found if match)


def news(case: Case, today: date) -> tuple[News | None, str | None]:
    """What there is to tell, or what is missing so that something can be told."""
    lines = told_lines(case.note)
    missing = [] if lines else ["在「備註」寫一行「對客：做了什麼」"]
    if not isinstance(case.follow_up, date) or case.follow_up <= today:
        missing.append("在「下次跟進」填下一次告訴客人的日子")
    if missing:
        return None, "、".join(missing)
    assert isinstance(case.follow_up, date)
    fresh = News(tuple(line for line in lines if line not in case.progress_told), case.follow_up)
    if not fresh.lines and case.progress_day == case.follow_up:
        return None, "在「備註」補一行新的「對客：…」，或改「下次跟進」"
    return fresh, None


def progress_letter(case: Case, told: News, sender: Sender, templates: Templates) -> Letter:
    """What we did, what we wait for, and when she hears again. Raises TemplateFault as `letters.receipt` does."""
    address = read_email(case.email).address
    if address is None:
        raise TemplateFault(
            "沒有可以用的 Email", which=case.number, mend="用 LINE 或電話告訴客人，再選「已用LINE／電話回」"
        )
    template = templates.pick(occasion("progress", case, case.status or ""))
    plain = customer_facts(case, sender) | {"next_day": day(told.next_day)}
    parts = {name: part(name, plain, templates) for name in ("addition", "anti_fraud")}
    subject, marked = written(template, {**plain, **parts, "progress": told.lines}, case.number)
    if names_money(subject + to_plain(marked)) and "反詐騙" not in marked:
        marked += "\n\n" + parts["anti_fraud"]
    return Letter(
        case=case.number,
        kind="progress",
        event=told.event,
        recipient=address,
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
        words=fingerprint("\n".join(told.lines)),
    )


def asks_for(days: int, missing: str) -> str:
    """What 系統提醒 says while nothing can be told."""
    return f"客人已經 {days} 個上班日沒有收到消息：請{missing}，系統就會寄進度；或直接回覆客人。"


def with_progress(case: Case, told: News, at: datetime) -> Case:
    """The case once its progress letter is on its way."""
    return replace(
        case,
        progress_at=at,
        progress_told=(*case.progress_told, *told.lines),
        progress_day=told.next_day,
        progress_notice=None,
    )


def follow_up_notice(case: Case, now: datetime, zone: ZoneInfo) -> str | None:
    """That the day has come on which she wanted to look at it again."""
    if not is_open(case) or not isinstance(case.follow_up, date) or case.follow_up > now.astimezone(zone).date():
        return None
    return f"下次跟進是 {day(case.follow_up)}：看完請填新的日子，或改狀態。"
