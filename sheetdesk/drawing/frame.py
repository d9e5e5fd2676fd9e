"""Above every chart: its title, and which colour is what. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sheetdesk.drawing.measure import one_line, width_of, wrapped
from sheetdesk.drawing.palette import STRANDS, TARGET
from sheetdesk.drawing.shapes import INK, PAPER, WIDTH, Box, Line, Mark, Point, Shape, Words
from sheetdesk.model.drawing import HEAT, LINES, Drawing, Strand

EDGE = 10
_TITLE, _KEY, _ROW = 15, 12, 18
_SWATCH, _GAP = 22, 12
_TITLE_LINES = 3


def colours(drawing: Drawing) -> list[str]:
    """The colour of each strand. Raises ValueError if there are more strands than colours to tell them apart."""
    free = iter(STRANDS)
    try:
        return [TARGET if strand.is_target else next(free) for strand in drawing.strands]
    except StopIteration:
        raise ValueError(f"{drawing.title}: more than {len(STRANDS)} strands can't be told apart") from None


def heading(drawing: Drawing) -> tuple[list[Shape], float]:
    """Title and key, and where they end."""
    lines = wrapped(one_line(drawing.title), _TITLE, WIDTH - 2 * EDGE, _TITLE_LINES)
    shapes: list[Shape] = [Words(EDGE, 22 + at * 20, line, _TITLE) for at, line in enumerate(lines)]
    bottom = 10 + len(lines) * 20.0
    if drawing.kind == HEAT or len(drawing.strands) == 1:
        return shapes, bottom
    x, y = float(EDGE), bottom + 14
    for place, (strand, colour) in enumerate(zip(drawing.strands, colours(drawing), strict=True)):
        (words,) = wrapped(one_line(strand.title), _KEY, WIDTH - 2 * EDGE - _SWATCH, 1)
        wide = _SWATCH + width_of(words, _KEY)
        if x > EDGE and x + wide > WIDTH - EDGE:
            x, y = float(EDGE), y + _ROW
        shapes += [*_swatch(drawing.kind, strand, colour, place, x, y - 4), Words(x + _SWATCH, y, words, _KEY, INK)]
        x += wide + _GAP
    return shapes, y + 6


def _swatch(kind: str, strand: Strand, colour: str, place: int, x: float, y: float) -> Iterator[Shape]:
    if kind == LINES or strand.is_target:
        yield Line(((x, y), (x + 17, y)), colour, 2, strand.is_target)
        if not strand.is_target:
            yield from mark((x + 8.5, y), colour, place)
    else:
        yield Box(x + 4, y - 5, 11, 11, colour)


def mark(at: Point, colour: str, place: int) -> Iterator[Mark]:
    """The points of the strand at `place`, a shape of its own on a white rim."""
    outline = _OUTLINES[place % len(_OUTLINES)]
    for size, ink in ((4.6, PAPER), (3.4, colour)):
        yield Mark(tuple((at[0] + x * size, at[1] + y * size) for x, y in outline), ink)


_OUTLINES: tuple[tuple[Point, ...], ...] = (
    ((1, 0), (0.7, 0.7), (0, 1), (-0.7, 0.7), (-1, 0), (-0.7, -0.7), (0, -1), (0.7, -0.7)),
    ((0.9, 0.9), (-0.9, 0.9), (-0.9, -0.9), (0.9, -0.9)),
    ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
)
"""Round, square, three-cornered, standing on a corner."""
