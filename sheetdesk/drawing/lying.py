"""Charts that are read line by line: lying bars with their words above them, and the heat map. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sheetdesk.drawing.frame import EDGE, colours
from sheetdesk.drawing.measure import cut, number, one_line, width_of
from sheetdesk.drawing.palette import warmth
from sheetdesk.drawing.shapes import INK, PAPER, SOFT, WIDTH, Box, Line, Shape, Words
from sheetdesk.model.drawing import Drawing

_BAR, _SAID, _WORD = 12, 11, 12
_CELL, _FIGURE, _SIDE_LIMIT = 17, 10, 90


def lying_bars(drawing: Drawing, top: float) -> tuple[list[Shape], float]:
    """The bars below `top`, and where they end. A target is a dashed line across its label's bars."""
    highest = max([*drawing.values, drawing.most or 0]) or 1
    room = WIDTH - 2 * EDGE - 6 - max((width_of(number(v), _SAID) for v in drawing.values), default=0)
    painted = list(zip(drawing.strands, colours(drawing), strict=True))
    shapes, y = list[Shape](), top
    for at, label in enumerate(drawing.labels):
        shapes.append(Words(EDGE, y + 15, cut(one_line(label), _WORD, WIDTH - 2 * EDGE), _WORD))
        y += 20
        first = y
        for strand, colour in painted:
            value = strand.values[at]
            if value is None or strand.is_target:
                continue
            long = room * value / highest
            shapes += [
                Box(EDGE, y, max(long, 1), _BAR - 1, colour),
                Words(EDGE + long + 4, y + _BAR - 2, number(value), _SAID, INK),
            ]
            y += _BAR + 1
        for strand, colour in painted:
            value = strand.values[at]
            if strand.is_target and value is not None:
                x = EDGE + room * value / highest
                shapes.append(Line(((x, first - 3), (x, y + 2)), colour, 1.5, dashed=True))
        y += 4
    if drawing.unit:
        shapes.append(Words(WIDTH - EDGE, y + 10, f"單位：{one_line(drawing.unit)}", _FIGURE, SOFT, "end"))
        y += 12
    return shapes, y + 6


def heat_map(drawing: Drawing, top: float) -> tuple[list[Shape], float]:
    """A row of cells for each label, a column for each strand; the number stands in its cell, so that nobody has to
    tell shades apart."""
    highest = max(drawing.values, default=0) or 1
    sides = [cut(one_line(label), _FIGURE, _SIDE_LIMIT) for label in drawing.labels]
    left = EDGE + max(width_of(side, _FIGURE) for side in sides) + 6
    wide = (WIDTH - EDGE - left) / len(drawing.strands)
    shapes: list[Shape] = [
        Words(left + (at + 0.5) * wide, top + 14, cut(one_line(s.title), _SAID, wide), _SAID, SOFT, "middle")
        for at, s in enumerate(drawing.strands)
    ]
    first = top + 20
    for row, side in enumerate(sides):
        y = first + row * _CELL
        shapes.append(Words(left - 6, y + _CELL - 5, side, _FIGURE, SOFT, "end"))
        for at, strand in enumerate(drawing.strands):
            shapes += _cell(strand.values[row], highest, left + at * wide, y, wide)
    bottom = first + len(sides) * _CELL
    return [*shapes, Words(WIDTH - EDGE, bottom + 14, _legend(drawing), _FIGURE, SOFT, "end")], bottom + 22


def _cell(value: float | None, highest: float, x: float, y: float, wide: float) -> Iterator[Shape]:
    if value is None:
        return
    share = value / highest
    yield Box(x, y, wide - 1.5, _CELL - 1.5, warmth(share) if value else "#f3f4f6")
    if value:
        ink = PAPER if share > 0.45 else INK
        yield Words(x + wide / 2 - 0.75, y + _CELL - 5, number(value), _FIGURE, ink, "middle")


def _legend(drawing: Drawing) -> str:
    unit = f"，單位：{one_line(drawing.unit)}" if drawing.unit else ""
    return f"顏色越深越多{unit}"
