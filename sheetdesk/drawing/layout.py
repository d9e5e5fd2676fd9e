"""Lay a chart out: the same shapes in the same places, whether it is written as SVG or painted as PNG. Pure."""

from __future__ import annotations

from sheetdesk.drawing.frame import heading
from sheetdesk.drawing.lying import heat_map, lying_bars
from sheetdesk.drawing.shapes import PAPER, SOFT, WIDTH, Box, Shape, Sheet, Words
from sheetdesk.drawing.upright import upright
from sheetdesk.model.drawing import BARS, HEAT, Drawing

NOTHING = "還沒有資料"


def laid_out(drawing: Drawing) -> Sheet:
    """The picture. A chart without any value says so. Raises ValueError on more strands than can be told apart."""
    above, top = heading(drawing)
    if drawing.values:
        below, bottom = {BARS: lying_bars, HEAT: heat_map}.get(drawing.kind, upright)(drawing, top)
    else:
        below, bottom = _nothing(top), top + 90
    return Sheet(bottom, (Box(0, 0, WIDTH, bottom, PAPER), *above, *below))


def _nothing(top: float) -> list[Shape]:
    return [Words(WIDTH / 2, top + 50, NOTHING, 13, SOFT, "middle")]
