"""A difference cut into batches: together they say the same, and none weighs more than a request may."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from sheetdesk.columns import CASES
from sheetdesk.desk.difference import ROW_BYTES, parts
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Stamp
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.google.cells import cell_data

TAIPEI = ZoneInfo("Asia/Taipei")
LIMIT = 2_000
TEXTS = st.text(
    st.one_of(st.sampled_from('退冰 a"\\\n\t\U0001f600'), st.characters(exclude_categories=["Cs"])), max_size=60
)
VALUES: st.SearchStrategy[Value] = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    TEXTS.map(Formula),
)
ROWS = st.lists(st.dictionaries(st.sampled_from("abcdefgh"), VALUES, min_size=1), max_size=30)


def whole_of(standing: list[dict[str, Value]], fresh: list[dict[str, Value]]) -> Difference:
    writes = [
        CellWrite("cases", place, f"N{place}", column, 0, None, value)
        for place, cells in enumerate(standing, start=2)
        for column, value in cells.items()
    ]
    inserts = [NewRow("cases", f"F{at}", cells) for at, cells in enumerate(fresh)]
    was: dict[tuple[str, int], dict[str, Value]] = {("cases", w.place): {"number": w.key} for w in writes}
    return Difference(7, Stamp("ledger", "host", 7), tuple(writes), tuple(inserts), was=was)


def bytes_of(value: Value) -> int:
    """A cell and its comma, as Google gets it."""
    return len(json.dumps(cell_data(value, TAIPEI), ensure_ascii=False, separators=(",", ":")).encode()) + 1


def line_of(insert: NewRow) -> int:
    """A new row of 案件 and its comma: each of its columns is named."""
    blanks: list[dict[str, str]] = [{}] * (len(CASES.columns) - len(insert.cells))
    return len(json.dumps({"values": blanks}, separators=(",", ":"))) + 1 + sum(map(bytes_of, insert.cells.values()))


@settings(max_examples=60)
@given(ROWS, ROWS)
def test_the_batches_say_together_what_was_to_be_said(
    standing: list[dict[str, Value]], fresh: list[dict[str, Value]]
) -> None:
    whole = whole_of(standing, fresh)
    batches = parts(whole, LIMIT)
    assert [write for batch in batches for write in batch.writes] == list(whole.writes)
    assert [insert for batch in batches for insert in batch.inserts] == list(whole.inserts)
    assert [batch.batch for batch in batches] == [batch.stamp.batch for batch in batches]
    assert [batch.batch for batch in batches] == list(range(7, 7 + len(batches)))
    assert all(set(batch.was) == {(w.tab, w.place) for w in batch.writes} for batch in batches)


@settings(max_examples=60)
@example([], [{"a": "退冰" * 30}] * 20)
@example([{"a": '"\n\\' * 30}] * 20, [])
@example([{"a": Formula("=A1&" + "破" * 60)}] * 20, [])
@example([], [dict.fromkeys("abcdefgh", False)] * 20)
@given(ROWS, ROWS)
def test_no_batch_of_several_rows_weighs_more_than_it_may(
    standing: list[dict[str, Value]], fresh: list[dict[str, Value]]
) -> None:
    for batch in parts(whole_of(standing, fresh), LIMIT):
        rows = len(batch.was) + len(batch.inserts)
        written = len(batch.was) * ROW_BYTES + sum(bytes_of(write.new) for write in batch.writes)
        assert rows <= 1 or written + sum(map(line_of, batch.inserts)) <= LIMIT


def test_a_workbook_without_a_limit_gets_it_whole() -> None:
    whole = whole_of([{"a": "破" * 10_000}], [{"a": "破" * 10_000}])
    assert parts(whole, None) == (whole,)
