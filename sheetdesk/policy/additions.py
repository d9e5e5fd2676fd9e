"""What a customer writes later: put on top of 新訊息, and taken out again where it didn't belong. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.arrival import FORM_FIELDS
from sheetdesk.policy.people import told
from sheetdesk.policy.source import read_source
from sheetdesk.policy.status import after_customer_wrote
from sheetdesk.policy.suggestion import is_unsolved
from sheetdesk.policy.wording import one_line

MOST_KEPT = 20
"""Answers of one case that can still be taken out again; a case with more is a talk that nobody splits."""

ENTRY, AT, KEY, FROM = "entry", "at", "key", "from"
"""What is kept of a joined answer beside what it says: its lines in 新訊息, its time, its form row, its case if merged."""

NAMED = ("group_no", "order_no", "product")
"""Shown where the answer says something else than the case does."""

FACT_LIMIT = 40

FRESH = timedelta(hours=24)
"""No automatic letter leaves by itself for what a customer wrote longer ago (design §5)."""


def entry_of(case: Case, facts: Mapping[str, Value], at: datetime, zone: ZoneInfo) -> str:
    """「11/24 10:05 蓋子也裂了」, with the 團號, order or product that the case doesn't name."""
    others = [
        f"〔{CASES.column(name).title}：{one_line(str(said), FACT_LIMIT)}〕"
        for name in NAMED
        if (said := facts.get(name)) is not None and told(said) not in (None, told(getattr(case, name)))
    ]
    words = [str(facts[name]) for name in ("text", "attachments") if facts.get(name) is not None]
    return f"{at.astimezone(zone):%m/%d %H:%M} {'　'.join([*others, *words])}".strip()


def with_addition(case: Case, entry: str, facts: Mapping[str, Value], at: datetime, now: datetime) -> Case:
    """The case once an answer joined it: it ends 等客人, reopens what was resolved, and wants the short note."""
    written = after_customer_wrote(with_entry(case, entry, {**facts, AT: at}), now)
    heard_at = max(at, case.heard_at) if case.heard_at is not None else at
    said = facts.get("text")
    asks_on = case.proposed_answer is not None and is_unsolved(str(said) if said is not None else None)
    return replace(written, heard_at=heard_at, thanks="due", unsolved_at=at if asks_on else case.unsolved_at)


def with_entry(case: Case, entry: str, facts: Mapping[str, Value]) -> Case:
    """The case with one more entry on top of 新訊息, and what is needed to take it out again."""
    kept = {name: value for name, value in {**facts, ENTRY: entry}.items() if value is not None}
    additions = "\n".join(filter(None, (entry, case.additions)))
    return replace(case, additions=additions, joined=(*case.joined, kept)[-MOST_KEPT:])


def newest(case: Case) -> Mapping[str, Value] | None:
    """The newest answer that joined and can be taken out; what came with a merged case is undone there."""
    return next((kept for kept in reversed(case.joined) if FROM not in kept), None)


def nothing_to_split(case: Case) -> str:
    """Why there is nothing that 拆成新單 could take out, and what to do instead."""
    merged = [str(kept[FROM]) for kept in case.joined if FROM in kept]
    if merged:
        return f"「新訊息」裡的是併進來的，要分開請清空 {'、'.join(merged)} 的「併入案件」"
    return "「新訊息」裡沒有客人後來填的單；要另開一件，請在最後一列下面打一列新的"


def without_entry(case: Case, kept: Mapping[str, Value], instead: str | None = None) -> Case:
    """The case without that entry, with a line instead of it if there is one to be read."""
    entry, said = str(kept.get(ENTRY, "")), f"\n{case.additions or ''}\n"
    put = f"\n{instead}\n" if instead else "\n"
    additions = said.replace(f"\n{entry}\n", put, 1).strip("\n")
    return replace(case, additions=additions or None, joined=tuple(one for one in case.joined if one is not kept))


def take_out(case: Case, kept: Mapping[str, Value], number: str, now: datetime, zone: ZoneInfo) -> tuple[Case, Case]:
    """The case without that answer, and the new case that the answer is: with all that she said in it."""
    said = {name: value for name in FORM_FIELDS if (value := kept.get(name)) is not None}
    said["source"], _ = read_source(kept.get("source"))
    at = kept.get(AT)
    received_at = at if isinstance(at, datetime) else now
    stale = now - received_at >= FRESH
    own = Case(
        number=number,
        received_at=received_at,
        first_seen_at=now,
        status="待處理",
        status_log=((received_at, "待處理"),),
        receipt="due",
        receipt_hold="填單超過 24 小時，收件通知先不寄；要寄請在「決定」選重寄" if stale else None,
        outcome=f"✅{now.astimezone(zone):%m/%d %H:%M} 從 {case.number} 拆出來的新單",
        **said,  # type: ignore[arg-type]
    )
    line = f"{received_at.astimezone(zone):%m/%d %H:%M} 的訊息已拆成新單 {number}"
    left = without_entry(case, kept, line)
    return replace(
        left, split=False, thanks=None, outcome=f"✅{now.astimezone(zone):%m/%d %H:%M} 已拆成新單 {number}"
    ), own
