"""Charts, pictures and shapes of an .xlsx go through a save byte for byte, for openpyxl knows only a part of them.

What it read of a tab's drawing is put aside for the parts as they stand in the file; nothing in them is understood."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook as Book
from openpyxl.packaging.manifest import mimetypes
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import tostring

from sheetdesk.workbook.xlsx_package import content_types, relations_of, tabs_in, targets, with_all_below

_TIED = re.compile(rb"compatExt|slicer", re.IGNORECASE)
"""Form controls, embedded objects and slicers have a second half elsewhere in the file, which openpyxl drops; half of
one would make the file a broken one."""

_NUMBER = re.compile(r"(\d+)\.\w+$")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the file, and what it is (its content type)."""

    content: bytes
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class KeptDrawing:
    """All that lies over a tab's cells: the drawing's own part and those below it, by name."""

    path: str
    parts: Mapping[str, Part]


def can_be_kept(drawing: bytes) -> bool:
    """Does the drawing stand for itself?"""
    return not _TIED.search(drawing)


def keep_drawings(book: Book, data: bytes) -> None:
    """Put what lies over the cells of each tab of `book`, just opened from `data`, aside as it is."""
    with ZipFile(io.BytesIO(data)) as parts:
        drawn = [
            (t, d)
            for t, part in tabs_in(parts, ("/worksheet", "/chartsheet"))
            for d in targets(parts, part, "/drawing")
        ]
        kinds = dict(content_types(parts)) if drawn else {}
        for title, drawing in drawn:
            if title in book.sheetnames and can_be_kept(parts.read(drawing)):
                names = with_all_below(parts, drawing)
                lay_over(book[title], KeptDrawing(drawing, {n: Part(parts.read(n), _kind(n, kinds)) for n in names}))


def lay_over(sheet: Any, drawing: KeptDrawing) -> None:
    """`drawing` is all that lies over this tab's cells."""
    # openpyxl asks only whether a tab has charts; what it is to write, it gets from `DrawingsWriter`.
    sheet._charts = [drawing]
    if hasattr(sheet, "_images"):
        sheet._images = []


def drawing_over(sheet: Any) -> KeptDrawing | None:
    """What was put aside for this tab."""
    return _kept_among(sheet._charts)


def is_kept_whole(sheet: Any) -> bool:
    """Is nothing over the cells left to openpyxl, which can write a picture only once?"""
    return not getattr(sheet, "_images", ()) and all(isinstance(chart, KeptDrawing) for chart in sheet._charts)


class DrawingsWriter(ExcelWriter):
    """openpyxl's writer, but for drawings that were kept."""

    def __init__(self, book: Book, archive: ZipFile) -> None:
        super().__init__(book, archive)
        self._kept_names: set[str] = set()
        sheets: Iterable[Any] = (*book.worksheets, *book.chartsheets)
        names = [name for sheet in sheets if (kept := drawing_over(sheet)) for name in kept.parts]
        self._highest = max((int(found[1]) for name in names if (found := _NUMBER.search(name))), default=0)

    def _write_drawing(self, drawing: Any) -> None:
        kept = _kept_among(drawing.charts)
        if kept is None and not self._highest:
            super()._write_drawing(drawing)  # type: ignore[misc]
            return
        if kept is None:
            self._number(drawing)
            self._write_numbered(drawing)
            return
        drawing._path = f"/{kept.path}"
        for name, part in kept.parts.items():
            if name not in self._kept_names:
                self._write_part(name, part)

    def _write_part(self, name: str, part: Part) -> None:
        writer: Any = self
        self._kept_names.add(name)
        writer.vba_modified.add(name)
        writer._archive.writestr(name, part.content)
        ending = posixpath.splitext(name)[1]
        if ending not in mimetypes.types_map[True]:
            mimetypes.add_type(part.kind, ending)
        if ending != ".rels":
            writer.manifest.append(_Named(f"/{name}", part.kind))

    def _number(self, drawing: Any) -> None:
        """Names that no kept part has."""
        for thing in (drawing, *drawing.charts, *drawing.images):
            self._highest += 1
            thing._id = self._highest

    def _write_numbered(self, drawing: Any) -> None:
        writer: Any = self
        writer._charts += drawing.charts
        writer._images += drawing.images
        writer._archive.writestr(drawing.path[1:], tostring(drawing._write()))
        writer._archive.writestr(relations_of(drawing.path)[1:], tostring(drawing._write_rels()))
        writer.manifest.append(drawing)


@dataclass(frozen=True, slots=True)
class _Named:
    """As openpyxl's list of parts wants one."""

    path: str
    mime_type: str


def _kept_among(charts: Iterable[Any]) -> KeptDrawing | None:
    return next((chart for chart in charts if isinstance(chart, KeptDrawing)), None)


def _kind(name: str, kinds: Mapping[str, str]) -> str:
    return kinds.get(name) or kinds.get(posixpath.splitext(name)[1].lower(), "application/octet-stream")
