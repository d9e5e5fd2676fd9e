"""貼文 and the questions that nothing answers, on the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk

ARRIVAL: dict[str, Value] = {"question": "什麼時候會到貨？", "keywords": "何時到貨", "answer": "結單後七天到貨。"}
DAY = 24 * 60


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    desk = StoryDesk(tmp_path)
    desk.fill("faq", [ARRIVAL, {**ARRIVAL, "question": "何時開團？", "keywords": "何時開團"}])
    desk.run()
    desk.file("請問蔥抓餅可以寄到離島嗎", product="蔥抓餅")
    desk.file("想問水餃可以寄離島嗎？", product="水餃", customer="林小姐", email="lin@example.com")
    desk.run()
    return desk


def pasted(desk: StoryDesk) -> dict[Value, Value]:
    return {row["item"]: row["content"] for row in desk.rows("posts") if row.get("content")}


def lacking(desk: StoryDesk) -> list[Value]:
    return [row.get("content") for row in desk.rows("state") if row.get("item") == "沒有答案的問題"]


def test_the_texts_to_paste_follow_the_rows_and_what_a_person_types_over_them_is_put_back(desk: StoryDesk) -> None:
    assert pasted(desk).keys() == {"置頂貼文", "LINE 自動回應 1", "LINE 自動回應 2"}
    desk.workbook.grids["posts"].put(desk.workbook.grids["posts"].find("item", "置頂貼文"), "content", "改掉了")
    desk.run(1)
    assert "1. 什麼時候會到貨？" in str(pasted(desk)["置頂貼文"])
    desk.fill("faq", [ARRIVAL])
    desk.run(1)
    assert pasted(desk).keys() == {"置頂貼文", "LINE 自動回應 1"}
    assert desk.run()[0].quiet


def test_questions_without_an_answer_are_told_the_next_day_until_a_row_answers_them(desk: StoryDesk) -> None:
    assert lacking(desk) == []
    desk.run(DAY)
    assert lacking(desk) == ["2 件：想問水餃可以寄離島嗎？"]
    assert desk.run()[0].quiet
    desk.fill("faq", [{"question": "可以寄離島嗎？", "keywords": "離島", "answer": "可以。"}])
    desk.run(1)
    assert lacking(desk) == [None]
    assert desk.run()[0].quiet
