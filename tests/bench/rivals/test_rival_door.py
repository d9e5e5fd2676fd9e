"""What the rivals cost: calls as they are counted, minutes at Google's quotas as they are computed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import gspread
import pytest

from tests.bench.rivals import usual
from tests.bench.rivals.door import door, least_minutes
from tests.fakes.google import Quota


@pytest.mark.parametrize(
    ("script", "reads", "writes"),
    [("usual", 6, 10 * 13), ("careful", 5, 1), ("pandas_script", 7, 1)],
    indirect=["script"],
)
def test_ten_new_rows_cost_so_many_calls(shop, script, reads, writes):
    shop.answer(10)
    shop.run(script)
    assert shop.tally.calls == {"token": 1, "read": reads, "write": writes}


def test_what_is_counted_is_what_google_saw(shop, script):
    shop.answer(3)
    shop.google.calls.clear()
    shop.run(script)
    seen = shop.google.calls
    assert shop.tally.calls.total() == len(seen)
    assert (shop.tally.up, shop.tally.down) == (sum(c.bytes_up for c in seen), sum(c.bytes_down for c in seen))


def test_the_usual_script_falls_over_its_first_429(shop):
    shop.answer(10)
    shop.google.quota = Quota()
    with pytest.raises(gspread.exceptions.APIError, match="429"):
        shop.run(usual.script)


def test_a_script_that_waits_at_the_quota_takes_the_minutes_that_are_computed(shop):
    clock = [0.0]
    shop.answer(10)
    shop.google.quota = Quota(clock=lambda: clock[0])

    class Patient(door(shop.google.url, shop.tally)):  # type: ignore[misc]
        def request(self, *args: Any, **options: Any) -> Any:
            try:
                return super().request(*args, **options)
            except gspread.exceptions.APIError as error:
                if error.code != 429:
                    raise
                shop.tally.calls["write"] -= 1
                clock[0] += 60
                return super().request(*args, **options)

    shop.run(usual.script, Patient)
    assert len(shop.cases()) == 10
    assert clock[0] / 60 == least_minutes(shop.tally.calls) == 2


@pytest.mark.parametrize(("calls", "minutes"), [({}, 0), ({"write": 60}, 0), ({"write": 61}, 1), ({"read": 121}, 2)])
def test_the_least_minutes_are_those_between_full_windows(calls, minutes):
    assert least_minutes(calls) == minutes


def test_a_rival_is_a_program_that_says_what_it_took(shop):
    shop.answer(2)
    words = ["--url", shop.google.url, "--key", str(shop.key), "--spreadsheet", shop.book.id]
    asked = [*words, "--now", shop.now.isoformat(), "--quota", "5"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.rivals.usual", *asked],
        capture_output=True,
        encoding="utf-8",
        check=True,
        cwd=Path(__file__).parents[3],
    )
    said = json.loads(done.stdout)
    assert said["calls"] == {"token": 1, "read": 6, "write": 26}
    assert (said["quota"], said["least_minutes"]) == (5, 5)
    assert all(said[name] > 0 for name in ("wall_s", "cpu_s", "start_cpu_s", "peak_mb", "up", "down", "wire"))
    assert len(shop.cases()) == 2
