"""旺季模式: so much comes in that complaints go first and surveys and reports wait. When it begins and ends. Pure; the
ledger keeps it, so a restart changes nothing.

The domain gives no numbers. It begins with three times the usual day, and twenty at least, within 24 hours; it ends by
itself below half of that, and after two hours at the earliest: so a number that swings about a limit flaps nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sheetdesk.model.message import Message

WINDOW = timedelta(hours=24)
USUAL_DAYS = 28
"""Over so many days before that it is seen how much usually comes in."""
AT_LEAST_FOR = timedelta(hours=2)
ENDS_BELOW = 0.5

ON, OFF = "開", "關"
"""What 設定 may say; blank: by itself."""

SLOW_KINDS = ("survey", "survey_reminder", "report")
SLOW_SHARE = 4
"""Slow kinds leave while fewer than a quarter of the hour's automatic letters have left."""
LOOK_AGAIN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Terms:
    """config.yaml's `peak`. `at_least` 0: never by itself."""

    at_least: int = 20
    times_usual: float = 3


USUAL = Terms()


@dataclass(frozen=True, slots=True)
class Volume:
    """How many cases came in within the last 24 hours, and on a usual day before."""

    recent: int
    usual: float


@dataclass(frozen=True, slots=True)
class Peak:
    """That it is on, since when; `usual` as it was when it began, for a long peak would raise it."""

    since: datetime
    usual: float
    by_hand: bool = False


def peak_now(before: Peak | None, switch: str, volume: Volume, terms: Terms, now: datetime) -> Peak | None:
    """Whether it is on from now on. `switch`: what 設定 says."""
    if switch == OFF:
        return None
    if switch == ON:
        return before or Peak(now, volume.usual, by_hand=True)
    if before is None or before.by_hand:
        return Peak(now, volume.usual) if terms.at_least and volume.recent >= _limit(terms, volume.usual) else None
    calm = volume.recent < ENDS_BELOW * _limit(terms, before.usual)
    return None if calm and now - before.since >= AT_LEAST_FOR else before


def usual_of(before: int, oldest: datetime | None, since: datetime) -> float:
    """A day's usual number: of `before` cases that came before `since`, the first of them at `oldest`."""
    if oldest is None:
        return 0.0
    days = -(-(since - oldest) // timedelta(days=1))
    return before / min(USUAL_DAYS, max(1, days))


def slowed(message: Message, automatic_last_hour: int, per_hour: int) -> str | None:
    """Why a letter waits while it is on; None if it doesn't."""
    if message.kind not in SLOW_KINDS or message.released or automatic_last_hour * SLOW_SHARE < per_hour:
        return None
    return "旺季模式：這一小時先把額度留給收件通知和回覆，晚一點再寄"


def _limit(terms: Terms, usual: float) -> float:
    return max(terms.at_least, terms.times_usual * usual)
