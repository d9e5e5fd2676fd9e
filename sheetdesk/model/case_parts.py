"""What a case is made of: the words that it may hold, the values in it that have more than one part, what changes it,
and what is asked of it everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, Any

from sheetdesk.model.values import Value

if TYPE_CHECKING:
    from sheetdesk.model.case import Case

NATURES = ("客訴", "詢問", "建議", "稱讚")
PRIORITIES = ("緊急", "重要", "一般")
STATUSES = ("待處理", "處理中", "等客人", "等廠商", "等物流", "待補寄", "待退款", "已解決", "已結案", "無效")
SOURCES = ("表單", "電話", "LINE", "Email", "社群", "面交", "平台")
REMEDIES = ("退貨", "換貨", "補寄", "退款", "折扣", "退貨運費", "說明", "致歉")
UNCLASSED = "待分類"
RECEIPT_DECIDED = "decided"
"""What `Case.receipt` holds once send_receipts has written the receipt, or found that there can be none."""

PAUSING = ("等客人", "等廠商", "等物流")
DONE = ("已解決", "已結案", "無效")


@dataclass(frozen=True, slots=True)
class Target:
    """How long a clock may run, on which clock (營業 or 全天), and since when it is in force.

    `since` is None unless the target replaced another one and was already past then (domain §4.4)."""

    minutes: int
    clock: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PendingReply:
    """A reply on its way: what `action` asked, the `event` of its letter, and when it may leave at the earliest."""

    action: str
    event: str
    leaves_at: datetime
    doubtful: bool = False
    """Nobody knows whether it left: a person decides in 往來紀錄."""
    incident: str | None = None
    """The incident whose letter it is; None: what she wrote in the case's own row."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """What an owner is reminded of beside the clocks. `law`: the limits of law that are warned of, in words.

    `law_ends_at`: when the first limit ends that runs, warned of or not; `look_at`: when any of this changes next."""

    law: str | None = None
    law_ends_at: datetime | None = None
    silence: str | None = None
    """How long a supplier or carrier has kept us waiting, once that is too long."""
    look_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Climb:
    """How far a case has come on the ladder of its priority (policy/ladder.py).

    `steps`: those that were reached, each with the rung that hears of it, blank where it was passed over. `owed`: those
    of which nobody was told yet; `look_at`: when there is something to tell again. `raised`: when it rose above its
    owner, for 升級率."""

    steps: Mapping[str, str] = field(default_factory=dict)
    owed: tuple[str, ...] = ()
    look_at: datetime | None = None
    raised: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What the desk filled in by itself, by field, out of an order and out of 團購檔期; what is a person's word or the
    customer's own is in neither. `order`: the order's number, or its key if it has none."""

    order: str | None = None
    by_order: Mapping[str, Value] = field(default_factory=dict)
    by_campaign: Mapping[str, Value] = field(default_factory=dict)
    order_notice: str | None = None
    group_notice: str | None = None
    """What the organiser should look at, as 系統提醒 tells it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One decision on one field of one case, with the reason that the audit trail keeps."""

    case: str
    field: str
    value: Any
    why: str


PARTS: dict[str, type[Target | PendingReply | Reminders | Filled | Climb]] = {
    "first_target": Target,
    "solution_target": Target,
    "reply": PendingReply,
    "reminders": Reminders,
    "filled": Filled,
    "climb": Climb,
}
"""Fields of a case that hold more than one value."""


def with_parts(plain: dict[str, Any]) -> dict[str, Any]:
    """Fields as the ledger tells them, with the parts made. Raises TypeError if one has a value that this version doesn't
    know."""
    return plain | {
        name: _part(PARTS[name], plain[name]) for name in PARTS.keys() & plain.keys() if plain[name] is not None
    }


def _part(kind: type[Any], plain: Mapping[str, Any]) -> Any:
    """Most cases have one of a few targets and have come up the same steps: those are one object in all of them, 700 bytes a
    case less."""
    if kind is Target:
        return target(**plain)
    if kind is Climb and plain.get("steps"):
        return Climb(**{**plain, "steps": _steps(tuple(plain["steps"].items()))})
    return kind(**plain)


@lru_cache(maxsize=1024)
def target(minutes: int, clock: str, since: datetime | None = None) -> Target:
    """A target, the same object for the same values."""
    return Target(minutes, intern(clock), since)


@lru_cache(maxsize=1024)
def _steps(items: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {intern(key): intern(rung) for key, rung in items}


def is_open(case: Case) -> bool:
    """Does somebody still owe work on it?"""
    return case.status not in DONE


def time_received(case: Case) -> datetime | None:
    """收件時間; None where it is blank or a person typed what isn't a time."""
    return case.received_at if isinstance(case.received_at, datetime) else None


def contact_of(case: Case) -> str | None:
    """The shortest thing that names the customer."""
    return case.customer or case.nickname or case.email or case.phone or case.line
