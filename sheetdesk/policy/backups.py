"""Which copies of the desk are kept as they grow old. Pure.

The newest of each day, week and month stays, as many of them as config.yaml says; months end at 24, for then personal
data is masked in the desk itself (domain §9), and no copy may outlive that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

FORMAT = "%Y-%m-%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Keep:
    """How many days, weeks (from Monday) and months that have a copy keep their newest."""

    days: int
    weeks: int
    months: int


def name_of(taken_at: datetime) -> str:
    """The folder of a copy taken at this wall time: sorted by name, copies stand in order of time."""
    return taken_at.strftime(FORMAT)


def taken_at(name: str) -> datetime | None:
    """The wall time in a folder's name; None if no copy is ever named so."""
    try:
        found = datetime.strptime(name, FORMAT)
    except ValueError:
        return None
    return found if name_of(found) == name else None


def to_thin(names: Iterable[str], keep: Keep) -> list[str]:
    """Those that may go, oldest first. The newest of all always stays, and names that aren't ours are no concern."""
    moments = {moment: name for name in names if (moment := taken_at(name)) is not None}
    newest_first = sorted(moments, reverse=True)
    kept = {
        *newest_first[:1],
        *_newest_of_each(newest_first, lambda at: at.date(), keep.days),
        *_newest_of_each(newest_first, lambda at: at.isocalendar()[:2], keep.weeks),
        *_newest_of_each(newest_first, lambda at: (at.year, at.month), keep.months),
    }
    return [moments[moment] for moment in reversed(newest_first) if moment not in kept]


def _newest_of_each(newest_first: list[datetime], span: Callable[[datetime], object], most: int) -> Iterator[datetime]:
    seen: set[object] = set()
    for moment in newest_first:
        if span(moment) in seen:
            continue
        seen.add(span(moment))
        if len(seen) > most:
            return
        yield moment
