"""Promises kept: who has heard nothing for days hears how it goes on, or the row asks for what could be said."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sheetdesk.model.message import Letter
from sheetdesk.model.moments import next_moment
from tests.fakes.story_desk import StoryDesk
from tests.fakes.twin import staged

WEDNESDAY_10 = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
"""Two business days after the case came in on Monday at 10:00."""


@pytest.fixture
def desk(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> StoryDesk:
    return staged(of_one_case if "case" in request.fixturenames else StoryDesk, kind, tmp_path)


def of_one_case(folder: Path) -> StoryDesk:
    """One case, whose receipt has left."""
    desk = StoryDesk(folder)
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    return desk


@pytest.fixture
def case(desk: StoryDesk) -> str:
    return desk.numbers()[0]


def letters(desk: StoryDesk) -> list[Letter]:
    return [m.letter for m in desk.channel.sent if m.kind == "progress"]


def at(desk: StoryDesk, moment: datetime) -> None:
    desk.run((moment - desk.now).total_seconds() / 60)


def tell(desk: StoryDesk, number: str, note: str = "對客：11/24 廠商說會補一個新的", day: int = 27) -> None:
    desk.type(number, "note", note)
    desk.type(number, "follow_up", date(2026, 11, day))


def test_after_two_silent_business_days_she_hears_what_was_done_and_when_she_hears_again(
    desk: StoryDesk, case: str
) -> None:
    tell(desk, case, "先打電話給廠商\n對客：11/24 廠商說會補一個新的\n對客: 他們今天查")
    at(desk, WEDNESDAY_10.replace(hour=1, minute=59))
    assert letters(desk) == []
    at(desk, WEDNESDAY_10)
    (letter,) = letters(desk)
    for said in ("11/24 廠商說會補一個新的", "他們今天查", "11/27（五）", "玻璃保鮮盒破損"):
        assert said in letter.text
    assert "先打電話" not in letter.text
    assert letter.automatic
    at(desk, WEDNESDAY_10.replace(hour=9))
    assert len(letters(desk)) == 1
    assert desk.rows("log")[-1]["kind"] == "進度"


@pytest.mark.parametrize(
    ("note", "day", "asked"),
    [
        (None, 27, ["備註"]),
        ("廠商說會補", 27, ["備註"]),
        ("對客：會補", None, ["下次跟進"]),
        ("對客：會補", 24, ["下次跟進"]),
        (None, None, ["備註", "下次跟進"]),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_leaves(
    desk: StoryDesk, case: str, note: str | None, day: int | None, asked: list[str]
) -> None:
    desk.type(case, "note", note)
    desk.type(case, "follow_up", date(2026, 11, day) if day else None)
    at(desk, WEDNESDAY_10)
    assert letters(desk) == []
    notice = str(desk.row(case)["notice"])
    assert "2 個上班日沒有收到消息" in notice
    for title in ("備註", "下次跟進"):
        assert (f"在「{title}」" in notice) is (title in asked)
    tell(desk, case)
    desk.run(1)
    assert len(letters(desk)) == 1
    assert "沒有收到消息" not in str(desk.row(case).get("notice"))


def test_a_case_that_was_asked_about_is_looked_at_again_only_for_her_words_or_on_a_new_day(
    desk: StoryDesk, case: str
) -> None:
    desk.type(case, "follow_up", date(2026, 11, 26))
    at(desk, WEDNESDAY_10)
    desk.run()
    with desk.rig.ledger.begin() as tx:
        moment = next_moment(tx.cases.some([case])[case])
    assert moment is None or moment > desk.now
    assert "下次跟進" not in str(desk.row(case)["notice"])
    at(desk, datetime(2026, 11, 25, 17, 0, tzinfo=UTC))
    assert "在「下次跟進」填下一次告訴客人的日子" in str(desk.row(case)["notice"])
    tell(desk, case)
    at(desk, datetime(2026, 11, 26, 2, 0, tzinfo=UTC))
    assert [letter.case for letter in letters(desk)] == [case]


def test_with_nothing_new_it_says_so_and_the_same_words_never_go_twice(desk: StoryDesk, case: str) -> None:
    tell(desk, case)
    at(desk, WEDNESDAY_10)
    at(desk, datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
    assert len(letters(desk)) == 1
    assert "下次跟進" in str(desk.row(case)["notice"])
    desk.type(case, "follow_up", date(2026, 12, 1))
    desk.run(1)
    assert len(letters(desk)) == 2
    assert "目前還沒有新的消息" in letters(desk)[1].text
    assert "廠商說會補" not in letters(desk)[1].text


def test_a_reply_is_heard_too_and_the_days_begin_anew(desk: StoryDesk, case: str) -> None:
    tell(desk, case)
    at(desk, datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
    desk.type(case, "action", "已用LINE／電話回")
    desk.run(1)
    at(desk, WEDNESDAY_10)
    assert letters(desk) == []
    at(desk, datetime(2026, 11, 26, 6, 1, tzinfo=UTC))
    assert len(letters(desk)) == 1


def test_days_off_do_not_count_and_it_leaves_only_while_the_shop_is_open(tmp_path: Path) -> None:
    desk = StoryDesk(tmp_path)
    desk.now = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)  # Thursday 17:30
    desk.file("收到的保鮮盒破了")
    desk.run()
    (number,) = desk.numbers()
    tell(desk, number, day=30)
    desk.type(number, "follow_up", date(2026, 12, 2))
    at(desk, datetime(2026, 11, 29, 9, 30, tzinfo=UTC))
    assert letters(desk) == []
    at(desk, datetime(2026, 11, 30, 9, 30, tzinfo=UTC))
    assert len(letters(desk)) == 1


@pytest.mark.parametrize("status", ["等客人", "已解決", "無效"])
def test_nobody_is_told_while_it_is_her_turn_or_all_is_done(desk: StoryDesk, case: str, status: str) -> None:
    tell(desk, case)
    desk.type(case, "status", status)
    at(desk, WEDNESDAY_10)
    assert letters(desk) == []


@pytest.mark.parametrize(
    ("status", "said"),
    [("等廠商", "請廠商一起查"), ("等物流", "請物流公司查"), ("待補寄", "還沒寄出"), ("待退款", "還沒退出")],
)
def test_the_letter_says_what_is_waited_for(desk: StoryDesk, case: str, status: str, said: str) -> None:
    tell(desk, case)
    desk.type(case, "status", status)
    at(desk, WEDNESDAY_10)
    (letter,) = letters(desk)
    assert said in letter.text


def test_without_an_address_the_row_asks_her_to_tell_the_customer_herself(desk: StoryDesk) -> None:
    desk.file("包裹沒收到", email=None, phone="0912345678")
    desk.run()
    (number,) = desk.numbers()
    tell(desk, number)
    at(desk, WEDNESDAY_10)
    assert letters(desk) == []
    assert "LINE" in str(desk.row(number)["notice"])


def test_on_the_day_of_following_up_the_row_and_the_list_say_so(desk: StoryDesk, case: str) -> None:
    desk.type(case, "action", "已用LINE／電話回")
    desk.type(case, "status", "等客人")
    desk.type(case, "follow_up", date(2026, 11, 25))
    at(desk, datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert "下次跟進" not in str(desk.row(case).get("notice"))
    at(desk, datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    assert "下次跟進是 11/25（三）" in str(desk.row(case)["notice"])
    assert [row["urgency"] for row in desk.rows("todo") if row.get("case") == case] == ["跟進"]


def test_a_second_run_writes_nothing(desk: StoryDesk, case: str) -> None:
    at(desk, WEDNESDAY_10)
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied
