"""An openpyxl book → the bytes of an .xlsx, as openpyxl would write them, in half the time. Decides nothing.

openpyxl makes XML elements of every cell and every note, and a file on disk of every tab. Nearly all cells hold plain
text, a number or only a look: their XML is put together here, and that of notes, tabs and rows that were written before
is kept. Whatever else a book holds, openpyxl writes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, tostring
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED

from openpyxl import Workbook as Book
from openpyxl.cell._writer import etree_write_cell
from openpyxl.cell.text import Text
from openpyxl.comments.comment_sheet import CommentRecord, CommentSheet
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.packaging.relationship import Relationship, RelationshipList
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter

from sheetdesk.workbook.link_formula import number_in
from sheetdesk.workbook.xlsx_drawings import DrawingsWriter
from sheetdesk.workbook.xlsx_written import Archive, WrittenTab, pack

_PLAIN = (str, int, float, bool, type(None))
_NO_ROWS = (b"<sheetData></sheetData>", b"<sheetData />", b"<sheetData/>")
"""How the libraries that openpyxl writes XML with say that a tab holds nothing."""


def bytes_of(book: Book, written: dict[Any, WrittenTab] | None = None) -> bytes:
    """The whole file. `written`: tabs that were written before and have not changed since, which is all that is believed
    of them; filled with all tabs as they are written now."""
    buffer, known = io.BytesIO(), {} if written is None else written
    book.properties.modified = DocumentProperties().modified  # the hour of the wall, which a new package tells
    with Archive(buffer, "w", ZIP_DEFLATED) as archive:
        _BookWriter(book, archive, known).write_data()
    return buffer.getvalue()


class _BookWriter(DrawingsWriter):
    def __init__(self, book: Book, archive: Archive, written: dict[Any, WrittenTab]) -> None:
        super().__init__(book, archive)
        self.archive, self.written = archive, written

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        before = self.written.get(ws, WrittenTab())
        tab = before if before.is_whole else _TabWriter(ws, before.rows).written()
        assert tab.xml is not None, "it is whole now"
        self.archive.write_packed(ws.path[1:], tab.xml)
        ws._rels = RelationshipList()
        for relation in tab.relations:
            ws._rels.append(relation)
        self.written[ws] = tab
        self.manifest.append(ws)

    def _write_comment(self, ws: Any) -> None:
        if self.workbook.vba_archive is not None:  # notes share their drawing with a person's own buttons
            super()._write_comment(ws)  # type: ignore[misc]
            return
        sheet: Any = CommentSheet.from_comments([])  # type: ignore[no-untyped-call]
        self._comments.append(sheet)  # type: ignore[attr-defined]
        sheet._id = len(self._comments)  # type: ignore[attr-defined]
        ws.legacy_drawing = f"xl/drawings/commentsDrawing{sheet._id}.vml"
        text, boxes = _notes(tuple((n.ref, n.content, n.author, n.height, n.width) for n in ws._comments))
        self.archive.writestr(sheet.path[1:], text)
        self.archive.writestr(ws.legacy_drawing, boxes)
        self.manifest.append(sheet)
        ws._rels.append(Relationship(Id="comments", type=sheet._rel_type, Target=sheet.path))


class _TabWriter(WorksheetWriter):
    def __init__(self, ws: Any, rows: Mapping[int, bytes]) -> None:
        super().__init__(ws, io.BytesIO())
        self.tab = ws
        self._known, self._plain, self._rows = rows, dict[int, bytes](), list[bytes]()
        self._style_ids: dict[bytes, int] = {}

    def written(self) -> WrittenTab:
        """The tab's XML, and what of it may stay for the next time."""
        self.write()
        around: bytes = self.read()
        relations: Any = self._rels  # type: ignore[attr-defined]  # the stubs leave it out
        nothing = next(mark for mark in _NO_ROWS if mark in around)
        rows = b"".join((b"<sheetData>", *self._rows, b"</sheetData>"))
        return WrittenTab(pack(around.replace(nothing, rows, 1)), tuple(relations), self._plain)

    def write_top(self) -> None:
        """Columns are looked at first: how deep they are grouped stands before them."""
        self.tab.column_dimensions.to_tree()
        super().write_top()

    def write_rows(self) -> None:
        """Leaves the place of the rows blank: `written` fills it."""
        self._rows = [self._row(place, cells) for place, cells in self.rows()]
        xf: Any = self.xf
        with xf.send(True).element("sheetData"):
            pass
        xf.send(None)

    def _row(self, place: int, cells: list[Any]) -> bytes:
        xml = self._known.get(place)
        if xml is None:
            beside = len(self.tab._comments) + len(self.tab._hyperlinks)
            xml = self._new_row(place, cells)
            if len(self.tab._comments) + len(self.tab._hyperlinks) > beside:
                return xml
        self._plain[place] = xml
        return xml

    def _new_row(self, place: int, cells: list[Any]) -> bytes:
        looks = {"r": str(place), **dict(self.tab.row_dimensions.get(place, {}))}
        attributes = "".join(f' {name}="{_quoted(value)}"' for name, value in looks.items())
        return f"<row{attributes}>{''.join(map(self._cell, cells))}</row>".encode("utf-8", "xmlcharrefreplace")

    def _cell(self, cell: Any) -> str:
        if cell._comment is not None:
            self.tab._comments.append(CommentRecord.from_cell(cell))
        style, value, kind = cell._style, cell._value, cell.data_type
        styled = style is not None and any(style)
        if value is None and not styled and cell._comment is None:
            return ""
        if isinstance(value, date) and not self.tab.parent.iso_dates and getattr(value, "tzinfo", None) is None:
            value, kind = to_excel(value, self.tab.parent.epoch), "n"  # type: ignore[no-untyped-call]
        if kind == "f" and type(value) is str and (number := number_in(value)) is not None:
            return self._link(cell, value, number, styled)
        if type(value) not in _PLAIN or kind == "f":
            return self._by_openpyxl(cell, styled)
        if cell.hyperlink:
            self.tab._hyperlinks.append(cell.hyperlink)
        look = f' s="{self._style_id(cell)}"' if styled else ""
        begin = f'<c r="{get_column_letter(cell.column)}{cell.row}"{look} t="{"inlineStr" if kind == "s" else kind}"'
        if value is None or value == "":
            return f"{begin} />"
        return f"{begin}>{_text(value) if kind == 's' else f'<v>{escape(safe_string(value))}</v>'}</c>"

    def _link(self, cell: Any, formula: str, number: str, styled: bool) -> str:
        """With what it comes to, which openpyxl leaves out: what only shows a file, as a phone does a mail's, works
        nothing out."""
        look = f' s="{self._style_id(cell)}"' if styled else ""
        place = f"{get_column_letter(cell.column)}{cell.row}"
        return f'<c r="{place}"{look} t="str"><f>{escape(formula[1:])}</f><v>{number}</v></c>'

    def _style_id(self, cell: Any) -> int:
        known = cell._style.tobytes()
        if known not in self._style_ids:
            self._style_ids[known] = cell.style_id
        return self._style_ids[known]

    def _by_openpyxl(self, cell: Any, styled: bool) -> str:
        written = _Written()
        etree_write_cell(written, self.tab, cell, styled)
        return "".join(written)


class _Written(list[str]):
    """What openpyxl writes a cell's element to."""

    def write(self, element: Element) -> None:
        self.append(tostring(element, encoding="unicode"))


@lru_cache(maxsize=32)  # the notes at a desk's titles are the same in every write
def _notes(notes: tuple[tuple[str, str, str, int, int], ...]) -> tuple[bytes, bytes]:
    """The XML of a tab's notes, and that of the boxes in which they show."""
    records = [
        CommentRecord(ref=ref, text=Text(t=content), author=author, height=height, width=width)
        for ref, content, author, height, width in notes
    ]
    sheet = CommentSheet.from_comments(records)  # type: ignore[no-untyped-call]
    return tostring(sheet.to_tree(), encoding="utf-8"), sheet.write_shapes()


def _text(text: str) -> str:
    stripped = text.strip()
    kept = ' xml:space="preserve"' if stripped and text != stripped else ""
    return f"<is><t{kept}>{escape(text)}</t></is>"


def _quoted(value: str) -> str:
    return escape(value, {'"': "&quot;"})
