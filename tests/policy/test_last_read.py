"""What was made of a row is given again as long as its cells are the very same."""

from __future__ import annotations

from sheetdesk.model.sheet import Row
from sheetdesk.policy.last_read import LastRead


def test_a_row_is_made_anew_only_where_its_cells_were_read_anew() -> None:
    made: list[tuple[str, int]] = []

    def make(title: str, row: Row) -> str:
        made.append((title, row.place))
        return str(row.cells["text"])

    last = LastRead(make)
    first, second = Row(2, {"text": "破了"}), Row(3, {"text": "少一包"})
    assert last.all([("表單", first), ("表單", second)]) == ["破了", "少一包"]
    # Read from further down, a tab's rows are other objects at the same places, of the same cells.
    assert last.all([("表單", Row(3, second.cells))]) == ["少一包"]
    assert made == [("表單", 2), ("表單", 3)]
    assert last.all([("表單", Row(3, {"text": "少兩包"})), ("補件", Row(2, first.cells))]) == ["少兩包", "破了"]
    assert made[2:] == [("表單", 3), ("補件", 2)]
