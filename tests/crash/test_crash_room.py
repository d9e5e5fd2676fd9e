"""The power goes while an alarm leaves by mail and for the team's chat room: neither is sent twice, neither is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Rig
from sheetdesk.model.message import SENT, UNSURE, WEBHOOK
from sheetdesk.policy.room_posts import Room
from tests.fakes.stage import crashed, undisturbed
from tests.fakes.story_desk import Postbox, StoryDesk

AFANG = "afang@example.com"


class Posts(Postbox):
    """What the room was told, in the mailbox's own list: what arrived stands in one place."""

    name = WEBHOOK

    def __init__(self, mail: Postbox) -> None:
        super().__init__()
        self.sent = mail.sent


class RoomDesk(StoryDesk):
    """A desk whose team has a chat room."""

    def open(self) -> Rig:
        rig = super().open()
        return replace(rig, channels={**rig.channels, WEBHOOK: Posts(self.channel)}, room=Room(("alarm",), ""))


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> RoomDesk:
    """An hour in which a customer wrote of an allergy, and nobody has looked yet."""
    desk = RoomDesk(tmp_path_factory.mktemp("stage"))
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"}])
    desk.run()
    desk.now = desk.now.replace(minute=30)
    desk.file("吃了蔥抓餅之後過敏送醫")
    desk.rig.ledger.close()
    return desk


def play(desk: RoomDesk) -> None:
    """The pass that takes her in and tells everybody."""
    desk.run()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_step_of_an_alarm_tells_mail_and_room_once(stage: RoomDesk, tmp_path: Path) -> None:
    whole, steps = undisturbed(stage, tmp_path / "whole", play)
    assert sorted((m.kind, m.channel) for m in whole.channel.sent) == EACH
    assert_told_once(whole, "undisturbed")
    assert steps > 10
    for desk, where in crashed(stage, tmp_path, play, steps):
        desk.run()
        desk.run(1)
        desk.run(10)
        assert_told_once(desk, where)


EACH = [("alarm", "email"), ("alarm", WEBHOOK), ("receipt", "email")]


def assert_told_once(desk: RoomDesk, where: str) -> None:
    with desk.rig.ledger.begin() as tx:
        kept = tx.outbox.updated_since(None)
    assert sorted((message.kind, message.channel) for message in kept) == EACH, where
    assert {message.state for message in kept} <= {SENT, UNSURE}, where
    assert sum(message.state == UNSURE for message in kept) <= 1, where  # in the hand of the dead process
    arrived = [message.key for message in desk.channel.sent]
    assert len(arrived) == len(set(arrived)), where
    assert {message.key for message in kept if message.state == SENT} <= set(arrived), where
