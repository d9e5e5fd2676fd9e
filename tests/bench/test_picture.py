"""The picture: whoever can't be told apart shares a curve, and nobody is left out."""

from __future__ import annotations

import pytest

from tests.bench import names
from tests.bench.result import Result, Results

pytest.importorskip("matplotlib", reason="only the benchmark needs it")


def results(**down: int) -> Results:
    whose = {names.WARM: "warm", names.LIMIT: "limit", names.CAREFUL: "careful"}
    return Results(
        Result(names.ONE_NEW, who, size, 0, 1, 1, 1, down=size * down[short])
        for who, short in whose.items()
        for size in (10, 100)
    )


@pytest.mark.parametrize(
    ("limit", "shown"),
    [
        (1_000, [["sheetdesk, warm", "limit"], ["careful"]]),
        (1_020, [["sheetdesk, warm", "limit"], ["careful"]]),
        (1_021, [["sheetdesk, warm"], ["limit"], ["careful"]]),
    ],
)
def test_curves_that_would_hide_each_other_are_drawn_as_one_and_named_together(limit, shown):
    from tests.bench.picture import curves

    found = list(curves(results(warm=1_000, limit=limit, careful=2_000), "down", 1))

    assert [who for who, _ in found] == shown


def test_a_picture_is_the_same_for_the_same_results(tmp_path):
    from tests.bench.picture import draw
    from tests.bench.plan import LATENCY_MS, SMALL

    found = results(warm=1_000, limit=1_000, careful=2_000)
    found.found.append(Result(names.MANY_NEW, names.WARM, SMALL.compared, LATENCY_MS, 1, 1, 1))
    for name in ("one.svg", "two.svg"):
        draw(found, SMALL, tmp_path / name)

    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_who_was_measured_at_fewer_sizes_has_a_curve_of_its_own():
    from tests.bench.picture import curves

    found = results(warm=1_000, limit=1_000, careful=2_000)
    found.found = [one for one in found.found if (one.who, one.size) != (names.LIMIT, 100)]

    sizes = {who[0]: list(points) for who, points in curves(found, "down", 1)}

    assert sizes == {"sheetdesk, warm": [10, 100], "limit": [10], "careful": [10, 100]}
