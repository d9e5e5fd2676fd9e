"""What formulas come to: references, + - * / & and comparisons, SUM, COUNTA, TODAY, HYPERLINK, MATCH, IFNA; all else is #NAME?."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.fakes.google.formula import REFERENCE, Formula, Reference, reference_of

if TYPE_CHECKING:
    from tests.fakes.google.grid import Sheet

Effective = str | int | float | bool
TOKEN = re.compile(
    r'\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|"(?:[^"]|"")*"|<>|<=|>=|#REF!|[A-Za-z_.]\w*(?=\s*\()|TRUE|FALSE|[-+*/&(),=<>%])'
)
ERRORS = ("#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#ERROR!", "#N/A")
"""Reads as text in values; in cell data as an errorValue."""


class Wrong(Exception):
    """The formula comes to this error."""

    def __init__(self, shown: str) -> None:
        super().__init__(shown)
        self.shown = shown


class Evaluator:
    """Values of formulas for one read: each is worked out once. `today` is a serial day."""

    def __init__(self, find: Callable[[str], Sheet | None], today: int) -> None:
        self.find, self.today = find, today
        self.known: dict[tuple[int, int, int], Effective] = {}
        self.open: set[tuple[int, int, int]] = set()
        self.looked_up: dict[tuple[str | None, str], dict[Effective, int]] = {}
        """Where the first of each value stands in a range, from 1: many formulas look into the same one."""

    def value(self, sheet: Sheet, row: int, column: int) -> Effective:
        """What a cell shows, unformatted; blank is an empty text."""
        entered = sheet.entered(row, column)
        if not isinstance(entered, Formula):
            return entered
        key = (sheet.id, row, column)
        if key in self.open:
            raise Wrong("#REF!")
        if key not in self.known:
            self.open.add(key)
            try:
                self.known[key] = plain(Reader(self, sheet, entered.text).result())
            except Wrong as wrong:
                self.known[key] = wrong.shown
            finally:
                self.open.discard(key)
        return self.known[key]


def plain(value: Effective) -> Effective:
    """2.0 is 2, as JSON shows it."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value


def rank(value: Effective) -> tuple[int, float, str]:
    """Numbers before text before truth values; text without regard to case."""
    if isinstance(value, bool):
        return 2, float(value), ""
    if isinstance(value, str):
        return 1, 0, value.lower()
    return 0, value, ""


def numeric(value: Effective) -> float | int:
    if isinstance(value, str):
        if value in ERRORS:
            raise Wrong(value)
        if value == "":
            return 0
        try:
            return float(value)
        except ValueError:
            raise Wrong("#VALUE!") from None
    return value


def textual(value: Effective) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str) and value in ERRORS:
        raise Wrong(value)
    return str(plain(value))


class Reader:
    """One formula, read from left to right."""

    def __init__(self, evaluator: Evaluator, sheet: Sheet, text: str) -> None:
        self.evaluator, self.sheet, self.text, self.at = evaluator, sheet, text, 1
        self._seen: tuple[int, re.Match[str] | None] = (0, None)

    def result(self) -> Effective:
        value = self.comparison()
        if self.text[self.at :].strip():
            raise Wrong("#ERROR!")
        return value

    def _next(self) -> re.Match[str] | None:
        """The next token: each kind of operator asks for it."""
        if self._seen[0] != self.at:
            self._seen = self.at, TOKEN.match(self.text, self.at)
        return self._seen[1]

    def peek(self) -> str:
        match = self._next()
        return match[1] if match else ""

    def take(self, *wanted: str) -> str:
        """The next token if it is one of these, else an empty text."""
        match = self._next()
        if not match or match[1] not in wanted:
            return ""
        self.at = match.end()
        return match[1]

    def need(self, token: str) -> None:
        if not self.take(token):
            raise Wrong("#ERROR!")

    def comparison(self) -> Effective:
        left = self.joined()
        while sign := self.take("=", "<>", "<=", ">=", "<", ">"):
            right = self.joined()
            order = (rank(left) > rank(right)) - (rank(left) < rank(right))
            left = {
                "=": order == 0,
                "<>": order != 0,
                "<": order < 0,
                ">": order > 0,
                "<=": order <= 0,
                ">=": order >= 0,
            }[sign]
        return left

    def joined(self) -> Effective:
        left = self.sum()
        while self.take("&"):
            left = textual(left) + textual(self.sum())
        return left

    def sum(self) -> Effective:
        left = self.product()
        while sign := self.take("+", "-"):
            right = numeric(self.product())
            left = numeric(left) + right if sign == "+" else numeric(left) - right
        return left

    def product(self) -> Effective:
        left = self.signed()
        while sign := self.take("*", "/"):
            right = numeric(self.signed())
            if sign == "/" and not right:
                raise Wrong("#DIV/0!")
            left = numeric(left) * right if sign == "*" else numeric(left) / right
        return left

    def signed(self) -> Effective:
        if self.take("-"):
            return -numeric(self.signed())
        self.take("+")
        value = self.atom()
        while self.take("%"):
            value = numeric(value) / 100
        return value

    def atom(self) -> Effective:
        if reference := self.reference():
            return next(self.cells(reference))
        token = self.peek()
        if self.take("("):
            value = self.comparison()
            self.need(")")
            return value
        if not token or not self.take(token):
            raise Wrong("#NAME?" if re.match(r"\s*[^\W\d]", self.text[self.at :]) else "#ERROR!")
        if token == "#REF!":
            raise Wrong(token)
        if token[0] == '"':
            return token[1:-1].replace('""', '"')
        if token in ("TRUE", "FALSE"):
            return token == "TRUE"
        return plain(float(token)) if token[0].isdigit() else self.call(token.upper())

    def reference(self) -> Reference | None:
        match = re.compile(r"\s*").match(self.text, self.at)
        found = REFERENCE.match(self.text, match.end() if match else self.at)
        if not found or found[2] is None:
            return None
        self.at = found.end()
        return reference_of(found[1], found[2])

    def cells(self, reference: Reference) -> Iterator[Effective]:
        """Each cell of a reference; a range where one cell is due gives its first."""
        sheet = self.sheet if reference.title is None else self.evaluator.find(reference.title)
        if sheet is None:
            raise Wrong("#REF!")
        start, end = reference.start, reference.end or reference.start
        last_row = sheet.row_count - 1 if end.row is None else end.row
        last_column = len(sheet.columns) - 1 if end.column is None else end.column
        for row in range(start.row or 0, min(last_row, max(len(sheet.rows) - 1, start.row or 0)) + 1):
            for column in range(start.column or 0, last_column + 1):
                yield self.evaluator.value(sheet, row, column)

    def arguments(self) -> list[list[Effective]]:
        self.need("(")
        found: list[list[Effective]] = []
        while not self.take(")"):
            reference, before = None, self.at
            if (reference := self.reference()) and self.peek() not in (",", ")"):
                self.at, reference = before, None
            found.append(list(self.cells(reference)) if reference else [self.comparison()])
            if not self.take(",") and self.peek() != ")":
                raise Wrong("#ERROR!")
        return found

    def match(self) -> Effective:
        """MATCH(value, range, 0)."""
        self.need("(")
        wanted = self.comparison()
        self.need(",")
        reference = self.reference()
        if reference is None:
            raise Wrong("#ERROR!")
        for token in (",", "0", ")"):
            self.need(token)
        known, range_ = self.evaluator.looked_up, (reference.title, str(reference))
        if range_ not in known:
            found = known.setdefault(range_, {})
            for place, value in enumerate(self.cells(reference), start=1):
                found.setdefault(value, place)
        return known[range_].get(wanted, "#N/A")

    def call(self, name: str) -> Effective:
        if name == "MATCH":
            return self.match()
        if name not in ("SUM", "COUNTA", "TODAY", "HYPERLINK", "IFNA"):
            raise Wrong("#NAME?")
        arguments = self.arguments()
        flat = [value for group in arguments for value in group]
        if name == "TODAY":
            return self.evaluator.today
        if name == "COUNTA":
            return sum(value != "" for value in flat)
        if name == "IFNA":
            return flat[-1] if flat[0] == "#N/A" else flat[0]
        if name == "HYPERLINK":
            return flat[-1] if flat else ""
        for value in flat:
            if isinstance(value, str) and value in ERRORS:
                raise Wrong(value)
        return plain(sum(value for value in flat if isinstance(value, int | float) and not isinstance(value, bool)))
