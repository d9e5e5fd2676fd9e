"""Negation: a denied word doesn't count, and in doubt a word counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.fold import fold, read
from sheetdesk.policy.phrases import Found, Phrases


def look(text: str, *words: str) -> Found:
    return Phrases.of(map(fold, words)).find(read(text))


DENIED = [
    ("沒有破損", "破損"),
    ("不是要退款", "退款"),
    ("並未發霉", "發霉"),
    ("不用退款", "退款"),
    ("無異物", "異物"),
    ("我不想要退款", "退款"),
    ("不需要申請退款，換貨就好", "退款"),
    ("沒有任何明顯的破損", "破損"),
    ("外箱沒有一點破損", "破損"),
    ("並不是說要退款", "退款"),
    ("不太新鮮", "新鮮"),
    ("沒有想像中那麼好吃", "好吃"),
    ("不會過敏", "過敏"),
    ("尚未發霉", "發霉"),
    ("毫無異味", "異味"),
    ("看好不好吃", "不好吃"),
    ("有沒有收到匯款", "沒有收到"),
    ("還能不能用", "不能用"),
    ("還好沒有人受傷", "受傷"),
    ("防過敏枕頭", "過敏"),
    ("避免過敏", "過敏"),
    ("不是不新鮮", "不新鮮"),
    ("不是沒收到", "沒收到"),
    ("沒 有 破 損", "破損"),
    ("商品 沒有 破損", "破損"),
    ("It's not damaged", "damaged"),
    ("I don’t want a refund", "refund"),
    ("It didn't break", "break"),
    ("never been late", "late"),
    ("arrived without any mould", "mould"),
    ("there is no sign of mold", "mold"),
]

SAID = [
    ("破損", "破損"),
    ("沒有冰塊都退冰了", "退冰"),
    ("不新鮮", "不新鮮"),
    ("還是沒收到", "沒收到"),
    ("你們還沒出貨", "還沒出貨"),
    ("不是沒有破損", "破損"),
    ("不能不退款", "退款"),
    ("不得不退款", "退款"),
    ("沒有一個不是破損的", "破損"),
    ("沒有少，但破損了", "破損"),
    ("沒少卻破損", "破損"),
    ("沒有附說明，發霉了", "發霉"),
    ("退款也沒有 發霉的東西怎麼吃", "發霉"),
    ("退款也沒有\n發霉了", "發霉"),
    ("有沒有過敏的可能", "過敏"),
    ("是不是發霉了", "發霉"),
    ("會不會過敏", "過敏"),
    ("要不要退款", "退款"),
    ("這不是發霉嗎", "發霉"),
    ("這不是發霉是什麼", "發霉"),
    ("我不要發霉的", "發霉"),
    ("不要再破損了", "破損"),
    ("沒發現過期", "過期"),
    ("沒收到退款", "退款"),
    ("不給退款", "退款"),
    ("無法退款", "退款"),
    ("不能退款", "退款"),
    ("特別破損", "破損"),
    ("別的發霉", "發霉"),
    ("別人的破損", "破損"),
    ("未來發霉", "發霉"),
    ("未必過敏", "過敏"),
    ("沒得退款", "退款"),
    ("除非過敏", "過敏"),
    ("非常破損", "破損"),
    ("不但破損還發霉", "發霉"),
    ("不小心破損", "破損"),
    ("不知道有沒有破損", "破損"),
    ("沒幾天就發霉", "發霉"),
    ("It is not only damaged", "damaged"),
    ("not sure why it is damaged", "damaged"),
    ("It arrived, not on time. Damaged", "damaged"),
    ("I cannot get a refund", "refund"),
    ("I did not get a refund", "refund"),
    ("it was not without damage", "damage"),
]


@pytest.mark.parametrize(("text", "word"), DENIED)
def test_a_denied_word_is_not_said(text: str, word: str) -> None:
    assert look(text, word) == Found(denied=frozenset({fold(word)}))


@pytest.mark.parametrize(("text", "word"), SAID)
def test_a_word_that_is_not_denied_is_said(text: str, word: str) -> None:
    assert look(text, word) == Found(said=frozenset({fold(word)}))


@pytest.mark.parametrize(
    "denial",
    [
        "不",
        "沒",
        "無",
        "非",
        "別",
        "免",
        "防",
        "防止",
        "以防",
        "預防",
        "避免",
        "抗",
        "未",
        "勿",
        "毋",
        "零",
        "沒有",
        "不會被",
    ],
)
def test_every_denial_is_seen_right_before_a_word(denial: str) -> None:
    assert look(f"這箱{denial}破損", "破損").denied == {fold("破損")}


@pytest.mark.parametrize("inability", ["不能", "不可以", "沒辦法", "無法"])
def test_an_inability_right_before_a_word_denies_nothing(inability: str) -> None:
    assert look(f"{inability}退款", "退款").said == {fold("退款")}


def test_a_word_denied_once_and_said_once_is_said() -> None:
    assert look("第一包沒有破損，第二包破損", "破損") == Found(said=frozenset({"破损"}))


@pytest.mark.parametrize("text", ["沒有破損、異物或發霉", "沒有破損或異物、發霉", "沒有發霉和破損跟異物"])
def test_a_denial_covers_a_list(text: str) -> None:
    assert look(text, "破損", "異物", "發霉").said == frozenset()


def test_a_list_ends_where_something_is_asserted() -> None:
    assert look("沒有破損、發霉了", "破損", "發霉").said == {"发霉"}


def test_a_denial_covers_an_english_list() -> None:
    assert look("no damage or mold", "damage", "mold").said == frozenset()


def test_overlapping_words_are_all_found() -> None:
    words = ("退款", "退款進度", "不要退款", "款進")
    assert look("退款進度，不要退款", *words).said == {"退款", "退款进度", "不要退款", "款进"}


@pytest.mark.parametrize(
    ("text", "word", "stands"),
    [
        ("chocolate", "late", False),
        ("high rating", "rat", False),
        ("two refunds", "refund", True),
        ("refunded", "refund", True),
        ("late.", "late", True),
        ("太late了", "late", True),
        ("7-11取貨", "7-11", True),
        ("酸", "酸", True),
        ("太酸", "酸", True),
    ],
)
def test_english_words_match_whole_and_chinese_ones_anywhere(text: str, word: str, stands: bool) -> None:
    assert (fold(word) in look(text, word).said) is stands


@given(st.sampled_from(DENIED + SAID), st.text("我你他這那箱子裡面很生氣啊", max_size=12))
def test_what_stands_behind_a_comma_before_makes_no_difference(case: tuple[str, str], before: str) -> None:
    text, word = case
    assert look(f"{before}，{text}", word) == look(text, word)


@given(st.sampled_from([(text, word) for text, word in DENIED + SAID if text.isalpha() and not text.isascii()]))
def test_denial_is_judged_alike_when_written_with_spaces(case: tuple[str, str]) -> None:
    text, word = case
    assert look(" ".join(text), word) == look(text, word)


@given(st.sampled_from(["破損", "發霉", "退款", "異物"]), st.integers(0, 4))
def test_denials_cancel_in_pairs(word: str, pairs: int) -> None:
    assert look("不是沒有" * pairs + word, word).said == {fold(word)}
    assert look("不是沒有" * pairs + "不是" + word, word).said == frozenset()


@given(st.text("不沒有是要非無破損，、 \n但", max_size=60))
def test_any_pile_of_denials_is_judged_one_way(text: str) -> None:
    found = look(text, "破損")
    assert not found.said & found.denied
    assert ("破损" in fold(text)) == bool(found.said | found.denied)
