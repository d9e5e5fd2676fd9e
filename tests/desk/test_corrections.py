"""更正 beside a letter in 往來紀錄: everyone who got it hears what is right, after one 確認, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.forget import forget, persons_meant
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.desk.rig import Asked
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import CANCELLED, UNSURE
from tests.fakes.correcting_desk import RIGHT, CorrectingDesk

PURE = pytest.mark.only(kind="memory", why="what is judged, whatever workbook shows it")


@pytest.fixture
def desk(tmp_path: Path) -> CorrectingDesk:
    return CorrectingDesk(tmp_path)


def test_a_reply_that_waits_its_two_minutes_stays_when_its_template_is_found_to_be_wrong(desk: CorrectingDesk) -> None:
    (first,) = desk.answered(1)
    second = desk.complaint(8)
    desk.draft(second, "補寄")
    desk.run(1)
    assert str(desk.row(second)["outcome"]).startswith("⏳")
    desk.correct(first)
    desk.run(1)
    desk.run(5)
    assert sum(m.kind == "reply" for m in desk.channel.sent) == 1
    assert "先不能用" in str(desk.row(second)["outcome"])
    assert (desk.row(second)["reply_template"], desk.row(second).get("action")) == ("補寄", None)


@PURE
@pytest.mark.parametrize(
    ("version", "reviewed", "free"),
    [("1", 22, False), ("1", 23, False), ("1", 24, True), ("2", 23, True), ("2", 22, True)],
)
def test_a_template_rests_until_its_version_or_its_last_review_is_raised(
    desk: CorrectingDesk, version: str, reviewed: int, free: bool
) -> None:
    desk.template("補寄", version="1", reviewed=date(2026, 11, 23))
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.run(1)
    desk.draft(number, "補寄", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(number)["outcome"])
    desk.answer("確認")
    desk.run(1)
    desk.template("補寄", version=version, reviewed=date(2026, 11, reviewed))
    desk.type(number, "action", "寄出")
    desk.run(1)
    assert str(desk.row(number)["outcome"]).startswith("⏳" if free else "⚠")
    assert ("寫錯了" in str(desk.rows("templates")[0].get("problem"))) is not free


def test_a_receipt_of_a_wrong_template_falls_back_and_with_none_left_it_is_owed_and_named(desk: CorrectingDesk) -> None:
    first = desk.complaint(1)
    desk.correct(first, kind="收件通知")
    second = desk.complaint(2)
    assert [m.letter.template for m in desk.channel.sent] == ["receipt_food", "receipt_product"]
    desk.correct(second, kind="收件通知")
    desk.correct(desk.complaint(3), kind="收件通知")
    third = desk.complaint(4)
    assert desk.receipts() == 3
    assert "沒有可以用的「收件通知」範本" in str(desk.row(third)["outcome"])
    body = "{{ 稱呼 }}：\n\n{{ 問題 }}，記下了，{{ 答應的時間 }}回您。\n\n{{ 署名 }}"
    desk.template("receipt_food", version="2", body=body, kind="收件通知")
    desk.run(1)
    assert desk.receipts() == 4


@PURE
def test_automatic_letters_of_it_that_wait_are_held_for_a_person_and_let_go_when_nothing_was_wrong(
    desk: CorrectingDesk,
) -> None:
    first = desk.complaint(1)
    desk.channel.fault = SendFailed("忙線", permanent=False)
    second = desk.complaint(2)
    desk.correct(first, kind="收件通知")
    desk.run(1)
    desk.channel.fault = None
    desk.run(60)
    assert desk.receipts() == 1
    assert "正在更正" in desk.told(second, "收件通知")
    desk.answer("不要")
    desk.run(1)
    assert desk.receipts() == 2
    assert desk.told(first, "收件通知") == "更正：沒有寄，您在「待辦」選了「不要」"
    assert desk.asked() == []


@PURE
def test_her_own_words_are_put_right_for_those_who_got_the_same_words_and_rest_for_a_day(desk: CorrectingDesk) -> None:
    numbers = desk.answered(3, template=None, words="12/1 前補寄。")
    desk.draft(numbers[2], None, "12/2 前補寄。")
    desk.run(1)
    desk.run(2)
    desk.correct(numbers[0])
    desk.run(1)
    (question,) = desk.asked()
    assert "更正您寫的話：3 位客人收到過" in question
    other = desk.complaint(9)
    desk.draft(other, None, "12/1 前補寄。")
    desk.run(1)
    assert "這段話您剛才更正過" in str(desk.row(other)["outcome"])
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert len(desk.corrections()) == 3
    assert desk.told(numbers[0]) == "更正：要寄 3 件"
    heard_at = desk.heard_at(numbers[0])
    for minutes, rests in ((-1, True), (0, False), (1, False)):
        desk.draft(other, None, "12/1 前補寄。")
        desk.at(heard_at + timedelta(days=1, minutes=minutes))
        assert ("這段話" in str(desk.row(other)["outcome"])) is rests
        desk.type(other, "action", "攔下")
        desk.run(0.1)


@PURE
def test_words_within_a_template_ask_which_of_the_two_was_wrong(desk: CorrectingDesk) -> None:
    numbers = desk.answered(2, "延遲說明", "卡在冷凍車")
    third = desk.complaint(5)
    desk.draft(third, "延遲說明", "卡在產地")
    desk.run(1)
    desk.run(2)
    desk.correct(numbers[0])
    desk.run(1)
    mine, template = desk.asked()
    assert "2 位客人收到過" in mine
    assert "範本沒有錯，只有這段話錯了，選這一列" in mine
    assert "3 位客人收到過" in template
    desk.answer("確認", "更正您寫的話")
    desk.run(1)
    desk.run(2)
    assert sorted(str(m.letter.case) for m in desk.corrections()) == numbers
    assert desk.asked() == []
    desk.draft(third, "延遲說明", "卡在港口")
    desk.run(1)
    assert str(desk.row(third)["outcome"]).startswith("⏳")


def test_who_has_no_address_is_told_by_hand_with_the_link_and_either_way_of_saying_so_counts(
    desk: CorrectingDesk,
) -> None:
    numbers = desk.answered(3)
    for number in numbers[:2]:
        desk.type(number, "email", "沒有")
        desk.type(number, "status", "已結案")
    desk.correct(numbers[2])
    desk.run(1)
    assert "3 位客人收到過（寄信 1 件、要您手動傳 2 件）" in desk.asked()[0]
    desk.answer("確認")
    desk.run(1)
    desk.run(2)
    assert [m.letter.case for m in desk.corrections()] == numbers[2:]
    for number in numbers[:2]:
        assert str(desk.row(number)["outcome"]).startswith("✋")
        assert "https://line.me/R/share?text=" in str(desk.row(number)["outcome"])
        assert desk.log(number, "更正")["state"] == UNSURE
    desk.run(60)
    assert [row["case"] for row in desk.rows("todo") if row.get("urgency") == "沒寄出"] == numbers[:2]
    desk.type(numbers[0], "action", "已用LINE／電話回")
    desk.decide(numbers[1], "更正", "視為已寄")
    desk.run(1)
    assert [desk.log(number, "更正")["state"] for number in numbers] == ["已送"] * 3
    assert len(desk.corrections()) == 1
    assert not [row for row in desk.rows("todo") if row.get("urgency") == "沒寄出"]


@PURE
@pytest.mark.parametrize("words", [None, "12/9 才出貨。"], ids=["emptied", "changed"])
def test_before_the_confirmation_an_emptied_cell_withdraws_it_and_other_words_ask_anew(
    desk: CorrectingDesk, words: str | None
) -> None:
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.run(1)
    desk.correct(number, words)
    desk.run(1)
    assert [("12/9" in said) for said in desk.asked()] == ([True] if words else [])
    desk.draft(number, "補寄", "再一次。")
    desk.run(1)
    assert str(desk.row(number)["outcome"]).startswith("⚠" if words else "⏳")
    if words is None:
        assert desk.told(number) == "None"


@pytest.mark.parametrize("words", [None, "12/9 才出貨。"], ids=["emptied", "changed"])
def test_after_it_what_has_not_left_stays_and_the_later_words_are_the_only_ones_that_leave(
    desk: CorrectingDesk, words: str | None
) -> None:
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.run(1)
    desk.answer("確認")
    desk.run(1)
    desk.correct(number, words)
    desk.run(1)
    if words:
        desk.answer("確認")
    desk.run(10)
    desk.run(10)
    assert [words in m.letter.text for m in desk.corrections() if words] == ([True] if words else [])
    assert "改過或清空了" in str(desk.logs(number, "更正")[0]["detail"])
    assert desk.logs(number, "更正")[0]["state"] == CANCELLED
    assert len(desk.corrections()) == bool(words)


@PURE
def test_the_same_words_asked_for_once_more_reach_nobody_twice(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    for _ in range(2):
        desk.correct(number)
        desk.run(1)
        desk.answer("確認")
        desk.run(1)
        desk.run(3)
        desk.correct(number, None)
        desk.run(1)
    assert len(desk.corrections()) == 1


def test_of_two_corrections_beside_one_letter_to_two_people_the_later_counts(desk: CorrectingDesk) -> None:
    first, second = desk.answered(2)
    desk.correct(first, "12/7 出貨。")
    desk.run(1)
    desk.answer("確認")
    desk.run(1)
    desk.correct(second, "12/9 出貨。")
    desk.run(0.5)
    assert desk.told(first) == "更正：後來又寫了一次，以那一次為準"
    desk.answer("確認")
    desk.run(1)
    desk.run(5)
    assert ["12/9" in m.letter.text for m in desk.corrections()] == [True, True]


def test_nobody_is_told_of_a_void_case_and_a_merged_one_is_told_where_it_went(desk: CorrectingDesk) -> None:
    numbers = desk.answered(4)
    desk.type(numbers[0], "status", "無效")
    desk.type(numbers[1], "merged_into", numbers[2])
    desk.type(numbers[1], "email", desk.row(numbers[2])["email"])
    desk.type(numbers[3], "status", "已結案")
    desk.run(1)
    desk.correct(numbers[3])
    desk.run(1)
    assert "2 位客人收到過（寄信 2 件、不寄 1 件：無效、已刪除或併入別件）" in desk.asked()[0]
    desk.answer("確認")
    desk.run(1)
    desk.run(3)
    assert sorted(str(m.letter.case) for m in desk.corrections()) == numbers[2:]


@PURE
def test_an_address_that_refused_the_last_letter_gets_none_and_she_is_told_by_hand(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    desk.channel.fault = SendFailed("信箱不存在", permanent=True)
    desk.draft(number, None, "再一封。")
    desk.run(1)
    desk.run(2)
    desk.channel.fault = None
    desk.correct(number)
    desk.run(1)
    assert "這封沒有寄出" in desk.told(number)
    desk.correct(number, None)
    desk.correct(number, which=0)
    desk.answer_after_run("確認")
    desk.run(3)
    assert desk.corrections() == []
    assert "這個 Email 上次寄不到" in str(desk.row(number)["outcome"])


@pytest.mark.parametrize(
    ("sort", "words", "why"),
    [("警示", RIGHT, "寄給自己人"), ("收件通知", "○○ 前寄出", "○○"), ("補充", RIGHT, "不是寄出去的信")],
)
def test_what_cannot_be_corrected_says_so_beside_it_and_in_the_list_of_problems(
    desk: CorrectingDesk, sort: str, words: str, why: str
) -> None:
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    desk.file("吃完送醫", email="c1@example.com")
    desk.run()
    (number,) = desk.numbers()
    desk.file("補照片", email="c1@example.com", case_no=number)
    desk.run(1)
    desk.correct(number, words, sort)
    desk.run(1)
    assert desk.asked() == []
    assert why in desk.told(number, sort)
    desk.run(10)
    assert any(why in problem for problem in desk.problems())
    desk.correct(number, None, sort)
    desk.run(1)
    assert not [problem for problem in desk.problems() if "更正" in problem]
    assert "更正" not in desk.told(number, sort)


@PURE
def test_a_letter_of_the_trial_needs_no_correction(tmp_path: Path) -> None:
    desk = CorrectingDesk(tmp_path, live=False)
    desk.workbook.grids["team"].put(0, "email", "afang@example.com")
    number = desk.complaint(1)
    desk.correct(number, kind="收件通知")
    desk.run(1)
    assert "試寄，客人沒有收到" in desk.told(number, "收件通知")


@PURE
def test_the_case_asks_for_its_cause_until_she_has_filled_it_in(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.answer_after_run("確認")
    desk.run(1)
    assert "發生原因" not in str(desk.row(number).get("notice"))
    desk.run(3)
    assert "11/23（一）更正了寫錯的信；「發生原因」還是空的" in str(desk.row(number)["notice"])
    assert ("person", "corrected", None) in desk.events(number)
    assert desk.row(number).get("cause") is None
    desk.type(number, "cause", "我們寫錯")
    desk.run(1)
    assert "更正" not in str(desk.row(number).get("notice"))


@PURE
def test_other_jobs_alone_leave_its_question_and_its_answer(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.run(1)
    desk.run(1, Asked(jobs=("intake", "send_replies")))
    assert len(desk.asked()) == 1
    desk.answer("確認")
    desk.run(1, Asked(jobs=("intake",)))
    desk.run(1)
    desk.run(3)
    assert len(desk.corrections()) == 1


@PURE
def test_a_failing_job_leaves_it_for_the_next_pass(desk: CorrectingDesk) -> None:
    def failing(desk: object, now: object) -> str:
        raise RuntimeError("nobody foresaw this")

    (number,) = desk.answered(1)
    whole = desk.rig
    desk.rig = replace(whole, jobs={**whole.jobs, "send_corrections": failing})
    desk.correct(number)
    desk.run(1)
    desk.rig = whole
    desk.run(1)
    assert len(desk.asked()) == 1


@PURE
def test_a_forgotten_customer_gets_none_and_nothing_is_known_of_what_stood_beside_her_letters(
    desk: CorrectingDesk,
) -> None:
    first, second = desk.answered(2)
    desk.correct(first, "客人0 的才是 12/8。")
    desk.run(1)
    with desk.rig.ledger.begin() as tx:
        (person,) = persons_meant(tx, str(desk.row(first)["email"]))
        forget(tx, person, desk.now)
    desk.run(1)
    desk.run(1)
    assert desk.asked() == []
    with desk.rig.ledger.begin() as tx:
        assert tx.corrections.live() == {}
    assert desk.log(first, "回覆").get("correction") is None
    desk.correct(second)
    desk.run(1)
    assert "1 位客人收到過（寄信 1 件、不寄 1 件" in desk.asked()[0]


def test_a_rebuilt_ledger_asks_and_sends_nothing_again_and_the_template_rests_on(desk: CorrectingDesk) -> None:
    (number,) = desk.answered(1)
    desk.correct(number)
    desk.answer_after_run("確認")
    desk.run(3)
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)
    desk.run(10)
    assert (len(desk.corrections()), desk.asked()) == (1, [])
    assert desk.told(number).startswith("更正：要寄 1 件；範本「補寄」第 1 版先不能用")
    desk.draft(number, "補寄", "再一次。")
    desk.run(1)
    assert "先不能用" in str(desk.row(number)["outcome"])
