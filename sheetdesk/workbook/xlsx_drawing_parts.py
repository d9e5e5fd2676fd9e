"""Our charts among the parts of a drawing: found, added, given another look. Pure: parts in, parts out.

The drawing's part is a person's too, so it isn't written anew: what is ours is put into it, the rest stays as it is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from html import unescape
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr
from zlib import crc32

from sheetdesk.columns.charts import Chart
from sheetdesk.workbook.chart_marks import HEIGHT, WIDTH, mark_in, name_of
from sheetdesk.workbook.xlsx_drawings import KeptDrawing, Part
from sheetdesk.workbook.xlsx_package import relations_of

_PATH = "xl/drawings/sheetdesk.xml"
_DRAWING_KIND = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_KIND = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_RELATIONS_KIND = "application/vnd.openxmlformats-package.relationships+xml"

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_DML = "http://schemas.openxmlformats.org/drawingml/2006"

_FRAME = re.compile(rb"<(?:\w+:)?graphicFrame\b.*?</(?:\w+:)?graphicFrame>", re.DOTALL)
_NAME = re.compile(rb'\bname="([^"]*)"')
_REFERENCE = re.compile(rb'<(?:\w+:)?chart\b[^>]*?\b\w+:id="([^"]+)"')

EMU = 9525
"""Of a pixel."""


def no_drawing() -> KeptDrawing:
    """One with nothing in it."""
    drawing = f'<xdr:wsDr xmlns:xdr="{_DML}/spreadsheetDrawing"></xdr:wsDr>'
    relations = f'<Relationships xmlns="{_PACKAGE}"></Relationships>'
    parts = {
        _PATH: Part(drawing.encode(), _DRAWING_KIND),
        relations_of(_PATH): Part(relations.encode(), _RELATIONS_KIND),
    }
    return KeptDrawing(_PATH, parts)


def drawn_in(drawing: KeptDrawing) -> dict[str, tuple[str, str]]:
    """Charts of ours: the name of the chart's part and its print, by the chart's key."""
    return {mark[0]: (part, mark[1]) for mark, part in _frames(drawing) if mark is not None}


def shows(drawing: KeptDrawing, references: Collection[str]) -> bool:
    """Does a chart without a mark show just these cells? Then it is ours, saved by a program that keeps no names."""
    unmarked = (unescape(drawing.parts[part].content.decode()) for mark, part in _frames(drawing) if mark is None)
    return any(all(f">{reference}<" in content for reference in references) for content in unmarked)


def _frames(drawing: KeptDrawing) -> Iterator[tuple[tuple[str, str] | None, str]]:
    """Of each chart its mark, if it bears one, and the name of its part."""
    targets = _targets(drawing)
    for frame in _FRAME.findall(drawing.parts[drawing.path].content):
        named, reference = _NAME.search(frame), _REFERENCE.search(frame)
        target = targets.get(reference[1].decode(), "") if reference else ""
        if target in drawing.parts:
            yield (mark_in(unescape(named[1].decode())) if named else None), target


def with_chart(drawing: KeptDrawing, chart: Chart, content: bytes, corner: tuple[int, int]) -> KeptDrawing:
    """The same with this chart, its upper left at `corner` (row and column from 0)."""
    name, identity = f"xl/charts/sheetdesk_{chart.key}.xml", f"sheetdesk_{chart.key}"
    relation = f'<Relationship xmlns="{_PACKAGE}" Id="{identity}" Type="{_OFFICE}/chart" Target="/{name}"/>'
    parts = {
        **drawing.parts,
        name: Part(content, _CHART_KIND),
        drawing.path: _with(drawing.parts[drawing.path], _anchor(chart, identity, corner)),
    }
    if identity in _targets(drawing):  # a person deleted the chart, and her program kept its part
        return replace(drawing, parts=parts)
    relations = relations_of(drawing.path)
    known = parts.get(relations) or no_drawing().parts[relations_of(_PATH)]
    return replace(drawing, parts={**parts, relations: _with(known, relation)})


def with_new_look(drawing: KeptDrawing, chart: Chart, content: bytes, name: str) -> KeptDrawing:
    """The same with another look of the chart in the part `name`; its place and size stay."""
    whole = drawing.parts[drawing.path]

    def renamed(found: re.Match[bytes]) -> bytes:
        mark = mark_in(unescape(found[1].decode()))
        return b"name=" + quoteattr(name_of(chart)).encode() if mark and mark[0] == chart.key else found[0]

    changed = replace(whole, content=_NAME.sub(renamed, whole.content))
    look = replace(drawing.parts[name], content=content)
    return replace(drawing, parts={**drawing.parts, name: look, drawing.path: changed})


def _targets(drawing: KeptDrawing) -> dict[str, str]:
    """Names of parts by the ids by which the drawing refers to them."""
    part, folder = drawing.parts.get(relations_of(drawing.path)), posixpath.dirname(drawing.path)
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
        for element in (ElementTree.fromstring(part.content) if part else ())
    }


def _with(part: Part, more: str) -> Part:
    """`more` as the last thing inside the part's outermost element."""
    head, end, tail = part.content.rpartition(b"</")
    return replace(part, content=head + more.encode() + end + tail)


def _anchor(chart: Chart, identity: str, corner: tuple[int, int]) -> str:
    row, column = corner
    number = 1000 + crc32(chart.key.encode()) % 1_000_000
    return (
        f'<xdr:oneCellAnchor xmlns:xdr="{_DML}/spreadsheetDrawing" xmlns:a="{_DML}/main">'
        f"<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{WIDTH * EMU}" cy="{HEIGHT * EMU}"/>'
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{number}" name={quoteattr(name_of(chart))} descr={quoteattr(chart.about)}/>'
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{_DML}/chart">'
        f'<c:chart xmlns:c="{_DML}/chart" xmlns:r="{_OFFICE}" r:id="{identity}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>"
    )
