"""Account numbers are masked, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy import privacy


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我的帳號 012345678901", "我的帳號 ＊＊＊＊901"),
        ("請匯到銀行 0123-4567-8901-2345", "請匯到銀行 ＊＊＊＊345"),
        ("國泰銀行 (013) 1234 5678 9012", "國泰銀行 (013) ＊＊＊＊012"),
        ("匯款 822-901234567890 王小明", "匯款 ＊＊＊＊890 王小明"),
        ("帳號：０１２３４５６７８９０１", "帳號：＊＊＊＊９０１"),
        ("卡號4311-9522-1234-5678有效期限", "卡號＊＊＊＊678有效期限"),
        ("郵局局號 0031234-5 帳號 0123456-7", "郵局局號 ＊＊＊＊ 帳號 ＊＊＊＊567"),
        ("12345678901234 是我的郵局帳號", "＊＊＊＊234 是我的郵局帳號"),
        ("訂單 202611210042，退到帳號 0912345678901", "訂單 202611210042，退到帳號 ＊＊＊＊901"),
        ("my bank account is 1234567890", "my bank account is ＊＊＊＊890"),
        ("帳號 0912345678", "帳號 ＊＊＊＊678"),
        ("兩個帳號 1234567890、0987654321012", "兩個帳號 ＊＊＊＊890、＊＊＊＊012"),
    ],
)
def test_an_account_is_masked_but_for_its_end(text: str, shown: str) -> None:
    assert privacy.mask_accounts(text) == shown
    assert privacy.account_in(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "訂單 202611210042",
        "帳號末五碼 12345",
        "帳號 01234567890123456",
        "匯款後請打電話 0912345678 給我",
        "銀行說要找您 0912-345-678",
        "郵局包裹 12345678901234 還沒到",
        "郵局掛號 12345678901234567890",
        "已匯款，訂單編號 2026112100421",
        "信用卡刷的，訂單編號：2026112100421",
        "我的 LINE 帳號 0912345678",
        "蝦皮帳號 1234567890123",
        "2026-11-21 10:05 匯款",
        "我 2026-11-21 1005 在郵局匯款",
        "匯款末五碼 12345 67890",
        "銀行客服 0800123123",
        "今天去銀行",
        "",
    ],
)
def test_a_telephone_an_order_a_parcel_and_a_day_are_left_alone(text: str) -> None:
    assert privacy.mask_accounts(text) == text
    assert privacy.account_in(text) is None


@given(st.text(alphabet="帳號銀行電話訂單編號 -0123456789０１２\n。末五碼LINE", max_size=80))
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    once = privacy.mask_accounts(text)
    assert privacy.mask_accounts(once) == once


@given(st.text(alphabet="帳號銀行郵局匯款轉入戶名卡存摺分 -0123456789accountbankcardATM", max_size=60))
def test_what_is_an_account_bears_a_sign_by_which_it_is_looked_for(text: str) -> None:
    if next(privacy._accounts(text), None) is not None:
        assert privacy.may_hold_account(text)


@given(st.integers(10, 16), st.data())
def test_no_account_of_10_to_16_digits_is_readable_after_its_word(length: int, data: st.DataObject) -> None:
    digits = data.draw(st.text(alphabet="0123456789", min_size=length, max_size=length))
    assert digits not in privacy.mask_accounts(f"退款請到帳號{digits}，謝謝")


@pytest.mark.parametrize(
    ("title", "asks"),
    [
        ("退款帳號", True),
        ("銀行帳戶", True),
        ("信用卡卡號", True),
        ("Account number", True),
        ("LINE 帳號", False),
        ("您的蝦皮帳號", False),
        ("匯款帳號末五碼", False),
        ("銀行名稱", False),
        ("問題描述", False),
    ],
)
def test_a_question_for_an_account_is_known_by_its_title(title: str, asks: bool) -> None:
    assert privacy.asks_for_account(title) is asks


def test_every_number_in_the_answer_to_such_a_question_is_an_account() -> None:
    assert privacy.mask_answer("822 中信 0912345678") == "822 中信 ＊＊＊＊678"
    assert privacy.mask_answer("00012345678") == "＊＊＊＊678"


def test_a_number_that_was_masked_before_is_still_known_for_one() -> None:
    assert privacy.account_in("請匯到 ＊＊＊＊901") == "＊＊＊＊901"


def test_taking_the_number_out_of_the_form_leaves_the_same_words() -> None:
    masked = privacy.mask_accounts("帳號 012345678901 請退款")
    assert privacy.without_masks(masked) == "帳號 請退款"
    assert privacy.without_masks("沒有帳號") == "沒有帳號"
