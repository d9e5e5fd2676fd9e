"""What the desk remembers of a row of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sheetdesk.model.frozen import copying
from sheetdesk.model.values import Formula, Value, canonical, dumps, nothing

_NO_FORMULAS: Mapping[str, Formula] = {}


@dataclass(frozen=True, slots=True)
class RowMemory:
    """A row as last seen to stand. Empty `seen`: it was decided but never yet seen in the sheet.

    `dirty`: a write to it is owed or unconfirmed. `put_backs`: per column, the times a person's change of a
    machine cell was put back."""

    seen: Mapping[str, Value] = field(default_factory=nothing)
    print: str = ""
    dirty: bool = False
    missing_since: datetime | None = None
    dropped: bool = False
    """Deleted by a person after its case was void: it stays away."""
    put_backs: Mapping[str, tuple[datetime, ...]] = field(default_factory=nothing)
    _formulas: Mapping[str, Formula] | None = field(default=None, init=False, repr=False, compare=False)

    def shows(self, cells: Mapping[str, Value]) -> bool:
        """Does a row of these cells look as this one did? Mostly it is the very same object or equal cell by cell; the
        fingerprint, which takes thirty times as long, is for what only the eye can't tell apart."""
        return (
            cells is self.seen or _are_alike(cells, self.seen) or print_of(cells) == (self.print or print_of(self.seen))
        )

    @property
    def formulas(self) -> Mapping[str, Formula]:
        """Those of its cells that hold a formula; looked for once, for hardly any row has one and each pass asks all."""
        found = self._formulas
        if found is None:
            found = {name: value for name, value in self.seen.items() if isinstance(value, Formula)} or _NO_FORMULAS
            object.__setattr__(self, "_formulas", found)
        return found


with_memory = copying(RowMemory)
"""The row as remembered, with other facts: as `dataclasses.replace` gives it."""


def _are_alike(cells: Mapping[str, Value], seen: Mapping[str, Value]) -> bool:
    if cells.keys() != seen.keys():
        return False
    return all(type(value) is type(seen[name]) and value == seen[name] for name, value in cells.items())


class Cells(dict[str, Value]):
    """The cells of a row as read, never changed afterwards: a row that is read again unchanged keeps this very object,
    and its fingerprint is computed once.

    `masked`: columns that hold an account's number in the sheet, of which only the end is known here."""

    __slots__ = ("_print", "masked")

    def __init__(self, *cells: Mapping[str, Value], masked: tuple[str, ...] = ()) -> None:
        super().__init__(*cells)
        self.masked = masked

    @property
    def print(self) -> str:
        """The row's fingerprint."""
        try:
            return self._print
        except AttributeError:
            self._print: str = _fingerprint(self)
            return self._print


def print_of(cells: Mapping[str, Value]) -> str:
    """Fingerprint of a row's cells, to pass over whole rows that equal the last read."""
    return cells.print if isinstance(cells, Cells) else _fingerprint(cells)


def masked_in(cells: Mapping[str, Value]) -> tuple[str, ...]:
    """The columns that hold more in the sheet than here: an account's number."""
    return cells.masked if isinstance(cells, Cells) else ()


def print_of_texts(texts: Iterable[str]) -> str:
    """Fingerprint of what stands in a column, whatever the order of its rows; blank where nothing does."""
    said = sorted(texts)
    return sha256(dumps(said).encode()).hexdigest()[:20] if said else ""


def _fingerprint(cells: Mapping[str, Value]) -> str:
    said = {name: canonical(value) for name, value in sorted(cells.items())}
    return sha256(dumps({k: v for k, v in said.items() if v is not None}).encode()).hexdigest()[:20]
