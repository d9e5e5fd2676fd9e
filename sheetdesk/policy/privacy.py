"""Numbers of accounts and cards that people write where they don't belong: found, and hidden but for the end (domain §9).

The only room that judges this. Pure; what is read from a workbook passes here before anybody else sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

SHOWN = 3
"""Digits of an account that stay readable, enough to tell two of them apart."""

NEAR = 16
"""Characters between a bank's word and the digits that make them an account's."""

_MASK = "＊＊＊＊"
_MASKED = re.compile(rf"{_MASK}\d{{{SHOWN}}}(?!\d)")
_GAP = r"[ \u3000\-－–—]"
_NUMBER = re.compile(rf"(?<![\d＊])(?:\d{{3}}{_GAP}{{1,2}})?\d(?:{_GAP}{{0,2}}\d){{9,15}}(?!\d)")
"""10-16 digits, with the bank's own three before them or not. A parcel has twenty."""

_ENOUGH = re.compile(rf"\d(?:{_GAP}{{0,2}}\d){{9}}")
_SEVEN = rf"\d(?:{_GAP}?\d){{5,7}}"
_POST_OFFICE = re.compile(rf"(局號\D{{0,4}}){_SEVEN}(\D{{0,8}}帳號\D{{0,4}})({_SEVEN})(?!\d)")
"""An account of the post office is two numbers of seven digits."""

_DATE = re.compile(r"(?:19|20)\d\d[ -]{1,2}[01]?\d[ -]{1,2}[0-3]?\d(?!\d)")
_TELEPHONE = re.compile(r"09\d{8}|0[2-8]\d{7,8}|8869\d{8}|0800\d{6}")

_LOGIN = r"(?:LINE|蝦皮|臉書|FB|IG|會員|遊戲|社群|登入|使用者)\s*的?\s*(?:ID\s*)?[帳账][號戶号户]"
"""Accounts by which a person is known, not paid."""
_OTHER = (
    rf"{_LOGIN}|電話|电话|手機|手机|專線|客服|傳真|市話|訂單|订单|單號|单号|編號|编号|掛號|包裹|託運|快遞|寄件|貨號|貨態|"
    r"發票|統編|條碼|序號|[末後]五碼|[末後]5碼|金額|\b(?:phone|tel|mobile|order|tracking|parcel|invoice)\b"
)
_STRONG = r"帳號|帳戶|账号|账户|卡號|卡号|局號|\b(?:account|iban)\b"
_BANK = r"銀行|银行|郵局|邮局|信用卡|金融卡|提款卡|存摺|戶名|户名|分行|\bATM|\b(?:bank|card)\b"
_PAID = r"匯款|汇款|轉帳|转账|匯到|匯入|轉入"
_LABEL = re.compile(rf"(?P<other>{_OTHER})|(?P<strong>{_STRONG})|(?P<bank>{_BANK})|(?P<paid>{_PAID})", re.I)
_LONGEST_LABEL = 12
_SIGNS = ("帳", "账", "卡", "銀", "银", "郵", "邮", "摺", "戶", "户", "匯", "汇", "轉", "转", "局", "分行")
_LATIN = ("account", "iban", "atm", "bank", "card")
"""One of these stands in each label that makes digits an account's."""

_ASKED = re.compile(r"[帳账][號戶号户]|卡號|卡号|局號|\b(?:account (?:no|number)|iban)\b", re.I)
_NOT_ASKED = re.compile(rf"{_LOGIN}|[末後](?:五|5)碼|last (?:five|5)", re.I)
_DIGITS = re.compile(rf"\d(?:{_GAP}{{0,2}}\d){{5,}}")


def may_hold_account(text: str) -> bool:
    """Does any sign of a bank's word stand in `text`? Asked of every row that is read, so no pattern is tried."""
    for sign in _SIGNS:
        if sign in text:
            return True
    plain = text.lower()
    for word in _LATIN:  # noqa: SIM110
        if word in plain:
            return True
    return False


def mask_accounts(text: str) -> str:
    """`text` with each account's number hidden but for its last digits. What is masked already stays as it is."""
    if not may_hold_account(text) or (_ENOUGH.search(text) is None and "局號" not in text):
        return text
    text = _POST_OFFICE.sub(lambda both: f"{both[1]}{_MASK}{both[2]}{_hidden(both[3])}", text)
    parts, done = [], 0
    for number in _accounts(text):
        parts += [text[done : number.start()], _hidden(number.group())]
        done = number.end()
    return "".join([*parts, text[done:]]) if parts else text


def account_in(text: str) -> str | None:
    """The first account's number in `text`, or what is left of one that was masked."""
    found = next(_accounts(text), None) or _MASKED.search(text) or _POST_OFFICE.search(text)
    return found.group() if found else None


def asks_for_account(title: str) -> bool:
    """Is this the title of a question for an account's or a card's number? 「LINE 帳號」 isn't."""
    return _ASKED.search(title) is not None and _NOT_ASKED.search(title) is None


def mask_answer(text: str) -> str:
    """An answer to such a question: every number in it is one."""
    return _DIGITS.sub(lambda number: _hidden(number.group()), text)


def without_masks(text: str) -> str:
    """A masked `text` without what is left of the numbers: as if somebody had taken them out."""
    return " ".join(_MASKED.sub(" ", text).split()) if _MASK in text else text


def _accounts(text: str) -> Iterator[re.Match[str]]:
    return (number for number in _NUMBER.finditer(text) if _is_account(text, number))


def _is_account(text: str, number: re.Match[str]) -> bool:
    """The nearest word before the digits tells what they are; without one, a bank's word after them."""
    if _DATE.match(number.group()):
        return False
    telephone = _TELEPHONE.fullmatch(re.sub(r"\D", "", number.group())) is not None
    label = _before(text, number.start())
    if label is None:
        after = _LABEL.search(text[: number.end() + NEAR], number.end())
        return after is not None and after.lastgroup in ("strong", "bank") and not telephone
    at_once = label.lastgroup == "strong" and number.start() - label.end() <= 3
    return label.lastgroup != "other" and (at_once or not telephone)


def _before(text: str, place: int) -> re.Match[str] | None:
    """The last word before `place` that tells what digits there are."""
    labels = list(_LABEL.finditer(text, max(0, place - NEAR - _LONGEST_LABEL), place))
    return labels[-1] if labels and place - labels[-1].end() <= NEAR else None


def _hidden(number: str) -> str:
    return _MASK + re.sub(r"\D", "", number)[-SHOWN:]


def plea_for_form(tab: str, place: int, titles: Iterable[str]) -> str:
    """What a person is asked to do about an answer of a form."""
    named = "」「".join(titles)
    return f"表單分頁「{tab}」第 {place} 列的「{named}」有帳號或卡號（這裡已經遮住），請到那一列把那串數字刪掉。"


def plea_for_row(titles: Iterable[str]) -> str:
    """What a person is asked to do about her own words in 案件."""
    return f"這一列的「{'」「'.join(titles)}」有帳號或卡號，請把那串數字刪掉；它不會存進系統，也不會出現在信裡。"
