"""What people do in 封存 between a read and the deletion of a row there: no word is lost, no row that wasn't meant goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.desk.forget import forget, persons_meant
from sheetdesk.errors import UsageError
from tests.desk.test_archive import DAYS, OldDesk
from tests.desk.test_filing import YEAR, files


class FilingDesk(OldDesk):
    """Three archived cases on the day when their rows go to the file; `one` goes pass by pass."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rig = replace(self.rig, years=lambda: files(self))
        self.agree()
        self.run(1)

    @property
    def shelf(self) -> Any:
        """The tab 封存."""
        return self.workbook.grids["archive"]

    def write(self, number: str, column: str, value: str) -> None:
        """A person types into a row of 封存."""
        self.shelf.put(self.shelf.find("number", number), column, value)

    def notes(self) -> dict[str, Any]:
        """備註 of each case in the file."""
        return {number: cells.get("note") for number, cells in files(self).rows().items()}

    def rests(self) -> None:
        """Everything is in the file, nothing in 封存, and the second run writes nothing."""
        assert (self.archived(), sorted(self.notes())) == ([], self.old)
        writes = self.workbook.applied
        assert self.run(1)[-1].quiet
        assert self.workbook.applied == writes


@pytest.fixture
def desk(tmp_path: Path) -> FilingDesk:
    return FilingDesk(tmp_path)


def test_words_written_once_the_file_holds_the_row_are_in_the_file_before_it_goes(desk: FilingDesk) -> None:
    desk.one(YEAR)
    desk.write(desk.old[1], "note", "客人來電道謝")
    desk.run(1)
    desk.run(DAYS)
    assert desk.notes() == {desk.old[0]: None, desk.old[1]: "客人來電道謝", desk.old[2]: None}
    desk.rests()


def test_who_asks_to_be_forgotten_meanwhile_has_to_wait_for_the_next_pass(desk: FilingDesk) -> None:
    desk.one(YEAR)
    with desk.rig.ledger.begin() as tx:
        [her] = persons_meant(tx, "甲")
        with pytest.raises(UsageError):
            forget(tx, her, desk.now)


@pytest.mark.parametrize("reply_is_lost", [False, True])
def test_words_written_at_the_moment_of_the_deletion_come_back_and_go_to_the_file(
    desk: FilingDesk, reply_is_lost: bool
) -> None:
    desk.one(YEAR)
    desk.workbook.at_write = lambda workbook: desk.write(desk.old[1], "note", "客人來電道謝")
    desk.workbook.lose_reply = reply_is_lost
    desk.run(1)
    desk.run(DAYS)
    assert desk.notes()[desk.old[1]] == "客人來電道謝"
    desk.rests()


@pytest.mark.parametrize("number", [None, "老闆的"])
def test_a_row_of_her_own_that_is_hit_in_place_of_the_meant_one_comes_back(
    desk: FilingDesk, number: str | None
) -> None:
    desk.one(YEAR)
    cells = {"customer": "去年的老闆", "note": "別刪這一列", **({"number": number} if number else {})}
    desk.workbook.at_write = lambda workbook: desk.shelf.insert(0, cells)
    desk.run(1)
    desk.run(DAYS)
    assert desk.rows("archive") == [cells]
    assert sorted(desk.notes()) == desk.old
    writes = desk.workbook.applied
    desk.run(DAYS)
    assert (desk.rows("archive"), desk.run(1)[-1].quiet) == ([cells], True)
    assert desk.workbook.applied <= writes + 1, "the day's own lines at most"


def test_a_second_row_of_a_case_that_is_hit_keeps_its_words(desk: FilingDesk) -> None:
    desk.one(YEAR)

    def copy_a_row(workbook: Any) -> None:
        desk.shelf.insert(0, {**desk.rows("archive")[2], "note": "我抄的"})

    desk.workbook.at_write = copy_a_row
    desk.run(1)
    assert "我抄的" in {row.get("note") for row in desk.rows("archive")}
