"""Days, names and matters as a customer in Taiwan would read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy import wording

TAIPEI = ZoneInfo("Asia/Taipei")


def taipei(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TAIPEI).astimezone(UTC)


def case(**fields) -> Case:
    return Case("GB2611-0042-K", **fields)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (taipei(24, 10), "11/24（二）上午 10:00 前"),
        (taipei(24, 15), "11/24（二）下午 3:00 前"),
        (taipei(24, 12), "11/24（二）中午 12:00 前"),
        (taipei(24, 12, 59), "11/24（二）中午 12:59 前"),
        (taipei(24, 13), "11/24（二）下午 1:00 前"),
        (taipei(24, 17, 59), "11/24（二）下午 5:59 前"),
        (taipei(24, 18), "11/24（二）晚上 6:00 前"),
        (taipei(24, 23, 59), "11/24（二）晚上 11:59 前"),
        (taipei(25, 0), "11/24（二）晚上 12:00 前"),
        (taipei(25, 0, 1), "11/25（三）凌晨 0:01 前"),
        (taipei(25, 5, 59), "11/25（三）凌晨 5:59 前"),
        (taipei(22, 6), "11/22（日）上午 6:00 前"),
    ],
)
def test_a_deadline_names_day_weekday_and_hour(when, words):
    assert wording.deadline(when, TAIPEI) == words


def test_a_deadline_is_told_in_the_zone_of_the_desk():
    assert wording.deadline(taipei(24, 10), ZoneInfo("America/New_York")) == "11/23（一）晚上 9:00 前"


def test_the_last_midnight_of_the_year_belongs_to_the_old_year():
    assert wording.moment(datetime(2026, 12, 31, 16, tzinfo=UTC), TAIPEI) == "12/31（四）晚上 12:00"


def test_english_days_do_not_depend_on_the_locale_of_the_server():
    assert wording.english_deadline(taipei(24, 10), TAIPEI) == "10:00 on Tue 24 Nov"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subcategory": "瑕疵破損", "product": "玻璃保鮮盒", "text": "打開就破了"}, "玻璃保鮮盒破損"),
        ({"subcategory": "瑕疵破損", "product": "玻璃保鮮盒", "text": "沒有破，可是刮傷"}, "玻璃保鮮盒有瑕疵"),
        ({"subcategory": "瑕疵破損", "product": "桌曆", "text": "碎碎念一下，印歪了"}, "桌曆有瑕疵"),
        ({"subcategory": "退冰融化"}, "商品退冰"),
        ({"subcategory": "發票", "product": "鳳梨酥"}, "鳳梨酥發票"),
        ({"subcategory": "發票"}, "發票"),
        ({"category": "物流問題"}, "配送問題"),
        ({"category": "商品問題", "product": "鳳梨酥"}, "鳳梨酥問題"),
        ({"subcategory": "變質效期", "alarm": "發霉", "product": "吐司"}, "吐司發霉"),
        ({"subcategory": "變質效期", "alarm": "蟑螂", "product": "水餃"}, "水餃裡有異物"),
        ({"subcategory": "變質效期", "alarm": "allergic"}, "身體不適的問題"),
        ({"subcategory": "變質效期", "alarm": "吃到石頭", "product": "白米"}, "白米裡有異物"),
        ({"alarm": "吃完頭暈"}, "身體不適的問題"),
        ({"alarm": "拉肚子", "product": "滷味"}, "滷味和身體不適的問題"),
        ({"alarm": "律師", "subcategory": "寄錯", "product": "滷味"}, "滷味寄錯"),
        ({"category": "商品問題", "product": "Glass Box"}, " Glass Box 問題"),
        ({"category": "商品問題", "product": "保鮮盒 3 入 L"}, "保鮮盒 3 入 L 問題"),
        ({"category": "待分類"}, "問題"),
        ({}, "問題"),
    ],
)
def test_the_matter_is_named_in_the_words_of_the_customer(fields, words):
    assert wording.matter(case(**fields)) == words


def test_a_sub_category_of_the_organiser_stays_between_us():
    assert wording.matter(case(category="商品問題", subcategory="奧客", product="柳丁")) == "柳丁問題"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"customer": "王怡君"}, "王怡君 您好"),
        ({"customer": "  王\r\nBcc: victim@example.com"}, "您好"),
        ({"customer": "王\r\n怡君"}, "王 怡君 您好"),
        ({"customer": "小美\u202e\u200b\ufeff"}, "小美 您好"),
        ({"customer": "小美💕✨"}, "小美 您好"),
        ({"customer": "💕", "nickname": "阿美"}, "阿美 您好"),
        ({"customer": "恭喜中獎 https://bad.example"}, "您好"),
        ({"customer": "看 free-gift.xyz"}, "您好"),
        ({"nickname": "阿美"}, "阿美 您好"),
        ({"email": "a@example.com"}, "您好"),
        ({"customer": "{{ 7*7 }}"}, "{{ 7*7 }} 您好"),
        ({"customer": "王" * 80}, "王" * 29 + "… 您好"),
    ],
)
def test_a_greeting_is_never_more_than_a_name(fields, words):
    assert wording.greeting(case(**fields)) == words


def test_a_product_with_a_link_is_left_out():
    assert wording.matter(case(product="柳丁 www.bad.example", subcategory="退冰融化")) == "商品退冰"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("The box arrived broken, please help.", True),
        ("Hi, 我的 iPhone case 收到了但是顏色不對", False),
        ("退冰了", False),
        ("OK", False),
        (None, False),
    ],
)
def test_a_letter_in_english_is_known(text, english):
    assert wording.mainly_english(text) is english


@given(st.text(max_size=300), st.integers(1, 60))
def test_one_line_is_always_one_short_visible_line(text, limit):
    line = wording.one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    assert not set(line) & set("\u200b\u200d\u202a\u202e\u2066\ufeff\x00\ue000")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "不到 1 分"), (45, "45 分"), (60, "1 小時"), (200, "3 小時 20 分"), (1440, "1 天"), (3185, "2 天 5 小時")],
)
def test_how_long_something_lasted_is_said_in_two_words_at_most(minutes: int, words: str) -> None:
    assert wording.lasted(timedelta(minutes=minutes)) == words
