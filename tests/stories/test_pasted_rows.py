"""A helper pastes what customers wrote in LINE into the form's tab, without 時間戳記, all with the shop's own address."""

from __future__ import annotations

from tests.fakes.week_desk import WeekDesk, taipei

TEXTS = ("發票沒有給我", "包裹還沒到", "杯子顏色不對", "蝦子少一包", "保鮮盒破了", "蔥抓餅退冰了")


def test_each_becomes_a_case_however_many_stand_there_already(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    for at, text in enumerate(TEXTS, start=1):
        desk.file(text, submitted_at=None, customer=f"客人{at}", email="shop@example.com")
        desk.run(1)
        assert [row["text"] for row in desk.rows("cases")] == list(TEXTS[:at])
    desk.rest()


def test_none_is_taken_in_twice_once_they_were_sorted(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    for at, text in enumerate(TEXTS, start=1):
        desk.file(text, submitted_at=None, customer=f"客人{at}", email="shop@example.com")
    desk.run(1)
    desk.answers.reverse()
    desk.show_form()
    desk.run(61)
    assert sorted(str(row["text"]) for row in desk.rows("cases")) == sorted(TEXTS)
    desk.rest()


def test_a_shop_that_cleans_the_tab_up_and_pastes_again_loses_none(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    for at, text in enumerate(TEXTS, start=1):
        desk.answers.clear()
        desk.file(text, submitted_at=None, customer=f"客人{at}", email="shop@example.com")
        desk.run(61)
        if at % 2:  # at times at once, at times later
            desk.answers.clear()
            desk.show_form()
            desk.run(61)
    assert [row["text"] for row in desk.rows("cases")] == list(TEXTS)
    desk.rest()


def test_one_that_is_changed_in_its_place_stays_the_same_case(desk: WeekDesk) -> None:
    desk.at(taipei(23))
    for at, text in enumerate(TEXTS[:3], start=1):
        desk.file(text, submitted_at=None, customer=f"客人{at}", email="shop@example.com", order_no=f"A{at}")
    desk.run(1)
    desk.answers[1]["text"] = "還是沒到"
    desk.show_form()
    desk.run(61)
    assert [row["text"] for row in desk.rows("cases")] == [TEXTS[0], "還是沒到", TEXTS[2]]
    desk.rest()
