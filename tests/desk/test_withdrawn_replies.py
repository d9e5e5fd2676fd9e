"""A reply whose request is gone stays here, and the row says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.errors import SendOutcomeUnknown
from tests.fakes.story_desk import StoryDesk

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"
NOT_SENT = "等著寄的回覆沒有寄"


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def waiting(desk: StoryDesk) -> str:
    """A case whose reply leaves in two minutes."""
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒", group_no="1115", order_no="0012")
    desk.run()
    [number] = desk.numbers()
    desk.file("另外蓋子也裂了", product="玻璃保鮮盒", group_no="1115", order_no="0012")
    desk.run(1)
    desk.type(number, "reply_text", WORDS)
    desk.type(number, "action", "寄出")
    desk.run(1)
    assert outcome(desk, number).startswith("⏳")
    return number


def outcome(desk: StoryDesk, number: str) -> str:
    return str(desk.row(number).get("outcome"))


def replies(desk: StoryDesk) -> list[str]:
    return [m.letter.text for m in desk.channel.sent if m.kind == "reply"]


@pytest.mark.parametrize(
    ("action", "said"),
    [("轉廠商", "等廠商"), ("已補寄", "請先填「補寄單號」"), ("已退款", "退款了"), ("拆成新單", "拆成新單")],
)
def test_another_action_chosen_while_it_waits_keeps_the_letter_here(
    desk: StoryDesk, waiting: str, action: str, said: str
) -> None:
    desk.type(waiting, "action", action)
    desk.run(1)
    assert said in outcome(desk, waiting)
    assert NOT_SENT in outcome(desk, waiting)
    assert [desk.row(waiting).get(name) for name in ("action", "reply_text")] == [None, WORDS]
    desk.run(10)
    assert replies(desk) == []
    desk.type(waiting, "action", "寄出")
    desk.run(1)
    desk.run(2)
    assert len(replies(desk)) == 1


def test_where_no_letter_waits_another_action_says_nothing_of_one(desk: StoryDesk, waiting: str) -> None:
    desk.run(2)
    desk.type(waiting, "action", "轉廠商")
    desk.run(1)
    assert len(replies(desk)) == 1
    assert NOT_SENT not in outcome(desk, waiting)


def test_a_letter_in_doubt_is_left_to_the_decision_whatever_else_is_chosen(desk: StoryDesk, waiting: str) -> None:
    desk.channel.fault = SendOutcomeUnknown("斷線")
    desk.run(2)
    desk.run(1)
    desk.channel.fault = None
    desk.type(waiting, "action", "轉廠商")
    desk.run(1)
    assert NOT_SENT not in outcome(desk, waiting)
    known = desk.case(waiting).reply
    assert known is not None
    assert known.doubtful
