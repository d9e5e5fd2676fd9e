"""What has left before, counted forward while more leaves. Border: pure; the ledger tells what left until now."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.model.message import WEBHOOK, Departure, Message
from sheetdesk.policy.sending import ANSWERING_KINDS, DAY, HOUR, STAFF_KINDS, UNASKED_KINDS, SendHistory

Counter = tuple[str, ...]
"""What is counted, and of whom."""


class Departures:
    """What left lately, of everybody; and all that ever left, of the cases that it was told of."""

    def __init__(self, recent: Iterable[Departure]) -> None:
        self._times: defaultdict[Counter, list[datetime]] = defaultdict(list)
        self._cases: set[str] = set()
        for departure in recent:
            self._count(_of_everybody(departure), departure.at)

    def unknown(self, cases: Iterable[str | None]) -> set[str]:
        """Those of `cases` that it was not told of."""
        return {case for case in cases if case is not None} - self._cases

    def learn(self, cases: Iterable[str], departures: Iterable[Departure]) -> None:
        """All that ever left of these cases."""
        self._cases.update(cases)
        for departure in departures:
            self._count(_of_its_case(departure), departure.at)

    def add(self, departure: Departure) -> None:
        """One more has left."""
        self._count([*_of_everybody(departure), *_of_its_case(departure)], departure.at)

    def take_back(self, departure: Departure) -> None:
        """It has not left after all."""
        for counter in (*_of_everybody(departure), *_of_its_case(departure)):
            times = self._times[counter]
            del times[bisect_left(times, departure.at)]

    def before(self, message: Message, now: datetime, zone: ZoneInfo) -> SendHistory:
        """What `may_send` asks of the past, but for the breaker. `zone`: the desk's."""
        case, whom = message.letter.case or "", message.letter.recipient
        unasked, oldest_unasked = self._after(("unasked", whom), now - DAY)
        recipients, oldest = self._after(("channel", message.channel), now - DAY)
        return SendHistory(
            receipts_of_case=len(self._times.get(("receipt of case", case), ())),
            automatic_of_case=len(self._times.get(("automatic of case", case), ())),
            receipts_today=self._after(("receipt", whom), _before_today(now, zone))[0],
            unasked_last_day=unasked,
            oldest_unasked_at=oldest_unasked,
            recipients_last_day=recipients,
            oldest_sent_at=oldest,
            automatic_last_hour=self._after(("automatic",), now - HOUR)[0],
            alarms_last_hour=self._after(("alarm", whom), now - HOUR)[0],
            released=message.released,
        )

    def _count(self, counters: Iterable[Counter], at: datetime) -> None:
        for counter in counters:
            insort(self._times[counter], at)

    def _after(self, counter: Counter, moment: datetime) -> tuple[int, datetime | None]:
        """How many left after that moment, and when the first of them."""
        times = self._times.get(counter, [])
        first = bisect_right(times, moment)
        return len(times) - first, times[first] if first < len(times) else None


def lately(now: datetime, zone: ZoneInfo) -> datetime:
    """What left after this has to be known to send at `now` or later."""
    return min(now - DAY, _before_today(now, zone))


def _before_today(now: datetime, zone: ZoneInfo) -> datetime:
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return midnight - timedelta(microseconds=1)


def _of_everybody(departure: Departure) -> list[Counter]:
    counters: list[Counter] = [("channel", departure.channel)]
    if departure.automatic and departure.channel != WEBHOOK:  # it is mail that may run in a loop
        counters.append(("automatic",))
    if departure.kind == "alarm":
        counters.append(("alarm", departure.recipient))
    if departure.kind in ANSWERING_KINDS:
        counters.append(("receipt", departure.recipient))
    if departure.kind in UNASKED_KINDS:
        counters.append(("unasked", departure.recipient))
    return counters


def _of_its_case(departure: Departure) -> list[Counter]:
    if departure.case is None:
        return []
    counters: list[Counter] = []
    if departure.kind == "receipt":
        counters.append(("receipt of case", departure.case))
    if departure.automatic and departure.kind not in STAFF_KINDS:
        counters.append(("automatic of case", departure.case))
    return counters
