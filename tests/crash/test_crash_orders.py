"""The power goes while orders are taken in and fill cases: each is known once, and no case lacks what its order says."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.values import Value
from tests.fakes.stage import crashed, undisturbed
from tests.fakes.story_desk import StoryDesk

FIRST: dict[str, Value] = {
    "order_no": "A123",
    "customer": "王怡君",
    "phone": "0912345678",
    "product": "蔥抓餅",
    "carrier": "黑貓宅急便",
}
SHIPPED: dict[str, Value] = {**FIRST, "tracking_no": "901234567890"}
OTHER: dict[str, Value] = {**FIRST, "order_no": "B456", "customer": "李大同", "phone": "0987654321", "product": "水餃"}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> StoryDesk:
    """Two customers have written, and orders were just pasted."""
    desk = StoryDesk(tmp_path_factory.mktemp("stage"))
    desk.file("包裹一直沒到", order_no="A123", phone="0912345678", product=None)
    desk.file("少了一包", order_no="B456", phone="0987654321", product=None, email="lee@example.com")
    desk.run()
    desk.workbook.show_orders([FIRST, OTHER])
    desk.rig.ledger.close()
    return desk


def play(desk: StoryDesk) -> None:
    """The pass that takes them in; the shop's system knows the parcel now, and she pastes all anew: seen within the hour."""
    desk.run(1)
    desk.workbook.show_orders([SHIPPED, OTHER])
    desk.run(61)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_keeps_each_order_once(stage: StoryDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    assert_known_once(whole, "undisturbed")
    assert steps > 10
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.workbook.show_orders([SHIPPED, OTHER])
        desk.run(61)
        assert_known_once(desk, where)
        assert desk.one().wrote == 0, where


def assert_known_once(desk: StoryDesk, where: str) -> None:
    first, second = sorted(desk.numbers())
    found = [(desk.row(case)["product"], desk.row(case).get("tracking_no")) for case in (first, second)]
    assert found == [("蔥抓餅", "901234567890"), ("水餃", None)], where
    with desk.rig.ledger.begin() as tx:
        assert sorted(known.number or "" for known in tx.orders.of_numbers(["a123", "b456"])) == ["a123", "b456"], where
    keys = [message.key for message in desk.channel.sent]
    assert len(keys) == len(set(keys)), where
