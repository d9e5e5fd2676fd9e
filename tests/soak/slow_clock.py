"""Deadlines counted minute by minute, from the words of the trade and a list of Taiwan's office days: slow, and sharing
nothing with the desk's own counting.

Border: it is given what happened to a case (when it began, which status when, which target was in force), and counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from sheetdesk.model.case import Case, Target
from tests.fakes.google_hands import TAIPEI

MINUTE = timedelta(minutes=1)
OPEN = (range(9 * 60, 12 * 60), range(13 * 60, 18 * 60))
A_DAY = 8 * 60
DAYS = Path(__file__).parent.parent / "data" / "tw_office_days_2022_2027.txt"
WAITS, CAPPED, ENDED = ("等客人", "等廠商", "等物流"), ("等廠商", "等物流"), ("已解決", "已結案", "無效")
LONGEST = 60 * 24 * 60
"""Minutes after which a walk that found no end has gone astray."""


def usual_targets(case: Case) -> tuple[Target, Target]:
    """First reply and solution as domain §4 gives them to a case of the form."""
    if case.priority == "緊急":
        return Target(15, "全天"), Target(24 * 60, "全天")
    if case.priority == "重要":
        return Target(60, "營業"), Target(24 * 60, "全天")
    if "詢問" in (case.category, case.nature):
        return Target(4 * 60, "營業"), Target(24 * 60, "全天")
    return Target(24 * 60, "全天"), Target(72 * 60, "全天")


def begin_of(case: Case) -> datetime:
    """The customer's first message, never later than first seen."""
    known = [at for at in (case.received_at, case.first_seen_at) if isinstance(at, datetime)]
    return _whole(min(known))


def first_reply_due(case: Case) -> datetime:
    """Nothing pauses this clock, and reopening doesn't start it anew."""
    assert case.first_target is not None
    return _walked(begin_of(case), case.first_target, case.first_target.minutes, set())


def solution_due(case: Case, now: datetime) -> datetime | None:
    """None while the clock stands still."""
    assert case.solution_target is not None
    begin = begin_of(case)
    minutes = case.solution_target.minutes
    if case.reopened_at is not None and _whole(case.reopened_at) > begin:
        begin, minutes = _whole(case.reopened_at), (minutes + 1) // 2
    still, stands = _still(case, begin, _whole(now))
    due = _walked(begin, case.solution_target, minutes, still)
    return None if stands and (not still or due > max(still)) else due


def _walked(begin: datetime, target: Target, minutes: int, still: set[datetime]) -> datetime:
    if target.since is not None and _whole(target.since) > begin:
        begin, minutes = _whole(target.since), min(30, minutes)
    at, left = begin, minutes
    for _ in range(LONGEST):
        if left == 0:
            return at
        left -= at not in still and (target.clock == "全天" or works(at))
        at += MINUTE
    raise AssertionError(f"no end after {LONGEST} minutes from {begin}")


def _still(case: Case, begin: datetime, now: datetime) -> tuple[set[datetime], bool]:
    """Every minute in which the solution clock stood still, up to `now`, and whether it stands still then."""
    left, still, stands = 2 * A_DAY, set(), False
    for status, since, until in _spans(case.status_log, now):
        for at in _minutes(max(since, begin), until):
            if status in CAPPED:
                if left == 0:
                    continue
                left -= works(at)
            still.add(at)
        if until == now and status in WAITS:
            stands = status not in CAPPED or left > 0
    return still, stands


def _spans(log: Sequence[tuple[datetime, str]], now: datetime) -> Iterator[tuple[str, datetime, datetime]]:
    known = sorted(((_whole(at), status) for at, status in log), key=lambda one: one[0])
    ends = [at for at, _ in known[1:]] + [now]
    for (since, status), until in zip(known, ends, strict=True):
        if status in WAITS:
            yield status, since, until


def _minutes(since: datetime, until: datetime) -> Iterable[datetime]:
    return (since + MINUTE * at for at in range(max(0, (until - since) // MINUTE)))


def works(at: datetime) -> bool:
    """Is somebody at work in the minute that begins then?"""
    wall = at.astimezone(TAIPEI)
    return _worked(wall.date()) and any(wall.hour * 60 + wall.minute in hours for hours in OPEN)


@cache
def _worked(day: date) -> bool:
    """Of a weekend day that is worked the desk's opening hours say nothing: they are those of weekdays."""
    off, worked = _office_days()
    return day in worked or (day.weekday() < 5 and day not in off)


@cache
def _office_days() -> tuple[frozenset[date], frozenset[date]]:
    found: dict[str, set[date]] = {"off": set(), "worked": set()}
    for line in DAYS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            year, kind, *days = line.split()
            found[kind] |= {date.fromisoformat(f"{year}-{day}") for day in days}
    return frozenset(found["off"]), frozenset(found["worked"])


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)
