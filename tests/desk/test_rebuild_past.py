"""What a rebuilt ledger still knows of its cases: links in letters that are out, ratings, last words, used templates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.model.values import Value
from sheetdesk.policy.tokens import SURVEY, token_of
from tests.fakes.survey_desk import SurveyDesk

WORDS = "今天下午三點前幫您補寄一個，單號寄出後再告訴您。"


@pytest.fixture
def desk(tmp_path: Path) -> SurveyDesk:
    return SurveyDesk(tmp_path)


def lose_and_rebuild(desk: SurveyDesk, name: str = "rebuilt.db") -> None:
    desk.rig.ledger.close()
    desk.url = f"sqlite:///{desk.folder / name}"
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(1)


def reply(desk: SurveyDesk, number: str) -> None:
    """Her letter leaves by her own template."""
    desk.type(number, "reply_template", "收到了")
    desk.type(number, "reply_text", WORDS)
    desk.type(number, "action", "寄出")
    desk.run(1)
    desk.run(2)


def used(desk: SurveyDesk) -> list[Value]:
    [row] = desk.rows("templates")
    return [row.get("uses"), row.get("rating")]


def test_a_link_that_is_out_still_counts_and_one_made_up_does_not(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    token = desk.token()
    lose_and_rebuild(desk)
    desk.rate(token_of(number, 0, b"somebody else's secret", SURVEY), stars=1)
    desk.run(1)
    assert desk.row(number).get("rating") is None
    desk.rate(token.lower(), stars=2, comment="還是破的")
    desk.run(1)
    row = desk.row(number)
    assert (row["rating"], row["customer_comment"], row["status"]) == (2, "還是破的", "處理中")
    assert len(desk.alarms()) == 1


def test_an_answer_that_was_taken_in_before_is_no_news(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    desk.rate(desk.token(), stars=1, comment="很失望")
    desk.run(1)
    desk.answered(number)
    desk.resolve(number)
    sent, heard = len(desk.channel.sent), len(desk.received())
    lose_and_rebuild(desk)
    row = desk.row(number)
    assert (row["status"], row["rating"]) == ("已解決", 1)
    assert (len(desk.channel.sent), len(desk.received())) == (sent, heard)


def test_she_may_still_change_her_answer(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    token = desk.token()
    desk.rate(token, stars=4)
    desk.run(1)
    lose_and_rebuild(desk)
    desk.rate(token, stars=5)
    desk.run(1)
    assert desk.row(number)["rating"] == 5
    desk.run(15 * 24 * 60)
    desk.rate(token, stars=1)
    desk.run(1)
    assert desk.row(number)["rating"] == 5


def test_an_answer_that_came_in_while_the_ledger_was_lost_is_taken_in(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    desk.rate(desk.token(), stars=1)
    lose_and_rebuild(desk)
    assert (desk.row(number)["rating"], desk.row(number)["status"]) == (1, "處理中")
    assert len(desk.alarms()) == 1


def test_a_bad_rating_that_nobody_answered_still_blocks_closing_and_alarms_nobody_twice(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    desk.rate(desk.token(), stars=1)
    desk.run(1)
    lose_and_rebuild(desk)
    desk.type(number, "status", "已結案")
    desk.run(1)
    row = desk.row(number)
    assert row["status"] == "處理中"
    assert "客人的評分是1 顆星" in str(row["notice"])
    assert len(desk.alarms()) == 1
    desk.answered(number)
    desk.type(number, "status", "已結案")
    desk.run(1)
    assert desk.row(number)["status"] == "已結案"


def test_templates_keep_their_counts_and_a_customer_her_last_word(desk: SurveyDesk) -> None:
    desk.fill(
        "templates", [{"name": "收到了", "body": "我們看過照片了。", "version": "1", "reviewed": date(2026, 11, 1)}]
    )
    number = desk.complaint()
    reply(desk, number)
    desk.run(60)
    desk.file("補照片", case_no=number)
    desk.run(1)
    desk.type(number, "status", "已解決")
    desk.run()
    desk.run(121)
    desk.rate(desk.token(), stars=4)
    desk.run(1)
    customers = desk.rows("customers")
    assert used(desk) == [1, 4]
    known = desk.case(number)
    lose_and_rebuild(desk)
    desk.run(61)
    assert (desk.rows("customers"), used(desk)) == (customers, [1, 4])
    again = desk.case(number)
    assert again.reply_count == known.reply_count == 1
    assert again.last_reply_at is not None
    assert known.last_reply_at is not None
    assert again.last_reply_at == known.last_reply_at.replace(second=0, microsecond=0)


def test_a_second_rebuild_tells_the_same(desk: SurveyDesk) -> None:
    number = desk.resolved()
    desk.run(121)
    desk.rate(desk.token(), stars=2)
    desk.run(1)
    lose_and_rebuild(desk)
    first = desk.case(number)
    lose_and_rebuild(desk, "again.db")
    assert desk.case(number).low_rating == first.low_rating == "2 顆星"
    assert desk.run(1)[0].quiet


def test_an_answer_of_the_questions_is_counted_again_and_still_comes_back_unsolved(desk: SurveyDesk) -> None:
    desk.fill("faq", [{"question": "什麼時候會到貨？", "keywords": "何時到貨", "answer": "結單後七天到貨。"}])
    desk.file("請問何時到貨呢", product="蔥抓餅")
    desk.run()
    desk.run(1)
    lose_and_rebuild(desk)
    assert desk.rows("faq")[0]["uses"] == 1
    [number] = desk.numbers()
    desk.file("還沒解決", case_no=number)
    desk.run(1)
    assert "系統自動回了「什麼時候會到貨？」，客人又寫來" in str(desk.row(number)["notice"])
