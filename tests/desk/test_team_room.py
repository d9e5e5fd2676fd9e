"""The team's chat room, over real HTTP: what it is told beside mail, and when either of the two is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sheetdesk.channels.webhook import Target, WebhookChannel
from sheetdesk.columns import SETTINGS, TEAM
from sheetdesk.desk.one_pass import one_pass
from sheetdesk.desk.rig import Asked, Rig
from sheetdesk.errors import SendFailed
from sheetdesk.ledger import Ledger
from sheetdesk.model.message import GIVEN_UP, SENDING, SENT, UNSURE, WAITING, WEBHOOK, Message
from sheetdesk.model.values import Value
from sheetdesk.policy.digest_terms import DigestTerms
from sheetdesk.policy.room_posts import Room
from sheetdesk.policy.shop import Shop, first_rows
from tests.fakes.chat_rooms import SECRET, ChatRoom, chat_room
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import taipei

pytestmark = pytest.mark.only(kind="memory", why="what becomes of posts doesn't hang on the workbook")

FANG, WEN = "fang@example.com", "wen@example.com"
LINK = "https://docs.google.com/spreadsheets/d/abc/edit"
GONE = SendFailed("連不上郵件伺服器", permanent=False, mend="看網路", of_channel=True)
ALLERGY = "吃了蔥抓餅之後過敏送醫"


class RoomDesk(StoryDesk):
    """A desk with a chat room; 阿芳 leads, 小雯 works on all cases."""

    def __init__(self, folder: Path, room: ChatRoom, email: str | None = FANG) -> None:
        self.chat, self.told = room, Room(("alarm", "escalation"), LINK)
        super().__init__(folder)
        self.fill(TEAM.key, [{"name": "阿芳", "email": email, "role": "主揪", "active": "是"}])

    def open(self) -> Rig:
        rig, webhook = (
            super().open(),
            WebhookChannel(Target(self.chat.url, {"text": "{{ title }}|{{ text }}|{{ link }}"}, {}, 0.3)),
        )
        return replace(rig, channels={**rig.channels, WEBHOOK: webhook}, room=self.told)

    def serve(self, minutes: int, each: int = 5) -> None:
        """`serve` looks every few minutes."""
        for _ in range(minutes // each):
            self.run(each, Asked(patient=True))

    def posts(self) -> list[str]:
        return [post["text"] for post in self.chat.posts]

    def messages(self) -> list[Message]:
        with self.rig.ledger.begin() as tx:
            return [message for message in tx.outbox.updated_since(None) if message.channel == WEBHOOK]

    def states(self) -> list[str]:
        return [message.state for message in self.messages()]

    def mailed(self) -> list[tuple[str, str]]:
        return [(message.kind, message.letter.recipient) for message in self.channel.sent]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatRoom]:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "*")
    with chat_room() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, room: ChatRoom) -> RoomDesk:
    return RoomDesk(tmp_path, room)


def test_an_alarm_is_posted_once_whoever_else_gets_it_and_tells_nothing_of_the_customer(desk: RoomDesk) -> None:
    people: list[dict[str, Value]] = [{"name": "阿芳", "email": FANG, "role": "主揪", "active": "是"}]
    desk.fill(TEAM.key, [*people, {"name": "小雯", "email": WEN, "role": "老闆", "active": "是"}])
    desk.file(ALLERGY, phone="0912345678", product="@everyone <b>")
    desk.run()
    desk.run(after_min=1)
    [number] = desk.numbers()
    assert [to for kind, to in desk.mailed() if kind == "alarm"] == [FANG, WEN]
    [post] = desk.posts()
    assert number in post
    assert LINK in post
    assert "緊急" in post
    assert not any(word in post for word in ("王怡君", "wang@", "0912", "蔥抓餅", "everyone", "viewform"))
    [row] = [row for row in desk.rows("log") if row["channel"] == "Webhook"]
    assert (row["state"], row["kind"], row["recipient"]) == (SENT, "警示", "團隊群組")


def test_who_has_no_mail_hears_of_alarms_by_the_room(tmp_path: Path, room: ChatRoom) -> None:
    desk = RoomDesk(tmp_path, room, email=None)
    desk.file(ALLERGY, email=None)
    desk.run()
    assert len(desk.posts()) == 1
    assert desk.mailed() == []
    assert "沒有 Email 可以寄警示信" not in str(desk.rows("state"))


def test_while_all_letters_are_paused_nothing_is_posted(desk: RoomDesk) -> None:
    settings = desk.rows(SETTINGS.key)
    desk.fill(SETTINGS.key, [{**row, "value": "是"} if row["item"] == "☐暫停所有寄信" else row for row in settings])
    desk.file(ALLERGY)
    desk.run()
    assert desk.posts() == []
    desk.fill(SETTINGS.key, settings)
    desk.run(after_min=1)
    assert len(desk.posts()) == 1


def test_in_the_trial_posts_are_marked(desk: RoomDesk) -> None:
    desk.fill(SETTINGS.key, first_rows(Shop("好日子團購", "阿芳", trial=True)))
    desk.file(ALLERGY)
    desk.run()
    assert [post[:3] for post in desk.posts()] == ["【試】"]


def test_a_dead_room_holds_up_no_mail_and_posts_leave_once_it_is_back(desk: RoomDesk) -> None:
    desk.chat.status = 503
    desk.file(ALLERGY)
    desk.serve(30)
    assert ("alarm", FANG) in desk.mailed()
    assert desk.states() == [WAITING]
    assert "團隊群組（127.0.0.1）" in str(desk.rows("state"))
    assert SECRET not in str(desk.rows("state"))
    desk.chat.status = 200
    desk.chat.posts.clear()
    desk.serve(30)
    assert desk.states() == [SENT]
    assert len(desk.posts()) == 1
    assert "團隊群組（" not in str(desk.rows("state"))
    assert desk.mailed().count(("alarm", FANG)) == 1


def test_the_service_is_left_alone_for_as_long_as_it_asks(desk: RoomDesk) -> None:
    desk.chat.status, desk.chat.headers = 429, {"Retry-After": "1800"}
    desk.file(ALLERGY)
    desk.serve(25)
    assert len(desk.posts()) == 1
    desk.serve(10)
    assert len(desk.posts()) == 2


def test_what_the_service_refuses_is_given_up_and_named_until_it_takes_one(desk: RoomDesk) -> None:
    desk.chat.status = 404
    desk.file(ALLERGY)
    desk.run()
    desk.run(after_min=1)
    assert desk.states() == [GIVEN_UP]
    assert "聊天室不收（404）" in str(desk.rows("state"))
    desk.chat.status = 200
    desk.file("吃到蟑螂，要告你們", customer="陳柏宏", email="chen@example.com", order_no="2")
    desk.run(after_min=1)
    desk.run(after_min=1)
    assert "聊天室不收" not in str(desk.rows("state"))


@pytest.mark.parametrize("deed", ["hang", "break"])
def test_what_broke_after_the_body_waits_for_a_person_and_is_not_repeated(desk: RoomDesk, deed: str) -> None:
    desk.chat.deed = deed
    desk.file(ALLERGY)
    desk.run()
    desk.chat.deed = ""
    desk.serve(15)
    assert desk.states() == [UNSURE]
    assert len(desk.posts()) == 1


def test_mail_that_is_long_down_is_told_by_the_room_once_and_its_recovery_too(desk: RoomDesk) -> None:
    desk.channel.fault = GONE
    desk.file("保鮮盒破了")
    desk.serve(90)
    assert [post.partition("|")[0] for post in desk.posts()] == ["【信寄不出去】"]
    desk.channel.fault = None
    desk.serve(30)
    assert len(desk.posts()) == 2
    assert "shop" not in desk.posts()[1]
    assert ("alarm", FANG) in desk.mailed()


def test_a_process_that_died_while_posting_leaves_it_to_a_person(desk: RoomDesk) -> None:
    desk.file(ALLERGY)
    one_pass(desk.rig, desk.now, Asked(kinds=()))
    [waiting] = desk.messages()
    with desk.rig.ledger.begin() as tx:
        assert tx.outbox.claim(waiting, desk.now)
    assert desk.states() == [SENDING]
    desk.rig.ledger.close()
    desk.rig = desk.open()
    assert isinstance(desk.rig.ledger, Ledger)
    desk.run(after_min=1)
    assert desk.states() == [UNSURE]
    assert desk.posts() == []


@pytest.mark.parametrize("email", [FANG, None])
def test_of_the_digests_of_a_morning_the_room_hears_one_sentence_whoever_has_mail(
    tmp_path: Path, room: ChatRoom, email: str | None
) -> None:
    desk = RoomDesk(tmp_path, room, email)
    people: list[dict[str, Value]] = [{"name": "阿芳", "email": email, "role": "主揪", "active": "是"}]
    desk.fill(TEAM.key, [*people, {"name": "小雯", "email": email and WEN, "role": "主揪", "active": "是"}])
    desk.told = Room(("digest",), LINK)
    reports = replace(desk.defaults.reports, digest=DigestTerms(leads=510))
    desk.defaults = replace(desk.defaults, reports=reports)
    desk.rig = desk.open()
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    desk.now = taipei(24, "08:30")
    desk.run()
    desk.run(after_min=1)
    assert desk.posts() == [f"每日摘要 11/24（二）：好日子團購|請打開試算表，看「待辦」和「系統狀態」。|{LINK}"]
    assert [to for kind, to in desk.mailed() if kind == "digest"] == ([FANG, WEN] if email else [])
