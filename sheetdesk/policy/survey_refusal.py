"""Why a customer isn't asked how it went, or not now (domain §7): looked at when the letter is written and when it
leaves. Pure; what is known of her address comes from the ledger."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sheetdesk.model.case import Case
from sheetdesk.model.message import Message
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.sending import CANCEL, WAIT, Verdict
from sheetdesk.policy.shop import NO
from sheetdesk.policy.survey import Terms, event_of, has_rated, in_window, is_late, resolved_since

KINDS = ("survey", "survey_reminder")
LATE = "處理完成已經超過 24 小時"
FOR_GOOD = "以後"
"""不寄問卷 with this word in it holds for all that this customer will ever ask."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What is known of the address: when a closing letter last went there, and why none may."""

    asked_at: datetime | None = None
    refuses: str | None = None


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


def opt_out_of(opted_out: Mapping[str, str], address: str, hers: Container[str] = ()) -> str | None:
    """Why this customer is never asked; None if she may be. `opted_out`: case → the address of which its row says so;
    `hers`: all her cases."""
    number = next((number for number, refused in opted_out.items() if refused == address or number in hers), None)
    return f"這位客人以後都不寄問卷（{number}）" if number is not None else None


def opted_out(known: Mapping[str, str], cases: Iterable[Case]) -> dict[str, str]:
    """Case → address that is never asked again, by what 不寄問卷 says in these rows; the row may take it back."""
    found = dict(known)
    for case in cases:
        if not is_for_good(case):
            found.pop(case.number, None)
        elif address := read_email(case.email).address:
            found[case.number] = address
    return found


def is_for_good(case: Case) -> bool:
    """Does the row say that this customer is never asked again?"""
    return is_ticked(case.no_survey) and FOR_GOOD in str(case.no_survey)


def is_ticked(typed: str | None) -> bool:
    """Did a person say not to ask? Any word does but one that says no; FALSE is a tick box that isn't ticked."""
    return typed is not None and typed.strip().casefold() not in {word.casefold() for word in (*NO, "no", "不", "n")}


def may_leave(message: Message, case: Case | None, mailbox: Mailbox, terms: Terms, now: datetime) -> Verdict | None:
    """The survey's own conditions, looked at again just before it would leave; None: they hold."""
    if case is None or message.letter.event != event_of(case):
        return Verdict(CANCEL, "這件後來又重新處理了（或帳本重建過），信裡的連結不能用了，不寄")
    why_not = objection(case, now) or mailbox.refuses or _too_late(message, case, mailbox, terms, now)
    if why_not is not None:
        return Verdict(CANCEL, f"{why_not}，不寄")
    opens = in_window(now, terms)
    return None if opens == now else Verdict(WAIT, "晚上不打擾客人，白天再寄", opens)


def _too_late(message: Message, case: Case, mailbox: Mailbox, terms: Terms, now: datetime) -> str | None:
    """What a person released (重寄) may come late, and soon after another one."""
    if message.kind == "survey_reminder":
        return "客人已經填了問卷" if has_rated(case) else None
    if message.released:
        return None
    return LATE if is_late(case, now) else asked_lately(mailbox, terms, now)


def asked_lately(mailbox: Mailbox, terms: Terms, now: datetime) -> str | None:
    """Why this person isn't asked again so soon; None if she may be."""
    if mailbox.asked_at is None or now - mailbox.asked_at >= terms.rest:
        return None
    return f"{terms.rest.days} 天內已經寄過問卷給這位客人"
