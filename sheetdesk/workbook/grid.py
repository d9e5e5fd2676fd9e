"""A grid of raw cells → the tab as values. Pure: every kind of workbook reads through here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

from sheetdesk.columns import FORM_TABS, SETTING, TABS, Tab
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.memory import Cells
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Formula
from sheetdesk.workbook.cells import ANY, as_text, read_cell, takes_text
from sheetdesk.workbook.form_kinds import FormKind, form_titles, is_form, is_other_form, kind_of
from sheetdesk.workbook.headers import (
    OURS,
    FormSpec,
    Grid,
    Line,
    find_form_header,
    find_header_in_place,
    fold_title,
    keys_in,
    keys_of,
    letter,
    renamed_in,
    required,
    share,
    title_of,
    titles_of,
)
from sheetdesk.workbook.lines import Lines, Memory
from sheetdesk.workbook.names import names_of
from sheetdesk.workbook.secrets import account_columns, keeps_accounts_out, without_accounts

INIT = "執行 sheetdesk init 會補上"
FORM_MEND = "把表單連到這份試算表，或改正 config.yaml 的 forms.tabs"
NO_FORM = Problem("試算表", "沒有表單回應的分頁", FORM_MEND)


def locate(grids: Mapping[str, Grid], known: Mapping[str, str] | None = None) -> dict[str, str]:
    """Tab key → title in this workbook: as `known`, else by our title, else by the header (somebody renamed the tab).

    Tabs that aren't there are left out. Raises DeskUnreachable if two renamed tabs could be the same."""
    found = dict(known or {})
    by_title = {fold_title(title): title for title in reversed(list(grids)) if title not in found.values()}
    found |= {
        t.key: by_title[fold_title(t.title)] for t in TABS if t.key not in found and fold_title(t.title) in by_title
    }
    for tab in sorted(TABS, key=lambda tab: -len(tab.columns)):  # 封存 has all columns of 案件, and one more
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


def read_tab(tab: Tab, title: str, grid: Grid, zone: ZoneInfo, lines: Lines | None = None) -> TabView:
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
    return _view(tab, title, grid, header, keys, zone, problems, lines)


def choose_forms(grids: Mapping[str, Grid], spec: FormSpec, ours: Collection[str]) -> tuple[list[str], list[Problem]]:
    """Titles of the complaint forms' tabs: those that `spec` names, else every tab that is neither ours nor another sort
    of form and asks what a form must ask."""
    titles, wanted = form_titles(spec), {fold_title(title) for title in spec.titles}
    ours = {*ours, *choose_others(grids, spec, ours)}
    named = [title for title in grids if fold_title(title) in wanted and title not in ours]
    if named:
        absent = wanted - {fold_title(title) for title in named}
        lost = [title for title in spec.titles if fold_title(title) in absent]
        return named, [Problem("試算表", f"找不到表單分頁「{title}」", FORM_MEND) for title in lost]
    chosen = [title for title in grids if title not in ours and is_form(grids[title], titles)]
    return chosen, [] if chosen else [NO_FORM]


def choose_others(grids: Mapping[str, Grid], spec: FormSpec, ours: Collection[str]) -> list[str]:
    """Titles of the survey's tabs, the staff form's and the orders', which are never taken for complaints."""
    return [title for title, grid in grids.items() if title not in ours and is_other_form(title, grid, spec)]


def read_block(tab: Tab, grid: Grid, zone: ZoneInfo) -> TabView:
    """Every row, blank ones too, of a tab of ours under its header, the first line; columns may be missing."""
    names = names_of(tab, grid, 0, keys_of(tab, grid))
    read = _reader(tab, names, zone)
    rows = tuple(Row(place, read(line)) for place, line in enumerate(grid, start=1))
    return TabView(tab.key, tab.title, names, 1, rows)


def read_forms(
    grids: Mapping[str, Grid],
    spec: FormSpec,
    zone: ZoneInfo,
    chosen: Sequence[str] | None = None,
    memory: Memory | None = None,
) -> tuple[tuple[TabView, ...], tuple[Problem, ...]]:
    """The forms' tabs of every sort: `chosen`, or as `choose_forms` and `choose_others` say. One without its required
    questions is left out and named; the others go on."""
    views, problems = [], list[Problem]()
    if chosen is None:
        ours = set(locate(grids).values())
        complaints, problems = choose_forms(grids, spec, ours)
        chosen = [*complaints, *choose_others(grids, spec, ours)]
    for title, lines in (memory or Memory()).forms(chosen).items():
        view = _read_form(kind_of(title, grids[title], spec), title, grids[title], zone, lines)
        if isinstance(view, Problem):
            problems.append(view)
        else:
            views.append(view)
    return tuple(views), tuple(problems)


def _read_form(kind: FormKind, title: str, grid: Grid, zone: ZoneInfo, lines: Lines) -> TabView | Problem:
    tab, header = kind.tab, find_form_header(grid, kind.titles)
    if not kind.required and all(is_blank(line) for line in grid):
        return TabView(tab.key, title, (), 1, ())
    keys = keys_in(grid[header], kind.titles, loose=True) if header is not None else ()
    lost = [tab.column(key).title for key in kind.required if key not in keys]
    if lost or header is None:
        mends = [mend for key, mend in kind.mends.items() if key in kind.required and key not in keys]
        mends.append(kind.mend.format(section=kind.section))
        sought = f"問題「{'」「'.join(lost)}」" if lost else "認得的標題"
        return Problem(f"{kind.place}「{title}」", f"找不到{sought}，這個分頁先不讀", "；".join(mends), tab=tab.key)
    return _view(tab, title, grid, header, keys, zone, _twice(tab, title, grid[header], kind.titles), lines)


def _view(
    tab: Tab,
    title: str,
    grid: Grid,
    header: int,
    keys: Sequence[str | None],
    zone: ZoneInfo,
    problems: Sequence[Problem],
    lines: Lines | None,
) -> TabView:
    names = names_of(tab, grid, header, keys)
    read = _reader(tab, names, zone)
    rows = (lines or Lines()).rows(
        (tab.key, names, zone),
        header + 2,
        grid[header + 1 :],
        lambda line: None if is_blank(line) else read(line),
    )
    titles = {name: title_of(raw) for name, raw in zip(names, grid[header], strict=False) if name and title_of(raw)}
    renamed = () if tab.key in FORM_TABS else renamed_in(tab, grid[header], keys)
    return TabView(tab.key, title, names, header + 1, rows, tuple(problems), Row(header + 1, titles), renamed)


def _reader(tab: Tab, names: Sequence[str | None], zone: ZoneInfo) -> Callable[[Line], Cells]:
    kinds = [tab.column(name).type if name and tab.has(name) else ANY for name in names]
    columns = [
        (name or "", name is not None and takes_text(kind), kind) for name, kind in zip(names, kinds, strict=True)
    ]
    asked = account_columns(tab, names)
    hide = keeps_accounts_out(tab)

    def read(line: Line) -> Cells:
        cells = Cells()
        for (name, as_it_is, kind), raw in zip(columns, line, strict=False):
            if raw is None or raw == "":
                continue
            if as_it_is and type(raw) is str:
                if not raw.isspace():
                    cells[name] = raw
            elif name and (value := read_cell(raw, kind, zone)) is not None:
                cells[name] = value
        return without_accounts(cells, asked) if hide else cells

    return read


def is_blank(line: Line) -> bool:
    """Did nobody type anything here? Tick boxes and formulas that were dragged down a column don't make a row."""
    return all(raw is None or raw is False or isinstance(raw, Formula) or not str(raw).strip() for raw in line)


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
