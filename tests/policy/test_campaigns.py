from datetime import date

import pytest

from sheetdesk.model.case import Case, Filled
from sheetdesk.model.sheet import Row
from sheetdesk.policy.campaigns import (
    Campaign,
    Campaigns,
    campaign_facts,
    campaign_of,
    group_notice,
    read_campaigns,
)

PANCAKE = Campaign("A12", "十一月蔥抓餅", "蔥抓餅", "大同食品", "冷鏈物流", "宅配", date(2026, 11, 20), "小美")
BOX = Campaign("B07", "保鮮盒團", "玻璃保鮮盒", "晶亮玻璃", "快遞", "超商", date(2026, 11, 18), "阿強")


def a_case(**fields):
    return Case(number="GB2611-0042-K", **fields)


def read(*rows):
    return read_campaigns([Row(place, cells) for place, cells in enumerate(rows, start=2)])


def test_a_row_becomes_a_group_buy():
    campaigns, problems = read({"group_no": 1115, "product": "蔥抓餅", "owner": "小美", "fresh_notice": "是"})
    assert problems == []
    assert campaigns == (Campaign(group_no="1115", product="蔥抓餅", owner="小美", fresh_notice=True),)


def test_a_row_that_names_neither_group_nor_product_is_named_and_left_out():
    campaigns, problems = read({"supplier": "大同食品"}, {"group_no": "A12"})
    assert len(campaigns) == 1
    assert "第 2 列" in str(problems[0])


def test_an_unreadable_day_is_named_and_the_rest_of_the_row_counts():
    ((campaign,), (problem,)) = read({"group_no": "A12", "received_on": "下週三"})
    assert campaign.received_on is None
    assert "收貨日" in str(problem)


@pytest.mark.parametrize("typed", ["A12", "a12", " Ａ１２ "])
def test_a_case_belongs_to_the_group_it_names(typed):
    assert campaign_of(a_case(group_no=typed, product="玻璃保鮮盒"), [BOX, PANCAKE]) == PANCAKE


@pytest.mark.parametrize("typed", ["玻璃保鮮盒", "玻璃 保鮮盒 3入組", "保鮮盒", "玻璃保鲜盒"])
def test_without_a_group_the_product_tells(typed):
    assert campaign_of(a_case(product=typed), [PANCAKE, BOX]) == BOX


@pytest.mark.parametrize("typed", [None, "", "盒", "氣炸鍋紙"])
def test_a_product_that_nobody_sells_belongs_to_no_group(typed):
    assert campaign_of(a_case(product=typed), [PANCAKE, BOX]) is None


def test_the_closest_name_wins():
    plain, filled = Campaign(product="蔥抓餅", owner="小美"), Campaign(product="起司蔥抓餅", owner="阿強")
    assert campaign_of(a_case(product="起司蔥抓餅10片"), [plain, filled]) == filled
    assert campaign_of(a_case(product="蔥抓餅"), [filled, plain]) == plain


def test_a_group_with_several_products_is_told_apart_by_the_product():
    dumplings = Campaign("A12", product="冷凍水餃", supplier="水餃大王")
    found = campaign_of(a_case(group_no="A12", product="冷凍水餃"), [PANCAKE, dumplings])
    assert found == dumplings


def test_a_group_with_several_products_tells_only_what_all_its_rows_agree_on():
    dumplings = Campaign("A12", product="冷凍水餃", supplier="水餃大王", carrier="冷鏈物流", owner="小美")
    found = campaign_of(a_case(group_no="A12"), [PANCAKE, dumplings])
    assert found == Campaign(group_no="A12", carrier="冷鏈物流", owner="小美")


def test_a_product_sold_twice_tells_only_what_both_times_agree_on():
    again = Campaign("C03", "十二月蔥抓餅", "蔥抓餅", "大同食品", "郵局", "宅配", date(2026, 12, 20), "小美")
    assert campaign_facts(a_case(product="蔥抓餅"), Campaigns([PANCAKE, again])) == {
        "supplier": "大同食品",
        "pickup": "宅配",
    }


def test_a_case_learns_from_its_group_what_it_does_not_say_itself():
    assert campaign_facts(a_case(group_no="A12", pickup="面交"), Campaigns([PANCAKE, BOX])) == {
        "supplier": "大同食品",
        "carrier": "冷鏈物流",
        "product": "蔥抓餅",
        "received_on": date(2026, 11, 20),
    }


def test_a_case_of_no_group_learns_nothing():
    assert campaign_facts(a_case(product="氣炸鍋紙"), Campaigns([PANCAKE, BOX])) == {}


def test_what_was_found_for_one_case_holds_for_the_next_of_the_same_group_and_product():
    campaigns = Campaigns((PANCAKE, BOX))
    for case in (a_case(group_no="A12"), a_case(product=BOX.product), a_case(group_no="A12"), a_case()):
        assert campaigns.of(case) == campaign_of(case, campaigns.rows)


def test_what_the_tab_said_before_and_says_otherwise_now_is_taken_up():
    case = a_case(group_no="A12", carrier="黑貓", pickup="面交", filled=Filled(by_campaign={"carrier": "黑貓"}))
    assert campaign_facts(case, Campaigns([PANCAKE])) == {
        "supplier": "大同食品",
        "carrier": "冷鏈物流",
        "product": "蔥抓餅",
        "received_on": date(2026, 11, 20),
    }


def test_a_product_that_the_tab_gave_does_not_tell_which_row_of_the_group_is_meant():
    dumplings = Campaign("A12", product="冷凍水餃", carrier="冷鏈物流")
    case = a_case(group_no="A12", product="蔥抓餅", filled=Filled(by_campaign={"product": "蔥抓餅"}))
    assert campaign_facts(case, Campaigns([PANCAKE, dumplings])) == {"product": None, "carrier": "冷鏈物流"}


def test_what_a_group_buy_said_that_is_not_in_the_tab_any_more_stays():
    case = a_case(group_no="A12", carrier="黑貓", filled=Filled(by_campaign={"carrier": "黑貓"}))
    assert campaign_facts(case, Campaigns([BOX])) == {}


def test_what_a_person_set_is_told_to_wait_behind_her_word():
    case = a_case(group_no="A12", pickup="面交", proposed={"pickup": None})
    assert campaign_facts(case, Campaigns([PANCAKE]))["pickup"] == PANCAKE.pickup


@pytest.mark.parametrize(
    ("typed", "product", "told"),
    [
        ("A21", None, "是不是「A12」"),
        ("A1", None, None),
        ("A122", None, "是不是「A12」"),
        ("A13", None, None),
        ("X12", None, "是不是「A12」"),
        ("ａ12", None, None),
        ("Z99", None, None),
        ("Z99", "蔥抓餅", "先照商品用「A12」那一團的資料"),
        (None, "蔥抓餅", None),
    ],
)
def test_a_group_that_is_not_in_the_tab_is_told_of_where_the_tab_helps(typed, product, told):
    found = group_notice(a_case(group_no=typed, product=product), Campaigns([PANCAKE]))
    assert found is None if told is None else told in str(found)


def test_as_long_as_the_tab_is_not_in_use_no_group_is_missing():
    assert group_notice(a_case(group_no="A21"), Campaigns([])) is None
