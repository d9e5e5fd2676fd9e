"""A letter about clocks that run out is looked at again before it leaves, and nothing of it is lost or told twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import TEAM
from sheetdesk.desk.ladder_facts import OVERTAKEN
from sheetdesk.errors import SendFailed
from sheetdesk.ledger import Ledger
from sheetdesk.model.message import CANCELLED
from tests.fakes.story_desk import StoryDesk

WEN = "wen@example.com"

pytestmark = pytest.mark.only(kind="memory", why="judged before anything is written")


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    """Two cases of 小雯's; half of their hour is over at 10:30."""
    desk = StoryDesk(tmp_path)
    desk.watch_clocks()
    desk.fill(TEAM.key, [{"name": "小雯", "email": WEN, "role": "主揪", "active": "是"}])
    desk.file("收到的蔥抓餅都退冰了", product="蔥抓餅", order_no="1")
    desk.file("玻璃杯破了", product="玻璃杯", order_no="2", customer="陳柏宏", email="chen@example.com")
    desk.run()
    return desk


def reminders(desk: StoryDesk) -> list[str]:
    return [message.letter.text for message in desk.channel.sent if message.address == WEN]


def test_what_was_answered_while_its_letter_waited_is_left_out_and_the_rest_is_told(desk: StoryDesk) -> None:
    first, second = desk.numbers()
    desk.channel.fault = SendFailed("連不上", permanent=False)
    desk.run(after_min=30)
    desk.type(first, "action", "已用LINE／電話回")
    desk.run(after_min=1)
    desk.channel.fault = None
    for _ in range(4):
        desk.run(after_min=10)
    with desk.rig.ledger.begin() as tx:
        notes = [message.note for message in tx.outbox.updated_since(None) if message.state == CANCELLED]
    assert notes == [OVERTAKEN]
    assert reminders(desk)
    assert all(second in text and first not in text for text in reminders(desk))


def test_a_new_ledger_tells_nobody_of_old_steps(desk: StoryDesk) -> None:
    """Half of the time is over before this desk begins to tell anybody of anything."""
    desk.run(after_min=30)
    assert len(reminders(desk)) == 1
    with desk.rig.ledger.begin() as tx:
        tx.remember("ladder_since", desk.now + timedelta(minutes=10))
    desk.run(after_min=9)
    assert len(reminders(desk)) == 1


def test_a_server_that_begins_again_tells_no_step_twice(desk: StoryDesk) -> None:
    desk.run(after_min=30)
    desk.rig.ledger.close()
    desk.rig = desk.open()
    assert isinstance(desk.rig.ledger, Ledger)
    desk.run()
    desk.run(after_min=1)
    assert len(reminders(desk)) == 1


def test_while_all_letters_are_paused_none_pile_up(desk: StoryDesk) -> None:
    settings = desk.rows("settings")
    paused = [{**row, "value": "是"} if row["item"] == "☐暫停所有寄信" else row for row in settings]
    desk.fill("settings", paused)
    for _ in range(2):
        desk.run(after_min=30)
    desk.fill("settings", settings)
    desk.run(after_min=30)
    assert len(reminders(desk)) == 1
