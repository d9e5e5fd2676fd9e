"""A grid of raw cells → the tab as values. Pure: every kind of workbook reads through here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from zoneinfo import ZoneInfo

from sheetdesk.columns import FORM, FORM_REQUIRED, SETTING, TABS, Tab
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.cells import ANY, Raw, as_text, read_cell
from sheetdesk.workbook.headers import (
    OURS,
    FormSpec,
    Grid,
    Line,
    find_form_header,
    find_header_in_place,
    fold_title,
    form_titles,
    is_form,
    keys_in,
    keys_of,
    letter,
    renamed_in,
    required,
    share,
    titles_of,
)

INIT = "執行 sheetdesk init 會補上"
FORM_MEND = "把表單連到這份試算表，或改正 config.yaml 的 forms.tabs"


def locate(grids: Mapping[str, Grid], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Tab key → title in this workbook: as `known`, else by our title, else by the header (somebody renamed the tab).

    Tabs that aren't there are left out. Raises DeskUnreachable if two renamed tabs could be the same."""
    found = dict(known or {})
    by_title = {fold_title(title): title for title in reversed(list(grids)) if title not in found.values()}
    found |= {
        t.key: by_title[fold_title(t.title)] for t in TABS if t.key not in found and fold_title(t.title) in by_title
    }
    for tab in TABS:
        if tab.key in found:
            continue
        free = [title for title in grids if title not in found.values() and share(grids[title], tab) >= OURS]
        if len(free) > 1:
            raise DeskUnreachable(
                f"找不到分頁「{tab.title}」，而「{'」「'.join(free)}」看起來都像它",
                which="試算表",
                mend=f"請把正在用的那一個改名為「{tab.title}」",
            )
        if free:
            found[tab.key] = free[0]
    return found


def read_tabs(grids: Mapping[str, Grid], zone: ZoneInfo, known: Mapping[str, str] | None = None) -> dict[str, TabView]:
    """Every tab of ours. Raises DeskUnreachable naming all tabs and columns that are missing, each with its mend."""
    found = locate(grids, known)
    missing = [tab.title for tab in TABS if tab.key not in found]
    if missing:
        raise DeskUnreachable(f"少了分頁「{'」「'.join(missing)}」", which="試算表", mend=INIT)
    return {tab.key: read_tab(tab, found[tab.key], grids[found[tab.key]], zone) for tab in TABS}


def read_whole_tabs(grids: Mapping[str, Grid], keys: Sequence[str], zone: ZoneInfo) -> dict[str, TabView]:
    """Those of the tabs `keys` that are there and lack nothing; the others are left out."""
    found, views = locate(grids), {}
    for tab in (tab for tab in TABS if tab.key in keys and tab.key in found):
        with suppress(DeskUnreachable):  # `init` is about to add what it lacks
            views[tab.key] = read_tab(tab, found[tab.key], grids[found[tab.key]], zone)
    return views


def read_tab(tab: Tab, title: str, grid: Grid, zone: ZoneInfo) -> TabView:
    """One tab of ours. Raises DeskUnreachable if its header or a column that the desk needs is missing."""
    header = find_header_in_place(grid, tab)
    if header is None:
        sign = f"「{tab.columns[0].title}」所在的" if tab.key == "cases" else ""
        raise DeskUnreachable(f"前十列裡找不到{sign}標題列", which=f"分頁「{title}」", mend=INIT)
    keys = keys_of(tab, grid[header:])
    lost = [c.title for c in required(tab) if c.key not in keys]
    if lost:
        raise DeskUnreachable(
            f"少了欄位「{'」「'.join(lost)}」", which=f"分頁「{title}」", mend=f"改回原來的標題，或{INIT}"
        )
    problems = _twice(tab, title, grid[header], titles_of(tab)) + [
        Problem(f"分頁「{title}」", f"少了欄位「{c.title}」，先當作空白", INIT, tab=tab.key)
        for c in tab.owned_by(SETTING)
        if c.key not in keys and not c.later
    ]
    return _view(tab, title, grid, header, keys, zone, problems)


def choose_forms(grids: Mapping[str, Grid], spec: FormSpec, ours: Collection[str]) -> tuple[list[str], list[Problem]]:
    """Titles of the forms' tabs: those that `spec` names, else every tab that isn't ours and asks what a form must ask."""
    titles, wanted = form_titles(spec), {fold_title(title) for title in spec.titles}
    named = [title for title in grids if fold_title(title) in wanted and title not in ours]
    if named:
        absent = wanted - {fold_title(title) for title in named}
        lost = [title for title in spec.titles if fold_title(title) in absent]
        return named, [Problem("試算表", f"找不到表單分頁「{title}」", FORM_MEND) for title in lost]
    chosen = [title for title in grids if title not in ours and is_form(grids[title], titles)]
    return chosen, [] if chosen else [Problem("試算表", "沒有表單回應的分頁", FORM_MEND)]


def read_block(tab: Tab, grid: Grid, zone: ZoneInfo) -> TabView:
    """Every row, blank ones too, of a tab of ours under its header, the first line; columns may be missing."""
    view = _view(tab, tab.title, grid, 0, keys_of(tab, grid), zone, [])
    return replace(view, rows=tuple(_rows(tab, view.header, enumerate(grid, start=1), zone)))


def read_forms(
    grids: Mapping[str, Grid], spec: FormSpec, zone: ZoneInfo, chosen: Sequence[str] | None = None
) -> tuple[tuple[TabView, ...], tuple[Problem, ...]]:
    """The forms' tabs, `chosen` or as `choose_forms` says. One without its required questions is left out and named;
    the others go on."""
    titles, views, problems = form_titles(spec), [], list[Problem]()
    if chosen is None:
        chosen, problems = choose_forms(grids, spec, set(locate(grids).values()))
    for title in chosen:
        view = _read_form(title, grids[title], titles, zone)
        if isinstance(view, Problem):
            problems.append(view)
        else:
            views.append(view)
    return tuple(views), tuple(problems)


def _read_form(title: str, grid: Grid, titles: Mapping[str, str], zone: ZoneInfo) -> TabView | Problem:
    header = find_form_header(grid, titles)
    keys = keys_in(grid[header], titles, loose=True) if header is not None else ()
    lost = [FORM.column(key).title for key in FORM_REQUIRED if key not in keys]
    if lost or header is None:
        return Problem(
            f"表單分頁「{title}」",
            f"找不到問題「{'」「'.join(lost)}」，這個分頁先不讀",
            "把表單的題目改回來，或在 config.yaml 的 forms.aliases 加上新的題目",
            tab=FORM.key,
        )
    return _view(FORM, title, grid, header, keys, zone, _twice(FORM, title, grid[header], titles))


def _view(
    tab: Tab, title: str, grid: Grid, header: int, keys: tuple[str | None, ...], zone: ZoneInfo, problems: list[Problem]
) -> TabView:
    width = max((len(line) for line in grid[header:]), default=0)
    names = _names(tab, grid, header, [*keys, *[None] * (width - len(keys))])
    lines = enumerate(grid[header + 1 :], start=header + 2)
    rows = _rows(tab, names, ((place, line) for place, line in lines if not is_blank(line)), zone)
    titles = {name: _title(raw) for name, raw in zip(names, grid[header], strict=False) if name and _title(raw)}
    renamed = () if tab is FORM else renamed_in(tab, grid[header], keys)
    return TabView(tab.key, title, names, header + 1, tuple(rows), tuple(problems), Row(header + 1, titles), renamed)


def _title(raw: Raw) -> Value:
    return raw if isinstance(raw, Formula) else as_text(raw).strip() or None


def _rows(tab: Tab, names: Sequence[str | None], lines: Iterable[tuple[int, Line]], zone: ZoneInfo) -> Iterator[Row]:
    kinds = [tab.column(name).type if name and tab.has(name) else ANY for name in names]
    for place, line in lines:
        cells = {name: read_cell(raw, kind, zone) for name, kind, raw in zip(names, kinds, line, strict=False) if name}
        yield Row(place, {name: value for name, value in cells.items() if value is not None})


def is_blank(line: Line) -> bool:
    """Did nobody type anything here? Tick boxes and formulas that were dragged down a column don't make a row."""
    return all(raw is None or raw is False or isinstance(raw, Formula) or not str(raw).strip() for raw in line)


def _names(tab: Tab, grid: Grid, header: int, keys: Sequence[str | None]) -> tuple[str | None, ...]:
    # A column of people's own that is called like one of ours must not be taken for it.
    taken = {word for column in tab.columns for word in (column.key, column.title)}
    names: list[str | None] = []
    for position, key in enumerate(keys):
        name = key or _own_name(grid, header, position)
        if name and not key:
            name = _unlike(name, taken)
            taken.add(name)
        names.append(name)
    while names and names[-1] is None:
        names.pop()
    return tuple(names)


def _own_name(grid: Grid, header: int, position: int) -> str | None:
    raw = _at(grid[header], position)
    if title := as_text(raw).strip():
        return title
    filled = any(_at(line, position) not in (None, "") for line in grid[header + 1 :])
    return f"欄 {letter(position)}" if filled else None


def _unlike(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name} ({number})"
    return free


def _twice(tab: Tab, title: str, line: Line, titles: Mapping[str, str]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for position, raw in enumerate(line):
        key = titles.get(fold_title(as_text(raw)))
        if key is None or first.setdefault(key, position) == position:
            continue
        places = f"{letter(first[key])} 欄和 {letter(position)} 欄"
        problems.append(
            Problem(
                f"分頁「{title}」{places}",
                f"都是「{tab.column(key).title}」，只讀 {letter(first[key])} 欄",
                f"把 {letter(position)} 欄改名或刪除",
                tab=tab.key,
            )
        )
    return problems


def _at(line: Line, position: int) -> Raw:
    return line[position] if position < len(line) else None
