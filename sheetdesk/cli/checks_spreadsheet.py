"""What `doctor` looks at in a Google spreadsheet: zone, locale, tabs, forms, protection, size. Reads only."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sheetdesk.cli.build import form_spec
from sheetdesk.cli.finding import Finding, faults, wrong
from sheetdesk.columns import FORM, FORM_STAND_IN, FORM_TABS, ORDERS, STAFF_FORM, SURVEY
from sheetdesk.config import Config
from sheetdesk.errors import DeskUnreachable, UsageError
from sheetdesk.model.sheet import Problem, Snapshot, TabView
from sheetdesk.workbook.google import health
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.faults import GoogleFault
from sheetdesk.workbook.google.layout import IN_SETTINGS, LOCALE
from sheetdesk.workbook.google.survey import survey
from sheetdesk.workbook.google.tabs import Scratch, Tabs, by_tab, titles_by_tab, to_plain, whole
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from sheetdesk.workbook.grid import read_forms
from sheetdesk.workbook.layout import refuse_strangers

WHAT = {FORM.key: "表單回應", SURVEY.key: "問卷回應", STAFF_FORM.key: "處理表單", ORDERS.key: "訂單"}

OTHER_SCRIPTS = (
    "這份試算表以前若裝過會自動回信的 Apps Script，客人會收到兩封信；從外面看不到，"
    "請打開「擴充功能 → Apps Script → 觸發條件」看一次，把會寄信的刪掉"
)


def settings(tabs: Tabs, zone: ZoneInfo) -> Iterator[Finding]:
    """Zone and locale; `zone` is the desk's."""
    zones = list(faults(health.zone_problems(tabs, zone)))
    yield from zones or [Finding(f"試算表的時區：{tabs.zone}，和系統一樣")]
    if tabs.locale == LOCALE:
        yield Finding("試算表的語言代碼：台灣")
    else:
        what = f"試算表的語言代碼是 {tabs.locale}，日期會照那裡的習慣顯示；要改成台灣的，請到{IN_SETTINGS}"
        yield Finding(what, hint=True)


def desk_in(sheet: Spreadsheet, tabs: Tabs, config: Config) -> Generator[Finding, None, Snapshot | None]:
    """Our tabs and the forms'; answers the workbook as read, None if it lacks something."""
    told = Scratch()
    told.put(to_plain(tabs))
    book = GoogleWorkbook(sheet, config.desk.zone, lambda: datetime.now(UTC), form_spec(config), told)
    try:
        snapshot = book.read()
    except GoogleFault as fault:
        yield wrong(fault)
        return None
    except DeskUnreachable as fault:
        yield wrong(fault)
        yield from _strangers(sheet)
        yield from _forms(*_forms_alone(sheet, tabs, config))
        return None
    yield Finding(f"系統的分頁：{len(snapshot.tabs)} 個都在，需要的欄位也都在")
    known = health.problems(tabs, config.desk.zone, sheet.account)
    yield from _forms(snapshot.forms, [problem for problem in snapshot.problems if problem not in known])
    return snapshot


def _strangers(sheet: Spreadsheet) -> Iterator[Finding]:
    """A tab of our title that holds something else, with which `init` would refuse to add what lacks. Two calls."""
    try:
        refuse_strangers(survey(sheet).grids)
    except UsageError as fault:
        yield wrong(fault)


def _forms_alone(sheet: Spreadsheet, tabs: Tabs, config: Config) -> tuple[Sequence[TabView], Sequence[Problem]]:
    """The forms' tabs of a spreadsheet that isn't a desk yet."""
    if not tabs.forms:
        return (), ()
    answers = sheet.values([whole(number) for number in tabs.forms])
    grids, titles = by_tab(answers), titles_by_tab(answers)
    by_title = {titles[number]: grid for number, grid in grids.items()}
    return read_forms(by_title, form_spec(config), config.desk.zone, list(by_title))


def _forms(views: Sequence[TabView], problems: Sequence[Problem]) -> Iterator[Finding]:
    complaints = [view for view in views if view.key == FORM.key]
    for view in views:
        form, what = FORM_TABS[view.key], WHAT[view.key]
        asked = "、".join(form.column(key).title for key in view.header if key and form.has(key))
        yield Finding(f"{what}：「{view.title}」{len(view.rows)} 列，認得的題目：{asked}")
    for view in complaints:
        if view.title == FORM_STAND_IN and len(complaints) == 1:
            what = f"表單還沒有連到這份試算表，現在讀的是「{FORM_STAND_IN}」；連上以後，真的分頁會自己出現"
            yield Finding(what, hint=True)
        if "email" not in view.header:
            yield Finding(f"表單「{view.title}」沒有問 Email，這裡來的案件不會有收件通知", hint=True)
    yield from faults([*problems, *(problem for view in views for problem in view.problems)])


def surroundings(tabs: Tabs, account: str) -> Iterator[Finding]:
    """What else in the spreadsheet may stand in the way."""
    yield from faults(health.form_problems(tabs))
    locks = list(faults(health.lock_problems(tabs, account)))
    yield from locks or [Finding("保護：沒有擋到系統要寫的格子")]
    yield Finding(OTHER_SCRIPTS, hint=True)
    full = list(faults(health.size_problems(tabs)))
    yield from full or [Finding(f"大小：{tabs.cells:,} 格（空白的也算），上限 {health.CELL_LIMIT:,} 格")]
