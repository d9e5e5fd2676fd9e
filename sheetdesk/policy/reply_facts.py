"""What a reply may say beside what every letter knows: what people filled in in the case's row. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.policy import wording
from sheetdesk.policy.variables import MENDS

LIMIT = 60
"""Characters of a carrier's name or a parcel's number."""


def reply_facts(case: Case, asked: Collection[str], zone: ZoneInfo, now: datetime) -> dict[str, str]:
    """Every name of variables.REPLY but `words`; blank where the row says nothing, the carrier apart.

    Raises TemplateFault if one that is `asked` for can't be read, or is a day or a promise that is past."""
    if "promise" in asked and case.promise_due and case.promise_due <= now:
        said = wording.deadline(case.promise_due, zone)
        raise TemplateFault(f"答應客人的時間（{said}）已經過了", mend="換一個範本，或自己寫新的時間")
    return {
        "carrier": wording.one_line(case.carrier, LIMIT) or "物流公司",
        "tracking_no": wording.one_line(case.tracking_no, LIMIT),
        "order_no": wording.one_line(case.order_no, LIMIT),
        "resend_no": wording.one_line(case.resend_no, LIMIT),
        "amount": _amount(case.amount) if "amount" in asked else "",
        "follow_up": _day(case.follow_up, now.astimezone(zone).date()) if "follow_up" in asked else "",
    }


def _amount(value: float | int | str | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str) or value <= 0:
        raise TemplateFault(f"「補償金額」要是大於 0 的數字，現在是「{value}」", mend=MENDS["amount"])
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _day(value: date | str | None, today: date) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        raise TemplateFault(f"「下次跟進」不是日期：「{value[:20]}」", mend=MENDS["follow_up"])
    if value < today:
        raise TemplateFault(f"「下次跟進」{wording.day(value)} 已經過了", mend="改成之後的日期，例如明天")
    return wording.day(value)
