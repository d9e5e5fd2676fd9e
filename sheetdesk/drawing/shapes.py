"""What a picture is made of, in units of a picture 360 wide. Values only: no format, no library."""

from __future__ import annotations

from dataclasses import dataclass

WIDTH = 360
"""About a phone's: there a unit is a pixel, so the smallest letters (10) can be read."""

INK, SOFT, GRID, PAPER = "#1f2937", "#4b5563", "#d1d5db", "#ffffff"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle, by its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A filled outline: the point of a line, told from another line's by its shape as well as by its colour."""

    points: tuple[Point, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Words:
    """Text on one line. `y`: where its letters stand; `anchor`: which part of it is at `x` (start, middle, end)."""

    x: float
    y: float
    text: str
    size: float = 11
    colour: str = INK
    anchor: str = "start"


Shape = Box | Line | Mark | Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture ready to be written: its height (it is WIDTH wide), and its shapes from back to front."""

    height: float
    shapes: tuple[Shape, ...]
