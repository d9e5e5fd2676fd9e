"""Phones, addresses and names: equal people are found equal, nothing is invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.values import Formula
from sheetdesk.policy.contacts import (
    Mailbox,
    normal_phones,
    person_key,
    person_keys,
    read_email,
    repair_phone,
    same_phone,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "912345678",
        912345678,
        912345678.0,
        "+886 912-345-678",
        "886912345678",
        886912345678,
        "00886912345678",
        "+886(0)912345678",
        "０９１２－３４５－６７８",
        "(0912) 345 678",
        "0912.345.678",
        " 0912345678\u200b ",
        "電話 0912-345-678",
    ],
)
def test_one_mobile_number_however_typed(typed):
    assert normal_phones(typed) == ("0912345678",)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("02-2712-3456", ("0227123456",)),
        ("(02)27123456", ("0227123456",)),
        ("886-2-27123456", ("0227123456",)),
        ("02-27123456#123", ("0227123456#123",)),
        ("+81 90-1234-5678", ("+819012345678",)),
        ("0912345678 / 02-27123456", ("0912345678", "0227123456")),
        ("0912345678、0912-345-678", ("0912345678",)),
        ("0912345678 或 0922333444", ("0912345678", "0922333444")),
    ],
)
def test_landlines_foreign_numbers_and_two_in_one_cell(typed, normal):
    assert normal_phones(typed) == normal


@pytest.mark.parametrize(
    "typed", [None, "", "  ", "無", "不方便", "123", "0000000000", "0900", True, Formula("=A1"), "1" * 60, "9" * 12]
)
def test_what_is_no_number_is_none_and_joins_nobody(typed):
    assert normal_phones(typed) == ()
    assert not same_phone(typed, typed)


def test_two_cells_that_share_one_number_are_the_same_phone():
    assert same_phone("+886912345678", "02-27123456、912345678")
    assert not same_phone("0912345678", "0912345679")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("912345678", "0912345678"),
        (912345678, "0912345678"),
        (912345678.0, "0912345678"),
        ("912-345-678", "0912-345-678"),
        ("９１２３４５６７８", "0912345678"),
        ("0912345678", "0912345678"),
        ("+886 912-345-678", "+886 912-345-678"),
        ("+81 90 1234 5678", "+81 90 1234 5678"),
        ("227123456", "227123456"),
        ("91234567", "91234567"),
        ("晚上再打", "晚上再打"),
        (" 0912345678 ", "0912345678"),
        ("", None),
        (None, None),
        (Formula("=A1"), None),
    ],
)
def test_only_a_lost_zero_is_repaired(typed, shown):
    assert repair_phone(typed) == shown


@given(st.text(max_size=40) | st.integers() | st.floats(allow_nan=True))
def test_repairing_twice_is_repairing_once(typed):
    once = repair_phone(typed)
    assert repair_phone(once) == once
    assert set(normal_phones(once)) == set(normal_phones(typed))


@given(st.integers(900_000_000, 999_999_999), st.sampled_from(["{}", "0{}", "+886{}", "886{}", "+886 {}", "０{}"]))
def test_a_mobile_number_is_the_same_in_every_writing(number, writing):
    typed = writing.format(number)
    assert normal_phones(typed) == normal_phones(number)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("fang@example.com", "fang@example.com"),
        ("  Fang.Wang+1@Example.COM. ", "Fang.Wang+1@example.com"),
        ("fang＠example．com", "fang@example.com"),
        ("fang@example。com", "fang@example.com"),
        ("fang @ example.com", "fang@example.com"),
        ("王小芳 <fang@example.com>", "fang@example.com"),
        ("mailto:fang@example.com", "fang@example.com"),
        ("我的信箱：fang@example.com", "fang@example.com"),
        ("fang@example.com、ming@example.org", "fang@example.com"),
        ("fang@@example.com; ming@example.org", "ming@example.org"),
        ("fang@好日子.tw", "fang@xn--5us65bg2r.tw"),
        ("fang\u200b@example.com", "fang@example.com"),
    ],
)
def test_an_address_is_read_however_it_is_typed(typed, address):
    assert read_email(typed).address == address


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("fang.example.com", "Email 少了 @"),
        ("fang@@example.com", "Email 有兩個 @：「fang@@example.com」"),
        ("@example.com", "Email 在 @ 前面少了帳號：「@example.com」"),
        ("小芳@example.com", "Email 的 @ 前面有中文或特殊字：「小芳@example.com」"),
        ("fang@gmail", "Email 在 @ 後面不完整：「fang@gmail」"),
        ("fang@gmail,com", "Email 在 @ 後面不完整：「fang@gmail」"),
        ("fang@exa_mple.com", "Email 的寫法不對：「fang@exa_mple.com」"),
        ("fang..wang@example.com", "Email 的寫法不對：「fang..wang@example.com」"),
        (912345678, "Email 少了 @"),
    ],
)
def test_an_address_that_cant_be_used_says_why(typed, why):
    assert read_email(typed) == Mailbox(why=why)


@pytest.mark.parametrize("typed", [None, "", " ", "無", "沒有", "N/A", "-", True])
def test_no_address_given_is_nothing_wrong(typed):
    assert read_email(typed) == Mailbox()


@given(
    st.text("ab01._-+", max_size=70),
    st.sampled_from(["Gmail.com", "Example.co", "exa_mple.com", "gmail", "x.Test", ""]),
)
def test_small_letters_are_read_as_capitals_are(local, domain):
    small, capital = (read_email(f"{local}@{name}") for name in (domain.lower(), domain))
    assert small.address == capital.address
    assert (small.why is None) == (capital.why is None)


def test_a_header_cannot_be_smuggled_into_an_address():
    mailbox = read_email("fang@example.com\r\nBcc: all@example.org")
    assert mailbox.address == "fang@example.com"


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_an_address_or_a_reason_and_never_a_line_break(typed):
    mailbox = read_email(typed)
    assert mailbox.address is None or mailbox.why is None
    assert mailbox.address is None or not set(mailbox.address) & set("\r\n<>, ")


@pytest.mark.parametrize(
    ("given_facts", "key"),
    [
        ({"email": "Fang@Example.com", "phone": "0912345678"}, "email:fang@example.com"),
        ({"email": "壞掉的", "phone": 912345678}, "phone:0912345678"),
        ({"phone": "無", "line": "Fang_99"}, "line:fang_99"),
        ({"nickname": "小 芳", "customer": "王小芳"}, "nickname:小芳"),
        ({"customer": "王 小芳"}, "name:王小芳"),
        ({"email": "無", "phone": "0000000000", "line": "-", "nickname": "略"}, None),
        ({}, None),
    ],
)
def test_a_person_is_known_by_the_surest_thing(given_facts, key):
    assert person_key(**given_facts) == key


def test_a_person_who_mends_her_address_still_shares_her_phone():
    before = person_keys(email="fang@exmaple.com", phone="912345678")
    after = person_keys(email="fang@example.com", phone="0912-345-678")
    assert set(before) & set(after) == {"phone:0912345678"}


@given(
    st.fixed_dictionaries(
        {
            name: st.sampled_from([None, "", "無", "王 小芳", "a@b.tw", "0912345678"])
            for name in ("email", "phone", "line", "nickname", "customer")
        }
    )
)
def test_the_surest_key_is_the_first_of_all(facts):
    assert person_key(**facts) == next(iter(person_keys(**facts)), None)
