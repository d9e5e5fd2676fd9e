"""Charts whose values go up: lines, columns beside each other, columns on each other. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from sheetdesk.drawing.axis import ticks
from sheetdesk.drawing.frame import EDGE, colours, mark
from sheetdesk.drawing.measure import cut, number, one_line, width_of
from sheetdesk.drawing.shapes import GRID, INK, PAPER, SOFT, WIDTH, Box, Line, Shape, Words
from sheetdesk.model.drawing import LINES, STACKED, Drawing, Strand

_HEIGHT = 160
_SMALL, _SAID = 10, 11
_APART = 13
"""Two numbers beside the ends of lines keep this distance."""
_TIGHT = 18
"""A column narrower than this has no number above it."""
_LABEL_LIMIT = 90


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the values are drawn."""

    left: float
    top: float
    width: float
    highest: float
    count: int

    @property
    def bottom(self) -> float:
        """Where 0 is."""
        return self.top + _HEIGHT

    @property
    def slot(self) -> float:
        """Width of one label's part."""
        return self.width / self.count

    def x(self, place: float) -> float:
        """The middle of the label at `place`."""
        return self.left + (place + 0.5) * self.slot

    def y(self, value: float) -> float:
        """How high a value is."""
        return self.bottom - _HEIGHT * value / self.highest


def upright(drawing: Drawing, top: float) -> tuple[list[Shape], float]:
    """The chart below `top`, and where it ends."""
    steps = ticks(_heights(drawing), drawing.most)
    left = EDGE + max(width_of(number(step), _SMALL) for step in steps) + 5
    right = WIDTH - EDGE - (_beside(drawing) if drawing.kind == LINES else 0)
    plot = Plot(left, top + (26 if drawing.unit else 14), right - left, steps[-1], len(drawing.labels))
    shapes: list[Shape] = []
    if drawing.unit:
        shapes.append(Words(EDGE, top + 12, one_line(drawing.unit), _SMALL, SOFT))
    for step in steps:
        y = plot.y(step)
        shapes += [
            Line(((left, y), (right, y)), SOFT if step == 0 else GRID),
            Words(left - 5, y + 3.5, number(step), _SMALL, SOFT, "end"),
        ]
    shapes += _labels(drawing.labels, plot)
    kind = {LINES: _lines, STACKED: _stacked}.get(drawing.kind, _columns)
    return [*shapes, *kind(drawing, plot)], plot.bottom + 26


def _heights(drawing: Drawing) -> list[float]:
    """What has to find room."""
    if drawing.kind != STACKED:
        return drawing.values
    standing = [strand.values for strand in drawing.strands if not strand.is_target]
    targets = [v for strand in drawing.strands if strand.is_target for v in strand.values if v is not None]
    return [*(sum(value or 0 for value in column) for column in zip(*standing, strict=True)), *targets]


def _beside(drawing: Drawing) -> float:
    """Room for the last numbers beside their lines."""
    return max((width_of(number(value), _SAID) for value in drawing.values), default=0) + 8


def _labels(labels: Sequence[str], plot: Plot) -> Iterator[Shape]:
    """As many as fit, always with the last."""
    shown = [cut(one_line(label), _SMALL, _LABEL_LIMIT) for label in labels]
    every = ceil((max(width_of(label, _SMALL) for label in shown) + 6) / plot.slot)
    for place in range(len(shown) - 1, -1, -every):
        yield Words(plot.x(place), plot.bottom + 15, shown[place], _SMALL, SOFT, "middle")


def _lines(drawing: Drawing, plot: Plot) -> Iterator[Shape]:
    ends = list[tuple[float, str, str]]()
    for place, (strand, colour) in enumerate(zip(drawing.strands, colours(drawing), strict=True)):
        yield from _line(strand, colour, place, plot)
        if strand.values[-1] is not None:
            ends.append((plot.y(strand.values[-1]), number(strand.values[-1]), colour))
    below = plot.top - _APART
    for y, said, colour in sorted(ends):
        below = max(y, below + _APART)
        yield Words(plot.left + plot.width + 3, below + 4, said, _SAID, colour)


def _line(strand: Strand, colour: str, place: int, plot: Plot) -> Iterator[Shape]:
    """Broken where a value is missing."""
    for run in _runs(strand.values):
        points = tuple((plot.x(at), plot.y(value)) for at, value in run)
        if strand.is_target:  # from edge to edge: it is no matter of single weeks
            points = (
                (points[0][0] - plot.slot / 2, points[0][1]),
                *points,
                (points[-1][0] + plot.slot / 2, points[-1][1]),
            )
        if len(points) > 1:
            yield Line(points, colour, 1.5 if strand.is_target else 2.2, strand.is_target)
        if not strand.is_target:
            for point in points:
                yield from mark(point, colour, place)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Values beside each other, with their places."""
    runs = [list[tuple[int, float]]()]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _columns(drawing: Drawing, plot: Plot) -> Iterator[Shape]:
    painted = list(zip(drawing.strands, colours(drawing), strict=True))
    standing = [(strand, colour) for strand, colour in painted if not strand.is_target]
    width = 0.8 * plot.slot / len(standing) if standing else 0
    for nth, (strand, colour) in enumerate(standing):
        for at, value in enumerate(strand.values):
            if value is None:
                continue
            x, y = plot.x(at) - 0.4 * plot.slot + nth * width, plot.y(value)
            yield Box(x, y, width - 1, plot.bottom - y, colour)
            if width >= _TIGHT:
                yield Words(x + (width - 1) / 2, y - 3, number(value), _SMALL, INK, "middle")
    yield from _targets(painted, plot)


def _stacked(drawing: Drawing, plot: Plot) -> Iterator[Shape]:
    painted = list(zip(drawing.strands, colours(drawing), strict=True))
    for at in range(plot.count):
        x, under = plot.x(at) - 0.4 * plot.slot, 0.0
        for strand, colour in painted:
            value = strand.values[at]
            if not value or strand.is_target:
                continue
            y = plot.y(under + value)
            yield Box(x, y, 0.8 * plot.slot, plot.y(under) - y, colour)
            yield Line(((x, y), (x + 0.8 * plot.slot, y)), PAPER)
            under += value
        if under and plot.slot >= _TIGHT:
            yield Words(plot.x(at), plot.y(under) - 3, number(under), _SMALL, INK, "middle")
    yield from _targets(painted, plot)


def _targets(painted: Sequence[tuple[Strand, str]], plot: Plot) -> Iterator[Shape]:
    for strand, colour in painted:
        if strand.is_target:
            yield from _line(strand, colour, 0, plot)
