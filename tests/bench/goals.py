"""What was to be reached, what was measured, and whether it is: judged here, shown by the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from tests.bench import names
from tests.bench.growth import exponent
from tests.bench.plan import LATENCY_MS, Plan
from tests.bench.result import Result, Results

A_WRITE = 2_000_000
"""Bytes that Google advises a request to hold at most."""
LINEAR = 1.1
"""An exponent up to here counts as linear: the fit is over three sizes."""


@dataclass(frozen=True, slots=True)
class Goal:
    """`measured` in words. `reached` is None for a figure that is told beside a goal and is none itself."""

    what: str
    measured: str
    reached: bool | None


class Judge:
    """The goals, looked up in the results of one plan."""

    def __init__(self, results: Results, plan: Plan) -> None:
        self.results, self.plan = results, plan

    def goals(self) -> Iterator[Goal]:
        yield from self._calls()
        yield from self._cpu()
        yield from self._growth()
        yield from self._flood()
        yield from self._races()
        yield self._bytes()
        yield from self._small_ones()

    def _calls(self) -> Iterator[Goal]:
        for what, work, most in (
            ("A pass that writes: two Sheets calls", names.ONE_NEW, 2),
            ("A pass with nothing to write: one", names.IDLE, 1),
        ):
            found = [one.sheet_calls for one in self.results.of(work, names.WARM)]
            said = f"{', '.join(map(str, found))} at {self._sizes(work)} open cases"
            yield Goal(what, said, max(found) <= most)

    def _cpu(self) -> Iterator[Goal]:
        size = self.plan.compared
        for work in (names.IDLE, names.ONE_NEW):
            ratio = self._over_limit(work, names.WARM, size)
            what = f"CPU of a warm pass ≤ 3 × the limit at {size:,} open cases: {work}"
            yield Goal(what, f"{ratio:.1f} ×", ratio <= 3)

    def _growth(self) -> Iterator[Goal]:
        for work in (names.IDLE, names.ONE_NEW):
            found = self.results.of(work, names.WARM)
            grows = exponent([one.size for one in found], [one.cpu_s for one in found])
            what = f"CPU grows linearly in open cases (exponent ≤ {LINEAR}): {work}"
            yield Goal(what, f"{grows:.2f} over {self._sizes(work)}", grows <= LINEAR)
        for work in (names.IDLE, names.ONE_NEW):
            with_it, without = (
                self._need(f"{work}, {state}", names.WARM, self.plan.year[0]) for state in (names.YEAR, names.NO_YEAR)
            )
            ratio = with_it.cpu_s / without.cpu_s
            what = f"Flat in closed cases: {self.plan.year[1]:,} of them cost ≤ 1.1 × CPU beside {self.plan.year[0]:,} open ones: {work}"
            yield Goal(what, f"{ratio:.2f} ×", ratio <= 1.1)

    def _flood(self) -> Iterator[Goal]:
        size = self.plan.new_on_empty[-1]
        (ours, limit), (at_once, its_limit) = (
            [self._need(names.NEW_ON_EMPTY, who, size, latency_ms) for who in (names.FIRST, names.LIMIT)]
            for latency_ms in (LATENCY_MS, 0)
        )
        what, wall = f"{size:,} new rows, sending apart", ours.wall_s / limit.wall_s
        said = f"{wall:.1f} × ({ours.wall_s:.1f} s : {limit.wall_s:.1f} s)"
        yield Goal(f"{what}: ≤ 3 × the limit on the wall at {LATENCY_MS} ms a call", said, wall <= 3)
        yield Goal(f"{what}: on the wall at 0 ms", f"{at_once.wall_s / its_limit.wall_s:.1f} × the limit", None)
        yield Goal(f"{what}: in CPU", f"{at_once.cpu_s / its_limit.cpu_s:.1f} × the limit", None)
        peak = max(ours.peak_mb, at_once.peak_mb)
        yield Goal(f"{size:,} new rows: peak under 250 MB", f"{peak:.0f} MB", peak < 250)
        yield self._writes(size, ours.writes)

    def _writes(self, rows: int, passes: Sequence[tuple[int, int]]) -> Goal:
        """Design: a pass writes once, and once more for every 2 MB that don't go into the first write."""
        over, writes, size = max((writes - ceil(size / A_WRITE), writes, size) for writes, size in passes)
        said = f"{writes} for {size / 1e6:.1f} MB in the worst of {len(passes)}"
        return Goal(f"{rows:,} new rows: each pass writes once per 2 MB of difference at most", said, over <= 0)

    def _races(self) -> Iterator[Goal]:
        ours = self._need(names.MANY_NEW, names.WARM, self.plan.compared, LATENCY_MS)
        for name, least in ((names.CAREFUL, 3), (names.USUAL, 30)):
            other = self._need(names.MANY_NEW, name, self.plan.compared, LATENCY_MS)
            ratio = other.wall_s / ours.wall_s
            what = f"{self.plan.many_new} new rows at {LATENCY_MS} ms a call: a warm pass ≥ {least} × faster than the {name} script"
            said = f"{floor(100 * ratio) / 100:.2f} × ({other.wall_s:.2f} s : {ours.wall_s:.3f} s)"
            yield Goal(what, said, ratio >= least)

    def _bytes(self) -> Goal:
        ours = self._need(names.ONE_NEW, names.WARM, self.plan.compared)
        careful = self._need(names.ONE_NEW, names.CAREFUL, self.plan.compared)
        share = ours.down / careful.down
        said = f"{share:.0%} of them ({ours.down / 1e6:.2f} : {careful.down / 1e6:.2f} MB)"
        return Goal("Bytes read a pass well below the careful script's (taken as: a quarter less)", said, share <= 0.75)

    def _small_ones(self) -> Iterator[Goal]:
        ours, bare = (self._need(names.HELP, who, 1) for who in (names.OURS, names.BARE_CLICK))
        ratio = max(ours.cpu_s / bare.cpu_s, ours.wall_s / bare.wall_s)
        yield Goal("`sheetdesk --help` ≤ 3 × `python -c 'import click'`", f"{ratio:.1f} ×", ratio <= 3)
        yield from map(self._served, self.plan.served)
        rate = self.plan.texts / self._need(names.TEXTS, names.OURS, self.plan.texts).cpu_s
        yield Goal("≥ 10,000 texts a second through the default rules", f"{rate:,.0f}", rate >= 10_000)
        rate = self.plan.letters / self._need(names.LETTERS, names.OURS, self.plan.letters).wall_s
        yield Goal("≥ 200 messages a second into the outbox folder", f"{rate:,.0f}", rate >= 200)

    def _served(self, size: int) -> Goal:
        """Resident, in whatever state it is found."""
        found = [(who, self._need(names.SERVE, who, size).peak_mb) for who in names.RESIDENT]
        said = "; ".join(f"{megabytes:.0f} MB {who}" for who, megabytes in found)
        most = max(megabytes for _, megabytes in found)
        return Goal(f"A serving process on {size:,} open cases under 150 MB", said, most < 150)

    def _over_limit(self, work: str, who: str, size: int) -> float:
        return self._need(work, who, size).cpu_s / self._need(work, names.LIMIT, size).cpu_s

    def _sizes(self, work: str) -> str:
        return ", ".join(f"{one.size:,}" for one in self.results.of(work, names.WARM))

    def _need(self, work: str, who: str, size: int, latency_ms: int = 0) -> Result:
        found = self.results.get(work, who, size, latency_ms)
        if found is None:
            raise KeyError(f"nothing was measured of {work} by {who}, {size}, {latency_ms} ms")
        return found
