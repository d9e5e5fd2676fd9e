"""A cell goes under the same column each time, and finds back: columns with titles, and those without."""

from __future__ import annotations

import pytest

from sheetdesk.columns import ARCHIVE, CASES
from sheetdesk.workbook.headers import letter
from sheetdesk.workbook.row_columns import Header, routes

ARCHIVED = tuple(column.key for column in ARCHIVE.columns)


def cases(*own: str | None, after: str = CASES.columns[-1].key) -> list[str | None]:
    """The header of 案件 with people's columns right of ours, or right of another; None: one without a title."""
    header: list[str | None] = [column.key for column in CASES.columns]
    at = header.index(after) + 1
    return [*header[:at], *own, *header[at:]]


def seen(header: Header) -> list[str | None]:
    """The same header while something stands in each column."""
    return [name or f"欄 {letter(at)}" for at, name in enumerate(header)]


def went(here: Header, there: Header = ARCHIVED) -> list[str | None]:
    """The header of 封存 after a batch of rows out of a tab with the header `here`."""
    way = routes(here, there)
    made = [*there, *[None] * (way.width - len(there))]
    for source, target in way.new:
        made[target] = here[source]
    for target, title in way.titles:
        made[target] = title
    return made


@pytest.mark.parametrize("after", ["note", CASES.columns[-1].key])
@pytest.mark.parametrize("own", [(None,), (None, None), ("貴客", None), (None, "貴客", None), ("封存時間",)])
def test_a_second_batch_goes_under_the_columns_of_the_first_and_each_cell_finds_back(
    own: tuple[str | None, ...], after: str
) -> None:
    here = cases(*own, after=after)
    there = went(seen(here))
    there = [f"{name} (2)" if name == "封存時間" else name for name in there]  # so it is read
    assert len(there) == len(ARCHIVED) + len(own)
    out = routes(seen(here), there)
    assert (out.new, out.titles) == ((), ())
    blank = [*here]
    while blank[-1] is None:
        blank.pop()
    for tab in (here, seen(here), blank):
        back = routes(there, tab)
        assert back.new == ()
        assert {(b, a) for a, b in back.pairs} == set(out.pairs)
        assert back.width == max(len(tab), len(here) if own[-1] is None and after != "note" else 0)


def test_an_untitled_column_moves_with_the_one_on_its_left() -> None:
    there = went(seen(cases(None, after="note")))
    assert there[-1] == "備註右邊第 1 欄"
    shifted = seen(["我的欄", *cases(None, after="note")])
    assert went(shifted, there) == [*there, "我的欄"]


def test_a_column_that_has_got_a_title_since_keeps_apart_what_it_holds() -> None:
    there = went(seen(cases(None, after="note")))
    here = cases("電話紀錄", after="note")
    assert went(here, there) == [*there, "電話紀錄"]
    assert routes(there, here).new == ((len(there) - 1, len(here)),)


def test_columns_on_the_left_of_all_titles_are_told_by_their_place() -> None:
    here = seen([None, None, *cases()])
    there = went(here)
    assert there[-2:] == ["最左邊第 1 欄", "最左邊第 2 欄"]
    assert went(here, there) == there
