"""What a chart shows, in words and figures: for those who hear a page, and where pictures don't show. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from sheetdesk.drawing.layout import NOTHING
from sheetdesk.drawing.measure import number, one_line
from sheetdesk.model.drawing import BARS, HEAT, Drawing, Strand

_BUSIEST = 3


def in_words(drawing: Drawing) -> str:
    """What it is about, then its figures: of bars all, of a heat map the highest, of the others the last, the highest
    and the lowest."""
    said = {BARS: _bars, HEAT: _busiest}.get(drawing.kind, _courses)
    about = one_line(drawing.about).rstrip("。")
    return "".join(f"{sentence}。" for sentence in (about, "；".join(said(drawing)) or NOTHING) if sentence)


def _bars(drawing: Drawing) -> Iterator[str]:
    for at, label in enumerate(drawing.labels):
        told = [(one_line(s.title), s.values[at]) for s in drawing.strands]
        values = "、".join(f"{title} {_valued(drawing, v)}" for title, v in told if v is not None)
        if values:
            yield f"{one_line(label)}：{values}"


def _busiest(drawing: Drawing) -> Iterator[str]:
    cells = [(v, at, s) for s in drawing.strands for at, v in enumerate(s.values) if v]
    for value, at, strand in sorted(cells, key=lambda cell: -cell[0])[:_BUSIEST]:
        yield f"{one_line(strand.title)} {one_line(drawing.labels[at])} {_valued(drawing, value)}"


def _courses(drawing: Drawing) -> Iterator[str]:
    for strand in drawing.strands:
        known = [(value, at) for at, value in enumerate(strand.values) if value is not None]
        if known:
            yield f"{one_line(strand.title)}{_course(drawing, strand, known)}"


def _course(drawing: Drawing, strand: Strand, known: list[tuple[float, int]]) -> str:
    def at(place: tuple[float, int]) -> str:
        return f"{_valued(drawing, place[0])}（{one_line(drawing.labels[place[1]])}）"

    low, high = min(known), max(known)
    if strand.is_target or low[0] == high[0]:
        return f"：{_valued(drawing, known[-1][0])}"
    return f"：最後 {at(known[-1])}、最高 {at(high)}、最低 {at(low)}"


def _valued(drawing: Drawing, value: float) -> str:
    unit = one_line(drawing.unit)
    return f"{number(value)}{'' if unit in ('', '%') else ' '}{unit}"
