"""Every kind of chart: what is on it, what it says in words, and that hostile text stays text."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.drawing.in_words import in_words
from sheetdesk.drawing.layout import NOTHING, laid_out
from sheetdesk.drawing.measure import width_of
from sheetdesk.drawing.shapes import WIDTH, Box, Line, Mark, Sheet, Words
from sheetdesk.drawing.svg import svg
from sheetdesk.model.drawing import BARS, COLUMNS, HEAT, KINDS, LINES, STACKED, Drawing, Strand

WEEKS = ("11/2", "11/9", "這週")


def chart(kind: str = COLUMNS, *values: tuple[float | None, ...], title: str = "每週件數", unit: str = "件") -> Drawing:
    strands = tuple(Strand(f"第{place}條", told) for place, told in enumerate(values or ((3, 14, 5),), 1))
    return Drawing(title, kind, WEEKS, strands, "最近三週。", unit)


def said(sheet: Sheet) -> list[str]:
    return [shape.text for shape in sheet.shapes if isinstance(shape, Words)]


def heights(sheet: Sheet) -> list[float]:
    """Of the columns, the paper left out."""
    return [shape.height for shape in sheet.shapes[1:] if isinstance(shape, Box)]


def test_columns_are_as_high_as_their_values() -> None:
    first, second, third = heights(laid_out(chart(COLUMNS, (3, 14, 5))))
    assert second / first == pytest.approx(14 / 3)
    assert third / first == pytest.approx(5 / 3)


def test_columns_on_each_other_reach_as_high_as_their_sum() -> None:
    told = chart(STACKED, (1, 2, 3), (2, 0, None))
    boxes = [shape for shape in laid_out(told).shapes if isinstance(shape, Box) and 20 < shape.width < 200]
    tops = {x: min(box.y for box in boxes if box.x == x) for x in {box.x for box in boxes}}
    foot = max(box.y + box.height for box in boxes)
    first, second, third = (foot - top for _, top in sorted(tops.items()))
    assert second / first == pytest.approx(2 / 3)
    assert third / first == pytest.approx(1)


def test_a_line_is_broken_where_a_value_is_missing_and_a_lonely_value_is_a_point() -> None:
    sheet = laid_out(Drawing("滿意度", LINES, tuple("一二三四五"), (Strand("滿意", (80, 90, None, 70, None)),)))
    lines = [shape for shape in sheet.shapes if isinstance(shape, Line) and shape.width > 2]
    assert [len(line.points) for line in lines] == [2]
    assert len([shape for shape in sheet.shapes if isinstance(shape, Mark)]) == 2 * 3


def test_a_target_is_the_only_dashed_line_and_stands_in_the_key() -> None:
    strands = (Strand("首次回覆", (90.0, 80, 100)), Strand("目標", (95.0,) * 3, is_target=True))
    sheet = laid_out(Drawing("達標率（%）", LINES, WEEKS, strands, most=100))
    assert len([shape for shape in sheet.shapes if isinstance(shape, Line) and shape.dashed]) == 2
    assert {"目標", "95", "100"} <= set(said(sheet))


def test_lines_that_end_together_have_their_numbers_apart() -> None:
    sheet = laid_out(chart(LINES, (1, 2, 10), (3, 4, 10), (5, 6, 10)))
    ends = sorted(s.y for s in sheet.shapes if isinstance(s, Words) and s.text == "10" and s.anchor == "start")
    assert len(ends) == 3
    assert min(b - a for a, b in pairwise(ends)) >= 11


def test_lying_bars_carry_their_words_and_numbers_and_an_unknown_one_is_left_out() -> None:
    told = Drawing("各類別", BARS, ("商品問題", "物流問題"), (Strand("這個月", (22, 0)), Strand("上個月", (11, None))))
    sheet = laid_out(told)
    assert [text for text in said(sheet) if text in ("商品問題", "22", "11", "物流問題", "0")] == [
        "商品問題", "22", "11", "物流問題", "0",
    ]  # fmt: skip
    widths = [shape.width for shape in sheet.shapes[1:] if isinstance(shape, Box) and shape.width > 11]
    assert widths == [pytest.approx(2 * widths[1]), widths[1]]


def test_a_heat_map_is_darkest_at_its_most_and_every_number_stands_in_its_cell() -> None:
    told = Drawing("最忙", HEAT, ("09:00", "10:00"), (Strand("一", (1, 9)), Strand("二", (0, 4))), unit="件")
    sheet = laid_out(told)
    shades = {
        s.colour: sum(int(s.colour[at : at + 2], 16) for at in (1, 3, 5))
        for s in sheet.shapes[1:]
        if isinstance(s, Box)
    }
    assert min(shades, key=lambda colour: shades[colour]) == "#003f6b"
    assert {"1", "9", "4", "一", "二", "09:00", "10:00", "顏色越深越多，單位：件"} <= set(said(sheet))
    assert "0" not in said(sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_without_a_value_says_so(kind: str) -> None:
    empty = chart(kind, (None, None, None))
    assert NOTHING in said(laid_out(empty))
    assert NOTHING in in_words(empty)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_lies_beyond_the_edge_of_a_phone(kind: str) -> None:
    long = "手工水餃（高麗菜豬肉 50 顆）" * 6
    strands = tuple(Strand(long, (1234567.0, 0.5, None)) for _ in range(3))
    sheet = laid_out(Drawing(long, kind, (long, "x", "這週"), strands, unit="元"))
    for shape in sheet.shapes:
        if isinstance(shape, Words):
            wide = width_of(shape.text, shape.size)
            left = shape.x - {"start": 0.0, "middle": wide / 2, "end": wide}[shape.anchor]
            assert left >= 0, shape
            assert left + wide <= WIDTH + 1, shape
            assert shape.y <= sheet.height


def test_its_words_give_the_figures() -> None:
    assert (
        in_words(chart(COLUMNS, (3, 14, 5)))
        == "最近三週。第1條：最後 5 件（這週）、最高 14 件（11/9）、最低 3 件（11/2）。"
    )
    assert in_words(chart(BARS, (3, None, 5))) == "最近三週。11/2：第1條 3 件；這週：第1條 5 件。"
    assert in_words(chart(HEAT, (3, None, 5))) == "最近三週。第1條 這週 5 件；第1條 11/2 3 件。"


HOSTILE = "</title></svg><script>alert(1)</script>&\"'<!--]]>\x00\x08\ufffe\u202e{{ 7 * 7 }}"


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_words_stay_words(kind: str) -> None:
    told = Drawing(
        HOSTILE, kind, (HOSTILE, HOSTILE), (Strand(HOSTILE, (1, 2)), Strand(HOSTILE, (3, 4))), HOSTILE, HOSTILE
    )
    tree = ElementTree.fromstring(svg(told))
    assert {element.tag.split("}")[1] for element in tree.iter()} <= {
        "svg", "title", "desc", "rect", "polyline", "polygon", "text",
    }  # fmt: skip
    assert "<script>alert(1)</script>" in (tree.findtext("{*}title") or "")
    assert "\u202e" not in svg(told)


def test_a_reader_of_the_screen_hears_title_and_figures() -> None:
    tree = ElementTree.fromstring(svg(chart()))
    assert (tree.get("role"), tree.findtext("{*}title")) == ("img", "每週件數")
    assert "最高 14 件（11/9）" in (tree.findtext("{*}desc") or "")
    assert "最高 14 件（11/9）" in (tree.get("aria-label") or "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "pie"},
        {"labels": ()},
        {"strands": ()},
        {"strands": (Strand("短", (1.0,)),)},
        {"strands": (Strand("負", (1.0, -1, 2)),)},
        {"strands": (Strand("無", (1.0, math.nan, 2)),)},
        {"strands": (Strand("無", (1.0, math.inf, 2)),)},
    ],
)
def test_what_cannot_be_drawn_is_refused(wrong: dict[str, object]) -> None:
    told: dict[str, object] = {"kind": LINES, "labels": WEEKS, "strands": (Strand("件數", (1.0, 2, 3)),)}
    with pytest.raises(ValueError, match=r"圖|短|負|無"):
        Drawing("圖", **{**told, **wrong})  # type: ignore[arg-type]


def test_more_strands_than_colours_are_refused() -> None:
    with pytest.raises(ValueError, match="told apart"):
        laid_out(chart(LINES, *[(1, 2, 3)] * 8))


@given(
    st.sampled_from(KINDS),
    st.lists(st.lists(st.none() | st.floats(0, 1e7), min_size=3, max_size=3), min_size=1, max_size=7),
    st.text(max_size=20),
)
def test_whatever_the_figures_and_words_the_svg_is_well_formed(
    kind: str, values: list[list[float | None]], words: str
) -> None:
    drawn = svg(Drawing(words, kind, (words, "二", "三"), tuple(Strand(words, tuple(told)) for told in values)))
    ElementTree.fromstring(drawn)
    assert not re.search(r"nan|inf", drawn.split("</desc>")[1].replace(words, ""))
