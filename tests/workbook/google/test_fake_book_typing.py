"""What people type into the fake spreadsheet, what formulas come to, and how cells show it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.google.a1 import Bounds, a1_as_asked, bounds_of_a1, letters, number, quoted, split_title
from tests.fakes.google.book import Book
from tests.fakes.google.entry import typed
from tests.fakes.google.formula import Formula, deleted, inserted, pasted, renamed
from tests.fakes.google.shown import shown

NOW = datetime(2026, 11, 21, 12, 0)  # noqa: DTZ001 - a wall time
SATURDAY = 46347


@pytest.fixture
def book() -> Book:
    made = Book("1abc", "好日子團購")
    made.clock = lambda: datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    return made


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0912345678", 912345678),
        ("+886912345678", 886912345678),
        ("2,000,000.01", 2000000.01),
        ("1,2", "1,2"),
        ("-3.5", -3.5),
        (".5", 0.5),
        ("8085807e4", 80858070000),
        ("8085807e400", "8085807e400"),
        ("12%", 0.12),
        ("NT$1,200", 1200),
        ("１２３", "１２３"),
        ("true", True),
        ("'0912345678", "0912345678"),
        ("'=1+1", "=1+1"),
        ("=A1", Formula("=A1")),
        ("=", "="),
        ("2026/11/21", SATURDAY),
        ("2026-11-21", SATURDAY),
        ("2026年11月21日", SATURDAY),
        ("11/21", SATURDAY),
        ("11/21/2026", SATURDAY),
        ("2026/13/1", "2026/13/1"),
        ("2026/11/21 下午 6:00:00", SATURDAY + 0.75),
        ("2026/11/21 18:00", SATURDAY + 0.75),
        ("6:00 PM", 0.75),
        ("上午 12:30", 0.5 / 24),
        ("25:00", "25:00"),
        ("下午 13:00", "下午 13:00"),
        ("", ""),
        (" ", " "),
        ("王怡君", "王怡君"),
    ],
)
def test_what_is_typed_is_parsed_as_in_taiwan(text, value):
    found, _ = typed(text, "zh_TW", NOW)
    assert found == value
    assert type(found) is type(value)


def test_a_day_comes_first_where_people_write_it_so():
    assert typed("3/4", "fr_FR", NOW)[0] == typed("2026/4/3", "zh_TW", NOW)[0]


def test_a_cell_of_text_format_keeps_what_is_typed(book):
    tab = book["工作表1"]
    tab.shape(1, 1, {"numberFormat": {"type": "TEXT"}})
    tab.type(1, 1, "0912345678")
    tab.type(1, 2, "0912345678")
    assert tab.values() == [["0912345678", 912345678]]


@pytest.mark.parametrize(
    ("text", "locale", "looks"),
    [
        ("2026/11/21 下午 3:04:05", "zh_TW", "2026/11/21 下午 3:04:05"),
        ("11/21/2026 15:04", "en_US", "11/21/2026 3:04:00 PM"),
        ("2026-01-02", "en_US", "2026-01-02"),
        ("12.5%", "zh_TW", "12.5%"),
        ("2,000,000.01", "zh_TW", "2,000,000.01"),
        ("NT$1,200", "zh_TW", "NT$1,200"),
        ("1.5", "zh_TW", "1.5"),
        ("TRUE", "zh_TW", "TRUE"),
    ],
)
def test_a_typed_value_shows_in_the_format_it_came_in(text, locale, looks):
    value, pattern = typed(text, locale, NOW)
    assert not isinstance(value, Formula)
    assert shown(value, {"numberFormat": pattern} if pattern else None, locale) == looks


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=1+2*3", 7),
        ("=-2+(3-1)/4", -1.5),
        ("= 1 / 1024", 0.0009765625),
        ("=50%", 0.5),
        ('="a"&B1&"""!"', 'ab"!'),
        ("=A1&A2", "23"),
        ("=SUM(A1:A3)", 5),
        ("=SUM(A:A, 1)", 6),
        ("=COUNTA(A1:B3)", 4),
        ("=TODAY()", SATURDAY),
        ("=A1<A2", True),
        ('=B1="B"', True),
        ('=1<"x"', True),
        ("=A1>=A2", False),
        ('=HYPERLINK("https://example.com","A1")', "A1"),
        ("=1/0", "#DIV/0!"),
        ('=1+"x"', "#VALUE!"),
        ("=VLOOKUP(A1,B:C,2)", "#NAME?"),
        ("=foo", "#NAME?"),
        ("=1+", "#ERROR!"),
        ("=SUM(1", "#ERROR!"),
        ("='不見了'!A1", "#REF!"),
        ("=C9", "#REF!"),
        ("=SUM(A1:A2)+C8", 5),
    ],
)
def test_a_formula_comes_to_its_value(book, formula, value):
    tab = book["工作表1"]
    for row, cells in enumerate(([2, "b"], [3, "c"]), 1):
        for column, cell in enumerate(cells, 1):
            tab.put(row, column, cell)
    tab.type(9, 3, "=C10")
    tab.type(10, 3, "=C9")
    tab.type(1, 5, formula)
    assert tab.cell(1, 5) == value


def test_a_date_is_read_as_a_number_or_as_text_as_asked(book):
    book["工作表1"].type(1, 1, "2026/11/21")
    body = {"dataFilters": [{"a1Range": "工作表1!A1"}], "valueRenderOption": "UNFORMATTED_VALUE"}
    for option, value in ((None, SATURDAY), ("SERIAL_NUMBER", SATURDAY), ("FORMATTED_STRING", "2026/11/21")):
        asked = body | ({"dateTimeRenderOption": option} if option else {})
        assert book.values_by_filter(asked)["valueRanges"][0]["valueRange"]["values"] == [[value]]


def test_formulas_are_read_as_text_when_asked_and_dates_as_numbers(book):
    book["工作表1"].type(1, 1, "=1+1")
    book["工作表1"].type(1, 2, "2026/11/21")
    body = {"dataFilters": [{"gridRange": {"sheetId": 0}}], "valueRenderOption": "FORMULA"}
    assert book.values_by_filter(body)["valueRanges"][0]["valueRange"]["values"] == [["=1+1", SATURDAY]]


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("=A2+$A$2", lambda f: pasted(f, 1, 1), "=B3+$A$2"),
        ("=A1", lambda f: pasted(f, -1, 0), "=#REF!"),
        ('="A1"&A1', lambda f: pasted(f, 1, 0), '="A1"&A2'),
        ("=SUM(A:A)", lambda f: pasted(f, 5, 1), "=SUM(B:B)"),
        ("=A3+A1", lambda f: inserted(f, lambda _: True, "row", 1, 2), "=A5+A1"),
        ("=SUM(A1:A3)", lambda f: inserted(f, lambda _: True, "row", 3, 2), "=SUM(A1:A3)"),
        ("=SUM(B2:D2)", lambda f: deleted(f, lambda _: True, "column", 2, 1), "=SUM(B2:C2)"),
        ("=SUM(A2:A4)", lambda f: deleted(f, lambda _: True, "row", 2, 9), "=SUM(A2:A2)"),
        ("=SUM(A2:A4)", lambda f: deleted(f, lambda _: True, "row", 1, 3), "=SUM(#REF!)"),
        ("='案 件'!A1&案件!A1", lambda f: renamed(f, "案件", "別"), "='案 件'!A1&'別'!A1"),
        ("=LOG10(A1)", lambda f: pasted(f, 1, 0), "=LOG10(A2)"),
    ],
)
def test_references_go_along(before, change, after):
    assert change(Formula(before)).text == after


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Sheet1", "Sheet1"),
        ("Sales2", "Sales2"),
        ("x.y", "x.y"),
        ("TRUE", "TRUE"),
        ("D3", "'D3'"),
        ("R1C1", "'R1C1'"),
        ("2026", "'2026'"),
        ("a-b", "'a-b'"),
        ("Ünï", "'Ünï'"),
        ("案件", "'案件'"),
        ("表單回應 1", "'表單回應 1'"),
        ("It's", "'It''s'"),
    ],
)
def test_a_title_is_quoted_as_google_quotes_it(title, written):
    assert quoted(title) == written
    assert split_title(f"{written}!A1") == (title, "A1")


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("B3", Bounds(2, 1, 3, 2)),
        ("$B$3", Bounds(2, 1, 3, 2)),
        ("D4:A1", Bounds(0, 0, 4, 4)),
        ("B:B", Bounds(None, 1, None, 2)),
        ("2:3", Bounds(1, None, 3, None)),
        ("A2:C", Bounds(1, 0, None, 3)),
        ("A2:2", Bounds(1, 0, 2, None)),
        ("A0", None),
        ("B", None),
        ("A1:B2:C3", None),
        ("", None),
        ("案件", None),
    ],
)
def test_a1_is_read_in_all_its_forms(text, bounds):
    assert bounds_of_a1(text) == bounds


@given(st.integers(0, 18_277), st.integers(0, 10**6), st.integers(1, 99), st.integers(1, 99))
def test_a_range_is_read_back_as_it_was_written(left, top, height, width):
    assert number(letters(left)) == left
    bounds = Bounds(top, min(left, 18_000), top + height, min(left, 18_000) + width)
    _, place = split_title(a1_as_asked("案件", bounds))
    assert bounds_of_a1(place) == bounds
