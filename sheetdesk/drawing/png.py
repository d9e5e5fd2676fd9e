"""A chart as PNG for a letter, where this computer can: with Pillow, and a typeface that has the Chinese signs.

Border: Pillow is asked for here only when a picture is wanted, for the desk runs without it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sheetdesk.drawing.in_words import in_words
from sheetdesk.drawing.layout import laid_out
from sheetdesk.drawing.shapes import Words
from sheetdesk.model.drawing import Drawing, Picture
from sheetdesk.model.sheet import Problem

PLACE = "報告裡的圖"
INSTALL_FONT = (
    "Debian／Ubuntu：sudo apt install fonts-noto-cjk；或在 config.yaml 的 reports.font 寫一個中文字型檔的位置"
)

REMEMBERED = 8
"""Charts; more than one report has."""


def png(drawing: Drawing, font: Path | None = None) -> bytes | None:
    """The chart, 720 pixels wide, to be shown 360 wide or a little more; None where it can't be painted: no Pillow, or
    no typeface, neither `font` (tried first) nor one of the system's, that has every letter in it.

    Raises ValueError as `laid_out`."""
    sheet = laid_out(drawing)
    try:
        from sheetdesk.drawing.canvas import painted
        from sheetdesk.drawing.fonts import find_face
    except ImportError:
        return None
    face = find_face(frozenset(shape.text for shape in sheet.shapes if isinstance(shape, Words)), font)
    return painted(sheet, face) if face is not None else None


@dataclass(frozen=True)
class ChartPainter:
    """Paints charts with that typeface, and says them in words; a chart that goes to many people is painted once."""

    font: Path | None = None
    _painted: dict[Drawing, Picture | None] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, drawing: Drawing) -> Picture | None:
        """The picture; None where it can't be painted."""
        if drawing not in self._painted:
            if len(self._painted) >= REMEMBERED:
                self._painted.clear()
            found = png(drawing, self.font)
            self._painted[drawing] = Picture(found, in_words(drawing)) if found is not None else None
        return self._painted[drawing]


def hindrance(font: Path | None = None) -> Problem | None:
    """Why pictures can't be painted, or `font` isn't what they are painted with, and the mend; None if all is well."""
    try:
        from sheetdesk.drawing.fonts import find_face
    except ImportError:
        return Problem(PLACE, "沒有安裝 Pillow，圖用文字和色塊代替", "pip install -r requirements-reports.txt")
    face = find_face(frozenset(), font)
    if face is None:
        return Problem(PLACE, "找不到有繁體中文的字型，圖用文字和色塊代替", INSTALL_FONT)
    if font is not None and face.path != font:
        fault = "不是字型檔，或裡面沒有繁體中文" if font.is_file() else "這個檔案不在"
        return Problem(PLACE, f"reports.font「{font}」{fault}，先用「{face.path.name}」", INSTALL_FONT)
    return None
