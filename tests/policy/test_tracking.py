"""Which parcel a case is about: given, written, or none because it isn't plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.carriers import CARRIERS, carrier_named, carrier_of
from sheetdesk.policy.tracking import doubt, parcel_of

TCAT = "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID={}"
S10 = "RR473124829TW"


def parcel(**facts):
    found = parcel_of(Case("GB2611-0042-K", **facts))
    return found and (found.carrier.name, found.number)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"tracking_no": "9012-3456-7890", "carrier": "黑貓"}, ("黑貓宅急便", "901234567890")),
        ({"tracking_no": "９０１２３４５６７８９０", "carrier": "黑貓宅急便（冷凍）"}, ("黑貓宅急便", "901234567890")),
        ({"tracking_no": "6812345678", "carrier": "新竹物流"}, ("新竹物流", "6812345678")),
        ({"tracking_no": "12345678901", "pickup": "7-11 取貨"}, ("7-ELEVEN", "12345678901")),
        ({"tracking_no": "12345678901", "pickup": "全家店到店"}, ("全家", "12345678901")),
        ({"tracking_no": "12345678901", "pickup": "萊爾富"}, ("萊爾富", "12345678901")),
        ({"tracking_no": "12345678901234", "text": "郵局寄的還沒到"}, ("中華郵政", "12345678901234")),
        ({"tracking_no": S10}, ("中華郵政", S10)),
        ({"tracking_no": "9012345678", "text": "宅配通說送了"}, ("台灣宅配通", "9012345678")),
        ({"tracking_no": "901234567890"}, None),  # five carriers have numbers of twelve digits
        ({"tracking_no": "901234567890", "carrier": "嘉里大榮"}, None),
        ({"tracking_no": "9012", "carrier": "黑貓"}, None),
        ({"tracking_no": "再查", "carrier": "黑貓"}, None),
        ({"tracking_no": "12345678901", "pickup": "7-11 或全家"}, None),
        ({"tracking_no": "RR473124828TW"}, None),  # its check digit is wrong
        ({}, None),
    ],
)
def test_what_stands_in_the_case_decides(facts, expected):
    assert parcel(**facts) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("黑貓單號 9012-3456-7890 一直沒動", ("黑貓宅急便", "901234567890")),
        ("單號901234567890（黑貓）查不到", ("黑貓宅急便", "901234567890")),
        ("7-11交貨便 F12345678901 還沒到", ("7-ELEVEN", "F12345678901")),
        ("新竹物流貨號：6812345678，顯示已送達", ("新竹物流", "6812345678")),
        ("郵局掛號 12345678901234 到哪了", ("中華郵政", "12345678901234")),
        (f"我的包裹是 {S10} 請幫我查", ("中華郵政", S10)),
        ("黑貓 9012-3456-7890，我再說一次，黑貓 901234567890", ("黑貓宅急便", "901234567890")),
        ("單號 901234567890 到哪了", None),
        ("黑貓 901234567890，另一箱黑貓 901234567808", None),
        ("黑貓打 0912345678 給我說到了", None),
        ("黑貓 02-2345-6789 一直忙線", None),
        ("黑貓說 20261115 會到", None),
        ("黑貓還沒到，訂單編號 901234567890", None),
        ("全家都在等，單號 901234567890", None),
        ("黑貓沒來。我的單號 901234567890", None),
        ("我匯到郵局 12345678901234", None),
        ("郵局帳號 12345678901234", None),
        ("匯款帳號 901234567890，用黑貓寄", None),
        ("黑貓 12345", None),
        ("7-11交貨便 寄件代碼 F12345678901 還沒到", ("7-ELEVEN", "F12345678901")),
        ("黑貓單號 9012345678 電話打不通", ("黑貓宅急便", "9012345678")),
        ("黑貓 901234567890，電話打不通", ("黑貓宅急便", "901234567890")),
        ("訂編 901234567890，黑貓還沒送來", None),
        ("單子 901234567890 黑貓還沒來", None),
        ("7-11取貨，統一編號 12345678 要開收據", None),
        ("全家會員編號 123456789，什麼時候到", None),
        ("黑貓還沒到，我的會員是 901234567890", None),
        ("全家取貨，門市店號 012345678 到了嗎", None),
        ("全家還沒送來，繳費代碼 12345678901 繳過了", None),
        ("全家交易 12345678901 核銷 12345678901", None),
        ("黑貓還沒送來，司機來電 1234567890 沒接到", None),
        ("黑貓 901234567890 這支電話沒人接", None),
        ("宅配通說 ID 901234567890", None),
        ("黑貓說 ABC-901234567890 還沒出", None),
        ("黑貓 1234567890 到哪了", None),
    ],
)
def test_a_number_in_the_text_counts_only_where_it_is_plainly_a_parcels(text, expected):
    assert parcel(text=text) == expected


def test_the_carrier_of_the_group_buy_makes_a_parcel_of_what_she_calls_its_number():
    assert parcel(text="託運單號 901234567890 沒動", carrier="黑貓") == ("黑貓宅急便", "901234567890")
    assert parcel(text="901234567890", carrier="黑貓") is None
    assert parcel(text="新竹物流 6812345678", carrier="黑貓") is None


def test_an_order_number_is_no_parcel():
    assert parcel(text="黑貓 901234567890", order_no="9012-3456-7890") is None


def test_what_she_adds_later_counts_too():
    assert parcel(text="還沒到", additions="11/24 10:05 黑貓單號 901234567890") == ("黑貓宅急便", "901234567890")


def test_only_a_page_that_takes_the_number_has_it_in_its_address():
    found = parcel_of(Case("A", tracking_no="901234567890", carrier="黑貓"))
    assert found is not None
    assert found.link == TCAT.format("901234567890")
    seven = carrier_named("小七")
    assert seven is not None
    assert seven.link("12345678901") == seven.page


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda carrier: carrier.name)
def test_every_alias_names_its_own_carrier_and_every_page_is_an_address(carrier):
    assert {carrier_named(alias) for alias in carrier.aliases} == {carrier}
    assert carrier.page.startswith("https://")


@given(st.from_regex(r"[A-Z]{2}\d{8}", fullmatch=True))
def test_of_ten_check_digits_one_is_right(item):
    assert sum(carrier_of(f"{item}{digit}TW") is not None for digit in range(10)) == 1


@given(st.text(alphabet="黑貓全家單號帳0123456789 -，。7ELVN", max_size=60))
def test_no_text_breaks_it_and_what_it_finds_fits_its_carrier(text):
    found = parcel_of(Case("A", text=text))
    assert found is None or found.carrier.fits(found.number)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"tracking_no": "901234567890"},
            "7-ELEVEN、全家、萊爾富、黑貓宅急便、台灣宅配通都有這樣的單號）；請在「取貨方式」寫是哪一家",
        ),
        ({"tracking_no": "12345678901234", "carrier": "黑貓"}, "不像黑貓宅急便的單號"),
        ({"text": "單號 9012-3456-7890 到哪了"}, "客人寫的單號 901234567890 看不出是哪一家的"),
        ({"text": "黑貓 901234567890，另一箱黑貓 901234567808"}, "寫了 2 個單號（901234567890、901234567808）"),
        ({"tracking_no": "901234567890", "carrier": "黑貓"}, None),
        ({"tracking_no": "901234567890", "pickup": "黑貓宅配"}, None),
        ({"tracking_no": "901234567890", "carrier": "嘉里大榮"}, None),
        ({"tracking_no": "無"}, None),
        ({"text": "單號 901234567890 到哪了", "order_no": "901234567890"}, None),
        ({"text": "訂單 901234567890 到哪了，打 0912345678"}, None),
        ({}, None),
    ],
)
def test_a_number_of_which_nobody_can_tell_whose_it_is_says_so(facts, said):
    found = doubt(Case("GB2611-0042-K", **facts))
    assert found is None if said is None else said in (found or "")
