"""One customer who writes three times: what belongs together joins, what doesn't is taken apart, two rows become one."""

from __future__ import annotations

import pytest

from tests.fakes.week_desk import WeekDesk, taipei

MAIL, HUSBAND = "wang@example.com", "daming@example.com"
MATTER = {"product": "蔥抓餅", "group_no": "1115", "order_no": "0012"}


@pytest.fixture
def case(desk: WeekDesk) -> str:
    """On Monday at ten the pancakes have thawed."""
    desk.at(taipei(23))
    return desk.complaint("收到的蔥抓餅都退冰了", **MATTER)


def additions(desk: WeekDesk, number: str) -> list[str]:
    """新訊息 without the times."""
    return [line[12:] for line in str(desk.row(number).get("additions") or "").splitlines()]


def writes(desk: WeekDesk, day: int, clock: str, text: str, **cells: str) -> None:
    """She fills in the form again, and the desk looks."""
    desk.at(taipei(day, clock))
    desk.file(text, **{**MATTER, **cells})
    desk.run()


def test_a_customer_who_writes_three_times_is_one_case_until_somebody_says_otherwise(desk: WeekDesk, case: str) -> None:
    she_writes_three_times_on_monday(desk, case)
    own = another_thing_is_taken_apart_on_tuesday(desk, case)
    other = her_husband_writes_on_wednesday(desk, case)
    all_is_told_on_thursday(desk, case, own, other)
    desk.rest()


def she_writes_three_times_on_monday(desk: WeekDesk, case: str) -> None:
    """The first time is the case; then there is one note a day, and what she writes reopens what was solved."""
    writes(desk, 23, "13:00", "而且少了一包")
    writes(desk, 23, "15:00", "照片在這裡", attachments="https://example.com/p.jpg")
    assert desk.numbers() == [case]
    assert desk.got(MAIL) == ["receipt", "addition"]
    desk.ask(case, "寄出,已解決", reply_text="兩包都補寄給您，今天黑貓收走了。")
    desk.run(1)
    desk.run(2)
    assert desk.row(case)["status"] == "已解決"
    writes(desk, 23, "16:00", "單號查不到耶")
    row = desk.row(case)
    assert (row["status"], row["reopen_count"], desk.todo(case)) == ("處理中", 1, ["看一下"])
    assert additions(desk, case) == ["單號查不到耶", "照片在這裡　https://example.com/p.jpg", "而且少了一包"]
    desk.until(taipei(23, "20:00"))
    assert desk.got(MAIL) == ["receipt", "addition", "reply"]
    desk.rest()


def another_thing_is_taken_apart_on_tuesday(desk: WeekDesk, case: str) -> str:
    """It bears the same 團號, so it joined; its own case gets its own receipt."""
    writes(desk, 24, "13:01", "保鮮盒的蓋子裂了", product="玻璃保鮮盒")
    assert desk.numbers() == [case]
    assert desk.got(MAIL)[-2:] == ["reply", "addition"]
    desk.type(case, "action", "拆成新單")
    desk.run(5)
    [own] = set(desk.numbers()) - {case}
    row = desk.row(own)
    assert (row["text"], row["product"], row["status"]) == ("保鮮盒的蓋子裂了", "玻璃保鮮盒", "待處理")
    assert "第2次・上次 11/23 商品" in str(row["summary"])
    assert additions(desk, case)[0] == f"的訊息已拆成新單 {own}"
    assert desk.got(MAIL)[-2:] == ["addition", "receipt"]
    return own


def her_husband_writes_on_wednesday(desk: WeekDesk, case: str) -> str:
    """From his address, about the same parcel: put into hers, it is closed in silence, and what he adds goes there."""
    writes(desk, 25, "09:30", "我太太的蔥抓餅退冰了", customer="王大明", email=HUSBAND, order_no="", group_no="")
    [other] = [str(row["number"]) for row in desk.rows() if row.get("email") == HUSBAND]
    desk.type(other, "merged_into", case)
    desk.run(5)
    assert desk.row(other)["status"] == "已結案"
    writes(desk, 25, "10:00", "冷凍庫還放得下", customer="王大明", email=HUSBAND, case_no=other)
    assert additions(desk, case)[:2] == ["冷凍庫還放得下", f"〔{other} 併入〕我太太的蔥抓餅退冰了"]
    assert desk.row(other)["status"] == "已結案"
    return other


def all_is_told_on_thursday(desk: WeekDesk, case: str, own: str, other: str) -> None:
    """Each matter ends by itself: one closing letter a person, none for the row that was merged."""
    desk.at(taipei(26, "11:00"))
    for number, words in ((case, "單號是 8100，今天會到。"), (own, "蓋子明天寄給您。")):
        desk.ask(number, "寄出,已解決", reply_text=words)
    desk.run(1)
    desk.run(2)
    desk.run(120)
    assert [(m.letter.case, m.address) for m in desk.surveys()] == [(case, MAIL)]
    assert "14 天內已經寄過問卷" in desk.outcome(own)
    assert desk.got(HUSBAND) == ["receipt"]
    counts = {row["name"]: (row["cases"], row["open"]) for row in desk.rows("customers")}
    assert counts == {"王怡君": (2, 0), "王大明": (0, 0)}
    desk.until(taipei(3, "11:03", month=12))
    assert {desk.row(number)["status"] for number in (case, own, other)} == {"已結案"}
