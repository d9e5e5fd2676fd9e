"""Time limits of law (domain §9): warnings that the shop configures, no advice; nothing pauses them. Pure.

消保法 §43: a complaint is handled within 15 days. §19-2: goods are fetched within 15 days after the customer's notice, and
money goes back within 15 days after they came back. The first day isn't counted, and the last one counts to its end
(民法 §120, §121)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sheetdesk.model.case import DONE, Case, time_received

COMPLAINT, RETURN, REFUND = "客訴", "退貨", "待退款"
HANDLED, FETCHED = "消保法第 43 條", "消保法第 19 條之 2"
AT_WORK = ("待處理", "處理中")

SLIP = timedelta(minutes=10)
"""待退款 that is set back to one of AT_WORK sooner was a slip of the thumb: nobody was promised money."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Whole days; None: that limit isn't watched. `warn_before`: so many days before its end a limit is warned of."""

    complaint: int | None = 15
    fetch: int | None = 15
    refund: int | None = 15
    warn_before: int = 3


USUAL = Terms()
"""As the law has it."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit that runs: which law, what it asks for, the last day of it, when it is warned of and when it is over."""

    law: str
    what: str
    last_day: date
    warns_at: datetime
    ends_at: datetime


def limits_of(case: Case, terms: Terms, zone: ZoneInfo) -> list[Limit]:
    """Those that run for this case, the earliest first; none once it is done."""
    if case.status in DONE or case.silent or case.merged_to is not None:
        return []
    found = [
        _limit(law, days, what, since.astimezone(zone).date(), terms.warn_before, zone)
        for law, days, what, since in _running(case, terms)
        if days is not None and since is not None
    ]
    return sorted(found, key=lambda limit: limit.last_day) if len(found) > 1 else found


@lru_cache(maxsize=1024)  # hundreds of cases begin on one day
def _limit(law: str, days: int, what: str, since: date, warn_before: int, zone: ZoneInfo) -> Limit:
    last_day = since + timedelta(days=days)
    ends = last_day + timedelta(days=1)
    moments = (datetime.combine(on, time(), zone) for on in (ends - timedelta(days=warn_before), ends))
    warns_at, ends_at = (moment.astimezone(UTC) for moment in moments)
    return Limit(law, f"{days} 天內要{what}", last_day, warns_at, ends_at)


def _running(case: Case, terms: Terms) -> Iterator[tuple[str, int | None, str, datetime | None]]:
    """The desk isn't told when goods came back: 待退款 says that money is owed. A case reopened is a new complaint."""
    told = time_received(case) or case.first_seen_at
    if case.nature == COMPLAINT:
        yield HANDLED, terms.complaint, "把客訴處理好", case.reopened_at or told
    owed = refund_owed_since(case)
    if owed is not None:
        yield FETCHED, terms.refund, "退款（從改成「待退款」算起）", owed
    elif RETURN in (case.subcategory, case.remedy):
        yield FETCHED, terms.fetch, "把退貨的商品取回", told


def refund_owed_since(case: Case) -> datetime | None:
    """Since when money is owed: it first became 待退款, which was no slip, and was neither resolved nor paid since."""
    if case.refund_status == "已退款":
        return None
    since = None
    for at, status in case.status_log:
        if status == REFUND:
            since = since or at
        elif status in ("已解決", "已結案") or (since and status in AT_WORK and at - since < SLIP):
            since = None
    return since
