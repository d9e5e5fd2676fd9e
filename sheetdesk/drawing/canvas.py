"""Paint a laid-out chart with Pillow. Border: a picture in, the bytes of a PNG out."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from math import dist

from PIL import Image, ImageDraw

from sheetdesk.drawing.faces import Face
from sheetdesk.drawing.shapes import PAPER, WIDTH, Box, Line, Mark, Point, Shape, Sheet, Words

SCALE = 2
"""Pixels a unit: sharp on phones."""

_FINER = 2
"""Painted so many times larger and then made smaller, for Pillow draws no smooth lines by itself."""

_TIMES = SCALE * _FINER
_INKS = 128
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}
_DASH, _PAUSE = 5.0, 4.0


def painted(sheet: Sheet, face: Face) -> bytes:
    """A PNG, WIDTH × SCALE pixels wide; the same shapes give the same bytes."""
    size = (WIDTH * _TIMES, _FINER * round(sheet.height * SCALE))
    image = Image.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(image)
    for shape in sheet.shapes:
        _paint(pen, shape, face)
    file = BytesIO()
    image.reduce(_FINER).quantize(_INKS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _paint(pen: ImageDraw.ImageDraw, shape: Shape, face: Face) -> None:
    match shape:
        case Box():
            right, bottom = shape.x + shape.width, shape.y + shape.height
            (left, top), (right, bottom) = _pixels(((shape.x, shape.y), (right, bottom)))
            if right - left >= 1 and bottom - top >= 1:
                pen.rectangle((left, top, right - 1, bottom - 1), shape.colour)
        case Line():
            for points in _dashes(shape.points) if shape.dashed else (shape.points,):
                pen.line(_pixels(points), shape.colour, round(shape.width * _TIMES), "curve")
        case Mark():
            pen.polygon(_pixels(shape.points), shape.colour)
        case Words():
            ((x, y),) = _pixels(((shape.x, shape.y),))
            letters = face.at(round(shape.size * _TIMES))
            pen.text((x, y), face.shown(shape.text), shape.colour, letters, _ANCHORS[shape.anchor])


def _pixels(points: tuple[Point, ...]) -> list[Point]:
    return [(round(x * _TIMES), round(y * _TIMES)) for x, y in points]


def _dashes(points: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    """Pieces of each stretch of a line."""
    for begin, end in pairwise(points):
        long, at = dist(begin, end), 0.0
        while at < long:
            yield _between(begin, end, at / long), _between(begin, end, min(at + _DASH, long) / long)
            at += _DASH + _PAUSE


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
