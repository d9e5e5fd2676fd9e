"""A step of the ladder counts as told only once somebody could be reached: by mail, or by the chat room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.columns import TEAM
from sheetdesk.desk.rig import Rig
from sheetdesk.errors import SendFailed
from sheetdesk.ledger import Ledger
from sheetdesk.model.message import TEAM_ROOM, WEBHOOK
from sheetdesk.model.values import Value
from sheetdesk.policy.room_posts import Room
from tests.fakes.story_desk import Postbox, StoryDesk

pytestmark = pytest.mark.only(kind="memory", why="judged before anything is written")

FANG, BAO = "fang@example.com", "bao@example.com"
LEAKING = "蔥抓餅都退冰了"


class Team(StoryDesk):
    """小雯 works on the case; 阿芳 leads, 寶哥 is the boss. Who has no address lacks an Email."""

    kinds: tuple[str, ...] = ()

    def __init__(
        self, folder: Path, lead: str | None = None, boss: str | None = None, kinds: tuple[str, ...] = ()
    ) -> None:
        self.kinds, self.chat = kinds, Postbox()
        super().__init__(folder)
        self.watch_clocks()
        self.staff(lead, boss)
        self.file(LEAKING)
        self.run()
        [self.number] = self.numbers()

    def open(self) -> Rig:
        rig = super().open()
        return replace(rig, channels={**rig.channels, WEBHOOK: self.chat}, room=Room(self.kinds))

    def staff(self, lead: str | None, boss: str | None) -> None:
        people = (("小雯", None, None), ("阿芳", lead, "主揪"), ("寶哥", boss, "老闆"))
        rows: list[dict[str, Value]] = [
            {"name": name, "email": mail, "role": role, "active": "是"} for name, mail, role in people
        ]
        self.fill(TEAM.key, [{**row, "categories": "物流"} if row["name"] == "小雯" else row for row in rows])

    def told(self) -> list[tuple[str, str]]:
        return [(m.kind, m.letter.recipient) for m in self.channel.sent if m.kind in ("reminder", "escalation")]

    def posted(self) -> list[str]:
        return [m.kind for m in self.chat.sent]

    def owed(self) -> tuple[str, ...]:
        climb = self.case(self.number).climb
        assert climb is not None
        return climb.owed


def test_who_has_no_email_is_stood_in_for_by_the_lead(tmp_path: Path) -> None:
    desk = Team(tmp_path, lead=FANG)
    desk.type(desk.number, "owner", "小雯")
    desk.run(after_min=31)
    assert desk.told() == [("escalation", FANG)]
    assert desk.owed() == ()


def test_where_the_lead_has_none_either_the_boss_hears(tmp_path: Path) -> None:
    desk = Team(tmp_path, boss=BAO)
    desk.run(after_min=31)
    assert desk.told() == [("escalation", BAO)]


def test_where_nobody_can_be_reached_the_step_stays_owed_and_who_lacks_an_address_is_named(tmp_path: Path) -> None:
    desk = Team(tmp_path)
    for _ in range(3):
        desk.run(after_min=31)
    assert desk.told() == []
    assert desk.owed() != ()
    assert desk.case(desk.number).escalation_level is None
    state = str(desk.rows("state"))
    assert desk.number in state
    assert "沒有 Email 的人：小雯、阿芳、寶哥" in state
    desk.staff(FANG, None)
    desk.run(after_min=1)
    assert [to for _, to in desk.told()] == [FANG]
    assert desk.owed() == ()
    assert "沒有 Email 的人" not in str(desk.rows("state"))


def test_the_room_reaches_those_without_email_once(tmp_path: Path) -> None:
    desk = Team(tmp_path, kinds=("escalation", "reminder"))
    desk.run(after_min=31)
    assert len(desk.posted()) == 1
    assert desk.owed() == ()
    desk.run(after_min=1)
    assert len(desk.posted()) == 1
    [post] = desk.chat.sent
    assert post.letter.recipient == TEAM_ROOM
    assert desk.number in post.letter.text
    assert "王怡君" not in post.letter.text
    assert post.letter.about


def test_what_is_mailed_is_posted_too_where_the_room_is_told_such_things(tmp_path: Path) -> None:
    desk = Team(tmp_path, lead=FANG, kinds=("escalation", "reminder"))
    desk.type(desk.number, "owner", "阿芳")
    desk.run(after_min=31)
    assert desk.told() == [("reminder", FANG)]
    assert desk.posted() == ["reminder"]
    assert desk.chat.sent[0].letter.about == ()


def test_a_room_that_refuses_reaches_nobody(tmp_path: Path) -> None:
    desk = Team(tmp_path, kinds=("escalation", "reminder"))
    desk.chat.fault = SendFailed("聊天室不收（404）", permanent=True, mend="換網址")
    desk.run(after_min=31)
    desk.run(after_min=1)
    assert desk.owed() != ()
    desk.staff(FANG, None)
    desk.run(after_min=1)
    assert [to for _, to in desk.told()] == [FANG]
    assert isinstance(desk.rig.ledger, Ledger)
