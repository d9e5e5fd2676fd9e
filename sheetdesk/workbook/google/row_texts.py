"""The rows of a large tab as an answer spells them: one that is spelt as it was at the last read isn't parsed again.

Nearly all rows of a pass are; to tell that of 5,000 takes a fifth of the time that parsing and joining them does. Border:
bytes of JSON in, Google's own values out."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sheetdesk.workbook.google.answer import value_in
from sheetdesk.workbook.google.window import Line, Span, is_span, side_by_side, span_of
from sheetdesk.workbook.lines import shared

_VALUES = b'"values":'
_FIRST, _LAST = _VALUES + b"[[", b']]},"dataFilters":'
"""What the rows of a range begin and end with, if the answer isn't indented. Neither can stand in a cell: its quotes would
be escaped there."""

_BETWEEN = b"],["
"""Between two rows. May stand in a cell, too."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a tab: which spans of columns, a number of 64 bits for all their text and one for each row's, and
    the rows' cells.

    By such numbers Python itself tells texts apart before it compares them, with a key that is new in each process: of
    a row that is edited each minute for ten years, the chance that one edit goes unseen is one in 3,000,000,000,000."""

    spans: tuple[Span, ...]
    print: int
    prints: array[int]
    lines: list[Line]


class RowTexts:
    """The rows of the tabs of one spreadsheet that are read by spans of columns, as they were read last."""

    def __init__(self) -> None:
        self._known: dict[int, _Known] = {}

    def forget(self) -> None:
        """Parse every row of the next answer."""
        self._known.clear()

    def parse(self, body: bytes) -> Any:
        """The JSON value of an answer of MatchedValueRanges. Where a tab was read by spans of columns, the first of them
        has all its `lines`, and none has `values`.

        Of an answer that is spelt otherwise, indented for one, the value as it is. Raises ValueError for no JSON."""
        frame, places = _cut(body)
        value = value_in(frame)
        if not places:
            return value
        spans: dict[int, dict[Span, tuple[dict[str, Any], slice | None]]] = {}
        for part in value.get("valueRanges", ()):
            asked, found = part["dataFilters"][0]["gridRange"], part["valueRange"]
            at = found.pop("values", None)
            place = places[at] if isinstance(at, int) else None
            if is_span(asked):
                spans.setdefault(asked.get("sheetId", 0), {})[span_of(asked)] = part, place
            elif place is not None:
                found["values"] = value_in(body[place])
        for number, of_tab in spans.items():
            in_order = dict(sorted(of_tab.items(), key=lambda one: one[0][0]))
            first, _ = next(iter(in_order.values()))
            view = memoryview(body)  # for all of it is copied only where something is new
            texts = {span: view[0:0] if place is None else view[place] for span, (_, place) in in_order.items()}
            first["lines"] = self._lines(number, texts)
        return value

    def _lines(self, number: int, texts: Mapping[Span, memoryview]) -> list[Line]:
        spans, whole, known = tuple(texts), hash(tuple(texts.values())), self._known.get(number)
        if known is None or known.spans != spans:
            known = _Known(spans, 0, array("q"), [])
        elif known.print == whole:
            return known.lines
        self._known.pop(number, None)
        split = (text[2:-2].tobytes().split(_BETWEEN) if text else () for text in texts.values())
        rows = list(zip_longest(*split, fillvalue=b""))
        prints = array("q", map(hash, rows))
        new = [at for at, (now, before) in enumerate(zip_longest(prints, known.prints)) if now != before]
        new = [at for at in new if at < len(rows)]
        pieces = (_BETWEEN.join(rows[at][of_span] for at in new) for of_span in range(len(spans)))
        found = {span: value_in(b"[[%b]]" % piece) if new else [] for span, piece in zip(spans, pieces, strict=True)}
        if any(len(lines) != len(new) for lines in found.values()):  # a cell says ],[ itself
            return side_by_side({span: value_in(text.tobytes()) if text else [] for span, text in texts.items()})
        lines = [*known.lines[: len(rows)], *([] for _ in range(len(rows) - len(known.lines)))]
        for at, line in zip(new, side_by_side(found), strict=True):
            lines[at] = shared(line)
        self._known[number] = _Known(spans, whole, prints, lines)
        return lines


def _cut(body: bytes) -> tuple[bytes, list[slice]]:
    """The answer with a number in place of the rows of each range, and where those stand in `body`, brackets included;
    an answer that is spelt otherwise is left whole."""
    frame, places, at = list[bytes](), list[slice](), 0
    while (start := body.find(_FIRST, at)) >= 0:
        last = body.find(_LAST, start)
        if last < 0:
            return body, []
        frame += (body[at:start], b"%b%d" % (_VALUES, len(places)))
        at = last + 2
        places.append(slice(start + len(_VALUES), at))
    return b"".join((*frame, body[at:])), places
