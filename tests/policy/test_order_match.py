"""Which order a case is about, and what it says of it: as tables."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.order import KnownLine
from sheetdesk.model.values import Value
from sheetdesk.policy.order_facts import contradictions, facts_of, purchase
from sheetdesk.policy.order_match import SLACK, WITHIN, Found, Sought, find

DAY = date(2026, 11, 23)
WANG, LEE = "phone:wang", "phone:lee"


def line(
    number: str | None = "A123", *marks: str, key: str = "", day: date = DAY, dated: bool = True, **facts: Value
) -> KnownLine:
    said = {"order_no": number, "product": "蔥抓餅", **facts}
    kept = {name: value for name, value in said.items() if value is not None}
    folded = number.lower() if number else None
    return KnownLine(key or f"{number}{facts.get('product')}{day}", folded, frozenset(marks), day, dated, kept)


def sought(
    number: str | None = None, *marks: str, product: str | None = None, group: str | None = None, vouched: bool = False
) -> Sought:
    return Sought(number and number.lower(), number or "", vouched, frozenset(marks), product, group, DAY)


MINE, OTHERS = line("A123", WANG), line("B456", LEE)


@pytest.mark.parametrize(
    ("asked", "orders", "expected", "why"),
    [
        (sought("A123", WANG), [MINE, OTHERS], ["A123"], "訂單編號"),
        (sought("A123", "email:x", "name:wang"), [line("A123", WANG, "name:wang")], ["A123"], "訂單編號"),
        (sought("B456", vouched=True), [MINE, OTHERS], ["B456"], "訂單編號"),
        (sought(None, WANG), [MINE, OTHERS], ["A123"], "電話或 Email"),
        (
            sought(None, WANG, product="蔥抓餅"),
            [MINE, line("A9", WANG, product="水餃")],
            ["A123"],
            "電話或 Email、商品",
        ),
        (
            sought(None, WANG, group="1115"),
            [line("A1", WANG, group_no="1115"), line("A2", WANG, group_no="1122")],
            ["A1"],
            "電話或 Email、團號",
        ),
        (
            sought(None, "nickname:amy", group="1115"),
            [line("A1", "nickname:amy", group_no="1115")],
            ["A1"],
            "暱稱和團號",
        ),
    ],
)
def test_the_one_order_that_fits_is_found(
    asked: Sought, orders: list[KnownLine], expected: list[str], why: str
) -> None:
    found = find(asked, orders)
    assert ([one.facts["order_no"] for one in found.lines], found.why, found.notice) == (expected, why, None)


@pytest.mark.parametrize(
    ("asked", "orders", "told"),
    [
        (sought("B456", WANG), [MINE, OTHERS], "可能是別人的，沒有帶入資料"),
        (sought("B456", WANG, "name:lee"), [line("B456", LEE, "name:lee")], "可能是別人的，沒有帶入資料"),
        (sought("B456"), [OTHERS], "沒有可以和這位客人對的"),
        (sought("B456", WANG), [line("B456")], "沒有可以和這位客人對的"),
        (sought("Z999", WANG), [MINE], "查不到訂單 Z999；同一位客人有 A123 蔥抓餅 11/23"),
        (sought("Z999", WANG), [OTHERS], None),
        (sought(None, WANG), [MINE, line("A9", WANG)], "訂單可能是 A9 蔥抓餅 11/23、A123 蔥抓餅 11/23"),
        (sought(None, WANG, product="鳳梨酥"), [MINE], "訂單可能是 A123"),
        (sought(None, WANG, group="1122"), [line("A1", WANG, group_no="1115")], None),
        (sought(None, "nickname:amy"), [line("A1", "nickname:amy", group_no="1115")], None),
        (sought(None, "nickname:amy", group="1122"), [line("A1", "nickname:amy", group_no="1115")], None),
        (sought(None, "nickname:amy", WANG, group="1115"), [line("A1", "nickname:amy", LEE, group_no="1115")], None),
        (sought(None, "name:wang", group="1115"), [line("A1", "name:wang", group_no="1115")], None),
        (sought(None), [], None),
    ],
)
def test_in_doubt_there_is_none_and_the_organiser_is_told_what_helps(
    asked: Sought, orders: list[KnownLine], told: str | None
) -> None:
    found = find(asked, orders)
    assert found.lines == ()
    assert found.notice is None if told is None else told in str(found.notice)


@pytest.mark.parametrize(
    ("day", "dated", "fits"),
    [
        (DAY - WITHIN - timedelta(days=1), True, False),
        (DAY - WITHIN, True, True),
        (DAY + SLACK, True, True),
        (DAY + SLACK + timedelta(days=1), True, False),
        (DAY + WITHIN, False, True),
        (DAY + WITHIN + timedelta(days=1), False, False),
    ],
)
def test_a_persons_order_is_looked_for_sixty_days_back(day: date, dated: bool, fits: bool) -> None:
    assert bool(find(sought(None, WANG), [line("A123", WANG, day=day, dated=dated)]).lines) is fits


def test_the_rest_of_an_order_belongs_to_it_unless_the_number_is_somebody_elses_too() -> None:
    first, bare, other = line("A123", WANG), line("A123", product="水餃"), line("A123", LEE, product="湯圓")
    assert find(sought(None, WANG), [first, bare]).lines == (first, bare)
    assert find(sought(None, WANG), [first, bare, other]).lines == (first,)
    assert find(sought("A123", WANG), [first, bare]).lines == (first, bare)
    assert find(sought("A123", WANG), [first, bare, other]).lines == (first,)


def test_numbers_that_begin_anew_with_each_group_buy_are_told_apart_by_it() -> None:
    one, other = line("12", WANG, group_no="1115"), line("12", WANG, group_no="1122", day=date(2026, 11, 20))
    assert find(sought("12", WANG, group="1122"), [one, other]).lines == (other,)


def test_of_two_customers_with_one_nickname_the_name_tells_which() -> None:
    lee = line("A1", "nickname:amy", "name:lee", group_no="1115")
    wang = line("A2", "nickname:amy", "name:wang", group_no="1115")
    asked = sought(None, "nickname:amy", "name:wang", group="1115")
    assert find(asked, [lee, wang]).lines == (wang,)
    assert find(asked, [lee]) == Found(notice="訂單可能是 A1 蔥抓餅 11/23：把對的填進「訂單編號」。")
    assert find(sought(None, "nickname:amy", group="1115"), [lee]).lines == (lee,)


OCTOBER = DAY - timedelta(days=34)
BEFORE = line("12", WANG, group_no="1015", day=OCTOBER, tracking_no="9012")
NOW = line("12", WANG, group_no="1115", product="水餃", day=DAY - timedelta(days=3))
LONG_AGO = line("12", WANG, group_no="0901", day=DAY - WITHIN - timedelta(days=1))


@pytest.mark.parametrize(
    ("asked", "orders", "expected"),
    [
        (sought("12", WANG, product="水餃"), [BEFORE, NOW], [NOW]),
        (sought("12", WANG, product="水餃"), [LONG_AGO, NOW], [NOW]),
        (sought("12", WANG), [LONG_AGO, NOW], [NOW]),
        (sought("12", WANG, group="1115團"), [BEFORE, NOW], [NOW]),
        (sought("12", WANG, group="第 0901 團"), [LONG_AGO], [LONG_AGO]),
        (sought("12", vouched=True), [LONG_AGO], [LONG_AGO]),
        (sought(None, WANG, product="水餃"), [BEFORE, NOW], [NOW]),
    ],
)
def test_an_earlier_group_buys_order_with_the_same_number_is_another_order(
    asked: Sought, orders: list[KnownLine], expected: list[KnownLine]
) -> None:
    found = find(asked, orders)
    assert (list(found.lines), found.notice) == (expected, None)


@pytest.mark.parametrize(
    ("asked", "orders", "told"),
    [
        (sought("12", WANG), [BEFORE, NOW], "不只一張（1115 團 水餃 11/20、1015 團 蔥抓餅 10/20）"),
        (sought("12", vouched=True), [BEFORE, NOW], "把「團號」或「商品」填上"),
        (sought(None, WANG), [BEFORE, NOW], "編號 12 的訂單不只一張"),
        (sought("12", WANG, group="1115"), [BEFORE], "訂單 12 不是團號 1115 的（1015 團 蔥抓餅 10/20）"),
        (sought("12", vouched=True, group="1115"), [BEFORE], "「團號」和「訂單編號」哪個不對"),
        (sought("12", WANG, product="蔥抓餅"), [LONG_AGO], "訂單 12 是 60 天以前的（0901 團 蔥抓餅 9/23）"),
    ],
)
def test_an_order_that_may_be_an_earlier_one_tells_nothing(asked: Sought, orders: list[KnownLine], told: str) -> None:
    found = find(asked, orders)
    assert found.lines == ()
    assert told in str(found.notice)


def test_a_basket_of_one_day_may_hold_items_of_two_group_buys() -> None:
    both = (line("A1", WANG, group_no="1115", tracking_no="9012"), line("A1", WANG, group_no="1122", product="水餃"))
    assert find(sought("A1", WANG), both).lines == both
    assert "tracking_no" not in facts_of(sought(product="水餃"), both)


@pytest.mark.parametrize(
    ("product", "marks", "number"),
    [
        ("蔥抓餅", (WANG,), "9012"),
        ("水餃", (WANG,), None),
        ("水餃", (), "9012"),
        (None, (WANG,), None),
        (None, (), "9012"),
        ("鳳梨酥", (WANG,), None),
    ],
)
def test_the_parcel_is_that_of_her_item_and_a_whole_line_without_one_is_not_shipped_yet(
    product: str | None, marks: tuple[str, ...], number: str | None
) -> None:
    lines = [line("A123", WANG, tracking_no="9012", carrier="黑貓"), line("A123", *marks, product="水餃")]
    assert facts_of(sought(product=product), lines).get("tracking_no") == number


def test_the_further_lines_of_an_order_have_what_its_first_line_says() -> None:
    lines = [line("A123", WANG, group_no="1115", tracking_no="9012"), line("A123", product="水餃", dated=False)]
    assert find(sought("A123", WANG, product="水餃"), lines).lines == tuple(lines)
    said = facts_of(sought(product="水餃"), lines)
    assert (said["product"], said["group_no"], said["tracking_no"]) == ("水餃", "1115", "9012")


def test_an_order_says_of_a_case_what_its_lines_agree_on() -> None:
    lines = [
        line(product="蔥抓餅 10 片", quantity="2", amount=480),
        line(product="水餃", quantity="1", tracking_no="9012"),
    ]
    said = facts_of(sought(product="蔥抓餅"), lines)
    assert said == {
        "product": "蔥抓餅 10 片",
        "quantity": "2",
        "amount": 480,
        "order_no": "A123",
        "tracking_no": "9012",
    }
    assert facts_of(sought(), lines) == {"order_no": "A123", "amount": 480, "tracking_no": "9012"}


@pytest.mark.parametrize(
    ("case", "facts", "told"),
    [
        ({"quantity": "3包"}, {"quantity": "2"}, ["數量：案件是「3包」，訂單是「2」"]),
        ({"quantity": "2 盒"}, {"quantity": "2"}, []),
        ({"quantity": "兩盒"}, {"quantity": "2"}, []),
        ({"tracking_no": "9012-3456-7890"}, {"tracking_no": "901234567890"}, []),
        (
            {"tracking_no": "901234567891"},
            {"tracking_no": "901234567890"},
            ["物流單號：案件是「901234567891」，訂單是「901234567890」"],
        ),
        ({"group_no": "1122"}, {"group_no": "1115"}, ["團號：案件是「1122」，訂單是「1115」"]),
        ({"product": "鳳梨酥"}, {}, ["商品：案件是「鳳梨酥」，訂單是「蔥抓餅」"]),
        ({"product": "原味蔥抓餅"}, {}, []),
        ({"quantity": "3", "proposed": {"quantity": None}}, {"quantity": "2"}, []),
    ],
)
def test_what_differs_is_told_unless_a_person_settled_it(
    case: dict[str, str], facts: dict[str, Value], told: list[str]
) -> None:
    assert contradictions(Case("A", **case), facts, [line(**facts)]) == told  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [
        ([line(amount=1480)], "訂單 A123（11/23，NT$1,480）・依訂單編號"),
        ([line(day=date(2025, 12, 31))], "訂單 A123（2025/12/31）・依訂單編號"),
        ([line(dated=False, amount="約 500")], "訂單 A123・依訂單編號"),
        ([line(None, amount=90.5)], "訂單（11/23，NT$90.5）・依訂單編號"),
    ],
)
def test_proof_of_purchase_says_what_is_known(lines: list[KnownLine], shown: str) -> None:
    assert purchase(Found(tuple(lines), "訂單編號"), facts_of(sought(), lines), DAY) == shown
