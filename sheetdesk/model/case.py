"""A case: one customer's matter, from the first message to the last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sheetdesk.model.case_parts import (
    DONE,
    NATURES,
    PARTS,
    PAUSING,
    PRIORITIES,
    REMEDIES,
    SOURCES,
    STATUSES,
    UNCLASSED,
    Change,
    Climb,
    Filled,
    PendingReply,
    Reminders,
    Target,
    contact_of,
    is_open,
    time_received,
    with_parts,
)
from sheetdesk.model.frozen import made_plain
from sheetdesk.model.values import Value, nothing

__all__ = ["DONE", "NATURES", "PAUSING", "PRIORITIES", "REMEDIES", "SOURCES", "STATUSES", "UNCLASSED"]
__all__ += ["Case", "Change", "Filled", "PendingReply", "Reminders", "Target", "contact_of", "is_open", "time_received"]


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
    # what she wrote later, and who she is
    joined: tuple[Mapping[str, Value], ...] = ()
    """The last answers that joined it, the newest at the end: entry of 新訊息, form row, and what each said."""
    heard_at: datetime | None = None
    """When the customer last wrote after the first message."""
    thanks: str | None = None
    thanked_at: datetime | None = None
    """due (acknowledge_additions has to decide on the short note), or None; when the last one was decided."""
    split: bool = False
    """拆成新單 was asked for and isn't carried out yet."""
    merged_into: str | None = None
    merged_to: str | None = None
    merge_refusal: str | None = None
    """What a person typed into 併入案件; the case in which this one counts since; why it is not carried out."""
    visit: str | None = None
    tier: str | None = None
    """「第3次・上次 4/2 物流」: how often this customer has come, and the time before; her 等級, as the tab 客人 says it."""
    parcel_why: str | None = None
    proposed_answer: str | None = None
    unsolved_at: datetime | None = None
    """From which of her words 物流單號 was taken, what the receipt answered by itself, when she said that it didn't help."""
    purchase: str | None = None
    filled: Filled | None = None
    nature: str | None = None
    category: str | None = None
    subcategory: str | None = None
    priority: str | None = None
    tags: str | None = None
    why: str | None = None
    alarm: str | None = None
    incident: str | None = None
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
    reminders: Reminders | None = None
    climb: Climb | None = None
    escalation_level: str | None = None
    """What was told of its clocks, and the highest of those above its owner who heard of it."""
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
    """How often it was reopened; so it also tells which resolution cycle this is, the first being 0."""
    # what the customer says of it afterwards
    rating: int | None = None
    customer_comment: str | None = None
    rated_at: datetime | None = None
    """When the answer was given that counts."""
    low_rating: str | None = None
    """What was wrong, in words, while no person has answered the customer since."""
    low_rating_at: datetime | None = None
    rating_alarmed_at: datetime | None = None
    """The `low_rating_at` that the organiser was told of."""
    rating_due: datetime | None = None
    """By when a person answers a bad rating (policy/ratings.answer_due)."""
    survey_cycle: int | None = None
    """The resolution cycle of which it is settled whether a closing letter goes out."""
    survey_withheld: str | None = None
    """Why no letter went out so far, as 寄送結果 told it."""
    survey_sent_at: datetime | None = None
    reminded_cycle: int | None = None
    trial_cycles: tuple[int, ...] = ()
    """Resolution cycles whose closing letter was one of the trial: its rating counts in no figure."""
    aftercare_at: datetime | None = None
    """When a resolved case has to be looked at next: for its closing letter, or to be closed."""
    # the reply that people ask for in the row (design §2, request)
    reply_template: str | None = None
    reply_text: str | None = None
    action: str | None = None
    """What she asks to be done with them, as long as it isn't done."""
    undone: str | None = None
    """動作 as it stood when the ledger was rebuilt: never carried out, it stands until she empties it."""
    preview: str | None = None
    reply: PendingReply | None = None
    held: str | None = None
    """The question in 待辦 that has to be answered before the reply may leave."""
    reply_count: int = 0
    """Human replies that really left, or were made elsewhere."""
    last_reply_at: datetime | None = None
    """When the customer last heard from a person."""
    too_silent_at: datetime | None = None
    """When the customer will have heard nothing for too long; None, too, once it was asked what to tell her."""
    progress_at: datetime | None = None
    """When the last progress letter was written."""
    progress_told: tuple[str, ...] = ()
    """Lines of 備註 that the customer was told."""
    progress_day: date | None = None
    """The day that she was told to hear again."""
    corrected: str | None = None
    """That a letter of ours said something wrong, as 系統提醒 tells it until 發生原因 does."""
    progress_notice: str | None = None
    """What is missing to tell her something."""
    follow_up_notice: str | None = None
    carried_out: dict[str, Value] = field(default_factory=nothing)
    """Request cells that were done, with what they showed then: emptied for as long as they still show it."""
    by_form: dict[str, tuple[Value, ...]] = field(default_factory=nothing)
    """Cells of people that the staff form filled in: what it put there, the newest last (desk/staff_obey.py)."""
    asked_by: str | None = None
    """Who asked for `action` through the staff form."""
    staff_turn: int = 0
    """How many answers of the staff form were obeyed: of each the token is a used one."""
    form_notice: str | None = None
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
    refund_last_five: str | None = None
    """The end of the account that she gave in the refund form; the whole of it is never known here."""
    refunded_at: datetime | None = None
    """When it was first seen to be 已退款."""
    refund_notice: str | None = None
    no_survey: str | None = None
    # what the desk says to the organiser
    summary: str | None = None
    outcome: str | None = None
    notice: str | None = None
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
    exposed: tuple[str, ...] = ()
    """Where an account's number stands that a person has to take out, as 系統提醒 tells it."""
    left_alone: tuple[str, ...] = ()
    """Machine columns that somebody kept changing back today."""
    owner_notice: str | None = None
    """What is odd about its owner."""
    unassigned: bool = False
    """Nobody takes it: it went to the desk's lead."""
    forgotten_at: datetime | None = None
    """When the customer was forgotten (`sheetdesk forget`): who she was is not known any more."""
    next_look_at: datetime | None = None
    next_due: datetime | None = None
    proposed: dict[str, Value] = field(default_factory=nothing)

    def to_plain_dict(self) -> dict[str, Any]:
        """Fields that differ from their default, for the ledger."""
        facts = zip(_DEFAULTS.items(), _all_of(self), strict=True)
        plain = {name: value for (name, default), value in facts if value is not default and value != default}
        for name, kind in PARTS.items():
            if name in plain:
                plain[name] = {slot: getattr(plain[name], slot) for slot in kind.__slots__}
        return plain

    @classmethod
    def from_plain_dict(cls, plain: dict[str, Any]) -> Case:
        """Reverse of `to_plain_dict`; keys that this version doesn't know are passed over."""
        return cls(**with_parts({name: value for name, value in plain.items() if name in _DEFAULTS}))


_all_of = attrgetter(*(f.name for f in fields(Case)))
_DEFAULTS = {f.name: getattr(Case(""), f.name) for f in fields(Case)}
