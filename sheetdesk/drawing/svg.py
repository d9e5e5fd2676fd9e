"""Write a chart as SVG: one element, complete in itself, for a page or a file. Border: text out, nothing opened."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from sheetdesk.drawing.in_words import in_words
from sheetdesk.drawing.layout import laid_out
from sheetdesk.drawing.measure import one_line
from sheetdesk.drawing.shapes import WIDTH, Box, Line, Mark, Point, Shape, Words
from sheetdesk.model.drawing import Drawing

_TYPEFACES = "'Noto Sans TC','PingFang TC','Microsoft JhengHei','Noto Sans CJK TC','Noto Sans CJK JP',sans-serif"


def svg(drawing: Drawing) -> str:
    """The chart, as wide as its place. Every text of `drawing` is escaped. Raises ValueError as `laid_out`."""
    sheet = laid_out(drawing)
    title, said = one_line(drawing.title), in_words(drawing)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_at(sheet.height)}" width="100%" role="img"'
            f" aria-label={quoteattr(f'{title}：{said}')} font-family={quoteattr(_TYPEFACES)}>",
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(said)}</desc>",
            *map(_element, sheet.shapes),
            "</svg>",
        ]
    )


def _element(shape: Shape) -> str:
    match shape:
        case Box():
            place = f'x="{_at(shape.x)}" y="{_at(shape.y)}" width="{_at(shape.width)}" height="{_at(shape.height)}"'
            return f'<rect {place} fill="{shape.colour}"/>'
        case Line():
            dashes = ' stroke-dasharray="5 4"' if shape.dashed else ""
            ink = f'fill="none" stroke="{shape.colour}" stroke-width="{_at(shape.width)}"{dashes}'
            return f'<polyline points="{_points(shape.points)}" {ink}/>'
        case Mark():
            return f'<polygon points="{_points(shape.points)}" fill="{shape.colour}"/>'
        case Words():
            look = f'font-size="{_at(shape.size)}" fill="{shape.colour}" text-anchor="{shape.anchor}"'
            return f'<text x="{_at(shape.x)}" y="{_at(shape.y)}" {look}>{escape(shape.text)}</text>'


def _points(points: tuple[Point, ...]) -> str:
    return " ".join(f"{_at(x)},{_at(y)}" for x, y in points)


def _at(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
