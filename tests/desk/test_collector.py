"""The collector of cyclic garbage waits while a pass lasts, and no longer."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from sheetdesk.desk.collector import collector_waits
from sheetdesk.desk.desk import Desk
from sheetdesk.errors import DeskUnreachable
from tests.fakes.story_desk import StoryDesk


@pytest.fixture(autouse=True)
def switched_on_again() -> Iterator[None]:
    yield
    gc.enable()


def test_the_collector_waits_during_the_block_only():
    with collector_waits():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_sheet_that_could_not_be_read():
    with pytest.raises(DeskUnreachable), collector_waits():
        raise DeskUnreachable("沒有回應")
    assert gc.isenabled()


def test_a_process_that_had_switched_it_off_keeps_it_off():
    gc.disable()
    with collector_waits():
        pass
    assert not gc.isenabled()


def test_it_waits_until_a_pass_is_through(tmp_path: Path) -> None:
    seen: list[bool] = []

    def watch(_desk: Desk, _now: datetime) -> str:
        seen.append(gc.isenabled())
        return "watched"

    desk = StoryDesk(tmp_path)
    desk.rig = replace(desk.rig, jobs={"watch": watch})
    desk.run()
    assert seen
    assert not any(seen)
    assert gc.isenabled()
