"""Which tab of a spreadsheet is which, by id, and what else changes seldom: sizes, protection, zone. Remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from sheetdesk.columns import FORM_STAND_IN, TABS
from sheetdesk.model.sheet import Locked
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.window import joined
from sheetdesk.workbook.grid import choose_forms, choose_others, locate
from sheetdesk.workbook.headers import HEADER_WITHIN, FormSpec, Grid, fold_title

IMAGE_TAB = "_sheetdesk"
"""Hidden: the stamp, and each touched row as it stood when the last batch was written."""

IMAGE_ID = 1_937_007_972
"""Id of that tab where we made it: any number that no other tab has."""

ABOUT = (
    "properties(title,locale,timeZone),sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "protectedRanges(range,warningOnly,requestingUserCanEdit))"
)
_RESPONSES = re.compile(r"(?:表單回應|表單回覆|form responses)\s*\d+", re.IGNORECASE)
"""Titles that Google gives to a form's tab."""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows and columns of a tab's grid, blank ones included."""

    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Tabs:
    """What the `spreadsheet` of that id consists of. `ours`: id by tab key. `forms`: those of complaints, of
    the survey and of the staff form. `more_forms`: titles of forms' tabs that are not read. `formless`: no complaint form is linked yet."""

    spreadsheet: str
    ours: Mapping[str, int]
    forms: tuple[int, ...]
    image: int | None
    image_size: Size
    widest: int
    cells: int
    title: str
    zone: str
    locale: str
    locked: tuple[Locked, ...]
    more_forms: tuple[str, ...]
    formless: bool
    asked_for: tuple[str, ...]
    asked_at: datetime


class Notebook(Protocol):
    """Where the last answer is kept between processes."""

    def get(self) -> Mapping[str, Any] | None:
        """What was put last, None if nothing was."""

    def put(self, said: Mapping[str, Any]) -> None:
        """Keep `said` in place of what was kept before."""


class Scratch:
    """A notebook for one process."""

    def __init__(self) -> None:
        self._said: Mapping[str, Any] | None = None

    def get(self) -> Mapping[str, Any] | None:
        """What was put last."""
        return self._said

    def put(self, said: Mapping[str, Any]) -> None:
        """Keep it while the process lives."""
        self._said = said


def to_plain(tabs: Tabs) -> dict[str, Any]:
    """`tabs` as values that a notebook keeps."""
    return asdict(tabs)


def from_plain(said: Mapping[str, Any] | None, spreadsheet: str) -> Tabs | None:
    """Reverse of `to_plain`; None where another version wrote it, or of another spreadsheet: ids may be alike."""
    if said is None or set(said) != set(Tabs.__slots__) or said["spreadsheet"] != spreadsheet:
        return None
    lists = {name: tuple(said[name]) for name in ("forms", "more_forms", "asked_for")}
    try:
        locked = tuple(Locked(**area) for area in said["locked"])
        return Tabs(**{**said, **lists, "locked": locked, "image_size": Size(**said["image_size"])})
    except TypeError:
        return None


def discover(sheet: Spreadsheet, spec: FormSpec, known: Tabs | None, now: datetime) -> Tabs:
    """Ask the spreadsheet what it consists of: one call, one more if a tab has to be known by its header.

    Tabs known by id stay what they are, whatever their title; one that is a chart has no cells to be asked for. Raises
    DeskUnreachable."""
    about = sheet.about(ABOUT)
    sheets = {
        tab["properties"].get("sheetId", 0): tab for tab in about["sheets"] if "gridProperties" in tab["properties"]
    }
    titles = {number: str(tab["properties"]["title"]) for number, tab in sheets.items()}
    ids = {title: number for number, title in titles.items()}
    before = {key: titles[number] for key, number in known.ours.items() if number in titles} if known else {}
    grids = _heads(sheet, titles, before, spec, known.forms if known else ())
    ours = locate(grids, before)
    complaints, _ = choose_forms(grids, spec, set(ours.values()))
    chosen = [*complaints, *choose_others(grids, spec, set(ours.values()))]
    if known and known.asked_for == spec.asked_for:
        chosen = list(dict.fromkeys([*(titles[n] for n in known.forms if n in titles), *chosen]))
    image = _image_among(titles, known)
    by_id = {ids[title]: key for key, title in ours.items()}
    sizes = {number: _size(tab) for number, tab in sheets.items()}
    return Tabs(
        spreadsheet=sheet.id,
        ours={key: ids[title] for key, title in ours.items()},
        forms=tuple(ids[title] for title in chosen),
        image=image,
        image_size=sizes[image] if image is not None else Size(0, 0),
        widest=max((sizes[number].columns for number in by_id), default=0),
        cells=sum(size.rows * size.columns for size in sizes.values()),
        title=about["properties"]["title"],
        zone=about["properties"]["timeZone"],
        locale=about["properties"].get("locale", ""),
        locked=tuple(_locked(sheets, by_id)),
        more_forms=tuple(t for t in titles.values() if _RESPONSES.fullmatch(t) and t not in chosen),
        formless=all(title == FORM_STAND_IN for title in complaints),
        asked_for=spec.asked_for,
        asked_at=now,
    )


def _image_among(titles: Mapping[int, str], known: Tabs | None) -> int | None:
    """The image's tab: as known, else by its title, else as we made it, before this ledger was."""
    if known and known.image in titles:
        return known.image
    made = IMAGE_ID if IMAGE_ID in titles else None
    return next((number for number, title in titles.items() if title == IMAGE_TAB), made)


def whole(number: int) -> dict[str, int]:
    """The GridRange of a whole tab."""
    return {"sheetId": number}


def regrown(tabs: Tabs, size: Size) -> Tabs:
    """`tabs` once the image's tab has that size."""
    return replace(tabs, image_size=size)


def _heads(
    sheet: Spreadsheet, titles: Mapping[int, str], before: Mapping[str, str], spec: FormSpec, read: Sequence[int]
) -> dict[str, Grid]:
    """The first rows of each tab that no title tells, where one is looked for: and of every form's tab that isn't `read`,
    for it may be the survey's or the staff form's; nothing for the others."""
    told = {fold_title(tab.title) for tab in TABS if tab.key not in before} | {fold_title(t) for t in spec.asked_for}
    grids: dict[str, Grid] = {title: [] for title in titles.values()}
    found = {fold_title(title) for title in titles.values()}
    lacking = any(tab.key not in before and fold_title(tab.title) not in found for tab in TABS)
    formless = not any(fold_title(title) in found for title in spec.titles)
    strange = [n for n, title in titles.items() if fold_title(title) not in told and title not in before.values()]
    strange = [number for number in strange if titles[number] != IMAGE_TAB]
    if not (lacking or formless):
        strange = [number for number in strange if _RESPONSES.fullmatch(titles[number]) and number not in read]
    ranges = [{"sheetId": number, "startRowIndex": 0, "endRowIndex": HEADER_WITHIN} for number in strange]
    for number, grid in by_tab(sheet.values(ranges)).items() if ranges else ():
        grids[titles[number]] = grid
    return grids


def by_tab(answers: Sequence[Mapping[str, Any]]) -> dict[int, Grid]:
    """Rows by tab id, as they came: a blank cell between others is "". The id 0 is left out of answers."""
    parts: dict[int, list[Mapping[str, Any]]] = {}
    for answer in answers:
        parts.setdefault(_id_of(answer), []).append(answer)
    return {number: joined(of_tab) for number, of_tab in parts.items()}


def title_in(answer: Mapping[str, Any]) -> str:
    """The tab's title as it is now: it stands in the range of every answer."""
    return unquoted(str(answer["valueRange"]["range"]).rpartition("!")[0])


def titles_by_tab(answers: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Titles by tab id."""
    return {_id_of(answer): title_in(answer) for answer in answers}


def unquoted(title: str) -> str:
    """A tab's title without the quotes of A1 notation."""
    return title[1:-1].replace("''", "'") if title.startswith("'") and title.endswith("'") else title


def quoted(title: str) -> str:
    """A tab's title as A1 notation wants it."""
    return "'" + title.replace("'", "''") + "'"


def _id_of(answer: Mapping[str, Any]) -> int:
    return int(answer["dataFilters"][0]["gridRange"].get("sheetId", 0))


def _size(tab: Mapping[str, Any]) -> Size:
    grid = tab["properties"]["gridProperties"]
    return Size(grid.get("rowCount", 0), grid.get("columnCount", 0))


def _locked(sheets: Mapping[int, Mapping[str, Any]], by_id: Mapping[int, str]) -> Iterable[Locked]:
    for number, key in by_id.items():
        for protection in sheets[number].get("protectedRanges", ()):
            if protection.get("warningOnly") or protection.get("requestingUserCanEdit"):
                continue
            area = protection.get("range", {})
            yield Locked(
                key,
                area.get("startRowIndex", 0) + 1,
                area.get("endRowIndex"),
                area.get("startColumnIndex", 0),
                area["endColumnIndex"] - 1 if "endColumnIndex" in area else None,
            )
