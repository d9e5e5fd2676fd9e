"""Accounts, cards and codes: what no letter may ask a customer for (domain §6). Pure."""

from __future__ import annotations

import re

from sheetdesk.policy.privacy import account_in

SECRETS = re.compile(r"帳號|帳戶|卡號|末五碼|後五碼|末三碼|安全碼|驗證碼|認證碼|密碼|存摺|提款卡|ATM|CVV|CVC", re.I)
DENIED = re.compile(r"不會|不要|不用|不需|請勿|切勿|絕不|別(?:提供|傳|給|寫|填)")

_ASKED = re.compile(r"請|麻煩|提供|給我|告訴|告知|回傳|回覆|傳|填|輸入|拍|需要您|please|send|provide|tell us", re.I)
_LOGIN = re.compile(r"(?:LINE|蝦皮|臉書|FB|IG|會員|遊戲|社群)\s*的?\s*帳[號戶]", re.I)
"""Accounts by which a person is known, not paid."""


def asked_for(text: str) -> str | None:
    """The first thing that `text` asks for and may not; a sentence that only names one is fine: 「已退回原帳戶」."""
    for sentence in re.split(r"[。！？；\n]", _LOGIN.sub("", text)):
        word = SECRETS.search(sentence)
        if word and _ASKED.search(sentence) and not DENIED.search(sentence):
            return word.group()
    return None


def quoted(text: str) -> str | None:
    """The first account's or card's number in `text`; no letter repeats one."""
    return account_in(text)
