"""Home-made rules agree with the desk's on plain sentences, and can't do what their docstrings say they can't."""

from __future__ import annotations

import pytest

from sheetdesk.cli.build import defaults_of
from sheetdesk.config import default_config, load_config
from sheetdesk.desk.book import read_book
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Snapshot
from sheetdesk.policy.triage import judge
from tests.bench.rivals import rules_in, rules_regex
from tests.bench.rivals.config_rules import Class, rules

BOTH = pytest.mark.parametrize("rival", [rules_in, rules_regex], ids=["in", "regex"])
NOTHING = ("待分類", "一般")


@pytest.fixture(scope="module")
def ours():
    known = read_book(Snapshot({}, (), None, ""), defaults_of(load_config(default_config(), {}))).rules

    def classed(text: str) -> Class:
        verdict = judge(Case("-", text=text), known)
        return verdict.category, verdict.priority

    return classed


@BOTH
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到的時候整包都退冰了", ("商品問題", "重要")),
        ("發票還沒開給我", ("帳務問題", "一般")),
        ("吃完拉肚子，我要找消保官", ("商品問題", "緊急")),
        ("The box arrived DAMAGED", ("商品問題", "重要")),
        ("怎麼退冰比較好", ("詢問", "一般")),
        ("今天天氣晴", NOTHING),
    ],
)
def test_plain_words_are_classed_as_the_desk_classes_them(rival, text, found, ours):
    assert rival.classify([text]) == [found]
    assert ours(text) == found


@BOTH
def test_many_texts_are_classed_in_their_order(rival):
    assert rival.classify(["整包都退冰", "天氣", "整包都退冰"]) == [("商品問題", "重要"), NOTHING, ("商品問題", "重要")]


@BOTH
@pytest.mark.parametrize(
    ("text", "theirs", "meant"),
    [
        ("打開看沒有破損", ("商品問題", "重要"), NOTHING),
        ("杯子裂开了", NOTHING, ("商品問題", "重要")),
        ("ｄａｍａｇｅｄ", NOTHING, ("商品問題", "重要")),
    ],
    ids=["negation", "simplified", "full width"],
)
def test_what_they_do_not_understand(rival, text, theirs, meant, ours):
    assert rival.classify([text]) == [theirs]
    assert ours(text) == meant


def test_a_word_within_a_word_is_found_by_in_alone(ours):
    text = "our friendship"
    assert rules_in.classify([text]) == [("詢問", "一般")]
    assert rules_regex.classify([text]) == [NOTHING] == [ours(text)]


def test_a_rule_with_an_expression_is_known_to_the_regular_expressions_alone(ours):
    text = "訂了三包只來一包"
    found = ("商品問題", "重要")
    assert rules_in.classify([text]) == [NOTHING]
    assert rules_regex.classify([text]) == [found] == [ours(text)]


def test_no_rule_is_lost_but_those_that_re_cannot_compile():
    assert all(rule.words for rule in rules())
    left_out = [rule.pattern for rule in rules() if not rules_regex.can_compile(rule.pattern)]
    assert len(rules_regex.compiled()) == len(rules()) - len(left_out)
    assert all("(?<!" in pattern for pattern in left_out)
    assert 0 < len(left_out) < 3
