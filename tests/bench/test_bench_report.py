"""What is made of results: growth, goals, tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from tests.bench import names
from tests.bench.figures import peak_mb
from tests.bench.goals import Judge
from tests.bench.growth import exponent
from tests.bench.plan import LATENCY_MS, SMALL
from tests.bench.result import Result, Results, best
from tests.bench.tables import passes_table, seconds, size_of

FAST = Result("", "", 1, 0, wall_s=1.0, cpu_s=1.0, peak_mb=100, calls={"read": 1}, up=1_000, down=1_000, wire=100)

BOUND = ((1, 1), (2, 2_000_001), (4, 8_000_000))
"""Writes and their bytes, pass by pass: no pass could do with fewer."""


def one(work: str, who: str, size: int, latency_ms: int = 0, **more: float) -> Result:
    return replace(FAST, work=work, who=who, size=size, latency_ms=latency_ms, **more)  # type: ignore[arg-type]


def results(slow: Mapping[str, float] | None = None, writes: tuple[tuple[int, int], ...] = BOUND) -> Results:
    """A run in which every goal is reached by a hair, but for what is told to be slower."""
    slow = slow or {}
    found = [
        one(work, who, size, cpu_s=size * slow.get(who, 1.0))
        for work in (names.ONE_NEW, names.IDLE)
        for who in (names.WARM, names.LIMIT)
        for size in SMALL.desks
    ]
    found += [
        one(f"{work}, {state}", names.WARM, SMALL.year[0])
        for work in (names.ONE_NEW, names.IDLE)
        for state in (names.YEAR, names.NO_YEAR)
    ]
    empty = SMALL.new_on_empty[-1]
    ours = one(names.NEW_ON_EMPTY, names.FIRST, empty, LATENCY_MS, wall_s=slow.get(names.FIRST, 3.0))
    found += [replace(ours, writes=writes), one(names.NEW_ON_EMPTY, names.LIMIT, empty, LATENCY_MS)]
    found += [one(names.NEW_ON_EMPTY, names.FIRST, empty, wall_s=5.0, cpu_s=9.0)]
    found += [one(names.NEW_ON_EMPTY, names.LIMIT, empty)]
    found += [
        one(names.MANY_NEW, who, SMALL.compared, LATENCY_MS, wall_s=wall)
        for who, wall in ((names.WARM, 1.0), (names.CAREFUL, 3.0), (names.USUAL, 30.0))
    ]
    found += [one(names.ONE_NEW, names.CAREFUL, SMALL.compared, down=1_334)]
    found += [one(names.HELP, who, 1) for who in (names.OURS, names.BARE_CLICK)]
    found += [one(names.SERVE, who, SMALL.compared, peak_mb=149.9) for who in names.RESIDENT]
    found += [one(names.TEXTS, names.OURS, SMALL.texts, cpu_s=SMALL.texts / 10_000)]
    found += [one(names.LETTERS, names.OURS, SMALL.letters, wall_s=SMALL.letters / 200)]
    return Results(found)


@pytest.mark.parametrize(
    ("figures", "grows"), [((5, 5, 5), 0), ((1, 10, 100), 1), ((7, 700, 70_000), 2), ((100, 10, 1), -1)]
)
def test_the_exponent_is_that_of_the_power_law(figures, grows):
    assert exponent((1, 10, 100), figures) == pytest.approx(grows)


@pytest.mark.parametrize(("sizes", "figures"), [((5,), (1,)), ((5, 5), (1, 2)), ((1, 2), (0, 1))])
def test_no_growth_is_told_from_too_little(sizes, figures):
    with pytest.raises(ValueError, match="no growth"):
        exponent(sizes, figures)


def test_every_goal_counts_as_reached_on_its_very_bound():
    missed = [goal for goal in Judge(results(), SMALL).goals() if goal.reached is False]

    assert not missed


def test_a_goal_that_is_missed_is_said_to_be():
    missed = [goal.what for goal in Judge(results({names.WARM: 3.01}), SMALL).goals() if goal.reached is False]

    assert missed == [
        f"CPU of a warm pass ≤ 3 × the limit at {SMALL.compared} open cases: {work}"
        for work in (names.IDLE, names.ONE_NEW)
    ]


def test_a_flood_is_judged_by_the_wall_with_latency_and_all_else_is_told():
    flood = f"{SMALL.new_on_empty[-1]} new rows, sending apart"
    told = [goal for goal in Judge(results({names.FIRST: 3.01}), SMALL).goals() if goal.what.startswith(flood)]
    assert [(goal.measured, goal.reached) for goal in told] == [
        ("3.0 × (3.0 s : 1.0 s)", False),
        ("5.0 × the limit", None),
        ("9.0 × the limit", None),
    ]


@pytest.mark.parametrize(
    ("writes", "said"),
    [
        (((1, 1_000), (2, 2_000_000)), "2 for 2.0 MB in the worst of 2"),
        (((3, 4_000_000), (2, 8_000_000)), "3 for 4.0 MB in the worst of 2"),
    ],
)
def test_writes_are_counted_pass_by_pass_and_none_makes_up_for_another(writes, said):
    missed = [goal.measured for goal in Judge(results(writes=writes), SMALL).goals() if goal.reached is False]

    assert missed == [said]


@pytest.mark.parametrize("state", names.RESIDENT)
def test_a_serving_process_is_judged_in_every_state(state):
    found = [replace(r, peak_mb=150) if r.who == state else r for r in results().found]

    missed = [goal.what for goal in Judge(Results(found), SMALL).goals() if goal.reached is False]

    assert missed == [f"A serving process on {SMALL.compared} open cases under 150 MB"]


def test_a_goal_without_a_figure_is_a_fault_and_no_success():
    with pytest.raises(KeyError, match="nothing was measured of help"):
        list(Judge(Results([r for r in results().found if r.work != names.HELP]), SMALL).goals())


def test_the_fewest_seconds_and_the_most_memory_are_told_with_the_calls_of_the_last_run():
    runs = [replace(FAST, cpu_s=n, wall_s=9.0 - n, peak_mb=10.0 * n, down=n) for n in (3, 1, 2)]

    found = best(runs)

    assert (found.cpu_s, found.wall_s, found.peak_mb, found.down, found.count) == (1, 6.0, 30.0, 2, 3)


def test_results_come_back_from_their_file(tmp_path):
    found = replace(FAST, writes=BOUND)
    kept = Results([found], "two cores", 3.5, "made up")
    kept.write(tmp_path / "results.json")

    back = Results.read(tmp_path / "results.json")

    assert (back.found, back.machine, back.minutes, back.texts) == ([found], "two cores", 3.5, "made up")


def test_a_table_sets_everybody_on_google_beside_the_limit():
    ours = one(names.IDLE, names.WARM, 5, cpu_s=0.5, calls={"read": 1, "token": 1})  # type: ignore[arg-type]
    limit = one(names.IDLE, names.LIMIT, 5, cpu_s=0.25)
    file = one(names.IDLE, f"{names.XLSX}, warm", 5)

    lines = passes_table(Results([ours, limit, file]), names.IDLE, 5).splitlines()

    said = "| sheetdesk, warm | 1 | 1.00 s | 0.500 s | 2.0 | 100 MB | 1 + 0 (+ 1) | 1.0 kB | 1.0 kB | 0.1 kB |"
    assert lines[2:] == [said, "| limit | 1 | 1.00 s | 0.250 s | 1.0 | 100 MB | 1 + 0 | 1.0 kB | 1.0 kB | 0.1 kB |"]


@pytest.mark.parametrize(("value", "said"), [(0.0123, "0.012 s"), (1.234, "1.23 s"), (123.4, "123 s")])
def test_seconds_are_told_in_three_places(value, said):
    assert seconds(value) == said


@pytest.mark.parametrize(("count", "said"), [(99_999, "100.0 kB"), (1_234_567, "1.23 MB")])
def test_bytes_are_told_in_kilobytes_or_megabytes(count, said):
    assert size_of(count) == said


def test_the_peak_of_memory_is_read_from_the_kernel(tmp_path):
    (tmp_path / "status").write_text("Name:\tpython\nVmHWM:\t  2000 kB\nVmRSS:\t  1000 kB\n")

    assert peak_mb(tmp_path / "status") == 2.048
