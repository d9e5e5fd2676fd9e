"""When a resolved case is asked about, when it closes, and why a closing letter doesn't go out (domain §7). Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.sending import CANCEL, WAIT, Verdict
from sheetdesk.policy.shop import NO

LATEST = timedelta(hours=24)
"""A closing letter that couldn't leave within this time of the resolution comes too late (domain §7)."""
KINDS = ("survey", "survey_reminder")
LATE = "處理完成已經超過 24 小時"
FOR_GOOD = "以後"
"""不寄問卷 with this word in it holds for all that this customer will ever ask."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The survey as config.yaml has it. Without a `link` no closing letter is sent.

    `opens`, `closes`: minutes after midnight by the desk's clock; a letter leaves from the first until before the
    other. `link` and `unsolved_link` bear {token}."""

    link: str | None = None
    unsolved_link: str | None = None
    delay: timedelta = timedelta(hours=2)
    opens: int = 9 * 60
    closes: int = 21 * 60
    answers_for: timedelta = timedelta(days=14)
    """How long after its first answer a token is open."""
    rest: timedelta = timedelta(days=14)
    """Nobody is asked twice within this time."""
    close_after: timedelta = timedelta(days=7)
    reminder: timedelta | None = None


USUAL = Terms()
"""What domain §7 says; no letter is sent, for there is no link."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What is known of the address: when a closing letter last went there, and why none may."""

    asked_at: datetime | None = None
    refuses: str | None = None


def event_of(case: Case) -> str:
    """What a closing letter is sent for: once a resolution cycle."""
    return f"cycle-{case.reopen_count}"


def resolved_since(case: Case) -> datetime | None:
    """Since when it is 已解決; None if it isn't."""
    if case.status != "已解決":
        return None
    return case.status_log[-1][0] if case.status_log else case.resolved_at


def in_window(at: datetime, terms: Terms, zone: ZoneInfo) -> datetime:
    """`at`, or the next moment at which customers may be written to."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if terms.opens <= minute < terms.closes:
        return at
    day = local.date() + timedelta(days=int(minute >= terms.closes))
    return datetime.combine(day, time(terms.opens // 60, terms.opens % 60), zone).astimezone(UTC)


def due_at(since: datetime, terms: Terms, zone: ZoneInfo) -> datetime:
    """When the closing letter of a case resolved at `since` is to leave."""
    return in_window(since + terms.delay, terms, zone)


def reminder_at(case: Case, terms: Terms, zone: ZoneInfo) -> datetime | None:
    """When the customer is reminded; None if she isn't, or not in this cycle any more."""
    settled = case.survey_cycle == case.reopen_count != case.reminded_cycle
    if terms.reminder is None or not settled or case.survey_sent_at is None or _has_rated(case):
        return None
    return in_window(case.survey_sent_at + terms.reminder, terms, zone)


def next_aftercare(case: Case, terms: Terms, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When a resolved case has to be looked at next; None for every other one."""
    since = resolved_since(case)
    if since is None:
        return None
    return min((at for at in _moments(case, since, terms, zone) if at > now), default=None)


def _moments(case: Case, since: datetime, terms: Terms, zone: ZoneInfo) -> Iterator[datetime]:
    if terms.link and case.survey_cycle != case.reopen_count:
        yield due_at(since, terms, zone)
        yield since + LATEST + timedelta(minutes=1)
    reminder = reminder_at(case, terms, zone)
    if reminder is not None:
        yield reminder
    yield since + terms.close_after


def is_over(case: Case, terms: Terms, now: datetime) -> bool:
    """Has it been resolved for so long that it closes?"""
    since = resolved_since(case)
    return since is not None and now >= since + terms.close_after


def objection(case: Case, now: datetime) -> str | None:
    """Why this customer isn't asked about this case; None if she may be."""
    if case.status != "已解決":
        return f"狀態已經不是「已解決」（現在是「{case.status}」）"
    if case.silent:
        return "啟用前的舊資料"
    if is_ticked(case.no_survey):
        return "「不寄問卷」有填"
    if not isinstance(case.first_reply_at, datetime) or case.first_reply_at > now:
        return "還沒有人回過客人（首次回覆時間是空的）"
    if case.by_hand and resolved_since(case) == case.first_seen_at:
        return "補登的時候就已經解決了"
    if case.email is None:
        return "沒有 Email"
    return None if read_email(case.email).address else "Email 不能用"


def is_ticked(typed: str | None) -> bool:
    """Did a person say not to ask? Any word does but one that says no; FALSE is a tick box that isn't ticked."""
    return typed is not None and typed.strip().casefold() not in {word.casefold() for word in (*NO, "no", "不", "n")}


def may_leave(
    message: Message, case: Case | None, mailbox: Mailbox, terms: Terms, zone: ZoneInfo, now: datetime
) -> Verdict | None:
    """The survey's own conditions, looked at again just before it would leave; None: they hold."""
    if case is None or message.letter.event != event_of(case):
        return Verdict(CANCEL, "這件後來又重新處理了，不寄")
    why_not = objection(case, now) or mailbox.refuses or _too_late(message, case, mailbox, terms, now)
    if why_not is not None:
        return Verdict(CANCEL, f"{why_not}，不寄")
    opens = in_window(now, terms, zone)
    return None if opens == now else Verdict(WAIT, "晚上不打擾客人，白天再寄", opens)


def _too_late(message: Message, case: Case, mailbox: Mailbox, terms: Terms, now: datetime) -> str | None:
    """What a person released (重寄) may come late, and soon after another one."""
    if message.kind == "survey_reminder":
        return "客人已經填了問卷" if _has_rated(case) else None
    if message.released:
        return None
    return LATE if is_late(case, now) else asked_lately(mailbox, terms, now)


def is_late(case: Case, now: datetime) -> bool:
    """Has the closing letter missed its day?"""
    since = resolved_since(case)
    return since is None or now > since + LATEST


def asked_lately(mailbox: Mailbox, terms: Terms, now: datetime) -> str | None:
    """Why this person isn't asked again so soon; None if she may be."""
    if mailbox.asked_at is None or now - mailbox.asked_at >= terms.rest:
        return None
    return f"{terms.rest.days} 天內已經寄過問卷給這位客人"


def _has_rated(case: Case) -> bool:
    return case.rated_at is not None and case.survey_sent_at is not None and case.rated_at >= case.survey_sent_at
