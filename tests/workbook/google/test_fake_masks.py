"""Field masks are read and laid over answers as Google does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.google.masks import BadMask, cut, lets_through, parse

SHEET: dict[str, Any] = {
    "spreadsheetId": "1abc",
    "properties": {"title": "好日子", "timeZone": "Asia/Taipei"},
    "sheets": [
        {"properties": {"sheetId": 1, "title": "案件"}, "data": [{"rowData": [{"values": [{"note": "n"}, {}]}]}]},
        {"properties": {"title": "設定"}},
    ],
}


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", {"a": {}}),
        ("a,b", {"a": {}, "b": {}}),
        ("a.b", {"a": {"b": {}}}),
        ("a/b", {"a": {"b": {}}}),
        ("a.b,c(d,e/f),*", {"a": {"b": {}}, "c": {"d": {}, "e": {"f": {}}}, "*": {}}),
        ("a(b(c,d),e)", {"a": {"b": {"c": {}, "d": {}}, "e": {}}}),
        ("a.b(c,d)", {"a": {"b": {"c": {}, "d": {}}}}),
        ("a.b,a.c", {"a": {"b": {}, "c": {}}}),
        ("a.b,a", {"a": {}}),
        ("a,a.b", {"a": {}}),
        ("a.b.c,a(b.d)", {"a": {"b": {"c": {}, "d": {}}}}),
        (" a , b ( c ) ", {"a": {}, "b": {"c": {}}}),
    ],
)
def test_a_mask_is_read_into_a_tree(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize("text", ["", ",", "a,", "a(", "a(b", "a)", "a..b", "a(b)c", "a b", "1", "a.(b)", "a()"])
def test_a_mask_that_can_not_be_read_is_refused(text):
    with pytest.raises(BadMask):
        parse(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("spreadsheetId", {"spreadsheetId": "1abc"}),
        ("properties.timeZone", {"properties": {"timeZone": "Asia/Taipei"}}),
        ("sheets.properties.sheetId", {"sheets": [{"properties": {"sheetId": 1}}, {"properties": {}}]}),
        ("sheets.data", {"sheets": [{"data": SHEET["sheets"][0]["data"]}, {}]}),
        (
            "sheets.data.rowData.values.note",
            {"sheets": [{"data": [{"rowData": [{"values": [{"note": "n"}, {}]}]}]}, {}]},
        ),
        ("replies", {}),
        ("*", SHEET),
        (
            "sheets.*.title",
            {"sheets": [{"properties": {"title": "案件"}, "data": [{}]}, {"properties": {"title": "設定"}}]},
        ),
    ],
)
def test_a_mask_leaves_what_it_names(text, left):
    assert cut(SHEET, parse(text)) == left


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("sheets", True),
        ("*", True),
        ("sheets.data.startRow", True),
        ("sheets.properties", False),
        ("sheets(data)", True),
    ],
)
def test_a_mask_lets_a_path_through_or_not(text, through):
    assert lets_through(parse(text), "sheets.data") is through


NAMES = st.sampled_from("abcd")
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.just({}), lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=3), max_leaves=8
)


def written(tree):
    return ",".join(f"{name}({written(below)})" if below else name for name, below in tree.items())


@given(TREES.filter(bool))
def test_a_tree_that_is_written_down_is_read_back(tree):
    assert parse(written(tree)) == tree


@given(TREES, TREES.filter(bool))
def test_cutting_twice_is_cutting_once(value, mask):
    assert cut(cut(value, mask), mask) == cut(value, mask)
