"""A desk for stories that notes what each of its reads left out."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from sheetdesk.columns import CASES, LOG
from sheetdesk.desk.rig import Rig
from sheetdesk.model.sheet import Snapshot
from tests.fakes.story_desk import StoryDesk

RARE = tuple(column.key for column in CASES.columns if column.rarely_read)


class WatchedDesk(StoryDesk):
    """A desk that notes what each read left out."""

    def open(self) -> Rig:
        self.reads: list[Snapshot] = []
        read = partial(type(self.workbook).read, self.workbook)

        def watched(unsettled=None, known=()) -> Snapshot:
            self.reads.append(read(unsettled, known))
            return self.reads[-1]

        self.workbook.read = watched
        return super().open()

    def knows(self) -> bool:
        """Did the last read leave out rows of the form and of 往來紀錄, but for the last one that is known?"""
        last = self.reads[-1]
        views = (*last.forms, last.tabs[LOG.key])
        return all(view.left_out and len(view.rows) == 1 for view in views)

    def spared(self) -> list[bool]:
        """Which of the reads since this was asked last left out the long columns of 案件, all of them."""
        found = [sorted(read.tabs[CASES.key].unread) == sorted(RARE) for read in self.reads]
        assert all(whole or not read.tabs[CASES.key].unread for whole, read in zip(found, self.reads, strict=True))
        self.reads.clear()
        return found


def desk_of_twelve(folder: Path) -> WatchedDesk:
    """Twelve cases, each answered, and quiet."""
    desk = WatchedDesk(folder)
    for number in range(12):
        desk.file(f"第 {number} 盒破了", email=f"c{number}@example.com", order=f"A{number}")
    desk.run()
    desk.run(1)
    return desk
