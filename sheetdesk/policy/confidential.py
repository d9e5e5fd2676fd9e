"""Accounts, cards and codes: what no letter may ask a customer for or repeat (domain §6, §9). Pure."""

from __future__ import annotations

import re

SECRETS = re.compile(r"帳號|帳戶|卡號|末五碼|後五碼|末三碼|安全碼|驗證碼|認證碼|密碼|存摺|提款卡|ATM|CVV|CVC", re.I)
DENIED = re.compile(r"不會|不要|不用|不需|請勿|切勿|絕不|別(?:提供|傳|給|寫|填)")

_ASKED = re.compile(r"請|麻煩|提供|給我|告訴|告知|回傳|回覆|傳|填|輸入|拍|需要您|please|send|provide|tell us", re.I)
_LOGIN = re.compile(r"(?:LINE|蝦皮|臉書|FB|IG|會員|遊戲|社群)\s*的?\s*帳[號戶]", re.I)
"""Accounts by which a person is known, not paid."""

_NUMBER = re.compile(r"(?<![\d-])\d(?:[ -]?\d){9,15}(?![\d-])")
_BANK = re.compile(r"帳號|帳戶|账号|銀行|银行|郵局|邮局|卡號|卡号|匯款|轉帳|戶名|分行|account|bank|card", re.I)
_PARCEL = re.compile(r"(?:單號|掛號|包裹|電話|專線|手機|訂單|編號)[^\d\n]{0,6}$")
_NEAR = 16
"""Characters between a bank's word and the digits that make them an account number."""


def asked_for(text: str) -> str | None:
    """The first thing that `text` asks for and may not; a sentence that only names one is fine: 「已退回原帳戶」."""
    for sentence in re.split(r"[。！？；\n]", _LOGIN.sub("", text)):
        word = SECRETS.search(sentence)
        if word and _ASKED.search(sentence) and not DENIED.search(sentence):
            return word.group()
    return None


def quoted(text: str) -> str | None:
    """The first number in `text` that stands near a bank's word and isn't a parcel's, an order's or a telephone's."""
    for number in _NUMBER.finditer(text):
        before = text[max(0, number.start() - _NEAR) : number.start()]
        near = before + text[number.end() : number.end() + _NEAR]
        if _BANK.search(near) and not _PARCEL.search(before):
            return number.group()
    return None
