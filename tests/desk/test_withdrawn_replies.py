"""A reply whose request is gone stays here, and the row says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.errors import SendOutcomeUnknown
from sheetdesk.model.values import Formula
from tests.fakes.story_desk import StoryDesk
from tests.fakes.twin import staged

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"
NOT_SENT = "等著寄的回覆沒有寄"


@pytest.fixture
def desk(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> StoryDesk:
    return staged(of_a_waiting_reply if "waiting" in request.fixturenames else StoryDesk, kind, tmp_path)


@pytest.fixture
def waiting(desk: StoryDesk) -> str:
    """A case whose reply leaves in two minutes."""
    return desk.numbers()[0]


def of_a_waiting_reply(folder: Path) -> StoryDesk:
    desk = StoryDesk(folder)
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒", group_no="1115", order_no="0012")
    desk.run()
    [number] = desk.numbers()
    desk.file("另外蓋子也裂了", product="玻璃保鮮盒", group_no="1115", order_no="0012")
    desk.run(1)
    desk.type(number, "reply_text", WORDS)
    desk.type(number, "action", "寄出")
    desk.run(1)
    assert outcome(desk, number).startswith("⏳")
    return desk


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


def delete(desk: StoryDesk, number: str) -> None:
    del desk.grid.rows[desk.grid.find("number", number)]


def test_a_letter_whose_row_is_deleted_stays_here_and_the_row_comes_back_with_its_words(
    desk: StoryDesk, waiting: str
) -> None:
    delete(desk, waiting)
    desk.run(1)
    desk.run(1)
    desk.run(1)
    assert replies(desk) == []
    row = desk.row(waiting)
    assert str(row["outcome"]).startswith("⚠11/23 10:03 這一列剛才不見了，回覆沒有寄")
    assert [row.get(name) for name in ("action", "reply_text")] == [None, WORDS]
    desk.run(10)
    assert replies(desk) == []
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied
    desk.type(waiting, "action", "寄出")
    desk.run(1)
    desk.run(2)
    assert len(replies(desk)) == 1


def test_a_row_that_is_cut_and_pasted_further_down_is_asked_about_too(desk: StoryDesk, waiting: str) -> None:
    row = desk.row(waiting)
    delete(desk, waiting)
    desk.run(1)
    desk.grid.insert(len(desk.grid.rows), row)
    desk.run(1)
    desk.run(5)
    assert replies(desk) == []
    assert desk.numbers() == [waiting]
    assert [desk.row(waiting).get(name) for name in ("action", "reply_text")] == [None, WORDS]
    assert "要寄再選" in outcome(desk, waiting)


def test_the_last_row_deleted_while_its_letter_is_in_doubt_still_waits_for_the_decision(
    desk: StoryDesk, waiting: str
) -> None:
    desk.channel.fault = SendOutcomeUnknown("斷線")
    desk.run(2)
    desk.run(1)
    delete(desk, waiting)
    desk.run(1)
    known = desk.case(waiting).reply
    assert known is not None
    assert known.doubtful


@pytest.mark.only(kind="memory", why="of a formula that people type, Google's reads show the result")
@pytest.mark.parametrize(("column", "title"), [("reply_text", "回覆內容"), ("action", "動作")])
def test_a_formula_put_over_a_waiting_letter_keeps_it_here_and_is_left_alone(
    desk: StoryDesk, waiting: str, column: str, title: str
) -> None:
    desk.type(waiting, column, Formula('="寄"&"出"'))
    desk.run(1)
    assert f"「{title}」是公式" in outcome(desk, waiting)
    desk.run(10)
    desk.run(1)
    assert replies(desk) == []
    assert isinstance(desk.row(waiting)[column], Formula)
    assert column == "action" or desk.row(waiting).get("action") is None
    events, applied = desk.events(waiting), desk.workbook.applied
    desk.run(1)
    assert (desk.events(waiting), desk.workbook.applied) == (events, applied)


@pytest.mark.only(kind="memory", why="of a formula that people type, Google's reads show the result")
def test_words_that_a_formula_covers_never_leave_when_she_asks_again(desk: StoryDesk, waiting: str) -> None:
    desk.type(waiting, "reply_text", Formula("=A1"))
    desk.run(1)
    desk.type(waiting, "action", "寄出")
    desk.run(1)
    desk.run(10)
    assert replies(desk) == []
    assert "沒寄出" in outcome(desk, waiting)


@pytest.mark.only(
    kind="google", why="only Google shows what a formula comes to, and is told of the formula by its own answer"
)
def test_on_google_what_the_formula_shows_leaves_once_and_the_formula_stays(desk: StoryDesk, waiting: str) -> None:
    desk.type(waiting, "reply_text", Formula('="今天下午"&"退款給您。"'))
    for minutes in (1, 2, 1):
        desk.run(minutes)
    (letter,) = replies(desk)
    assert "今天下午退款給您。" in letter
    assert WORDS not in letter
    assert outcome(desk, waiting).startswith("✅")
    assert isinstance(desk.row(waiting)["reply_text"], Formula)
    events, applied = desk.events(waiting), desk.workbook.applied
    desk.run(1)
    assert (desk.events(waiting), desk.workbook.applied) == (events, applied)


@pytest.mark.only(
    kind="google", why="only Google shows what a formula comes to, and is told of the formula by its own answer"
)
def test_on_google_an_action_that_a_formula_gives_sends_once(desk: StoryDesk, waiting: str) -> None:
    desk.type(waiting, "action", Formula('="寄"&"出"'))
    for minutes in (1, 2, 1):
        desk.run(minutes)
    assert len(replies(desk)) == 1
    assert outcome(desk, waiting).startswith("✅")
    desk.type(waiting, "reply_text", "再補一句。")
    desk.run(1)
    desk.run(10)
    assert len(replies(desk)) == 1
    assert isinstance(desk.row(waiting)["action"], Formula)
