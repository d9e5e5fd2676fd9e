"""The power goes while an account comes in and another is wiped: the desk knows of both afterwards, and keeps neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.policy.refunds import RefundTerms
from tests.fakes.planted import traces
from tests.fakes.sample import SHARE, sampled
from tests.fakes.second_workbook import LINK, FileOfRefunds
from tests.fakes.stage import remains_of
from tests.fakes.story_desk import StoryDesk
from tests.fakes.tripwire import PowerCut, Tripwire
from tests.fakes.twin import twin

OLD, NEW = "012345678945678", "998877665544332"


def open_with(desk: StoryDesk, second: FileOfRefunds) -> None:
    """The desk as a new process builds it, with its second workbook."""
    desk.defaults = replace(desk.defaults, refunds=RefundTerms(LINK, timedelta(days=30)))
    desk.rig = replace(desk.open(), refunds=second.sheet)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> StoryDesk:
    """Wang was paid thirty days ago; Lee has just told where her money goes."""
    folder = tmp_path_factory.mktemp("stage")
    desk, second = StoryDesk(folder), FileOfRefunds(folder)
    open_with(desk, second)
    wang = promised(desk, "保鮮盒破了")
    second.answer(desk.now, wang, "王怡君", "國泰世華", OLD)
    desk.run(10)
    desk.type(wang, "action", "已退款")
    desk.run(1)
    desk.run(30 * 24 * 60 - 20)
    lee = promised(desk, "水餃少一包", customer="李大同", email="lee@example.com")
    second.answer(desk.now, lee, "李大同", "郵局", NEW)
    desk.rig.ledger.close()
    assert OLD in str(second.rows())
    return desk


def promised(desk: StoryDesk, text: str, **cells: Any) -> str:
    """A customer complains, and the organiser promises her money back."""
    before = set(desk.numbers())
    desk.file(text, **cells)
    desk.run()
    [number] = set(desk.numbers()) - before
    desk.type(number, "amount", 320)
    desk.type(number, "status", "待退款")
    desk.run(1)
    return number


def on_stage(stage: StoryDesk, folder: Path) -> tuple[StoryDesk, FileOfRefunds]:
    """The same desk in a folder of its own, as a new process finds it."""
    desk, second = twin(stage, folder), FileOfRefunds(folder)
    desk.rig = replace(desk.rig, refunds=second.sheet)
    return desk, second


def outcome(desk: StoryDesk, second: FileOfRefunds) -> tuple[object, ...]:
    """All that is left an hour later, when the second workbook has been read again; no number lies anywhere else."""
    desk.run(61)
    assert traces(desk.folder, OLD) == []
    assert traces(desk.folder, NEW) == [f"refunds.xlsx: {NEW}"]
    assert desk.one().quiet
    shown = ({**row, "at": None} for tab in ("cases", "payables", "log") for row in desk.rows(tab))
    return [*shown], second.rows(), len(desk.channel.sent)


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_a_crash_at_any_step_loses_no_account_and_keeps_none_that_is_wiped(stage: StoryDesk, tmp_path: Path) -> None:
    whole, second = on_stage(stage, tmp_path / "whole")
    with Tripwire().strung() as wire:
        whole.run(20)
    expected = outcome(whole, second)
    assert {row.get("refund_last_five") for row in whole.rows("payables")} == {"45678", "44332"}
    left: set[str] = set()
    for at in sampled(range(1, wire.count + 1)):
        desk, second = on_stage(stage, tmp_path / str(at))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run(20)
        desk.rig.ledger.close()
        if (remains := remains_of(desk)) not in left:
            left.add(remains)
            open_with(desk, second)
            desk.run()
            assert outcome(desk, second) == expected, f"step {at} of {wire.count}"
            desk.rig.ledger.close()
    assert len(left) > 5 // SHARE
