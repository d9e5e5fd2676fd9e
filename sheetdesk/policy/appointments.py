"""Fixed times of a timetable, such as daily at 09:00: when one was last due, when it is next, and what was missed. Pure.

A slot is one moment at which such a job is due. Days are those of the desk's zone, whatever the host's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sheetdesk.model.appointment import Appointment

ONE_DAY = timedelta(days=1)


def moment_on(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of that day; aware UTC. Of an hour that comes twice the first, of one that is skipped an hour later."""
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def last_slot(one: Appointment, now: datetime, zone: ZoneInfo) -> datetime:
    """The newest slot until now, on its minute included; aware UTC."""
    return next(at for at in _slots(one, now, zone, -ONE_DAY) if at <= now)


def next_slot(one: Appointment, now: datetime, zone: ZoneInfo) -> datetime:
    """The first slot after now; aware UTC."""
    return next(at for at in _slots(one, now, zone, ONE_DAY) if at > now)


def counts_as_done(known: datetime | None, one: Appointment, now: datetime, zone: ZoneInfo) -> datetime:
    """The slot up to which all is done. Nothing `known`: a new job isn't done for the past.

    One that lies further ahead than the next was done while the clock went wrong: believed, the job would rest until
    the clock is there again. The next one itself may well be done already: the clock was put back a little."""
    if known is None or known > next_slot(one, now, zone):
        return last_slot(one, now, zone)
    return known


def _slots(one: Appointment, now: datetime, zone: ZoneInfo, step: timedelta) -> Iterator[datetime]:
    """From the day around now on, forwards or backwards."""
    first = now.astimezone(zone).date() - step
    days = (first + at * step for at in count())
    return (moment_on(day, one.minute, zone) for day in days if one.falls_on(day))
