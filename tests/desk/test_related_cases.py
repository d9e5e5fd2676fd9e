"""Related cases: who writes again is heard on the case that she has, and what was joined or merged by mistake is undone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.desk.rebuild import rebuild
from sheetdesk.policy.numbers import is_case_number
from tests.fakes.story_desk import StoryDesk
from tests.fakes.twin import staged

NOTE = "補充通知"


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def melted(tmp_path: Path, kind: str) -> tuple[StoryDesk, str]:
    """One case of 王怡君, about 團號 1115."""
    desk = staged(of_one_case, kind, tmp_path)
    [number] = desk.numbers()
    return desk, number


def of_one_case(folder: Path) -> StoryDesk:
    desk = StoryDesk(folder)
    desk.file("到的時候軟掉了", product="蔥抓餅", group_no="1115", phone="0912-345-678")
    desk.run()
    return desk


def kinds(desk: StoryDesk) -> list[str]:
    return [message.kind for message in desk.channel.sent]


def additions(desk: StoryDesk, number: str) -> list[str]:
    """新訊息 without the times."""
    return [line[12:] for line in str(desk.row(number).get("additions") or "").splitlines()]


def rest(desk: StoryDesk) -> None:
    """Nothing is left to write or send, and the second run changes nothing."""
    before = desk.rows(), desk.rows("log"), len(desk.channel.sent)
    assert desk.run(1)[0].quiet
    assert (desk.rows(), desk.rows("log"), len(desk.channel.sent)) == before


def test_one_customer_who_writes_three_times_in_two_days_has_one_case_and_two_notes(
    melted: tuple[StoryDesk, str],
) -> None:
    desk, number = melted
    desk.now += timedelta(hours=3)
    desk.file("而且少了一包", group_no="１１１５", email=None, phone="+886912345678")
    desk.run()
    desk.now += timedelta(hours=2)
    desk.file("照片在這裡", group_no="1115", phone=None, attachments="https://example.com/p.jpg")
    assert desk.run()[0].lines["intake"] == "new: 0, double: 0, addition: 1, version: 0, typed: 0"
    assert kinds(desk) == ["receipt", "addition"]
    desk.now += timedelta(hours=30)
    desk.file("請問處理得怎麼樣了", group_no="1115", phone=None)
    desk.run()
    assert desk.numbers() == [number]
    assert additions(desk, number) == ["請問處理得怎麼樣了", "照片在這裡　https://example.com/p.jpg", "而且少了一包"]
    assert kinds(desk) == ["receipt", "addition", "addition"]
    assert [row["kind"] for row in desk.rows("log")].count("補充") == 3
    rest(desk)


@pytest.mark.parametrize(("hours", "joins"), [(71.99, True), (72, True), (72.02, False)])
def test_an_answer_joins_until_72_hours_after_the_last_contact(
    melted: tuple[StoryDesk, str], hours: float, joins: bool
) -> None:
    desk, number = melted
    desk.now += timedelta(hours=hours)
    desk.file("又壞了一包", group_no="1115")
    desk.run()
    assert (desk.numbers() == [number]) is joins


def test_each_new_word_of_hers_keeps_the_case_open_to_the_next(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    for _ in range(3):
        desk.now += timedelta(hours=60)
        desk.file(f"{desk.now:%d} 還是沒有人回我", group_no="1115")
        desk.run()
    assert desk.numbers() == [number]


@pytest.mark.parametrize(
    "other",
    [
        {"group_no": "1116"},
        {"group_no": None},
        {"email": "lee@example.com", "customer": "李大同"},
        {"email": None, "customer": "王怡君"},
    ],
    ids=["another 團號", "no 團號", "another customer", "only the same name"],
)
def test_another_matter_or_another_customer_is_a_new_case(melted: tuple[StoryDesk, str], other: dict[str, str]) -> None:
    desk, _ = melted
    desk.now += timedelta(hours=1)
    desk.file("保鮮盒破了", **{"group_no": "1115", **other})
    desk.run()
    assert len(desk.numbers()) == 2


def test_two_orders_of_one_group_buy_are_two_cases_and_one_order_is_one(desk: StoryDesk) -> None:
    desk.file("軟掉了", group_no="1115", order_no="0012")
    desk.file("這張也軟掉了", group_no="1115", order_no="0013")
    desk.file("0012 還少一包", order_no="0012")
    desk.run()
    assert {row["order_no"]: len(additions(desk, str(row["number"]))) for row in desk.rows()} == {"0012": 1, "0013": 0}


def test_the_same_nickname_in_the_same_group_buy_is_the_same_customer(desk: StoryDesk) -> None:
    desk.file("軟掉了", group_no="1115", nickname="小兔", email=None, customer=None)
    desk.file("小兔再補一句", group_no="1115", nickname="小兔", email=None, customer=None)
    desk.file("別團的小兔", group_no="1116", nickname="小兔", email=None, customer=None)
    desk.run()
    assert {row["group_no"]: len(additions(desk, str(row["number"]))) for row in desk.rows()} == {"1115": 1, "1116": 0}


@pytest.mark.parametrize("status", ["等客人", "已解決", "已結案"])
def test_it_ends_waiting_and_reopens_what_was_done_with(melted: tuple[StoryDesk, str], status: str) -> None:
    desk, number = melted
    desk.type(number, "status", status)
    desk.run(5)
    desk.now += timedelta(hours=20)
    desk.file("打開還是軟的", group_no="1115")
    desk.run()
    assert desk.numbers() == [number]
    assert desk.row(number)["status"] == "處理中"
    assert desk.case(number).reopen_count == (status != "等客人")
    rest(desk)


def test_what_was_closed_more_than_72_hours_ago_is_left_in_peace(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.type(number, "status", "已結案")
    desk.run(5)
    desk.now += timedelta(hours=73)
    desk.file("這次換缺一包", group_no="1115")
    desk.run()
    assert len(desk.numbers()) == 2
    assert desk.row(number)["status"] == "已結案"


def test_a_safety_word_in_an_addition_makes_it_urgent_and_raises_the_alarm(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.type(number, "action", "已用LINE／電話回")
    desk.fill("team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}])
    desk.run(5)
    desk.now += timedelta(hours=1)
    desk.file("吃完全身過敏，送醫了", group_no="1115")
    desk.run()
    assert (desk.row(number)["priority"], desk.case(number).alarm is not None) == ("緊急", True)
    assert "安全警示" in str(desk.row(number)["notice"])
    assert kinds(desk) == ["receipt", "alarm", "addition"]
    assert "先不要吃" in desk.channel.sent[-1].letter.text


def test_who_writes_again_after_a_reply_stands_in_the_list_until_she_is_answered(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.type(number, "action", "已用LINE／電話回")
    desk.run(5)
    desk.now += timedelta(minutes=1)
    desk.file("請問什麼時候會補寄", group_no="1115")
    desk.run(5)
    assert any(row.get("case") == number and "又寫來" in str(row.get("why")) for row in desk.rows("todo"))
    desk.type(number, "action", "已用LINE／電話回")
    desk.run(5)
    assert not any("又寫來" in str(row.get("why")) for row in desk.rows("todo"))


def test_an_addition_by_number_is_acknowledged_too(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.now += timedelta(hours=1)
    desk.file("補照片", case_no=number, group_no=None, email=None, customer=None)
    desk.run()
    assert kinds(desk) == ["receipt", "addition"]
    letter = desk.channel.sent[-1].letter
    assert letter.recipient == "wang@example.com"
    assert number in letter.subject
    assert desk.channel.sent[-1].references == (desk.channel.sent[0].message_id,)


def test_who_can_only_be_telephoned_is_named_to_the_organiser(desk: StoryDesk) -> None:
    desk.file("軟掉了", group_no="1115", email=None, phone="0912345678")
    desk.run()
    desk.now += timedelta(hours=1)
    desk.file("也少一包", group_no="1115", email=None, phone="0912345678")
    desk.run()
    [number] = desk.numbers()
    assert "請用電話或 LINE" in str(desk.row(number)["outcome"])


def test_what_was_joined_by_mistake_becomes_a_case_of_its_own(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.now += timedelta(hours=1)
    desk.file("保鮮盒的蓋子也裂了", group_no="1115", product="玻璃保鮮盒", order_no="88")
    desk.run()
    desk.type(number, "action", "拆成新單")
    desk.run(5)
    [own] = [other for other in desk.numbers() if other != number]
    row = desk.row(own)
    assert (row["text"], row["product"], row["order_no"], row["email"], row["status"]) == (
        "保鮮盒的蓋子也裂了",
        "玻璃保鮮盒",
        "88",
        "wang@example.com",
        "待處理",
    )
    assert (row["category"], row["source"]) == ("商品問題", "表單")
    assert row["received_at"] == desk.now - timedelta(minutes=5)
    assert kinds(desk) == ["receipt", "addition", "receipt"]
    assert additions(desk, number) == [f"的訊息已拆成新單 {own}"]
    assert desk.row(number).get("action") is None
    assert own in str(desk.row(number)["outcome"])
    rest(desk)


def test_the_form_row_of_a_split_case_is_its_own_from_then_on(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.now += timedelta(hours=1)
    desk.file("保鮮盒的蓋子也裂了", group_no="1115", order_no="88")
    desk.run()
    desk.type(number, "action", "拆成新單")
    desk.run(5)
    [own] = [other for other in desk.numbers() if other != number]
    desk.answers[-1] |= {"text": "保鮮盒的蓋子裂了兩個", "submitted_at": desk.now}
    desk.show_form()
    desk.run(61)
    assert desk.row(own)["text"] == "保鮮盒的蓋子裂了兩個"
    assert len(desk.numbers()) == 2


def test_there_is_nothing_to_split_where_nothing_joined(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.type(number, "action", "拆成新單")
    desk.run(5)
    assert desk.numbers() == [number]
    assert str(desk.row(number)["outcome"]).startswith("⚠")
    rest(desk)


@pytest.fixture
def two(desk: StoryDesk) -> tuple[StoryDesk, str, str]:
    """Two cases of one matter: she wrote from two addresses."""
    desk.file("到的時候軟掉了", product="蔥抓餅")
    desk.file("我是王先生，蔥抓餅到的時候軟掉了", customer="王大明", email="daming@example.com")
    desk.run()
    one, other = sorted(desk.numbers())
    return desk, one, other


def test_a_merged_case_is_closed_in_silence_and_counts_once(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", f" {one.lower()} ")
    desk.run(5)
    assert desk.row(other)["status"] == "已結案"
    assert desk.row(other).get("resolved_at") is None
    assert additions(desk, one) == [f"〔{other} 併入〕我是王先生，蔥抓餅到的時候軟掉了"]
    assert kinds(desk) == ["receipt", "receipt"]
    assert desk.case(other).merged_to == one
    rest(desk)


def test_what_is_written_to_a_merged_case_goes_to_the_one_that_counts(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.now += timedelta(hours=1)
    desk.file("補一張照片", case_no=other)
    desk.run()
    assert additions(desk, one)[0] == "補一張照片"
    assert desk.row(other)["status"] == "已結案"
    assert desk.row(other).get("additions") is None


def test_clearing_the_cell_undoes_the_merge(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(other, "merged_into", None)
    desk.run(5)
    assert desk.row(other)["status"] == "待處理"
    assert desk.row(other).get("closed_at") is None
    assert desk.row(one).get("additions") is None
    assert desk.case(other).reopen_count == 0
    rest(desk)


def test_what_she_chose_together_with_the_emptied_cell_is_refused_in_words(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(other, "merged_into", None)
    desk.type(other, "action", "已用LINE／電話回")
    desk.run(5)
    assert desk.row(other).get("first_reply_at") is None
    assert "之前選的動作沒有做，要做請再選一次" in str(desk.row(other)["outcome"])
    desk.type(other, "action", "已用LINE／電話回")
    desk.run(5)
    assert desk.row(other).get("first_reply_at") is not None


def test_another_number_in_the_cell_moves_the_case_there(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.file("第三件", customer="李大同", email="lee@example.com")
    desk.run(1)
    third = next(number for number in desk.numbers() if number not in (one, other))
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(other, "merged_into", third)
    desk.run(5)
    assert (additions(desk, one), len(additions(desk, third))) == ([], 1)
    assert desk.case(other).merged_to == third


def test_what_was_still_open_goes_on_where_it_was_merged_into(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(one, "status", "已解決")
    desk.run(5)
    desk.type(other, "merged_into", one)
    desk.run(5)
    assert desk.row(one)["status"] == "處理中"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("GB2611-0001-A", "打錯了一個字"),
        ("上一件", "不是案號"),
        ("GB2611-9999-{check}", "查不到"),
        ("{self}", "自己"),
    ],
)
def test_a_number_that_is_none_is_refused_with_a_word(two: tuple[StoryDesk, str, str], typed: str, word: str) -> None:
    desk, _, other = two
    unknown = next(c for c in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if is_case_number(f"GB2611-9999-{c}"))
    desk.type(other, "merged_into", typed.format(self=other, check=unknown))
    desk.run(5)
    assert word in str(desk.row(other)["notice"])
    assert desk.row(other)["status"] == "待處理"
    rest(desk)
    desk.type(other, "merged_into", None)
    desk.run(5)
    assert word not in str(desk.row(other).get("notice"))


def test_chains_and_circles_are_refused_with_a_word(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.file("第三件", customer="李大同", email="lee@example.com")
    desk.run(1)
    third = next(number for number in desk.numbers() if number not in (one, other))
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(third, "merged_into", other)
    desk.type(one, "merged_into", other)
    desk.run(5)
    assert f"請改填 {one}" in str(desk.row(third)["notice"])
    assert "已經併入這一件" in str(desk.row(one)["notice"])
    desk.type(one, "merged_into", third)
    desk.run(5)
    assert "不能再併到別件" in str(desk.row(one)["notice"])
    assert [desk.case(number).merged_to for number in (one, other, third)] == [None, one, None]


def test_a_promise_is_kept_before_the_case_is_merged_away(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "status", "待補寄")
    desk.run(5)
    desk.type(other, "merged_into", one)
    desk.run(5)
    assert "答應客人的還沒做到" in str(desk.row(other)["notice"])
    assert desk.row(other)["status"] == "待補寄"


@pytest.mark.parametrize("action", ["寄出", "已用LINE／電話回", "無效", "拆成新單"])
def test_what_is_asked_of_a_merged_case_is_refused_with_a_word(two: tuple[StoryDesk, str, str], action: str) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(other, "reply_text", "已經補寄給您了")
    desk.type(other, "action", action)
    desk.run(5)
    desk.run(5)
    assert f"已併入 {one}" in str(desk.row(other)["outcome"])
    assert desk.row(other).get("action") is None
    assert kinds(desk) == ["receipt", "receipt"]
    assert desk.row(other)["status"] == "已結案"


def test_the_status_of_a_merged_case_is_put_back_with_a_word(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "merged_into", one)
    desk.run(5)
    desk.type(other, "status", "處理中")
    desk.run(5)
    assert desk.row(other)["status"] == "已結案"
    assert "清空「併入案件」" in str(desk.row(other)["notice"])


def test_a_reply_on_its_way_is_stopped_when_its_case_is_merged(two: tuple[StoryDesk, str, str]) -> None:
    desk, one, other = two
    desk.type(other, "reply_text", "我們明天補寄一包給您。")
    desk.type(other, "action", "寄出")
    desk.run(5)
    desk.type(other, "merged_into", one)
    desk.run(1)
    desk.run(5)
    assert kinds(desk) == ["receipt", "receipt"]


def test_what_joined_a_case_is_known_again_by_a_ledger_that_was_rebuilt(melted: tuple[StoryDesk, str]) -> None:
    desk, number = melted
    desk.now += timedelta(hours=1)
    desk.file("而且少了一包", group_no="1115")
    desk.run()
    desk.file("另一件事", customer="李大同", email="lee@example.com")
    desk.run(5)
    other = next(one for one in desk.numbers() if one != number)
    desk.type(other, "merged_into", number)
    desk.run(5)
    before = desk.row(number)["additions"]
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(5)
    assert sorted(desk.numbers()) == sorted([number, other])
    assert desk.row(number)["additions"] == before
    assert desk.case(other).merged_to == number
    desk.file("補一句", case_no=other)
    desk.run(5)
    assert additions(desk, number)[0] == "補一句"
