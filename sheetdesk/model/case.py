"""A case: one customer's matter, from the first message to the last."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sheetdesk.model.frozen import made_plain
from sheetdesk.model.values import Value

NATURES = ("客訴", "詢問", "建議", "稱讚")
PRIORITIES = ("緊急", "重要", "一般")
STATUSES = ("待處理", "處理中", "等客人", "等廠商", "等物流", "待補寄", "待退款", "已解決", "已結案", "無效")
SOURCES = ("表單", "電話", "LINE", "Email", "社群", "面交", "平台")
REMEDIES = ("退貨", "換貨", "補寄", "退款", "折扣", "退貨運費", "說明", "致歉")
UNCLASSED = "待分類"

PAUSING = ("等客人", "等廠商", "等物流")
DONE = ("已解決", "已結案", "無效")


@dataclass(frozen=True, slots=True)
class Target:
    """How long a clock may run, on which clock (營業 or 全天), and since when it is in force.

    `since` is None unless the target replaced another one and was already past then (domain §4.4)."""

    minutes: int
    clock: str
    since: datetime | None = None


@made_plain
@dataclass(frozen=True, slots=True)
class Case:
    """Everything known of one case. Fields that bear a column's key are what its cell shows.

    A field named in `proposed` was set by a person; what the machine would say waits there."""

    number: str
    # what the customer or a person gave
    received_at: datetime | str | None = None
    source: str | None = None
    customer: str | None = None
    nickname: str | None = None
    email: str | None = None
    phone: str | None = None
    line: str | None = None
    group_no: str | None = None
    order_no: str | None = None
    product: str | None = None
    quantity: str | None = None
    pickup: str | None = None
    received_on: date | str | None = None
    wish: str | None = None
    supplier: str | None = None
    carrier: str | None = None
    tracking_no: str | None = None
    text: str | None = None
    additions: str | None = None
    attachments: str | None = None
    form_category: str | None = None
    # judgement
    nature: str | None = None
    category: str | None = None
    subcategory: str | None = None
    priority: str | None = None
    tags: str | None = None
    why: str | None = None
    alarm: str | None = None
    owner: str | None = None
    handler: str | None = None
    # clocks
    first_reply_due: datetime | None = None
    solution_due: datetime | None = None
    promise_due: datetime | None = None
    light: str | None = None
    next_step: str | None = None
    how_counted: str | None = None
    first_target: Target | None = None
    solution_target: Target | None = None
    # progress
    status: str | None = None
    status_log: tuple[tuple[datetime, str], ...] = ()
    auto_replied_at: datetime | None = None
    first_reply_at: datetime | str | None = None
    resolved_at: datetime | None = None
    first_resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    reopen_count: int = 0
    # what people write beside it
    remedy: str | None = None
    follow_up: date | str | None = None
    note: str | None = None
    amount: float | int | str | None = None
    liability: str | None = None
    paid_by: str | None = None
    cause: str | None = None
    resend_no: str | None = None
    refund_status: str | None = None
    # what the desk says to the organiser
    summary: str | None = None
    outcome: str | None = None
    notice: str | None = None
    # how it came in
    first_seen_at: datetime | None = None
    by_hand: bool = False
    silent: bool = False
    """Came in before `live_from`: closed at once, no receipt, clock, survey or alarm."""
    receipt: str | None = None
    """due (send_receipts has to decide), decided, or None (none is wanted)."""
    receipt_hold: str | None = None
    """Why a person has to release the receipt first."""
    refusal: str | None = None
    """Why the last change of status was put back."""
    remarks: tuple[str, ...] = ()
    """What was odd about it when it came in."""
    left_alone: tuple[str, ...] = ()
    """Machine columns that somebody kept changing back today."""
    owner_notice: str | None = None
    """What is odd about its owner."""
    unassigned: bool = False
    """Nobody takes it: it went to the desk's lead."""
    next_look_at: datetime | None = None
    proposed: dict[str, Value] = field(default_factory=dict)

    def to_plain_dict(self) -> dict[str, Any]:
        """Fields that differ from their default, for the ledger."""
        facts = zip(_DEFAULTS.items(), _all_of(self), strict=True)
        plain = {name: value for (name, default), value in facts if value is not default and value != default}
        for name in TARGETS:
            if name in plain:
                plain[name] = {slot: getattr(plain[name], slot) for slot in Target.__slots__}
        return plain

    @classmethod
    def from_plain_dict(cls, plain: dict[str, Any]) -> Case:
        """Reverse of `to_plain_dict`; keys that this version doesn't know are passed over."""
        values = {name: value for name, value in plain.items() if name in _DEFAULTS}
        for name in TARGETS:
            if values.get(name) is not None:
                values[name] = Target(**values[name])
        return cls(**values)


TARGETS = ("first_target", "solution_target")
_all_of = attrgetter(*(f.name for f in fields(Case)))
_DEFAULTS = {f.name: getattr(Case(""), f.name) for f in fields(Case)}


@dataclass(frozen=True, slots=True)
class Change:
    """One decision on one field of one case, with the reason that the audit trail keeps."""

    case: str
    field: str
    value: Any
    why: str


def is_open(case: Case) -> bool:
    """Does somebody still owe work on it?"""
    return case.status not in DONE


def time_received(case: Case) -> datetime | None:
    """收件時間; None where it is blank or a person typed what isn't a time."""
    return case.received_at if isinstance(case.received_at, datetime) else None


def contact_of(case: Case) -> str | None:
    """The shortest thing that names the customer."""
    return case.customer or case.nickname or case.email or case.phone or case.line
