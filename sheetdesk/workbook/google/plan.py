"""What a spreadsheet lacks of the desk, as the requests of one batch and as words. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from sheetdesk.columns import ALL_CHARTS, BY_KEY, CHART_SOURCES, CHARTS, FORM, FORM_STAND_IN, TABS, Tab
from sheetdesk.model.values import Value
from sheetdesk.workbook.google.batch import SPARE, VALUES_ONLY, Request
from sheetdesk.workbook.google.cells import cell_data
from sheetdesk.workbook.google.charts import ROWS_APART, Corner, Source, chart_requests
from sheetdesk.workbook.google.column import FROM_CELLS, SIGN, Lists, Placed, dress_columns, guard, note_at, runs
from sheetdesk.workbook.google.growing import Plan, Wanted, grow, make, make_room
from sheetdesk.workbook.google.image import TOP
from sheetdesk.workbook.google.look import dress
from sheetdesk.workbook.google.survey import Survey
from sheetdesk.workbook.google.tabs import IMAGE_ID, IMAGE_TAB, Size, quoted
from sheetdesk.workbook.google.upkeep import old_choices, out_of_date
from sheetdesk.workbook.headers import letter
from sheetdesk.workbook.layout import (
    Header,
    filled,
    header_in,
    holds_no_row,
    lacks_form,
    made_columns,
    made_header,
    made_tab,
    renewed,
    said_of_charts,
    tab_before,
)

ROWS, ROOM = 1000, 4
"""A new tab's rows, and its blank columns on the right, where people can add their own."""

STAND_IN_NOTE = "這個分頁是讓您試的。把 Google 表單連到這份試算表，真的分頁會自己出現；那時這個就可以刪掉。"


def plan_of(seen: Survey, wanted: Wanted) -> Plan:
    """All that is missing; no request where nothing is."""
    plan = Plan(wanted, dict(seen.ids), dict(seen.sizes), dict(seen.found), list(seen.grids), _lists_in(seen))
    for tab in TABS:
        grid = seen.grids.get(plan.found.get(tab.key, ""), ())
        header = header_in(grid, tab)
        if header is None:
            _lay_out(plan, tab)
        else:
            _complete(plan, tab, header, seen)
        if header is None or holds_no_row(grid, header.index):
            _fill(plan, tab, header)
    if lacks_form(seen.grids, wanted.form) and FORM_STAND_IN not in plan.ids:
        _add_form(plan)
    if IMAGE_TAB not in plan.ids and IMAGE_ID not in plan.ids.values():  # somebody may have renamed it
        _add_image(plan)
    _draw(plan, seen)
    plan.requests.sort(key=_needs_every_tab)
    return plan


def _lists_in(seen: Survey) -> Lists:
    """Where the words of drop-downs stand in cells, or will."""
    wanted = {column.choices_from for tab in TABS for column in tab.columns if column.choices_from}
    return {(key, name): _range_of(seen, BY_KEY[key], name) for key, name in wanted}


def _range_of(seen: Survey, tab: Tab, name: str) -> str:
    title = seen.found.get(tab.key, tab.title)
    header = header_in(seen.grids.get(title, ()), tab)
    place, first = letter(_places(tab, header)[name]), header.index + 2 if header else 2
    return f"{quoted(title)}!${place}${first}:${place}"


def _needs_every_tab(request: Request) -> bool:
    """A drop-down can't name a tab that comes later in the batch."""
    rule = request.get("setDataValidation", {}).get("rule", {})
    return bool(rule.get("condition", {}).get("type") == FROM_CELLS)


def old_choices_in(seen: Survey) -> dict[str, list[int]]:
    """Where drop-downs will be renewed, so that people's own in the rows below can be looked for: positions by tab."""
    headers = {key: header_in(seen.grids[title], BY_KEY[key]) for key, title in seen.found.items()}
    found = {key: old_choices(BY_KEY[key], header, seen.marks[key]) for key, header in headers.items() if header}
    return {key: positions for key, positions in found.items() if positions}


def _lay_out(plan: Plan, tab: Tab) -> None:
    """The whole tab, new or in a blank one of its title."""
    title = plan.found.get(tab.key)
    if title is None:
        before = tab_before(tab, plan.found)
        place = plan.order.index(plan.found[before]) + 1 if before else 0
        title = plan.found[tab.key] = tab.title
        rows = max(ROWS, 2 + len(plan.wanted.first_rows.get(tab.key, ())))
        make(plan, title, place, Size(rows, len(tab.columns) + ROOM), hidden=tab.hidden)
        plan.done.append(made_tab(title))
    else:
        grow(plan, title, "COLUMNS", len(tab.columns))
        plan.done.append(made_header(title))
    plan.requests += dress(plan.ids[title], tab, plan.sizes[title].rows, plan.lists)


def _complete(plan: Plan, tab: Tab, header: Header, seen: Survey) -> None:
    """The columns that the tab lacks, right of all others; and what is out of date at those that it has."""
    title, missing = plan.found[tab.key], header.lacks(tab)
    stale = list(out_of_date(plan.ids[title], tab, header, seen.marks[tab.key], plan.lists))
    if missing or stale:
        grow(plan, title, "ROWS", header.index + 2)  # somebody may have deleted every blank row
    if missing:
        make_room(plan, title, "COLUMNS", header.free, len(missing))
        new = list(enumerate(missing, start=header.free))
        plan.requests += dress_columns(plan.ids[title], header.index, new, plan.lists)
        plan.done.append(made_columns(title, missing))
    elif stale:
        plan.done.append(renewed(title))
    plan.requests += stale


def _fill(plan: Plan, tab: Tab, header: Header | None) -> None:
    """The first rows, in runs of columns that hold some: what stands between these is people's."""
    rows = plan.wanted.first_rows.get(tab.key, ())
    if not rows:
        return
    title, first = plan.found[tab.key], header.index + 1 if header else 1
    if header is None:
        grow(plan, title, "ROWS", first + len(rows))
    else:
        make_room(plan, title, "ROWS", first, len(rows))
    places = _places(tab, header)
    used = sorted({places[key] for row in rows for key in row})
    by_place = {place: tab.column(key) for key, place in places.items()}
    for run in runs([(place, by_place[place]) for place in used]):
        start = {"sheetId": plan.ids[title], "rowIndex": first, "columnIndex": run[0][0]}
        lines = [{"values": _cells(run, row, plan.wanted.zone)} for row in rows]
        plan.requests.append({"updateCells": {"start": start, "rows": lines, "fields": VALUES_ONLY}})
    plan.done.append(filled(title, len(rows)))


def _places(tab: Tab, header: Header | None) -> dict[str, int]:
    """Where each column will stand."""
    if header is None:
        return {column.key: place for place, column in enumerate(tab.columns)}
    new = enumerate(header.lacks(tab), start=header.free)
    return {**header.places, **{column.key: place for place, column in new}}


def _cells(run: Placed, row: Mapping[str, Value], zone: ZoneInfo) -> Sequence[Mapping[str, object]]:
    return [cell_data(row.get(column.key), zone) for _, column in run]


def _add_form(plan: Plan) -> None:
    make(plan, FORM_STAND_IN, len(plan.order), Size(ROWS, len(FORM.columns) + ROOM))
    plan.requests += dress(plan.ids[FORM_STAND_IN], FORM, ROWS, plan.lists)
    plan.requests.append(note_at(plan.ids[FORM_STAND_IN], 0, 0, f"{STAND_IN_NOTE}\n{SIGN}"))
    plan.done.append(
        f"還沒有表單回應，先新增了分頁「{FORM_STAND_IN}」讓您試；把 Google 表單連到這份試算表，真的分頁會自己出現"
    )


def _add_image(plan: Plan) -> None:
    """Where each batch keeps what it is about to change; hidden, for it is of no use to people."""
    widest = max(plan.sizes[title].columns for title in plan.found.values())
    make(plan, IMAGE_TAB, len(plan.order), Size(TOP + 100, widest + SPARE), hidden=True)
    plan.requests.append(guard({"sheetId": plan.ids[IMAGE_TAB]}))
    plan.done.append(f"新增了隱藏的分頁「{IMAGE_TAB}」，系統寫入時用的")


def _draw(plan: Plan, seen: Survey) -> None:
    """Charts, right of all columns of ours in their tab."""
    sources = {}
    for tab in CHART_SOURCES:
        header = header_in(seen.grids.get(plan.found[tab.key], ()), tab)
        number, index = plan.ids[plan.found[tab.key]], header.index if header else 0
        sources[tab.key] = Source(number, index, _places(tab, header))
    title, at = plan.found[CHARTS.key], sources[CHARTS.key]
    corner = Corner(at.number, at.header + 1, max(at.places.values()) + 1)
    new, renewed = chart_requests(seen.drawn, sources, corner)
    if new:
        grow(plan, title, "COLUMNS", corner.column + 1)
        grow(plan, title, "ROWS", corner.row + len(ALL_CHARTS) * ROWS_APART)
    plan.requests += [*new, *renewed]
    plan.done += said_of_charts(title, len(new), len(renewed))
