"""Two corrections about one letter, other words in one cell, and other customers than those who were counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.errors import SendFailed
from tests.fakes.correcting_desk import RIGHT, CorrectingDesk

PURE = pytest.mark.only(kind="memory", why="what is judged, whatever workbook shows it")


@pytest.fixture
def desk(tmp_path: Path) -> CorrectingDesk:
    return CorrectingDesk(tmp_path)


def confirm(desk: CorrectingDesk, number: str, words: str = RIGHT) -> None:
    """She writes it beside the case's last reply, and confirms it."""
    desk.correct(number, words)
    desk.answer_after_run("確認")


@pytest.mark.parametrize("then", ["cleared", "declined"])
def test_a_second_correction_that_comes_to_nothing_leaves_the_wrong_template_at_rest(
    desk: CorrectingDesk, then: str
) -> None:
    first, second = desk.answered(2)
    confirm(desk, first)
    desk.run(3)
    desk.correct(second, "寫錯列了")
    desk.run(1)
    if then == "cleared":
        desk.correct(second, None)
    else:
        desk.answer("不要")
    desk.run(1)
    desk.draft(first, "補寄", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(first)["outcome"])


@PURE
def test_a_second_correction_that_cannot_be_sent_stops_nothing_of_the_first(desk: CorrectingDesk) -> None:
    first, second = desk.answered(2)
    confirm(desk, first)
    desk.correct(second, "○○ 出貨")
    desk.run(1)
    desk.run(5)
    assert "⚠更正沒有做" in desk.told(second)
    assert sorted(str(m.letter.case) for m in desk.corrections()) == [first, second]


@PURE
def test_of_two_that_are_asked_for_an_emptied_one_leaves_the_other_and_the_letters_that_it_holds(
    desk: CorrectingDesk,
) -> None:
    first, other = desk.complaint(1), desk.complaint(11)
    desk.channel.fault = SendFailed("忙線", permanent=False)
    desk.complaint(2)
    desk.correct(first, kind="收件通知")
    desk.run(1)
    desk.channel.fault = None
    desk.correct(other, "寫錯列了", kind="收件通知")
    desk.run(1)
    assert len(desk.asked()) == 2
    desk.correct(other, None, kind="收件通知")
    desk.run(60)
    assert (len(desk.asked()), desk.receipts()) == (1, 2)


@PURE
def test_of_two_that_are_asked_for_the_confirmed_later_one_ends_the_earlier(desk: CorrectingDesk) -> None:
    first, second = desk.answered(2)
    desk.correct(first, "12/7 出貨。")
    desk.run(1)
    desk.correct(second, "12/9 出貨。")
    desk.run(1)
    for words in ("12/7", "12/9"):
        desk.answer("確認", words)
    desk.run(1)
    desk.run(3)
    assert ["12/9" in m.letter.text for m in desk.corrections()] == [True, True]
    assert desk.told(first) == "更正：後來又寫了一次，以那一次為準"


ROW = {"version": "1 改", "subject": "補寄", "body": "{{ 稱呼 }}：\n\n補一個新的給您。\n\n{{ 署名 }}"}


@PURE
@pytest.mark.parametrize("meanwhile", ["a fault", "deleted"])
def test_a_row_whose_name_has_a_blank_rests_and_goes_on_resting_when_it_was_broken_or_gone_for_a_while(
    desk: CorrectingDesk, meanwhile: str
) -> None:
    desk.template("補寄 新版", **ROW)
    first, second = desk.answered(2, template="補寄 新版")
    confirm(desk, first)
    desk.run(3)
    assert "範本「補寄 新版」第 1改 版先不能用" in desk.told(first)
    if meanwhile == "deleted":
        desk.fill("templates", [])
    else:
        desk.template("補寄 新版", **{**ROW, "body": "{{ 打錯"})
    desk.run(1)
    assert not [problem for problem in desk.problems() if "寫錯了" in problem]
    desk.template("補寄 新版", **ROW)
    desk.draft(second, "補寄 新版", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(second)["outcome"])


@PURE
def test_a_row_over_a_file_that_is_broken_for_a_while_is_not_reviewed_by_the_file_that_stands_in(
    desk: CorrectingDesk,
) -> None:
    desk.template("補寄", version="7")
    first, second = desk.answered(2)
    confirm(desk, first)
    desk.run(3)
    desk.template("補寄", version="7", body="{{ 打錯")
    desk.run(1)
    desk.template("補寄", version="7")
    desk.draft(second, "補寄", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(second)["outcome"])
