import json
from datetime import UTC, datetime

import pytest

from sheetdesk.cli import memory
from sheetdesk.cli.renewal import SHORTEST_LIFE_S, Renewal

AT = datetime(2026, 11, 23, 2, 5, tzinfo=UTC)


def grown_to(megabytes, most_mb=150, lived_s=SHORTEST_LIFE_S, renewed=True):
    clock = iter([0.0, lived_s])
    renewal = Renewal(most_mb, renewed, lambda: megabytes, lambda: next(clock))
    return renewal.look(AT), renewal.needed


@pytest.mark.parametrize(
    "facts",
    [
        {"megabytes": 150.0},
        {"megabytes": 9000.0, "lived_s": SHORTEST_LIFE_S - 1},
        {"megabytes": 180.0, "lived_s": 10.0, "renewed": False},
        {"megabytes": 9000.0, "most_mb": 0},
        {"megabytes": None},
    ],
    ids=[
        "on the bound",
        "not an hour old",
        "a little over it and not an hour old",
        "never asked for",
        "a system that doesn't tell",
    ],
)
def test_a_process_goes_on(facts):
    assert grown_to(**facts) == (None, False)


def test_a_process_over_its_bound_begins_anew_and_says_so_once():
    line, needed = grown_to(150.1)
    assert needed
    assert json.loads(line) == {"at": "2026-11-23T02:05:00+00:00", "event": "renewal", "resident_mb": 150}


def test_a_process_far_over_its_bound_begins_anew_once_without_waiting_for_the_hour():
    assert grown_to(180.1, lived_s=10.0, renewed=False)[1]


def test_what_a_process_holds_is_told_in_megabytes(monkeypatch, tmp_path):
    assert (memory.resident_mb() or 0) > 10
    monkeypatch.setattr(memory, "STATM", tmp_path / "statm")
    assert memory.resident_mb() is None
