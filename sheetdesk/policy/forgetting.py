"""What is left of a customer who asked to be forgotten, and how she is known if an old row brings her back. Pure.

Her case stays, for figures and for the law's six months; who she was and what she wrote does not (domain §9)."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sheetdesk.model.case import DONE, Case, is_open
from sheetdesk.model.message import Letter
from sheetdesk.model.values import Value
from sheetdesk.policy.additions import ENTRY, FROM, without_entry
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.debts import PAID, payable_of
from sheetdesk.policy.fold import fold
from sheetdesk.policy.status import open_promise

GONE = "（已依本人要求刪除）"
"""What stands where her words stood."""

TIME = len("11/24 10:05")
"""So an entry of 新訊息 begins."""

SURE = ("email", "phone", "line")
"""Keys that are one person's alone, wherever they turn up; a name or a nickname may be anybody's."""

_KEPT = (
    "number", "received_at", "source", "group_no", "product", "quantity", "pickup", "received_on", "supplier",
    "carrier", "form_category", "merged_into", "merged_to", "nature", "category", "subcategory", "priority", "owner",
    "handler", "first_reply_due", "solution_due", "promise_due", "light", "first_target", "solution_target", "status",
    "status_log", "auto_replied_at", "first_reply_at", "resolved_at", "first_resolved_at", "closed_at", "reopened_at",
    "reopen_count", "rating", "rated_at", "survey_cycle", "survey_sent_at", "reminded_cycle", "trial_cycles",
    "reply_count", "last_reply_at", "first_seen_at", "by_hand",
)  # fmt: skip
"""Facts that tell what happened and not to whom."""

PEOPLES_KEPT = ("remedy", "amount", "liability", "paid_by", "refund_status")
"""Of what people fill in, what the shop's books need: it tells of money, not of her."""


def forgotten(case: Case, now: datetime, word: str = GONE) -> Case:
    """The case without the customer: closed in silence, and looked at by no job any more. `word` stands for her words."""
    facts = {name: getattr(case, name) for name in (*_KEPT, *PEOPLES_KEPT)}
    known = {name: value for name, value in facts.items() if isinstance(getattr(case, name), datetime) or value}
    received_at = case.received_at if isinstance(case.received_at, datetime) else case.first_seen_at
    left = replace(
        Case(**known),
        received_at=received_at,
        reopen_count=case.reopen_count,
        customer=word,
        text=word,
        silent=True,
        forgotten_at=now,
        survey_cycle=case.reopen_count,
    )
    if left.status in DONE:
        return left
    log = (*left.status_log, (now, "已結案"))
    return replace(left, status="已結案", status_log=log, closed_at=now, light=None)


def unfinished(case: Case) -> str | None:
    """What is still to be done for her, and won't be once she is forgotten; None if nothing is."""
    payable = payable_of(case)
    owed = [] if payable is None or payable["refund_status"] == PAID else [_refund_owed(case)]
    owed += ["還沒補寄"] if open_promise(case) == "待補寄" else []
    if owed:
        return "、".join(owed)
    return f"還沒處理完（{case.status}）" if is_open(case) and case.merged_to is None else None


def _refund_owed(case: Case) -> str:
    amount = case.amount
    said = "金額沒有填" if not amount else f"{amount:g} 元" if isinstance(amount, float | int) else str(amount)
    return f"還沒退款（{said}）"


def without_words(letter: Letter, word: str = GONE) -> Letter:
    """A letter of which only is known that there was one."""
    return replace(letter, recipient=word, subject=word, text=word, marked=None, html=None, hold=None, pictures=())


def is_meant(case: Case, keys: Iterable[str], name: str) -> bool:
    """Is this a case of whom somebody names by a mail address, a phone or LINE id (`keys`), or by a `name`?"""
    if not set(keys).isdisjoint(keys_of(case)):
        return True
    return any(fold(said) == name for said in (case.customer, case.nickname, case.line) if said)


def keys_of(case: Case) -> tuple[str, ...]:
    """All by which the case's customer is known for sure."""
    return _sure(person_keys(email=case.email, phone=case.phone, line=case.line))


def hers_in(case: Case, numbers: Container[str], keys: Collection[str]) -> list[Mapping[str, Value]]:
    """What stands in 新訊息 of somebody else's case and is hers: it bears one of her keys, or came with a case of hers."""

    def known_by(said: Mapping[str, Value]) -> tuple[str, ...]:
        return _sure(person_keys(email=said.get("email"), phone=said.get("phone"), line=said.get("line")))

    return [kept for kept in case.joined if kept.get(FROM) in numbers or not set(keys).isdisjoint(known_by(kept))]


def without_hers(case: Case, hers: Iterable[Mapping[str, Value]]) -> Case:
    """Somebody else's case without what she wrote there; that and when she wrote stays."""
    for kept in hers:
        case = without_entry(case, kept, f"{str(kept.get(ENTRY, ''))[:TIME]} {GONE}")
    return case


def keys_named(text: str) -> tuple[str, ...]:
    """The keys that somebody may mean who types `text`."""
    return _sure(person_keys(email=text, phone=text, line=text))


def mark_of(secret: bytes, word: str) -> str:
    """A key as it is kept: told to nobody who hasn't the desk's own secret."""
    return hmac.new(secret, word.encode(), sha256).hexdigest()[:40]


def row_word(key: str) -> str:
    """What a form's row is kept as."""
    return f"row|{key}"


def keys_in(answer: Answer) -> tuple[str, ...]:
    """All by which whoever sent the answer is known for sure."""
    said: Mapping[str, Value] = answer.fields
    return _sure(person_keys(email=said.get("email"), phone=said.get("phone"), line=said.get("line")))


def marks_in(secret: bytes, answer: Answer) -> tuple[str, ...]:
    """By which marks an answer would be known again: its own row's first."""
    return tuple(mark_of(secret, word) for word in (row_word(answer.key), *keys_in(answer)))


def is_forgotten(answer: Answer, marks: Iterable[str], since: Mapping[str, datetime]) -> bool:
    """Was it sent before the customer was forgotten? Who writes again later is a customer like any other."""
    own, *persons = marks
    if own in since:
        return True
    times = [since[mark] for mark in persons if mark in since]
    return bool(times) and (answer.submitted_at is None or answer.submitted_at <= max(times))


def _sure(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key.partition(":")[0] in SURE)
