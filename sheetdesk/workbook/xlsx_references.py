"""A formula after rows were deleted in a tab that it looks at, as spreadsheet programs rewrite it. Pure; openpyxl reads it.

openpyxl moves cells and not what refers to them, so this is done for it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

LOST = "#REF!"
_CELL = re.compile(r"(\$?[A-Za-z]{1,3}\$?)(\d+)$")
_ROW = re.compile(r"(\$?)(\d+)$")


def after_deletion(formula: str, gone: Sequence[int], title: str, at_home: bool) -> str:
    """`formula` once the rows `gone` (ascending) of the tab `title` are no more; `at_home`: it stands in that tab.

    One that can't be read stays as it is."""
    try:
        tokens = Tokenizer(formula)
    except TokenizerError:
        return formula
    changed = False
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            said = _rewritten(token.value, gone, title, at_home)
            changed, token.value = changed or said != token.value, said
    return "=" + "".join(token.value for token in tokens.items) if changed else formula


def new_place(row: int, gone: Sequence[int]) -> int:
    """Where a row stands that is still there."""
    return row - bisect_left(gone, row)


def shrunk(first: int, last: int, gone: Sequence[int]) -> tuple[int, int] | None:
    """A block of rows without those that are gone; None if nothing is left of it."""
    top, bottom = new_place(first, gone), new_place(last + 1, gone) - 1
    return (top, bottom) if top <= bottom else None


def _rewritten(operand: str, gone: Sequence[int], title: str, at_home: bool) -> str:
    sheet, mark, area = operand.rpartition("!")
    if (mark and _unquoted(sheet) != title) or (not mark and not at_home):
        return operand
    ends = area.split(":")
    found = [_CELL.match(end) or (_ROW.match(end) if len(ends) == 2 else None) for end in ends]
    if len(ends) > 2 or any(one is None for one in found):
        return operand  # whole columns, names, tables
    letters, rows = ([one[at] for one in found if one is not None] for at in (1, 2))
    block = shrunk(int(rows[0]), int(rows[-1]), gone)
    if block is None:
        return LOST
    area = ":".join(f"{letter}{row}" for letter, row in zip(letters, block, strict=False))
    return f"{sheet}{mark}{area}"


def _unquoted(sheet: str) -> str:
    return sheet[1:-1].replace("''", "'") if sheet.startswith("'") and sheet.endswith("'") else sheet
