"""The sheet is set back to an older version while replies wait, or have just left: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.story_desk import StoryDesk

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"
SetBack = Callable[[], None]


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def case(desk: StoryDesk) -> str:
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    desk.run(1)
    return desk.numbers()[0]


def version(desk: StoryDesk) -> SetBack:
    """The version of now, to be restored later: what 版本記錄 does, or an old file copied over."""
    rows, stamp = [list(row) for row in desk.grid.rows], desk.workbook.stamp

    def restore() -> None:
        desk.grid.rows[:], desk.workbook.stamp = rows, stamp

    return restore


def ask(desk: StoryDesk, number: str) -> None:
    desk.type(number, "reply_text", WORDS)
    desk.type(number, "action", "寄出")


def replies(desk: StoryDesk) -> list[str]:
    return [m.letter.text for m in desk.channel.sent if m.kind == "reply"]


def asked_for(desk: StoryDesk, number: str) -> list[object]:
    return [desk.row(number).get(name) for name in ("reply_text", "action")]


def set_back_while_it_waits(desk: StoryDesk, number: str) -> None:
    before = version(desk)
    ask(desk, number)
    desk.run(1)
    before()
    desk.run(2)


def test_a_reply_that_was_due_waits_two_minutes_anew_with_its_request_in_sight(desk: StoryDesk, case: str) -> None:
    set_back_while_it_waits(desk, case)
    assert replies(desk) == []
    assert asked_for(desk, case) == [WORDS, "寄出"]
    assert "試算表剛被還原成舊版，10:06 寄，可選「攔下」" in str(desk.row(case)["outcome"])
    desk.run(1)
    assert replies(desk) == []
    desk.run(1)
    assert len(replies(desk)) == 1
    desk.run(10)
    assert len(replies(desk)) == 1
    assert asked_for(desk, case) == [None, None]


def test_it_can_be_stopped_in_the_restored_row(desk: StoryDesk, case: str) -> None:
    set_back_while_it_waits(desk, case)
    desk.type(case, "action", "攔下")
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    assert asked_for(desk, case) == [WORDS, None]


def test_a_letter_that_has_just_left_does_not_leave_again_and_is_asked_for_no_more(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    desk.run(1)
    before = version(desk)
    desk.one(2)
    assert len(replies(desk)) == 1
    desk.type(case, "note", "請多注意")
    desk.workbook.lose_reply = True
    desk.one(1)
    before()
    desk.run(1)
    desk.run(10)
    assert len(replies(desk)) == 1
    assert asked_for(desk, case) == [None, None]
    assert str(desk.row(case)["outcome"]).startswith("✅")


def test_an_old_version_that_still_asks_for_a_letter_that_left_sends_nothing(desk: StoryDesk, case: str) -> None:
    ask(desk, case)
    before = version(desk)
    desk.run(1)
    desk.run(2)
    desk.run(30)
    before()
    desk.run(1)
    desk.run(10)
    assert len(replies(desk)) == 1
    assert asked_for(desk, case) == [None, None]
