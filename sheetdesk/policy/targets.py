"""Which target one internal clock obeys, and the clock that follows from it (domain §4.4, 4.5). Border: one clock at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sheetdesk.model.case import Target
from sheetdesk.policy.clock import Clock
from sheetdesk.policy.hours import Calendar
from sheetdesk.policy.pauses import NO_PAUSES, Pauses
from sheetdesk.policy.policies import Goal

GRACE_MIN = 30
"""What a clock gets at most when its new target is already past."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What is known of one clock before its target is settled."""

    what: str
    goal: Goal | None
    stored: Target | None
    start: datetime
    ended: bool
    """Met: the target that was in force then stays, whatever the case becomes."""
    halved: bool = False
    pauses: Pauses = NO_PAUSES

    def clock(self, target: Target, calendar: Calendar) -> Clock:
        """The clock under `target`."""
        start, minutes = self.start, -(-target.minutes // 2) if self.halved else target.minutes
        if target.since and target.since > start:
            start, minutes = target.since, min(GRACE_MIN, minutes)
        return Clock(self.what, start, minutes, target.clock, calendar, self.pauses.ended())

    def is_past(self, clock: Clock, now: datetime) -> bool:
        """Is its time used up? A pause that lasts doesn't use any."""
        lasting = self.pauses.lasting()
        return clock.due <= now and (lasting is None or clock.due < lasting.begin)

    def target(self, calendar: Calendar, now: datetime, known: bool) -> Target | None:
        """The target in force. `known`: the case was judged before, so a new target is a change of an old one.

        A new one applies from the old start, late or not; one that is already past when it comes gets its grace from
        now on (domain §4.4), and the next pass finds it stored as it is."""
        if self.ended and self.stored:
            return self.stored
        fresh = self.goal.target(calendar) if self.goal else None
        if fresh is None or _equal(fresh, self.stored):
            return self.stored if fresh else None
        if known and not self.ended and self.is_past(self.clock(fresh, calendar), now):
            return replace(fresh, since=now)
        return fresh

    def settle(self, calendar: Calendar, now: datetime, known: bool) -> Settled:
        """The clock under the target in force."""
        target = self.target(calendar, now, known)
        changed = known and not _equal(target, self.stored)
        if target is None:
            return Settled(self, changed=changed)
        clock = self.clock(target, calendar)
        stands = self.pauses.lasting() is not None and not self.is_past(clock, now)
        return Settled(self, target, clock, None if stands else clock.due, not (stands or self.ended), changed)


@dataclass(frozen=True, slots=True)
class Settled:
    """One clock with its target settled."""

    timing: Timing
    target: Target | None = None
    clock: Clock | None = None
    due: datetime | None = None
    """None while the clock is paused: until the case goes on nobody can say."""
    runs: bool = False
    """It can still be missed."""
    changed: bool = False
    """Its target replaced another one in this very pass."""


def _equal(one: Target | None, other: Target | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.minutes, one.clock) == (other.minutes, other.clock)
