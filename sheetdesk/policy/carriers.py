"""The carriers of Taiwan's group buys: how people name them, how their numbers look, where a parcel is looked up. Data.

No number was tried on a carrier's own pages: docs/faq.md says what each form and address rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from sheetdesk.policy.fold import fold, simplify

_S10 = re.compile(r"[A-Z]{2}(\d{8})(\d)TW")
"""A registered item's number after the postal union's standard S10: two letters, eight digits, a check digit, the country."""
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier. `form`: what its numbers look like, without blanks and hyphens, letters large.

    `page`: its official inquiry page, with {number} in it where the page takes a number in its address."""

    name: str
    aliases: tuple[str, ...]
    form: re.Pattern[str]
    page: str

    def fits(self, number: str) -> bool:
        """Can this be one of its numbers?"""
        return self.form.fullmatch(number) is not None and not _is_broken_s10(number)

    def link(self, number: str) -> str:
        """Where that parcel is looked up."""
        return self.page.replace("{number}", quote(number, safe=""))


CARRIERS = (
    Carrier(
        "7-ELEVEN",
        ("7-ELEVEN", "7-11", "711", "小七", "統一超商", "交貨便", "賣貨便"),
        re.compile(r"\d{8}|[A-Z]\d{7,11}|\d{11,12}"),
        "https://eservice.7-11.com.tw/e-tracking/search.aspx",
    ),
    Carrier(
        "全家",
        ("全家", "family mart", "familymart", "famiport", "好賣+"),
        re.compile(r"\d{9}|\d{11,12}"),
        "https://fmec.famiport.com.tw/FP_Entrance/QueryBox",
    ),
    Carrier(
        "萊爾富",
        ("萊爾富", "hi-life", "hilife"),
        re.compile(r"\d{8}|[A-Z]{1,3}\d{7,11}|\d{11,12}"),
        "https://www.hilife.com.tw/serviceInfo_search.aspx",
    ),
    Carrier(
        "黑貓宅急便",
        ("黑貓", "宅急便", "t-cat", "tcat", "統一速達"),
        re.compile(r"\d{10}|\d{12}"),
        "https://www.t-cat.com.tw/Inquire/TraceDetail.aspx?BillID={number}",
    ),
    Carrier(
        "新竹物流",
        ("新竹物流", "新竹貨運", "竹運", "hct"),
        re.compile(r"\d{10}"),
        "https://www.hct.com.tw/Search/SearchGoods_n.aspx",
    ),
    Carrier(
        "中華郵政",
        ("郵局", "中華郵政", "郵政", "便利箱", "i郵箱"),
        re.compile(r"[A-Z]{2}\d{9}TW|\d{14}|\d{20}"),
        "https://postserv.post.gov.tw/pstmail/main_mail.html",
    ),
    Carrier(
        "台灣宅配通",
        ("宅配通", "台灣宅配通", "e-can", "ecan"),
        re.compile(r"\d{10}|\d{12}"),
        "https://www.e-can.com.tw/search_Goods.aspx",
    ),
)

_BY_ALIAS = {fold(alias): carrier for carrier in CARRIERS for alias in carrier.aliases}
_FAMILY = fold("全家")
_NO_SHOP = simplify("(?![人都福一老大在出等吃愛很也有就])")
"""「全家都在等」 speaks of the family, not of the shop."""


def _pattern(alias: str) -> str:
    bounded = rf"(?<![a-z0-9]){re.escape(alias)}(?![a-z0-9])" if alias.isascii() else re.escape(alias)
    return bounded + _NO_SHOP if alias == _FAMILY else bounded


_ALIAS = re.compile("|".join(map(_pattern, sorted(_BY_ALIAS, key=len, reverse=True))))


def carriers_in(text: str | None) -> tuple[Carrier, ...]:
    """Every carrier that `text` names, each once, in order."""
    named = (_BY_ALIAS[found.group()] for found in _ALIAS.finditer(fold(text or "")))
    return tuple(dict.fromkeys(named))


def carrier_named(text: str | None) -> Carrier | None:
    """The carrier that `text` names; None if it names none, or several."""
    named = carriers_in(text)
    return named[0] if len(named) == 1 else None


def carrier_of(number: str) -> Carrier | None:
    """The carrier of a number that can be nobody else's: a registered item whose check digit is right."""
    if _S10.fullmatch(number) is None:
        return None
    return next((carrier for carrier in CARRIERS if carrier.fits(number)), None)


def _is_broken_s10(number: str) -> bool:
    item = _S10.fullmatch(number)
    if item is None:
        return False
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(item[1], _S10_WEIGHTS, strict=True)) % 11
    return int(item[2]) != {10: 0, 11: 5}.get(rest, rest)
