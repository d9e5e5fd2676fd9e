"""The files of past years in a copy of the desk: taken with it, and brought back without touching what is newer.

Of each year only the .xlsx is in a copy: the .csv is made from it again, so the two never tell of different moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sheetdesk.cli.backup_folder import Contents, keep_private
from sheetdesk.cli.shown import complain
from sheetdesk.cli.year_files import year_files
from sheetdesk.errors import DeskUnreachable
from sheetdesk.workbook.year_files import Rows, paths_in

if TYPE_CHECKING:
    from sheetdesk.config import Config


def copy_years(config: Config, half: Path) -> tuple[str, ...]:
    """Copy each file as it is at this moment; answers their names. One that can't be read is named, and left out.

    To be called after the ledger was copied: a row goes to its file first, so the files hold all that the ledger's copy
    says of them, whatever is filed meanwhile."""
    from sheetdesk.workbook.export import exported

    taken = []
    for path in paths_in(config.retention.folder):
        try:
            keep_private(half / path.name, exported(path))
            taken.append(path.name)
        except DeskUnreachable as fault:
            complain(f"封存的檔案沒有備份到：{fault}")
    return tuple(taken)


def are_copied(config: Config, found: Contents) -> bool:
    """Is each file that the folder holds in the copy too?"""
    return all(path.name in found.files for path in paths_in(config.retention.folder))


def years_to_bring(config: Config, folder: Path, found: Contents) -> Mapping[str, Rows]:
    """For each file of the copy the rows that the folder's own doesn't hold: what stands there already is as new or newer.

    Raises DeskUnreachable or WorkbookBusy for a file that can't be read or written; nothing was done then."""
    names = [path.name for path in paths_in(folder) if path.name in found.files]
    return {name: year_files(config).lacks(folder / name) for name in names}


def years_said(config: Config, years: Mapping[str, Rows]) -> Iterator[str]:
    """What becomes of each."""
    for name, rows in years.items():
        if not (config.retention.folder / name).exists():
            yield f"封存的檔案「{name}」不在，會放回備份裡的那一份（{len(rows)} 列）和它的 .csv"
        elif rows:
            yield f"封存的檔案「{name}」還在，裡面的列不動；只有備份才有的 {len(rows)} 列會補進去"
        else:
            yield f"封存的檔案「{name}」還在，備份裡的列它都有，不動它"


def bring_years(config: Config, years: Mapping[str, Rows]) -> None:
    """Do so. What dies half-way is made up for by doing it again. Raises as `YearFiles.add`."""
    for name, rows in years.items():
        year_files(config).bring(name, rows)
