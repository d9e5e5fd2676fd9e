"""Which row of a grid is the header, and which column is which. Pure; titles are compared after folding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from sheetdesk.columns import FORM, MACHINE, ORDERS, REQUEST, SHARED, STAFF_FORM, STATUS, SURVEY, Column, Tab
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.cells import Raw, as_text

HEADER_WITHIN = 10
"""The header is among the first ten rows (design §2)."""

OURS = 0.6
"""A renamed tab is ours if its header holds at least this share of the tab's titles."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_INVISIBLE = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

Line = Sequence[Raw]
Grid = Sequence[Line]
Aliases = Mapping[str, tuple[str, ...]]
"""More titles for a question's key."""


@dataclass(frozen=True, slots=True)
class FormSpec:
    """Which tabs are forms (by title; none found: by their questions), and more titles for a question's key.

    `survey`, `staff`: the titles of the survey's tab and of the staff form's; one that asks their questions is theirs
    under any title. `orders`: the title of the tab into which people paste orders."""

    titles: tuple[str, ...] = (FORM.title,)
    aliases: Aliases = field(default_factory=dict)
    survey: str = SURVEY.title
    survey_aliases: Aliases = field(default_factory=dict)
    staff: str = STAFF_FORM.title
    staff_aliases: Aliases = field(default_factory=dict)
    orders: str = ORDERS.title
    order_aliases: Aliases = field(default_factory=dict)

    @property
    def asked_for(self) -> tuple[str, ...]:
        """Every title that config.yaml names."""
        return (*self.titles, self.survey, self.staff, self.orders)


@lru_cache(maxsize=8192)  # each pass looks for headers among the same first rows
def fold_title(title: str) -> str:
    """`title` for comparison: NFKC, no spaces or invisible characters, case folded."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", title)).casefold().rstrip("*:")


def letter(position: int) -> str:
    """A column's letter by its position from 0: A, Z, AA."""
    letters, number = "", position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def required(tab: Tab) -> tuple[Column, ...]:
    """Columns without which the desk can't work; those of later versions can wait, and of a tab that is only written
    nothing but its key is needed."""
    if tab.write_only:
        return tuple(column for column in tab.columns if column.key == tab.key_column)
    return tuple(c for c in tab.owned_by(MACHINE, SHARED, STATUS, REQUEST) if not c.later)


def titles_of(tab: Tab) -> dict[str, str]:
    """Folded title → key, for a tab of ours."""
    return {fold_title(c.title): c.key for c in tab.columns}


def title_of(raw: Raw) -> Value:
    """What a cell of a header row shows."""
    return raw if isinstance(raw, Formula) else as_text(raw).strip() or None


def titles_in(line: Line) -> tuple[Value, ...]:
    """What a header row shows, by position, without what is blank at its end."""
    titles = [title_of(raw) for raw in line]
    while titles and titles[-1] is None:
        titles.pop()
    return tuple(titles)


def keys_in(line: Line, titles: Mapping[str, str], *, loose: bool = False) -> tuple[str | None, ...]:
    """The key of each cell's title, by position, None for what isn't known; of two with one key the first counts.

    `loose` (forms): a title that is known once its bracketed remarks and its question mark are dropped counts if no
    other bears that key."""
    texts = [raw if type(raw) is str else as_text(raw) for raw in line]
    keys = [titles.get(fold_title(text)) if text else None for text in texts]
    found = {key for key in keys if key is not None}
    if len(found) < len(keys) - keys.count(None):
        keys = [None if key in keys[:position] else key for position, key in enumerate(keys)]
    for position, text in enumerate(texts if loose else ()):
        if keys[position] is None and text and (key := titles.get(_bare_title(text))) and key not in found:
            keys[position] = key
            found.add(key)
    return tuple(keys)


@lru_cache(maxsize=1024)
def _bare_title(title: str) -> str:
    """`title` for comparison, without its bracketed remarks and its question mark."""
    return fold_title(_BRACKETS.sub("", unicodedata.normalize("NFKC", title))).rstrip("?*:")


def find_header(grid: Grid, tab: Tab) -> int | None:
    """Index of the header of a tab of ours: for 案件 the first row that bears 案號, else the row with most titles."""
    titles = titles_of(tab)
    lines = (set(keys_in(line, titles)) - {None} for line in grid[:HEADER_WITHIN])
    if tab.key == "cases":
        return next((i for i, keys in enumerate(lines) if tab.key_column in keys), None)
    counts = [len(keys) for keys in lines]
    best = max(range(len(counts)), key=lambda i: counts[i], default=None)
    return best if best is not None and counts[best] >= 2 else None


def find_header_in_place(grid: Grid, tab: Tab) -> int | None:
    """As `find_header`; where nobody left 案號 in its place, the row that holds most of the other titles."""
    found = find_header(grid, tab)
    if found is not None:
        return found
    titles = titles_of(tab)
    counts = [len(set(keys_in(line, titles)) - {None}) for line in grid[:HEADER_WITHIN]]
    best = max(range(len(counts)), key=lambda i: counts[i], default=None)
    return best if best is not None and counts[best] >= OURS * len(tab.columns) else None


def keys_of(tab: Tab, grid: Grid) -> tuple[str | None, ...]:
    """The key of each column of a tab of ours, whose header is the first line: by its title, else by its place."""
    keys = keys_in(grid[0], titles_of(tab))
    if all(column.key in keys for column in required(tab)):
        return keys
    held = {position for line in grid for position, raw in enumerate(line) if raw is not None and raw != ""}
    standing = [position in held for position in range(max(held, default=-1) + 1)]
    padded = [*keys, *[None] * len(standing)][: max(len(standing), len(keys))]
    by_place = known_by_place(tab, padded, standing)
    return tuple(by_place.get(position, key) for position, key in enumerate(padded))


def renamed_in(tab: Tab, line: Line, keys: Sequence[str | None]) -> tuple[str, ...]:
    """Those of `keys`, the columns under the header `line`, that no title of ours tells."""
    told = set(keys_in(line, titles_of(tab)))
    return tuple(key for key in keys if key is not None and key not in told)


def known_by_place(tab: Tab, keys: Sequence[str | None], standing: Sequence[bool]) -> dict[int, str]:
    """Position → key of the required columns whose title a person replaced or cleared where it stood.

    Where exactly as many other columns as titles are missing stand between the nearest two of our titles, in our
    order, they are those, in order. A column that holds nothing (`standing`, by position) counts only if it has to."""
    place = {key: at for at, key in enumerate(keys) if key is not None}
    runs = [(lost, list(run)) for lost, run in groupby((c.key for c in tab.columns), lambda key: key not in place)]
    found: dict[int, str] = {}
    for at, (lost, run) in enumerate(runs):
        if not lost:
            continue
        left = place[runs[at - 1][1][-1]] if at else -1
        right = place[runs[at + 1][1][0]] if at + 1 < len(runs) else len(standing)
        between = [position for position in range(left + 1, right) if keys[position] is None]
        held = [position for position in between if standing[position]]
        places = held if len(held) == len(run) else between
        if len(places) == len(run):
            found |= dict(zip(places, run, strict=True))
    wanted = {column.key for column in required(tab)}
    return {position: key for position, key in found.items() if key in wanted}


def find_form_header(grid: Grid, titles: Mapping[str, str]) -> int | None:
    """Index of the row with most questions of a form, None if no row holds two."""
    counts = [len(set(keys_in(line, titles, loose=True)) - {None}) for line in grid[:HEADER_WITHIN]]
    best = max(range(len(counts)), key=lambda i: counts[i], default=None)
    return best if best is not None and counts[best] >= 2 else None


def share(grid: Grid, tab: Tab) -> float:
    """How much of the tab's titles the grid's header holds, 0 to 1. Tabs of figures differ in their first column."""
    header = find_header(grid, tab)
    if header is None:
        return 0.0
    held = set(keys_in(grid[header], titles_of(tab))) - {None}
    return 0.0 if tab.write_only and tab.columns[0].key not in held else len(held) / len(tab.columns)
