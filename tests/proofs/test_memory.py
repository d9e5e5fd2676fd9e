"""A serving process stays as large as it is: what a quiet pass makes is gone after it, thousands of times over."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from weakref import ReferenceType

import pytest

from sheetdesk.cli.memory import resident_mb
from sheetdesk.cli.serve import Watch
from tests.fakes.google_desk import organisation
from tests.fakes.google_real_desk import GoogleRealDesk
from tests.fakes.real_desk import RealDesk
from tests.fakes.sample import ALL
from tests.proofs.measure_memory import live, ring, spare_reads, unheard, watch_over

WINDOWS, PASSES = 3, 1000 if ALL else 60
"""What is kept from one read to the next comes and goes with what was read; what leaks grows in each window."""


@pytest.fixture(params=["file", "google"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealDesk]:
    if request.param == "file":
        yield RealDesk(tmp_path)
        return
    with organisation() as google:
        desk = GoogleRealDesk(google, tmp_path)
        spare_reads(desk)
        yield desk


@pytest.mark.slow
@pytest.mark.timeout(1800 if ALL else 180)
def test_nothing_stays_behind_of_a_quiet_pass(desk: RealDesk) -> None:
    watch = watch_over(desk)
    with unheard():
        for at in range(3):
            live(desk, at)
            ring(desk, watch)
        sizes = [size_after(PASSES, desk, watch) for _ in range(WINDOWS + 1)]
    things, mb = zip(*sizes, strict=True)
    assert min(growth(things)) < PASSES / 2, "not one thing a pass"
    if ALL:
        assert min(growth(mb)) < 1, "a megabyte in a thousand passes, of which remembered text takes some"


def growth(sizes: Sequence[float]) -> list[float]:
    """From each to the next."""
    return [later - earlier for earlier, later in pairwise(sizes)]


def size_after(passes: int, desk: RealDesk, watch: Watch) -> tuple[int, float]:
    """Things and megabytes after so many minutes more."""
    for _ in range(passes):
        pass_by(desk, watch)
    return living(), resident_mb() or 0


def pass_by(desk: RealDesk, watch: Watch) -> None:
    """A minute in which nothing happens."""
    ring(desk, watch)
    if isinstance(desk, GoogleRealDesk):
        desk.organisation.google.calls.clear()


def living() -> int:
    """Things that hold others. Text and numbers are remembered within bounds; weak references come and go in hundreds."""
    gc.collect()
    return sum(type(thing) is not ReferenceType for thing in gc.get_objects())
