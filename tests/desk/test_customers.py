"""The tab 客人: one row a person, why she is one person, and how a wrong joining is undone for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import CUSTOMERS
from sheetdesk.desk import customer_book, marks
from sheetdesk.desk.rebuild import rebuild
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def customers(desk: StoryDesk) -> dict[str, dict[str, Value]]:
    """The rows of 客人 by the number of the first case."""
    return {str(row["id"]): row for row in desk.rows("customers")}


def names(desk: StoryDesk) -> dict[Value, Value]:
    """How many cases each customer has."""
    return {row["name"]: row["cases"] for row in desk.rows("customers")}


def say(desk: StoryDesk, person: str, column: str, word: Value) -> None:
    """She types into the row of the customer whose name that is."""
    grid = desk.workbook.grids["customers"]
    grid.put(grid.find("name", person), column, word)


def rest(desk: StoryDesk) -> None:
    tabs = ("cases", "log", "customers")
    before = [desk.rows(tab) for tab in tabs]
    assert desk.run(1)[0].quiet
    assert [desk.rows(tab) for tab in tabs] == before


def test_one_row_a_person_whatever_she_signs_with(desk: StoryDesk) -> None:
    desk.file("軟掉了", product="蔥抓餅", phone="0912-345-678")
    desk.run()
    desk.now += timedelta(days=3)
    desk.file("保鮮盒破了", customer="王小姐", email="WANG@example.com", phone=None)
    desk.now += timedelta(minutes=1)
    desk.file("少一包", customer=None, nickname="小兔", email=None, phone="+886 912 345 678")
    desk.run()
    [row] = desk.rows("customers")
    assert (row["cases"], row["open"], row["last_at"]) == (3, 3, desk.now)
    assert row["contacts"] == "0912345678、wang@example.com"
    assert row["joined"] == "用這些認出是同一人：Email wang@example.com（2 件）、電話 0912345678（2 件）"
    rest(desk)


def test_the_case_says_how_often_she_has_come_and_with_what(desk: StoryDesk) -> None:
    desk.file("到的時候軟掉了", product="蔥抓餅")
    desk.run()
    desk.now += timedelta(days=4)
    desk.file("物流延遲，一直沒有收到包裹", product="柳丁")
    desk.run()
    desk.now += timedelta(days=4)
    desk.file("盒子破了", product="保鮮盒")
    desk.run()
    summaries = {row["product"]: str(row["summary"]) for row in desk.rows()}
    assert summaries["蔥抓餅"] == "王怡君｜蔥抓餅｜退冰融化"
    assert summaries["柳丁"].endswith("｜第2次・上次 11/23 商品")
    assert summaries["保鮮盒"].endswith("｜第3次・上次 11/27 物流")
    rest(desk)


def test_two_customers_who_turn_out_to_be_one_share_the_older_row(desk: StoryDesk) -> None:
    desk.file("軟掉了", email=None, phone="0912345678")
    desk.run()
    desk.now += timedelta(days=4)
    desk.file("破了", phone=None)
    desk.run()
    assert len(desk.rows("customers")) == 2
    desk.now += timedelta(days=4)
    desk.file("又破了", phone="0912345678")
    desk.run()
    one, other = sorted(customers(desk))
    assert (customers(desk)[one]["cases"], customers(desk)[other]["cases"]) == (3, 0)
    assert f"是 {one} 的那一列" in str(customers(desk)[other]["joined"])
    rest(desk)


def test_a_family_telephone_is_undone_by_hand_and_stays_undone(desk: StoryDesk) -> None:
    desk.file("軟掉了", customer="王怡君", email="wang@example.com", phone="0227123456")
    desk.file("少一包", customer="陳大明", email="chen@example.com", phone="02-2712-3456")
    desk.run()
    assert list(names(desk).values()) == [2]
    [row] = desk.rows("customers")
    say(desk, str(row["name"]), "apart", "電話")
    desk.run(5)
    assert names(desk) == {"王怡君": 1, "陳大明": 1}
    assert all("：您選了不用這個電話合併" in str(row["joined"]) for row in desk.rows("customers"))
    rest(desk)
    desk.now += timedelta(days=4)
    desk.file("又軟掉了", customer="王怡君", email="wang@example.com", phone="0227123456")
    desk.run()
    assert names(desk) == {"王怡君": 2, "陳大明": 1}


def test_a_cleared_cell_joins_them_again(desk: StoryDesk) -> None:
    desk.file("軟掉了", customer="王怡君", email="wang@example.com", phone="0227123456")
    desk.file("少一包", customer="陳大明", email="chen@example.com", phone="0227123456")
    desk.run()
    [row] = desk.rows("customers")
    say(desk, str(row["name"]), "apart", "02 2712 3456")
    desk.run(5)
    assert len([row for row in desk.rows("customers") if row["cases"]]) == 2
    grid = desk.workbook.grids["customers"]
    grid.put(grid.find("id", row["id"]), "apart", None)
    desk.run(5)
    assert [row["cases"] for row in desk.rows("customers") if row["cases"]] == [2]
    rest(desk)


def test_a_word_that_is_no_contact_of_hers_is_named(desk: StoryDesk) -> None:
    desk.file("軟掉了")
    desk.run()
    say(desk, "王怡君", "apart", "0988888888")
    desk.run(5)
    assert any("988888888" in str(row.get("content")) for row in desk.rows("state"))


def test_a_helpers_mail_used_for_many_people_joins_nobody_and_says_so(desk: StoryDesk) -> None:
    for name, phone in (("王怡君", "0912345671"), ("陳大明", "0912345672"), ("林小美", "0912345673")):
        desk.file(f"{name} 軟掉了", customer=name, email="helper@example.com", phone=phone)
    desk.run()
    assert names(desk) == {"王怡君": 1, "陳大明": 1, "林小美": 1}
    assert all("3 個不同的名字" in str(row["joined"]) for row in desk.rows("customers"))
    rest(desk)


def test_an_address_of_the_staff_joins_nobody(desk: StoryDesk) -> None:
    team: list[dict[str, Value]] = [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}]
    desk.file("軟掉了", customer="王怡君", email="afang@example.com")
    desk.file("軟掉了二", customer="王怡君", email="afang@example.com", phone="0912345678")
    desk.run()
    assert len(desk.rows("customers")) == 1
    desk.fill("team", team)
    desk.run(5)
    assert [row["cases"] for row in desk.rows("customers")] == [1, 1]
    assert all("分工表" in str(row["joined"]) for row in desk.rows("customers"))


def test_a_tier_gives_her_cases_its_own_deadlines(desk: StoryDesk) -> None:
    desk.file("到的時候軟掉了")
    desk.run()
    [number] = desk.numbers()
    before = desk.row(number)["first_reply_due"]
    policies = [desk.workbook.grids["policies"].cells(at) for at in range(len(desk.workbook.grids["policies"].rows))]
    vip: dict[str, Value] = {
        "tier": "VIP",
        "first_reply": "10 分",
        "first_clock": "全天",
        "solution": "2 小時",
        "solution_clock": "全天",
    }
    desk.fill("policies", [*policies, {**vip, "priority": "一般"}, {**vip, "priority": "重要"}])
    say(desk, "王怡君", "tier", "VIP")
    desk.run(5)
    assert desk.row(number)["first_reply_due"] != before
    say(desk, "王怡君", "tier", None)
    desk.run(5)
    assert desk.case(number).tier is None
    rest(desk)


def test_a_tier_gives_its_own_target_and_puts_no_promise_off(desk: StoryDesk) -> None:
    vip: dict[str, Value] = {"tier": "VIP", "priority": "緊急", "first_reply": "4 小時", "first_clock": "營業"}
    desk.fill("policies", [*desk.rows("policies"), {**vip, "promise": "2 個工作天"}])
    desk.file("吃完送醫")
    desk.run()
    [number] = desk.numbers()
    desk.run(15)
    say(desk, "王怡君", "tier", "VIP")
    desk.run(1)
    row = desk.row(number)
    assert (row["light"], row["next_step"]) == ("準時", "答應客人 11/23（一）11:00")
    assert "對客承諾（收件通知寫的） → 11/23（一）11:00" in str(row["how_counted"])
    rest(desk)


def test_void_and_merged_cases_are_counted_by_nobody(desk: StoryDesk) -> None:
    desk.file("軟掉了")
    desk.file("軟掉了，再寫一次")
    desk.file("打錯的")
    desk.run()
    one, other, third = sorted(desk.numbers())
    desk.type(other, "merged_into", one)
    desk.type(third, "status", "無效")
    desk.run(5)
    assert [(row["cases"], row["open"]) for row in desk.rows("customers")] == [(1, 1)]
    rest(desk)


def test_what_people_change_in_the_machines_cells_is_put_back_within_the_hour(desk: StoryDesk) -> None:
    desk.file("軟掉了")
    desk.run()
    say(desk, "王怡君", "cases", 7)
    desk.run(61)
    assert desk.rows("customers")[0]["cases"] == 1


def test_a_row_that_was_deleted_comes_back_with_what_people_wrote_in_it(desk: StoryDesk) -> None:
    desk.file("軟掉了")
    desk.run()
    say(desk, "王怡君", "note", "怕辣")
    say(desk, "王怡君", "tier", "VIP")
    desk.run(61)
    desk.workbook.grids["customers"].rows.clear()
    desk.run(61)
    [row] = desk.rows("customers")
    assert (row["note"], row["tier"], row["cases"]) == ("怕辣", "VIP", 1)


@pytest.fixture
def many(desk: StoryDesk, monkeypatch: pytest.MonkeyPatch) -> tuple[StoryDesk, list[TabView]]:
    """A desk with more customers than are read each pass, and what each read shows of the tab."""
    monkeypatch.setattr(marks, "FEW_CUSTOMERS", 12)
    seen: list[TabView] = []
    read = desk.workbook.read

    def watched(unsettled=None, marks=()):
        snapshot = read(unsettled, marks)
        seen.append(snapshot.tabs[CUSTOMERS.key])
        return snapshot

    desk.workbook.read = watched
    for at in range(14):
        desk.file(f"第 {at} 盒破了", customer=f"客人{at:02}", email=f"c{at}@example.com")
    desk.run()
    desk.run(1)
    return desk, seen


def test_of_many_customers_only_the_end_is_read(many: tuple[StoryDesk, list[TabView]]) -> None:
    desk, seen = many
    desk.run(1)
    assert seen[-1].left_out
    assert len(seen[-1].rows) == 1
    desk.run(61)
    assert any(not view.left_out for view in seen[-2:])


def test_a_new_one_of_many_customers_is_there_at_once(many: tuple[StoryDesk, list[TabView]]) -> None:
    desk, seen = many
    desk.file("我的也破了", customer="新客人", email="new@example.com")
    desk.run(1)
    assert seen[-1].left_out
    assert names(desk)["新客人"] == 1
    assert len(desk.rows("customers")) == 15


def test_one_of_many_customers_who_comes_again_has_her_figures_within_the_hour(
    many: tuple[StoryDesk, list[TabView]],
) -> None:
    desk, _ = many
    desk.file("又破了一盒", customer="客人00", email="c0@example.com")
    desk.run(1)
    assert len(desk.rows("customers")) == 14
    desk.run(61)
    assert names(desk)["客人00"] == 2
    assert len(desk.rows("customers")) == 14
    rest(desk)


def test_a_tier_of_one_of_many_counts_within_the_hour(many: tuple[StoryDesk, list[TabView]]) -> None:
    desk, _ = many
    say(desk, "客人00", "tier", "VIP")
    desk.run(61)
    numbers = {row["customer"]: str(row["number"]) for row in desk.rows()}
    assert desk.case(numbers["客人00"]).tier == "VIP"


def test_a_sheet_set_back_to_an_older_version_gets_its_customers_back(desk: StoryDesk) -> None:
    desk.file("軟掉了")
    desk.run()
    say(desk, "王怡君", "tier", "VIP")
    desk.run(5)
    grid = desk.workbook.grids["customers"]
    grid.put(grid.find("name", "王怡君"), "tier", None)
    grid.put(grid.find("name", "王怡君"), "cases", 9)
    set_back(desk)
    desk.run(5)
    [row] = desk.rows("customers")
    assert (row["tier"], row["cases"]) == ("VIP", 1)
    [number] = desk.numbers()
    assert desk.case(number).tier == "VIP"


def set_back(desk: StoryDesk) -> None:
    """The stamp is the one of an older version."""
    stamp = desk.workbook.stamp
    desk.workbook.stamp = replace(stamp, batch=stamp.batch - 1)


def test_the_cases_of_an_older_ledger_are_taken_in_some_at_a_time(
    desk: StoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("軟掉了", "破了", "少一包"):
        desk.file(text)
        desk.run(1)
    desk.file("別人的也破了", customer="李大同", email="lee@example.com")
    desk.run(1)
    before = desk.rows("cases"), desk.rows("customers")
    with desk.rig.ledger.begin() as tx:
        tx._connection.exec_driver_sql("DELETE FROM case_people")
        tx._connection.exec_driver_sql("DELETE FROM case_keys")
        tx.remember(customer_book.BEHIND, None)
    monkeypatch.setattr(customer_book, "AT_ONCE", 2)
    for _ in range(3):
        desk.run(1)
    assert (desk.rows("cases"), desk.rows("customers")) == before
    with desk.rig.ledger.begin() as tx:
        assert tx.fact(customer_book.BEHIND) is False


def test_a_rebuilt_ledger_knows_the_same_customers_by_the_same_rows(desk: StoryDesk) -> None:
    desk.file("軟掉了", customer="王怡君", phone="0227123456")
    desk.file("少一包", customer="陳大明", email="chen@example.com", phone="0227123456")
    desk.run()
    grid = desk.workbook.grids["customers"]
    grid.put(0, "tier", "VIP")
    grid.put(0, "apart", "電話")
    desk.run(5)
    desk.type(desk.numbers()[0], "status", "已結案")
    desk.run(5)
    before = desk.rows("customers")
    desk.rig.ledger.close()
    desk.url = desk.url.replace("desk.db", "new.db")
    desk.rig = desk.open()
    rebuild(desk.rig, desk.now)
    desk.run(5)
    desk.run(5)
    assert desk.rows("customers") == before
    rest(desk)
