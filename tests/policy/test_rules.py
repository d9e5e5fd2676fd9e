"""Reading the tab 分類規則: a bad row is that row's problem, and says how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from sheetdesk import columns
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.triage import judge


def row(*, at: int = 2, cells: Mapping[str, Value] = MappingProxyType({}), **more: Value) -> Row:
    return Row(at, {**cells, **more})


def read(*rows: Row) -> tuple[Rules, list[Problem]]:
    return read_rules(rows)


def only_problem(**cells: Value) -> Problem:
    (problem,) = read(row(cells=cells))[1]
    return problem


@pytest.mark.parametrize(
    "separated", ["退款、退費", "退款，退費", "退款, 退費", "退款；退費", "退款\n退費", "退款、、退費、"]
)
def test_words_are_separated_by_any_usual_sign(separated: str) -> None:
    rules, problems = read(row(any_words=separated, category="退換貨"))
    assert problems == []
    assert list(rules.rules[0].any_words.values()) == ["退款", "退費"]


def test_rules_stand_in_their_order_and_those_without_one_come_last_as_they_stand() -> None:
    rows = [
        row(at=2, any_words="丙", category="丙"),
        row(at=3, order=20, any_words="乙", category="乙"),
        row(at=4, order="１０", any_words="甲", category="甲"),
        row(at=5, any_words="丁", category="丁"),
    ]
    assert [rule.category for rule in read(*rows)[0].rules] == ["甲", "乙", "丙", "丁"]


def test_rules_are_named_by_order_or_by_their_first_word() -> None:
    rules, _ = read(row(order=10.0, any_words="甲"), row(any_words="乙、丙"))
    assert [rule.name for rule in rules.rules] == ["規則 10", "沒有順序的規則（乙）"]


def test_a_rule_is_known_by_its_row_key() -> None:
    cells: dict[str, Value] = {"order": 10, "any_words": "過敏", "alarm": "是"}
    assert read(Row(2, cells))[0].rules[0].key == columns.row_key(columns.RULES, cells)


def test_a_blank_row_is_passed_over() -> None:
    assert read(row(), row(any_words=None, hits=3)) == (Rules(), [])


@pytest.mark.parametrize("off", ["否", "停用", "no", False])
def test_a_rule_switched_off_is_left_out_without_a_problem(off: Value) -> None:
    assert read(row(any_words="甲", active=off)) == (Rules(), [])


@pytest.mark.parametrize("on", ["是", "Yes", None, True])
def test_a_rule_is_on_unless_switched_off(on: Value) -> None:
    assert len(read(row(any_words="甲", active=on))[0].rules) == 1


@pytest.mark.parametrize(
    ("field", "keys"),
    [
        (None, ("text",)),
        ("內容", ("text",)),
        ("商品、希望處理", ("product", "wish")),
        ("商品／內容", ("product", "text")),
        ("表單類別", ("form_category",)),
        ("ｅｍａｉｌ", ("email",)),
        ("內容、內容", ("text",)),
    ],
)
def test_a_rule_looks_at_the_columns_named(field: str | None, keys: tuple[str, ...]) -> None:
    assert read(row(field=field, any_words="甲"))[0].rules[0].fields == keys


def test_a_column_that_is_not_there_is_named_and_the_rule_looks_at_the_others() -> None:
    rules, (problem,) = read(row(order=10, field="商品、品名", any_words="甲"))
    assert rules.rules[0].fields == ("product",)
    assert "「品名」" in problem.what


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"any_words": "甲", "field": "品名"}, "沒有「品名」這個欄位"),
        ({"category": "商品問題"}, "沒有條件"),
        ({"none_words": "甲", "category": "商品問題"}, "沒有條件"),
        ({"any_words": "、，", "category": "商品問題"}, "沒有條件"),
        ({"any_words": Formula("=A1")}, "公式"),
        ({"any_words": "甲", "none_words": Formula("=A1")}, "公式"),
        ({"any_words": "甲", "pattern": "(破|損"}, "正規表示式有錯"),
        ({"pattern": "*破"}, "正規表示式有錯"),
        ({"pattern": "a" * 501}, "太長"),
        ({"pattern": "a{1000000000}"}, "重複次數太多"),
        ({"pattern": "(?x)(a{ 9 999}){9999}"}, "重複次數太多"),
        ({"pattern": "(?:" * 120 + "a" + ")" * 120}, ""),
    ],
)
def test_a_rule_with_a_bad_condition_is_left_out_with_place_and_mend(cells: dict[str, Value], what: str) -> None:
    rules, problems = read(row(order=30, cells=cells), row(at=3, order=40, any_words="乙", category="好"))
    assert rules.rules[-1].category == "好"
    for problem in problems:
        assert what in problem.what
        assert problem.mend
        assert problem.place == "分類規則「規則 30」"
        assert (problem.tab, problem.row) == ("rules", columns.row_key(columns.RULES, {"order": 30, **cells}))
    assert len(rules.rules) + len(problems) == 2


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"order": "第一"}, "「順序」不是數字：第一"),
        ({"order": "inf"}, "「順序」不是數字"),
        ({"priority": "很急"}, "「優先級」沒有「很急」"),
        ({"nature": "抱怨"}, "「性質」沒有「抱怨」"),
        ({"alarm": "也許"}, "「警示」看不懂：也許"),
        ({"active": "開"}, "「啟用」看不懂：開"),
        ({"tags": Formula("=B2")}, "「標籤」是公式"),
    ],
)
def test_any_other_bad_cell_counts_as_blank_and_is_named(cells: dict[str, Value], what: str) -> None:
    rules, (problem,) = read(row(any_words="過敏", category="商品問題", cells=cells))
    assert rules.rules[0].category == "商品問題"
    assert what in problem.what
    assert problem.mend


def test_a_long_bad_cell_is_shortened_in_its_problem() -> None:
    assert "急" * 30 not in only_problem(any_words="甲", priority="急" * 500).what


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(?:a?){40}a{40}$", "(?R)|a(?R)", "(.*a){25}$"])
def test_an_endless_expression_is_stopped_named_and_holds_up_no_other_rule(pattern: str) -> None:
    rules, problems = read(
        row(order=1, pattern=pattern, category="壞"), row(at=3, order=2, any_words="破損", category="好")
    )
    assert problems == []
    verdict = judge(Case("1", text="a" * 60 + "! 破損"), rules)
    assert verdict.category == "好"
    for problem in verdict.problems:
        assert (problem.tab, problem.row) == ("rules", rules.rules[0].key)
        assert "太慢" in problem.what


def test_the_classic_endless_expression_does_run_out_of_time() -> None:
    rules, _ = read(row(pattern="(a+)+$", category="壞"))
    assert len(judge(Case("1", text="a" * 50_000 + "!"), rules).problems) == 1
