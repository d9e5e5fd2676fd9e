"""Two corrections about one letter, other words in one cell, and other customers than those who were counted."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import CANCELLED, UNSURE
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


@PURE
def test_a_wrong_row_rests_under_another_name_too_until_it_is_reviewed(desk: CorrectingDesk) -> None:
    desk.template("補寄 新版", **ROW)
    first, second = desk.answered(2, template="補寄 新版")
    confirm(desk, first)
    desk.run(3)
    desk.template("補寄 新新版", **ROW)
    desk.draft(second, "補寄 新新版", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(second)["outcome"])
    assert any("回覆範本「補寄 新新版」" in problem and "寫錯了" in problem for problem in desk.problems())
    desk.template("補寄 新新版", **{**ROW, "version": "2"})
    desk.type(second, "action", None)
    desk.run(1)
    desk.type(second, "action", "寄出")
    desk.run(1)
    assert "⏳" in str(desk.row(second)["outcome"])


@PURE
def test_who_is_voided_while_the_question_stands_is_counted_no_more(desk: CorrectingDesk) -> None:
    first, second = desk.answered(2)
    desk.correct(first)
    desk.run(1)
    assert "2 位客人收到過（寄信 2 件）" in desk.asked()[0]
    desk.type(second, "status", "無效")
    desk.run(1)
    assert "1 位客人收到過（寄信 1 件、不寄 1 件" in desk.asked()[0]


@PURE
def test_a_confirmation_holds_for_the_customers_who_were_counted_and_others_are_asked_for_anew(
    desk: CorrectingDesk,
) -> None:
    first, second = desk.answered(2)
    desk.type(second, "status", "無效")
    desk.run(1)
    desk.correct(first)
    desk.run(1)
    assert "「需確認」的不在內" in desk.asked()[0]
    desk.type(second, "status", "處理中")
    desk.answer("確認")
    desk.run(1)
    desk.run(3)
    assert desk.corrections() == []
    assert "2 位客人收到過" in desk.asked()[0]
    desk.answer("確認")
    desk.run(1)
    desk.run(3)
    assert len(desk.corrections()) == 2


@PURE
def test_a_confirmation_holds_for_the_letter_that_was_shown_and_another_is_asked_for_anew(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1, template=None, words="12/1 前補寄。")
    desk.correct(number)
    desk.run(1)
    body = "{{ greeting }}：\n\n{{ wrote_on }}寫錯了，全部不補寄了。{{ right }}\n\n{{ signature }}"
    desk.template("correction_default", version="7", subject="更正（{{ number }}）", body=body, kind="更正")
    desk.answer("確認")
    desk.run(1)
    desk.run(3)
    assert desk.corrections() == []
    assert "全部不補寄了" in desk.asked()[0]


@PURE
def test_what_cannot_be_sent_as_it_stands_gives_no_waiting_reply_of_the_template_back(desk: CorrectingDesk) -> None:
    first, _ = desk.answered(2)
    third = desk.complaint(9)
    desk.draft(third, "補寄")
    desk.run(1)
    desk.correct(first, "○○ 出貨")
    desk.run(1)
    assert "⚠更正沒有做" in desk.told(first)
    assert str(desk.row(third)["outcome"]).startswith("⏳")
    desk.run(3)
    assert [m.kind for m in desk.channel.sent if m.letter.case == third] == ["receipt", "reply"]


@pytest.mark.parametrize("words", [None, "12/9 才出貨。"], ids=["emptied", "changed"])
def test_what_was_to_be_passed_on_by_hand_is_taken_back_with_the_words_that_it_said(
    desk: CorrectingDesk, words: str | None
) -> None:
    first, second = desk.answered(2)
    desk.type(first, "email", "沒有")
    desk.run(1)
    confirm(desk, second)
    assert str(desk.row(first)["outcome"]).startswith("✋")
    desk.correct(second, words)
    desk.run(1)
    assert desk.log(first, "更正")["state"] == CANCELLED
    assert "line.me" not in str(desk.row(first)["outcome"])
    if words is not None:
        desk.answer("確認")
        desk.run(1)
        assert [row["state"] for row in desk.logs(first, "更正")] == [CANCELLED, UNSURE]
        assert str(desk.row(first)["outcome"]).startswith("✋")


@PURE
def test_nobody_is_said_to_be_told_before_the_letter_has_left(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    confirm(desk, number)
    assert desk.told(number).startswith("更正：要寄 1 件")
    desk.correct(number, None)
    desk.run(3)
    assert desk.corrections() == []
    assert "更正" not in str(desk.row(number).get("notice"))


@PURE
def test_a_correction_that_waits_is_not_stopped_from_the_case_and_says_where(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    confirm(desk, number)
    where = "要停請到「往來紀錄」清空寫錯那封信的「更正」"
    assert desk.row(number)["outcome"] == f"⏳更正等著寄出，{where}"
    desk.type(number, "action", "攔下")
    desk.run(0.5)
    assert str(desk.row(number)["outcome"]).endswith(f"更正不能從這裡攔：{where}")
    desk.correct(number, None)
    desk.run(3)
    assert desk.corrections() == []


@PURE
def test_the_same_words_beside_another_letter_of_the_template_reach_nobody_twice(desk: CorrectingDesk) -> None:
    first, second = desk.answered(2)
    for number in (first, second):
        confirm(desk, number)
        desk.run(3)
    assert len(desk.corrections()) == 2
    assert desk.told(second).startswith("更正：要寄 0 件、2 件收過一樣的；範本「補寄」第 1 版先不能用")


@PURE
def test_after_a_rebuild_the_same_words_reach_nobody_twice(desk: CorrectingDesk) -> None:
    first, _ = desk.answered(2)
    confirm(desk, first)
    desk.run(3)
    desk.run(1)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    desk.correct(first, None)
    desk.run(1)
    confirm(desk, first)
    desk.run(3)
    assert len(desk.corrections()) == 2


@PURE
def test_a_pasted_copy_of_a_row_does_not_empty_the_cell_beside_the_letter(desk: CorrectingDesk) -> None:
    first, _ = desk.answered(2)
    confirm(desk, first)
    log = desk.workbook.grids["log"]
    at = log.find("id", desk.log(first, "回覆")["id"])
    log.rows.insert(at, deepcopy(log.rows[at]))
    log.put(at, "correction", None)
    desk.run(3)
    assert len(desk.corrections()) == 2
