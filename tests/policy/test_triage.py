"""Triage: which rules match, what they set together, and why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Value
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.triage import Verdict, judge


def rules(*rows: Mapping[str, Value]) -> Rules:
    read, problems = read_rules(
        [Row(place, {"order": place * 10, **cells}) for place, cells in enumerate(rows, start=1)]
    )
    assert problems == []
    return read


def class_of(text: str, *rows: Mapping[str, Value], **fields: str) -> Verdict:
    return judge(Case("GB2611-0001-A", text=text, **fields), rules(*rows))  # type: ignore[arg-type]


REFUND: dict[str, Value] = {"any_words": "退款、退錢", "category": "退換貨", "subcategory": "退貨"}
ALLERGY: dict[str, Value] = {"any_words": "過敏、送醫", "priority": "緊急", "alarm": "是", "tags": "食安"}
DAMAGE: dict[str, Value] = {
    "any_words": "破損、破掉",
    "nature": "客訴",
    "category": "商品問題",
    "subcategory": "瑕疵破損",
    "priority": "重要",
    "tags": "照片、食安",
    "owner": "阿芳",
}


def test_a_rule_sets_all_that_its_row_says() -> None:
    verdict = class_of("盒子破損", DAMAGE)
    assert verdict == Verdict(
        nature="客訴",
        category="商品問題",
        subcategory="瑕疵破損",
        priority="重要",
        tags="照片、食安",
        owner="阿芳",
        alarm=None,
        why="規則 10：破損",
        hits=(rules(DAMAGE).rules[0].key,),
    )


def test_nothing_matched_is_unclassed_and_never_a_silent_default() -> None:
    verdict = class_of("今天天氣", DAMAGE, REFUND)
    assert (verdict.category, verdict.subcategory, verdict.priority) == ("待分類", None, "一般")
    assert (verdict.tags, verdict.owner, verdict.alarm, verdict.hits) == (None, None, None, ())
    assert verdict.why == "沒有規則符合"


def test_per_attribute_the_first_match_wins_priority_is_the_highest_and_tags_add_up() -> None:
    verdict = class_of("破損，要退款，還過敏送醫", REFUND, DAMAGE, ALLERGY)
    assert (verdict.category, verdict.subcategory, verdict.owner) == ("退換貨", "退貨", "阿芳")
    assert (verdict.priority, verdict.tags) == ("緊急", "照片、食安")
    assert verdict.alarm == "過敏、送醫"
    assert verdict.why == "規則 10：退款；規則 20：破損；規則 30：過敏、送醫"


def test_a_lower_priority_never_lowers() -> None:
    assert class_of("過敏 破損", ALLERGY, DAMAGE).priority == "緊急"
    assert class_of("過敏 破損", DAMAGE, ALLERGY).priority == "緊急"


def test_a_subcategory_counts_only_beside_its_own_category() -> None:
    first = {"any_words": "司機", "category": "物流問題"}
    assert class_of("司機弄到破損", first, DAMAGE).subcategory is None
    assert class_of("司機態度", first, {"any_words": "態度", "subcategory": "司機態度"}).subcategory == "司機態度"


@pytest.mark.parametrize(
    ("text", "matches"),
    [("電池壞了", True), ("電池很好", False), ("壞了", False), ("電池壞了但已換新", False), ("電池沒有壞", False)],
)
def test_all_words_must_stand_and_none_of_the_excluded(text: str, matches: bool) -> None:
    rule: dict[str, Value] = {"all_words": "電池、壞", "none_words": "換新", "category": "商品問題"}
    assert (class_of(text, rule).category == "商品問題") is matches


def test_words_may_be_spread_over_the_columns_that_the_rule_looks_at() -> None:
    rule: dict[str, Value] = {"field": "商品、內容", "all_words": "起司、退冰", "category": "商品問題"}
    assert class_of("都退冰了", rule, product="起司蛋糕").category == "商品問題"
    assert class_of("都退冰了", rule, product="蔥抓餅").category == "待分類"


def test_a_rule_without_column_looks_at_the_text_and_not_at_the_product() -> None:
    assert class_of("什麼時候到", ALLERGY, product="抗過敏枕頭", wish="過敏").alarm is None


def test_what_the_customer_added_later_counts_as_text() -> None:
    assert class_of("壞了", ALLERGY, additions="11/22 10:05 吃完過敏").alarm == "過敏"


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("退款", True),
        ("退　款", True),
        ("退\u200b款", True),
        ("不是要退款", False),
        ("沒有要退錢", False),
        ("不能不退款", True),
    ],
)
def test_words_are_compared_folded_and_denials_do_not_count(text: str, matches: bool) -> None:
    assert (class_of(text, REFUND).category == "退換貨") is matches


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("後五碼[:：]?\\s*\\d{5}", "後五碼：１２３４５ 已匯款"),
        ("後五碼.?\\d{5}", "後五碼:12345"),
        ("发霉|過敏", "過敏"),
        ("過敏", "过敏"),
        ("^REFUND$", "refund"),
    ],
)
def test_an_expression_matches_the_text_as_written_or_folded(pattern: str, text: str) -> None:
    assert class_of(text, {"pattern": pattern, "category": "中"}).category == "中"


def test_words_and_an_expression_must_both_match() -> None:
    rule: dict[str, Value] = {"any_words": "匯款", "pattern": "\\d{5}", "category": "帳務問題"}
    assert class_of("匯款 12345", rule).why == "規則 10：匯款、12345"
    assert class_of("匯款了", rule).category == "待分類"
    assert class_of("12345", rule).category == "待分類"


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("退換貨", ("退換貨", None)),
        ("退換貨（退貨、換貨）", ("退換貨", None)),
        ("瑕疵破損", ("商品問題", "瑕疵破損")),
        ("商品問題 > 瑕疵破損", ("商品問題", None)),
        ("其他問題, 退換貨", ("退換貨", None)),
        ("宅配／商品問題", ("商品問題", None)),
        ("素食專區", ("素食專區", None)),
        ("  ", ("待分類", None)),
        ("（）", ("待分類", None)),
    ],
)
def test_the_choice_in_the_form_counts_when_no_rule_says_a_category(
    choice: str, expected: tuple[str, str | None]
) -> None:
    verdict = class_of("你好", REFUND, DAMAGE, form_category=choice)
    assert (verdict.category, verdict.subcategory) == expected


def test_a_rule_beats_the_choice_in_the_form() -> None:
    verdict = class_of("破損", DAMAGE, form_category="退換貨")
    assert (verdict.category, verdict.why) == ("商品問題", "規則 10：破損")


def test_the_choice_in_the_form_is_named_as_reason() -> None:
    verdict = class_of("過敏", ALLERGY, REFUND, form_category="退換貨")
    assert verdict.why == "規則 10：過敏；客人在表單選的：退換貨"


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("請問有素食嗎？", "詢問"),
        ("Can I pick it up on Sunday", "詢問"),
        ("你們這樣做生意的嗎？！", "客訴"),
        ("隨便寫寫", "客訴"),
        ("", "客訴"),
    ],
)
def test_an_unclassed_case_is_a_question_only_if_it_asks(text: str, nature: str) -> None:
    assert class_of(text, DAMAGE).nature == nature


def test_a_classed_case_without_a_nature_is_a_question_only_if_it_asks() -> None:
    assert class_of("請問可以退款嗎", REFUND).nature == "詢問"
    assert class_of("我要退款！", REFUND).nature == "客訴"
    assert class_of("請問破損怎麼辦", DAMAGE).nature == "客訴"


def test_nature_follows_the_category_where_no_rule_says_it() -> None:
    assert class_of("退款", REFUND).nature == "客訴"
    assert class_of("到貨", {"any_words": "到貨", "category": "詢問"}).nature == "詢問"
    assert class_of("建議", {"any_words": "建議", "category": "建議"}).nature == "建議"


def test_what_was_judged_before_makes_no_difference() -> None:
    before = Case("1", text="破損", category="其他", priority="緊急", tags="舊", why="人改的")
    assert judge(before, rules(DAMAGE)) == judge(Case("1", text="破損"), rules(DAMAGE))


def test_why_is_one_line_that_stays_readable() -> None:
    many: dict[str, Value] = {"any_words": "、".join(f"字{chr(0x4E00 + n)}" for n in range(500)), "category": "多"}
    text = "\n".join(str(many["any_words"]).split("、"))
    assert len(class_of(text, many).why) <= 400
    assert "\n" not in class_of("甲\n乙", {"pattern": "甲\\s乙", "category": "中"}).why


@pytest.mark.parametrize(
    "text",
    [
        "破損" * 25_000,
        "不" * 50_000,
        " " * 50_000,
        " \n" * 25_000,
        "沒有" * 25_000 + "破損",
        "a" * 50_000,
        "\x00\ufeff破損\x00",
        "{{ 7*7 }} 破損",
    ],
)
def test_hostile_texts_are_judged_like_any_other(text: str) -> None:
    assert class_of(text, DAMAGE).category in ("商品問題", "待分類")


def test_a_hostile_choice_in_the_form_is_cut_short() -> None:
    assert class_of("你好", form_category="(" * 50_000).category == "(" * 39 + "…"


def test_template_code_is_only_text() -> None:
    assert class_of("{{ 7*7 }}", {"any_words": "{{ 7*7 }}", "category": "中"}).why == "規則 10：{{ 7*7 }}"


def test_a_word_hidden_by_nul_is_found() -> None:
    assert class_of("過\x00敏", ALLERGY).alarm == "過敏"


@given(st.text(max_size=80), st.none() | st.text(max_size=20))
def test_every_text_gets_a_verdict_of_allowed_words(text: str, choice: str | None) -> None:
    case = Case("1", text=text, form_category=choice)
    verdict = judge(case, rules(DAMAGE, REFUND, ALLERGY))
    assert verdict.category
    assert verdict.priority in ("緊急", "重要", "一般")
    assert (verdict.alarm is None) or verdict.priority == "緊急"
    assert "\n" not in verdict.why


@given(st.text("過敏破損退款不是沒有，但 要", max_size=30), st.text(max_size=10))
def test_an_alarm_is_never_lost_by_what_is_written_after_a_full_stop(text: str, after: str) -> None:
    before = judge(Case("1", text=text + "。好"), rules(ALLERGY))
    if before.alarm:
        assert judge(Case("1", text=f"{text}。好。{after}"), rules(ALLERGY)).alarm


@given(st.lists(st.sampled_from(["破損", "退款", "過敏", "司機"]), max_size=4))
def test_the_rules_that_name_an_owner_alone_tell_whom_triage_wants(words: list[str]) -> None:
    known = rules(REFUND, DAMAGE, ALLERGY, {"any_words": "司機、退款", "owner": "小美"})
    case = Case("GB2611-0001-A", text="，".join(words))
    assert judge(case, known.naming_owners()).owner == judge(case, known).owner
