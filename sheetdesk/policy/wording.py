"""How a letter names days, people, things and matters: values in, words out; no template, no clock."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sheetdesk.model.case import Case
from sheetdesk.policy.privacy import mask_accounts

WEEKDAYS = "一二三四五六日"
NAME_LIMIT, ITEM_LIMIT = 30, 20
"""Characters of a person's name and of a product that a letter repeats."""

_WEB = re.compile(r"://|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|io|tw|cn|me|shop|xyz|top|link|cc|ly)\b", re.I)
_LATIN, _CHINESE = re.compile("[A-Za-z]+"), re.compile("[\u3400-\u9fff]+")
_BROKEN = re.compile(
    r"(?<!沒有)(?<!沒)(?<!無)(?<!未)(?:破|裂|碎(?![碎念唸])|摔壞|壓壞|壓扁|broken|crack|shatter)", re.I
)

MATTERS = {
    "瑕疵破損": "{item}有瑕疵",
    "退冰融化": "{item}退冰",
    "變質效期": "{item}變質或效期問題",
    "缺件少寄": "{item}少寄",
    "寄錯": "{item}寄錯",
    "與圖不符": "{item}與圖片不符",
    "規格尺寸": "{item}規格或尺寸問題",
    "延遲": "{item}到貨延遲",
    "遺失": "{item}包裹遺失",
    "運送損壞": "{item}送到時有損壞",
    "顯示送達未收到": "{item}顯示已送達卻沒拿到",
    "取貨逾期": "{item}取貨逾期",
    "司機態度": "{product}配送態度",
    "態度": "{product}服務態度",
    "回覆慢": "{product}回覆太慢的問題",
    "未解決": "{product}先前沒解決的問題",
    "付款失敗": "{product}付款沒有成功",
    "重複扣款": "{product}重複扣款",
    "對帳不符": "{product}對帳不符",
    "發票": "{product}發票",
    "退款進度": "{product}退款進度",
    "價格": "{product}價格",
    "退貨": "{product}退貨",
    "換貨": "{product}換貨",
    "改單": "{product}訂單修改",
    "取消": "{product}訂單取消",
    "到貨": "{product}到貨時間",
    "商品": "{item}",
    "保存使用": "{product}保存或使用方式",
}
"""Sub-category → the customer's words, after 「您反映的」 or 「您問的」. Sub-categories that an organiser
adds may be her inner words, so they don't show: the category's words do."""

ALARMING = (
    (re.compile(r"霉|黴|發毛|長毛|mou?ld", re.I), "{item}發霉"),
    (
        re.compile(
            r"異物|蟲|蟑螂|蒼蠅|螞蟻|老鼠|蜘蛛|蛆|絲|片|髮|石頭|沙|玻璃|金屬|指甲|foreign|insect|cockroach|maggot|worm|hair",
            re.I,
        ),
        "{item}裡有異物",
    ),
    (
        re.compile(
            r"過敏|疹|癢|毒|肚|腹|瀉|嘔|吐|胃|腸|不適|不舒服|發燒|頭暈|nause|allerg|poison|sick|ill\b|vomit|diarrh|rash|hives",
            re.I,
        ),
        "{product}和身體不適的問題",
    ),
)
"""Alarm words → what happened, where that says more than the sub-category. None of them owns to a cause."""

BROADER = {
    "商品問題": "{product}問題",
    "物流問題": "{product}配送問題",
    "客服問題": "{product}服務問題",
    "帳務問題": "{product}帳務問題",
    "退換貨": "{product}退換貨",
}


@lru_cache(maxsize=1024)
def one_line(text: str | None, limit: int) -> str:
    """A stranger's words made harmless for a subject or a sentence. Kept, for a letter repeats name, product and shop.

    Line ends and controls become blanks; zero-width, bidi and private characters vanish; accounts are masked."""
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(" " if _breaks(char) else char for char in text if unicodedata.category(char) not in _UNSEEN)
    line = mask_accounts(" ".join(text.split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


_UNSEEN = {"Cf", "Co", "Cs", "Cn"}


def _breaks(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}


def name_in(case: Case) -> str:
    """Whom to greet; blank if there is no name, or if it is an advertisement rather than a name.

    Anybody can fill in a form with somebody else's address, so a name never carries a link."""
    for given in (case.customer, case.nickname):
        name = "".join(c for c in one_line(given, NAME_LIMIT) if unicodedata.category(c) not in {"So", "Sk"})
        name = " ".join(name.replace("\ufe0f", "").split())
        if name and not _WEB.search(name):
            return name
    return ""


def greeting(case: Case) -> str:
    """「王怡君 您好」, or only 「您好」."""
    return f"{name_in(case)} 您好".strip()


def product_in(case: Case) -> str:
    """The product as a letter repeats it; blank if unknown or if it carries a link."""
    product = one_line(case.product, ITEM_LIMIT)
    return "" if _WEB.search(case.product or "") else product


def matter(case: Case) -> str:
    """What happened, in the customer's words: 「玻璃保鮮盒破損」. Never blank, never an inner word."""
    product = product_in(case)
    pattern = MATTERS.get(case.subcategory or "") or BROADER.get(case.category or "") or "{product}問題"
    pattern = next((said for words, said in ALARMING if words.search(case.alarm or "")), pattern)
    if case.subcategory == "瑕疵破損" and _BROKEN.search(case.text or ""):
        pattern = "{item}破損"
    named = pattern.replace("{item}", "{product}" if product else "商品")
    return named.replace("{product}", _spaced(product)).removeprefix("和")


def _spaced(product: str) -> str:
    """Latin letters stand a blank apart from the Chinese around them."""
    before = " " if product[:1].isascii() and product[:1].isalnum() else ""
    after = " " if product[-1:].isascii() and product[-1:].isalnum() else ""
    return f"{before}{product}{after}"


def moment(when: datetime, zone: ZoneInfo) -> str:
    """「11/24（二）上午 10:00」. Midnight belongs to the evening before: 「11/23（一）晚上 12:00」."""
    local = when.astimezone(zone)
    named = local - timedelta(days=1) if (local.hour, local.minute) == (0, 0) else local
    return f"{day(named)}{_clock(local)}"


def lasted(span: timedelta) -> str:
    """「45 分」「3 小時 20 分」「2 天 5 小時」."""
    minutes = int(span / timedelta(minutes=1))
    days, hours = minutes // 1440, minutes // 60 % 24
    parts = ((days, "天"), (hours, "小時"), (0 if days else minutes % 60, "分"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "不到 1 分"


def day(when: date) -> str:
    """「11/24（二）」."""
    return f"{when.month}/{when.day}（{WEEKDAYS[when.weekday()]}）"


def deadline(when: datetime, zone: ZoneInfo) -> str:
    """「11/24（二）上午 10:00 前」."""
    return f"{moment(when, zone)} 前"


def english_deadline(when: datetime, zone: ZoneInfo) -> str:
    """「10:00 on Tue 24 Nov」, independent of the server's locale."""
    local = when.astimezone(zone)
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[local.weekday()]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{local.hour:02}:{local.minute:02} on {weekday} {local.day} {months[local.month - 1]}"


def _clock(local: datetime) -> str:
    if (local.hour, local.minute) == (0, 0):
        return "晚上 12:00"
    if local.hour < 6:
        return f"凌晨 {local.hour}:{local.minute:02}"
    if local.hour < 12:
        return f"上午 {local.hour}:{local.minute:02}"
    if local.hour == 12:
        return f"中午 12:{local.minute:02}"
    part = "下午" if local.hour < 18 else "晚上"
    return f"{part} {local.hour - 12}:{local.minute:02}"


def mainly_english(text: str | None) -> bool:
    """Does the customer write in Latin letters rather than in Chinese?"""
    latin = sum(map(len, _LATIN.findall(text or "")))
    return latin >= 10 and latin > 4 * sum(map(len, _CHINESE.findall(text or "")))


def words_of(text: str | None) -> tuple[str, ...]:
    """A list as people type it into one cell or line: separated by 、 , ， or ；."""
    return tuple(word.strip() for word in re.split(r"[、,，;；]", text or "") if word.strip())
