"""The header row in a batch that puts a title of ours back: what the image says of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sheetdesk.desk.overlay import likeness
from sheetdesk.model.sheet import HEADER, CellWrite, Difference, Image
from sheetdesk.model.values import Value, same

Cells = Mapping[str, Value]


def title_slip(write: CellWrite, was: Cells, there: Cells, column: str) -> CellWrite | None:
    """What puts back the cell that a title of ours overwrote by mistake; None if it was the right one.

    `was`: the header row as read; `there`, `column`: the row and column that the write met."""
    stood = there.get(column)
    if same(stood, write.new) or (stood is not None and same(stood, write.old)):
        return None
    is_header = 2 * likeness(there, was) >= len(was)
    if is_header and column == write.column:  # she gave it yet another title: ours stands
        return None
    return replace(write, column=column, old=write.new, new=stood)


def taken_back(journal: Difference, image: Image, slips: tuple[CellWrite, ...]) -> Difference:
    """The batch after `journal` that does nothing but put back what its titles overwrote."""
    batch = journal.batch + 1
    rows = {(row.tab, row.place): row.cells for row in image.rows}
    was = {(w.tab, w.place): {**rows.get((w.tab, w.place), {}), w.column: w.old} for w in slips}
    stamp = replace(journal.stamp, batch=batch)
    return Difference(batch, stamp, slips, headers={**journal.headers, **image.headers}, was=was)


def named_as_read(journal: Difference, image: Image) -> Image:
    """`image` with each renamed column of ours called by its key, though its place no longer tells it: by its title."""
    for write in journal.writes:
        header = image.headers.get(write.tab, ())
        title = write.old
        if write.key == HEADER and isinstance(title, str) and write.column not in header and title in header:
            image = _with_name(image, write.tab, title, write.column)
    return image


def _with_name(image: Image, tab: str, old: str, new: str) -> Image:
    header = tuple(new if name == old else name for name in image.headers[tab])
    rows = tuple(
        replace(row, cells={new if name == old else name: value for name, value in row.cells.items()})
        if row.tab == tab
        else row
        for row in image.rows
    )
    return replace(image, headers={**image.headers, tab: header}, rows=rows)
