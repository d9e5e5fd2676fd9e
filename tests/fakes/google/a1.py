"""A1 notation and grid ranges, as Google writes and reads them; knows no cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

CORNER = re.compile(r"^\$?([A-Za-z]{0,3})\$?([0-9]{0,8})$")
PLAIN_TITLE = re.compile(r"^[A-Za-z_][A-Za-z0-9_.]*$")
CELL_LIKE = re.compile(r"^([A-Za-z]{1,3}[0-9]{1,7}|[Rr][0-9]*[Cc][0-9]*)$")


class Block(NamedTuple):
    """Cells of one tab: half-open, zero-based."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Block) -> bool:
        return (
            self.top < other.bottom and other.top < self.bottom and self.left < other.right and other.left < self.right
        )

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row < self.bottom and self.left <= column < self.right

    def covers(self, other: Block) -> bool:
        return (
            self.top <= other.top
            and self.left <= other.left
            and other.bottom <= self.bottom
            and other.right <= self.right
        )


class Bounds(NamedTuple):
    """A range as it was asked for: an end that is `None` is open."""

    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None

    def within(self, rows: int, columns: int) -> Block:
        """The cells meant in a grid of that size; open ends reach its edge, ends beyond it stay."""
        return Block(
            self.top or 0,
            self.left or 0,
            rows if self.bottom is None else self.bottom,
            columns if self.right is None else self.right,
        )


def letters(column: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    text, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number(text: str) -> int:
    """A -> 0."""
    value = 0
    for letter in text.upper():
        value = value * 26 + ord(letter) - 64
    return value - 1


def quoted(title: str) -> str:
    """A title as it stands before `!`: bare only when it can be taken for nothing else (Sheet1, x.y; but 'D3', 'R1C1')."""
    if PLAIN_TITLE.match(title) and not CELL_LIKE.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def split_title(text: str) -> tuple[str | None, str]:
    """`'My tab'!A1` -> ("My tab", "A1"); `'My tab'` -> ("My tab", ""); `A1` -> (None, "A1")."""
    if match := re.match(r"^'((?:[^']|'')*)'(?:!(.*))?$", text, re.DOTALL):
        return match[1].replace("''", "'"), match[2] or ""
    head, bang, tail = text.rpartition("!")
    return (head, tail) if bang else (None, text)


def bounds_of_a1(text: str) -> Bounds | None:
    """`A1`, `A1:B2`, `B:B`, `2:3`, `A2:C`, in any order of corners; None when it is none of these."""
    first, _, second = text.partition(":")
    corners = [CORNER.match(part) for part in ((first, second) if ":" in text else (first, first))]
    if not text or not all(corners) or any(not match[0] for match in corners if match):
        return None
    columns = [number(match[1]) for match in corners if match and match[1]]
    rows = [int(match[2]) - 1 for match in corners if match and match[2]]
    if -1 in rows or (":" not in text and not (rows and columns)):
        return None
    return Bounds(
        min(rows) if rows else None,
        min(columns) if columns else None,
        max(rows) + 1 if len(rows) == 2 else None,
        max(columns) + 1 if len(columns) == 2 else None,
    )


def a1_of(title: str, block: Block) -> str:
    """`Sheet1!A1:Z1000`; a single cell without colon."""
    start = f"{letters(block.left)}{block.top + 1}"
    end = f"{letters(block.right - 1)}{block.bottom}"
    return f"{quoted(title)}!{start}" + ("" if start == end else f":{end}")


def a1_as_asked(title: str, bounds: Bounds) -> str:
    """A range with open ends as Google's refusals name it: `T!A1001:B`, `T!AA1:2`."""
    start = f"{letters(bounds.left or 0)}{(bounds.top or 0) + 1}"
    end = ("" if bounds.right is None else letters(bounds.right - 1)) + str(bounds.bottom or "")
    return f"{quoted(title)}!{start}" + (f":{end}" if end and end != start else "")


def bounds_of_json(grid_range: Mapping[str, Any]) -> Bounds:
    """Of a GridRange; what is missing is open."""
    return Bounds(
        grid_range.get("startRowIndex"),
        grid_range.get("startColumnIndex"),
        grid_range.get("endRowIndex"),
        grid_range.get("endColumnIndex"),
    )


def json_of(sheet_id: int, bounds: Bounds | Block) -> dict[str, Any]:
    """A GridRange as Google answers it: sheetId 0 and open ends are left out."""
    names = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")
    found = {name: end for name, end in zip(names, bounds, strict=True) if end is not None}
    ordered = {name: found[name] for name in (names[0], names[2], names[1], names[3]) if name in found}
    return {"sheetId": sheet_id, **ordered} if sheet_id else ordered
