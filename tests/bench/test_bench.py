"""The benchmark at tiny size: everybody does the whole work, in the calls that are promised. No figure is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sheetdesk.workbook.google import client
from tests.bench import names, passes, world
from tests.bench.archive import archive
from tests.bench.google import google_beside
from tests.bench.passes import Setting
from tests.bench.rival_runs import rival
from tests.bench.world import empty_desk, grown, numbers
from tests.fakes.terminal import Terminal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

PASS = {"read": 1, "write": 1}


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    folder: Path = tmp_path_factory.mktemp("bench")
    few_rules = Terminal(folder).config
    with pytest.MonkeyPatch.context() as patch, google_beside(folder) as google:
        patch.setattr(world, "default_config", lambda: few_rules)
        patch.setattr(client, "SheetsClient", client.SheetsClient)  # put back at the end: the world leads it elsewhere
        yield Setting(grown(empty_desk(google, folder / "desk"), 3), 3, repeats=1, warm_repeats=1)


def test_the_desk_is_made_of_open_cases(setting):
    assert len(numbers(setting.world)) == 3


def test_a_warm_pass_costs_two_calls_and_the_limit_repeats_them_to_the_byte(setting):
    ours, limit = passes.warm(setting, names.ONE_NEW, new=1)

    assert ours.calls == limit.calls == PASS
    assert (ours.up, ours.down) == (limit.up, limit.down)
    assert ours.cpu_s > 0
    assert ours.peak_mb > limit.peak_mb > 0


def test_a_cold_run_takes_the_new_row_in_and_sends_its_letter(setting):
    found = passes.cold(setting, names.ONE_NEW, new=1)

    assert found.calls == {"token": 1, "read": 3, "write": 2}


@pytest.mark.parametrize(
    ("name", "calls"),
    [
        (names.CAREFUL, {"token": 1, "read": 5, "write": 1}),
        (names.PANDAS, {"token": 1, "read": 7, "write": 1}),
        (names.USUAL, {"token": 1, "read": 6, "write": 26}),
    ],
)
def test_a_rival_takes_every_new_row_in(setting, name, calls):
    if name == names.PANDAS:
        pytest.importorskip("pandas", reason="only the benchmark needs it")

    assert rival(setting, names.MANY_NEW, new=2, name=name).calls == calls


def test_a_pass_with_nothing_to_do_costs_one_call_though_a_year_lies_in_the_ledger(setting):
    with setting.world.version() as copy:
        archive(copy, 20)
        ours, limit = passes.warm(Setting(copy, 3, repeats=1, warm_repeats=1), names.IDLE, new=0)

    assert ours.calls == limit.calls == {"read": 1}


def test_whatever_was_measured_has_left_the_desk_as_it_was(setting):
    assert len(numbers(setting.world)) == setting.world.answers == 3
