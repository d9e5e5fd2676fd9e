"""Values as JSON text and as they are compared: what earlier versions wrote stays readable, and prints stay valid."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case, Target
from sheetdesk.model.memory import print_of
from sheetdesk.model.values import (
    CELL_LIMIT,
    SHORTENED,
    Formula,
    Value,
    canonical,
    clean_text,
    dumps,
    loads,
    loads_all,
    same,
)

NOON = datetime(2026, 11, 23, 4, 0, 30, 5, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")

CELLS: dict[str, Value] = {
    "number": "GB2611-0001-G",
    "received_at": NOON.astimezone(TAIPEI),
    "received_on": date(2026, 11, 22),
    "text": " 破了\r\n一個\x07洞 ",
    "note": Formula('=A1&"x"'),
    "amount": 120.0,
    "ratio": 0.5,
    "quantity": None,
    "done": True,
    "tags": "  ",
}
CELLS_TEXT = (
    '{"number":"GB2611-0001-G","received_at":{"@t":"2026-11-23T04:00:30.000005+00:00"},'
    '"received_on":{"@d":"2026-11-22"},"text":" 破了\\r\\n一個\\u0007洞 ","note":{"@f":"=A1&\\"x\\""},'
    '"amount":120.0,"ratio":0.5,"quantity":null,"done":true,"tags":"  "}'
)
CASE = Case(
    "GB2611-0001-G",
    received_at=NOON,
    received_on=date(2026, 11, 22),
    status="處理中",
    status_log=((NOON, "待處理"),),
    first_target=Target(60, "營業", NOON),
    solution_target=Target(90, "全天"),
    reopen_count=2,
    amount=12.5,
    silent=True,
    remarks=("怪",),
    proposed={"owner": None, "received_on": date(2026, 11, 21)},
)
CASE_TEXT = (
    '{"number":"GB2611-0001-G","received_at":{"@t":"2026-11-23T04:00:30.000005+00:00"},'
    '"received_on":{"@d":"2026-11-22"},"first_target":{"minutes":60,"clock":"營業",'
    '"since":{"@t":"2026-11-23T04:00:30.000005+00:00"}},"solution_target":{"minutes":90,"clock":"全天","since":null},'
    '"status":"處理中","status_log":[[{"@t":"2026-11-23T04:00:30.000005+00:00"},"待處理"]],"reopen_count":2,'
    '"amount":12.5,"silent":true,"remarks":["怪"],"proposed":{"owner":null,"received_on":{"@d":"2026-11-21"}}}'
)

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    # Taiwan put its clocks forward until 1979; Python never calls a time in such a gap equal to any in another zone.
    st.datetimes(timezones=st.sampled_from([UTC, TAIPEI])).filter(lambda at: at.year >= 1980),
    st.dates(),
    st.builds(Formula, st.text()),
)
nested = st.recursive(
    values,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(tuple), st.dictionaries(st.text(alphabet="abc@"), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_cells_are_kept_as_they_always_were() -> None:
    assert dumps(CELLS) == CELLS_TEXT
    assert loads(CELLS_TEXT) == CELLS


def test_a_row_has_the_fingerprint_it_always_had() -> None:
    assert print_of(CELLS) == "ba8c185dae696df92fcc"


def test_a_case_is_kept_as_it_always_was() -> None:
    assert dumps(CASE.to_plain_dict()) == CASE_TEXT
    assert Case.from_plain_dict(loads(CASE_TEXT)) == CASE


def test_a_case_of_which_nothing_is_known_is_its_number() -> None:
    assert Case("GB2611-0001-G").to_plain_dict() == {"number": "GB2611-0001-G"}


def test_a_fact_that_this_version_does_not_know_is_passed_over() -> None:
    assert Case.from_plain_dict({"number": "GB2611-0001-G", "of a later version": 7}) == Case("GB2611-0001-G")


@given(nested)
def test_what_was_kept_comes_back(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(nested)
def test_alone_a_value_is_kept_as_within_a_list(value: Any) -> None:
    assert f"[{dumps(value)}]" == dumps([value])


@given(st.lists(nested, max_size=5))
def test_many_kept_values_come_back_like_each_alone(kept: list[Any]) -> None:
    texts = [dumps(value) for value in kept]
    assert list(loads_all(texts)) == [loads(text) for text in texts]


def test_what_many_rows_have_in_common_is_in_memory_once() -> None:
    rows = list(loads_all(dumps({"owner": "小美", "number": str(n)}) for n in range(1200)))
    assert [row["number"] for row in rows] == [str(n) for n in range(1200)]
    assert len({id(row["owner"]) for row in rows}) == 1


@given(nested)
def test_a_read_only_mapping_is_kept_like_any_other(value: Any) -> None:
    assert dumps(MappingProxyType({"a": value})) == dumps({"a": value})


@pytest.mark.parametrize("title", ["@t", "@d", "@f"])
def test_a_column_that_bears_the_name_of_a_mark_is_a_column(title: str) -> None:
    row = {"number": "GB2611-0001-G", title: "她的欄位"}
    assert loads(dumps(row)) == row


@pytest.mark.parametrize("thing", [object(), {1, 2}, b"bytes", [object()]])
def test_what_no_cell_can_hold_is_refused(thing: object) -> None:
    with pytest.raises(TypeError):
        dumps(thing)


def test_every_character_that_no_workbook_keeps_is_taken_out_and_no_other() -> None:
    forbidden = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
    every = [chr(code) for code in range(sys.maxunicode + 1) if chr(code) != "\r"]
    assert [c for c in every if clean_text(c) != forbidden.sub("", c)] == []


@pytest.mark.parametrize(("text", "clean"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\rb", "a\n\nb"), ("", "")])
def test_lines_end_as_in_a_cell(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize("character", ["a", "字", "😀", "\u3000"])
@pytest.mark.parametrize("more", [0, 1])
def test_a_text_is_shortened_when_it_is_longer_than_a_cell_and_not_before(character: str, more: int) -> None:
    units = len(character.encode("utf-16-le")) // 2
    text = character * (CELL_LIMIT // units + more)
    clean = clean_text(text)
    assert (clean == text) == (more == 0)
    assert clean.endswith(SHORTENED) == (more == 1)
    assert len(clean.encode("utf-16-le")) // 2 <= CELL_LIMIT


@pytest.mark.parametrize(
    ("value", "compared"),
    [
        (NOON, datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        (NOON.astimezone(TAIPEI), datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        (NOON.replace(second=0, microsecond=0), datetime(2026, 11, 23, 4, 0, tzinfo=UTC)),
        ("  破了\x07 ", "破了"),
        ("\u3000", None),
        (120.0, 120),
        (True, True),
        (1e15, 1e15),
    ],
)
def test_cells_are_compared_in_one_form(value: Any, compared: Any) -> None:
    found = canonical(value)
    assert (found, type(found)) == (compared, type(compared))
    assert not isinstance(found, datetime) or found.tzinfo is UTC


@given(values)
def test_the_form_for_comparing_is_its_own(value: Any) -> None:
    assert same(canonical(value), value)
    assert canonical(canonical(value)) == canonical(value)
