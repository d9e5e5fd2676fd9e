from datetime import UTC, date, datetime

import pytest

from sheetdesk.columns import TEAM
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Formula
from sheetdesk.policy.setting_row import SettingRow


def a_row(**cells):
    return SettingRow(TEAM, Row(7, cells))


@pytest.mark.parametrize(("typed", "text"), [(" 小美 ", "小美"), (1115, "1115"), (1115.0, "1115"), ("  ", None)])
def test_text_is_what_people_see(typed, text):
    assert a_row(name=typed).text("name") == text


def test_words_are_set_apart_by_the_commas_people_type():
    assert a_row(categories="物流問題、帳務問題,退換貨，客服問題\n其他;").words("categories") == (
        "物流問題",
        "帳務問題",
        "退換貨",
        "客服問題",
        "其他",
    )


@pytest.mark.parametrize(("typed", "answer"), [("是", True), (True, True), ("否", False), (False, False), (None, None)])
def test_yes_and_no_may_be_words_or_ticks(typed, answer):
    assert a_row(active=typed).yes("active") is answer


@pytest.mark.parametrize(("typed", "amount"), [(5, 5), (0, 0), ("１０", 10), ("1,200", 1200), (None, None)])
def test_amounts_may_be_typed_as_text(typed, amount):
    assert a_row(max_open=typed).amount("max_open") == amount


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("leave_from", "下禮拜", SettingRow.day),
        ("leave_from", datetime(2026, 11, 24, 9, tzinfo=UTC), SettingRow.day),
        ("leave_from", 20261124, SettingRow.day),
        ("max_open", "很多", SettingRow.amount),
        ("max_open", -1, SettingRow.amount),
        ("max_open", True, SettingRow.amount),
        ("active", "也許", SettingRow.yes),
        ("name", Formula("=A1"), SettingRow.text),
    ],
)
def test_what_cannot_be_read_counts_as_blank_and_is_named_with_row_column_and_mend(column, typed, read):
    row = a_row(**{column: typed})
    assert read(row, column) is None
    (problem,) = row.problems
    assert problem.place == f"分工表 第 7 列「{TEAM.column(column).title}」"
    assert problem.mend
    assert problem.tab == "team"


def test_a_good_row_has_no_problems():
    row = a_row(leave_from=date(2026, 11, 24))
    assert row.day("leave_from") == date(2026, 11, 24)
    assert row.problems == []


def test_a_row_of_blanks_is_blank_even_with_words_in_other_peoples_columns():
    assert a_row(name=" ", 我的欄位="x").is_blank()
