"""Which parcel a case is about: from 物流商 and 物流單號 of the case, else from what the customer wrote. Pure.

In doubt there is none: a link to somebody else's parcel misleads more than no link helps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from unicodedata import normalize

from sheetdesk.model.case import Case
from sheetdesk.policy.carriers import CARRIERS, Carrier, carrier_named, carrier_of, carriers_in
from sheetdesk.policy.privacy import mask_accounts

BEFORE, AFTER = 20, 10
"""Characters before and after a number within which a carrier has to be named, in the same sentence."""

_NUMBER = re.compile(r"(?<![A-Z0-9＊])(?<![A-Z0-9]-)(?:[A-Z]{1,3}(?=\d))?\d(?:[ -]?\d){6,19}(?:TW)?(?![A-Z0-9])")
_ENOUGH = re.compile(r"\d(?:\D?\d){6}")
"""Digits for a number, however wide they and what stands between them are typed."""
_SHAPE = re.compile(r"[A-Z]{0,3}\d{7,20}(?:TW)?")
"""What may be a parcel's number at all: 「無」 and 「再查」 aren't."""
_SAY_WHOSE = "在「取貨方式」寫是哪一家，例如 黑貓宅配"
"""物流商 is the machine's."""
_SENTENCE = re.compile(r"[。！？!?；;\n]")
_PARCEL = r"單號|貨號|託運|托運|配送|寄件|包裹|物流|貨態|掛號|取貨編號|交貨便|店到店|TRACKING|PARCEL"
_OTHER = (
    r"訂單|訂購|訂編|單子|電話|來電|去電|手機|專線|市話|分機|帳號|账号|帳戶|戶名|卡號|統編|統一編號|發票|服務單|會員|客戶編號|店號|"
    r"匯款|轉帳|匯到|匯入|轉入|銀行|繳費|繳款|付款|交易|核銷|核准|ATM|(?<![A-Z])ID(?![A-Z])|"
    r"(?<!寄件)(?<!配送)(?<!取貨)(?<!物流)(?<!貨運)代碼|"
    r"金額|團號|五碼|5碼|身分證|序號|條碼|ORDER|PHONE|TEL|MOBILE|ACCOUNT"
)
_LABEL = re.compile(rf"(?P<other>{_OTHER})|(?P<parcel>{_PARCEL})")
_LABEL_REACH = 14
_BEHIND = re.compile(rf"\s*[(「]?(?:[這那此是為的我你您他支個筆張組通]|司機){{0,4}}(?:{_OTHER})")
"""「1234567890 這支電話」"""
_SHORT = 10
"""Digits up to which a number without a word for a parcel before it may be too much else: a company's, a member's."""
_TELEPHONE = re.compile(r"09\d{8}|0[2-8]\d{7,8}|8869\d{8}|0800\d{6}")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d*")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel that can be looked up. `why`: from what it is known, for the organiser."""

    carrier: Carrier
    number: str
    why: str

    @property
    def link(self) -> str:
        return self.carrier.link(self.number)


def parcel_of(case: Case) -> Parcel | None:
    """The case's parcel, if there is exactly one that is plain."""
    if case.tracking_no:
        return _given(case, plain_number(case.tracking_no))
    found = {parcel.number: parcel for parcel in _written(case)}
    return next(iter(found.values())) if len(found) == 1 else None


def carrier_after(case: Case) -> Carrier | None:
    """The carrier of a number that a person put in the place of our guess: ours if the number can be one of its, else
    the one that the number itself, 取貨方式 or what she wrote tells."""
    number, guessed = plain_number(case.tracking_no or ""), carrier_named(case.carrier)
    if guessed is not None and guessed.fits(number):
        return guessed
    parcel = _given(replace(case, carrier=None), number)
    return parcel.carrier if parcel is not None else None


def doubt(case: Case) -> str | None:
    """Why there is no link to a parcel though there is a number, and what to do; None where nothing is in doubt."""
    if case.tracking_no is None:
        return _unnamed(case)
    number, named = plain_number(case.tracking_no), carrier_named(case.carrier)
    if _SHAPE.fullmatch(number) is None or parcel_of(case) is not None:
        return None
    if named is not None:
        return f"「物流單號」{number} 不像{named.name}的單號，沒有附查貨態的連結；看看是打錯，還是別家的。"
    able = _able(number)
    if case.carrier or len(able) < 2:
        return None
    return f"「物流單號」{number} 看不出是哪一家的（{'、'.join(able)}都有這樣的單號）；請{_SAY_WHOSE}。"


def _unnamed(case: Case) -> str | None:
    """What she calls a parcel's number, without a word of whose; or the numbers of several parcels."""
    found = list(dict.fromkeys(parcel.number for parcel in _written(case)))
    if len(found) > 1:
        return f"客人寫了 {len(found)} 個單號（{'、'.join(found[:3])}），不知道問的是哪一個；把那一個填進「物流單號」。"
    if found or case.carrier:
        return None
    said = [
        plain_number(one.group())
        for sentence in _sentences(case)
        for one in _NUMBER.finditer(sentence)
        if _label(sentence, one.start()) == "parcel" and not _TELEPHONE.fullmatch(plain_number(one.group()))
    ]
    able = _able(said[0]) if said and said[0] != plain_number(case.order_no or "") else []
    if len(able) < 2:
        return None
    return f"客人寫的單號 {said[0]} 看不出是哪一家的（{'、'.join(able)}都有這樣的單號）；填進「物流單號」，再{_SAY_WHOSE}。"


def _able(number: str) -> list[str]:
    """Whose it can be."""
    return [carrier.name for carrier in CARRIERS if carrier.fits(number)]


def plain_number(text: str) -> str:
    """A parcel's number as its carrier knows it: half-width, large letters, no blanks or hyphens."""
    return re.sub(r"[\s\-－–—]", "", normalize("NFKC", text)).upper()


def _given(case: Case, number: str) -> Parcel | None:
    """The number stands in the case: it needs only its carrier."""
    if case.carrier:
        carrier, why = carrier_named(case.carrier), "物流商、物流單號"
    else:
        own = carrier_of(number)
        carrier = own or carrier_named(case.pickup) or carrier_named(case.text)
        why = "物流單號" if own else "物流單號，取貨方式或內容寫了物流商"
    return Parcel(carrier, number, why) if carrier is not None and carrier.fits(number) else None


def _written(case: Case) -> Iterator[Parcel]:
    """Every number in what she wrote that is plainly a parcel's."""
    own = carrier_named(case.carrier)
    for sentence in _sentences(case):
        for found in _NUMBER.finditer(sentence):
            number = plain_number(found.group())
            if number == plain_number(case.order_no or "") or _is_something_else(sentence, found, number):
                continue
            carrier = carrier_of(number) or _carrier_beside(sentence, found)
            if carrier is None and own is not None and _label(sentence, found.start()) == "parcel":
                carrier = own
            if carrier is not None and carrier.fits(number) and (not case.carrier or carrier is own):
                yield Parcel(carrier, number, f"內容寫了「{_excerpt(sentence, found)}」")


def _sentences(case: Case) -> list[str]:
    """What she wrote, if a number can be in it."""
    said = "\n".join(filter(None, (case.text, case.additions)))
    if _ENOUGH.search(said) is None:  # most: to lay out a text for nothing took as long as to class it
        return []
    return _SENTENCE.split(normalize("NFKC", mask_accounts(said)).upper().replace("*", "＊"))


def _is_something_else(sentence: str, found: re.Match[str], number: str) -> bool:
    """A telephone, a day, a number that the word before or behind it calls something else, or a short one without any."""
    if _TELEPHONE.fullmatch(number) or _DATE.fullmatch(number):
        return True
    label = _label(sentence, found.start())
    if label is not None:
        return label == "other"
    return (number.isdigit() and len(number) <= _SHORT) or _BEHIND.match(sentence, found.end()) is not None


def _label(sentence: str, place: int) -> str | None:
    """What the last word before `place` says that a number there is: parcel, other, or None."""
    labels = list(_LABEL.finditer(sentence, max(0, place - _LABEL_REACH), place))
    return labels[-1].lastgroup if labels else None


def _carrier_beside(sentence: str, found: re.Match[str]) -> Carrier | None:
    """The carrier named before the number, the nearest one; else the only one named behind it."""
    before = carriers_in(sentence[max(0, found.start() - BEFORE) : found.start()])
    return before[-1] if before else carrier_named(sentence[found.end() : found.end() + AFTER])


def _excerpt(sentence: str, found: re.Match[str]) -> str:
    return sentence[max(0, found.start() - BEFORE) : found.end()].strip(" ，,、：:")
