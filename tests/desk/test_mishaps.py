"""What goes wrong on the way: a file in use, a job or a channel at fault, a sheet of yesterday. Nothing is lost or doubled."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetdesk.errors import WorkbookBusy
from sheetdesk.model.sheet import Difference, Image, Snapshot
from tests.fakes.story_desk import StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def test_a_typed_row_whose_number_could_not_be_written_becomes_one_case(desk: StoryDesk) -> None:
    desk.grid.insert(0, {"text": "電話來說少一包", "customer": "陳媽媽"})
    desk.run()
    write = desk.workbook.apply

    def busy(difference: Difference, snapshot: Snapshot) -> Image:
        raise WorkbookBusy("Excel 正開著這個檔案", which="案件.xlsx")

    desk.workbook.apply = busy  # type: ignore[method-assign]
    desk.run(5)
    desk.run(5)
    desk.workbook.apply = write  # type: ignore[method-assign]
    desk.run(5)
    with desk.rig.ledger.begin() as tx:
        assert tx.cases.count() == (1, 1)
    assert len(desk.numbers()) == 1
