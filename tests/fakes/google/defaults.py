"""The format and the colours of a new spreadsheet, as Google makes it."""

from __future__ import annotations

import struct
from typing import Any

BLACK: dict[str, float] = {}
WHITE = {"red": 1, "green": 1, "blue": 1}

DEFAULT_FORMAT: dict[str, Any] = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": BLACK,
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": BLACK},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


def eighth_bits(code: str) -> dict[str, float]:
    """`#4285F4` as Google's colour: parts of 1 in single precision, none for 0."""
    levels = (int(code[at : at + 2], 16) for at in (1, 3, 5))
    return {name: single(level) for name, level in zip(("red", "green", "blue"), levels, strict=True) if level}


def single(level: int) -> float:
    """A level of 0 to 255 as a part of 1: the shortest figure that single precision keeps apart from its neighbours."""
    kept = struct.pack("f", level / 255)
    exact = struct.unpack("f", kept)[0]
    texts = (f"{exact:.{places}g}" for places in range(1, 10))
    shortest = next(text for text in texts if struct.pack("f", float(text)) == kept)
    return float(shortest) if level < 255 else 1


PALETTE = {
    "ACCENT1": "#4285F4",
    "ACCENT2": "#EA4335",
    "ACCENT3": "#FBBC04",
    "ACCENT4": "#34A853",
    "ACCENT5": "#FF6D01",
    "ACCENT6": "#46BDC6",
    "LINK": "#1155CC",
}

THEME: dict[str, Any] = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": "TEXT", "color": {"rgbColor": BLACK}},
        {"colorType": "BACKGROUND", "color": {"rgbColor": WHITE}},
        *({"colorType": name, "color": {"rgbColor": eighth_bits(code)}} for name, code in PALETTE.items()),
    ],
}
