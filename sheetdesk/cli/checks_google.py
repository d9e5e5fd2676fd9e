"""What `doctor` looks at on the way to a Google spreadsheet: key, sign-in, clock, APIs, sharing, quota.

Reads only, in four or five calls. What is in the spreadsheet: `checks_spreadsheet`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any, TypeVar

from sheetdesk.cli.build import form_spec, spreadsheet_of
from sheetdesk.cli.checks_spreadsheet import desk_in, settings, surroundings
from sheetdesk.cli.finding import Finding, wrong
from sheetdesk.config import Config
from sheetdesk.config import GoogleWorkbook as Section
from sheetdesk.config.sections import When
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.sheet import Snapshot
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import readable_by_others
from sheetdesk.workbook.google.call import Calls
from sheetdesk.workbook.google.faults import GoogleFault
from sheetdesk.workbook.google.pace import MOST_A_WINDOW
from sheetdesk.workbook.google.tabs import Tabs, discover, from_plain

SKEW, MOST_SKEW = timedelta(minutes=2), timedelta(minutes=5)
"""How far this computer's clock may be off before it is named, and before Google refuses the sign-in."""

QUOTA = 60
"""Reads, and writes, that Google allows a service account in a minute (sheets.md)."""

BUSY_READS, BUSY_WRITES = 3, 2
"""Calls of one turn that has something to do: write it, send, write what was sent, look whether all is quiet."""

FILE = "trashed,capabilities(canEdit)"
OFF = "api_disabled"
ANSWERED = ("not_shared", "not_found", "office_file")
"""Faults that only an API that is enabled can tell."""

T = TypeVar("T")


def look(config: Config, notes: Mapping[str, Any] | None) -> Generator[Finding, None, Snapshot | None]:
    """Every finding, in the order in which a person would mend them; answers the workbook as read.

    `notes` is what the workbook noted in the ledger."""
    try:
        sheet = spreadsheet_of(config)
    except DeskUnreachable as fault:
        yield wrong(fault)
        return None
    yield from _key(config, sheet)
    if not (yield from _sign_in(sheet)):
        return None
    tabs = yield from _reach(sheet, config, notes)
    snapshot = None
    if tabs is not None:
        yield from settings(tabs, config.desk.zone)
        snapshot = yield from desk_in(sheet, tabs, config)
        yield from surroundings(tabs, sheet.account)
    yield from _quota(config, sheet.client.calls)
    return snapshot


def _key(config: Config, sheet: Spreadsheet) -> Iterator[Finding]:
    """A bad one was raised before; here it is a service account's."""
    assert isinstance(config.workbook, Section)
    given = config.workbook.service_account
    where = str(given) if isinstance(given, Path) else "環境變數"
    if isinstance(given, Path) and readable_by_others(given):
        yield Finding(f"金鑰：別人也讀得到 {given}，拿到的人可以改您的試算表", f"執行 chmod 600 {given}")
    yield Finding(f"金鑰：{where}")
    yield Finding(f"服務帳戶：{sheet.account}（試算表要共用給這個位址，權限選「編輯者」）")


def _sign_in(sheet: Spreadsheet) -> Generator[Finding, None, bool]:
    """Answers whether there is a token."""
    fault = None
    try:
        sheet.client.login()
    except GoogleFault as found:
        fault = found
    clock = _clock(sheet.client.calls.server_time(), datetime.now(UTC), fault is None)
    if fault is None:
        yield Finding("登入 Google：成功")
    elif fault.reason != "clock" or clock is None or clock.mend is None:
        yield wrong(fault)
    if clock is not None:
        yield clock
    return fault is None


def _clock(google: datetime | None, here: datetime, signed_in: bool) -> Finding | None:
    """This computer's clock against Google's, which counts in whole seconds; None where Google said nothing."""
    if google is None:
        return None
    off = here - google
    if abs(off) <= SKEW:
        return Finding("時鐘：和 Google 的一樣")
    minutes, seconds = divmod(round(abs(off).total_seconds()), 60)
    so = "；差超過 5 分鐘就不能登入" if abs(off) <= MOST_SKEW else "，所以不能登入"
    if signed_in and abs(off) > MOST_SKEW:  # a slow clock: the hour of its sign-in is not over yet
        so = "；現在還登得進去，但 Google 隨時會拒絕，期限也會算錯"
    what = f"時鐘：這台電腦比 Google {'快' if off > timedelta() else '慢'} {minutes} 分 {seconds} 秒{so}"
    return Finding(what, "把電腦的日期、時間和時區調對（打開「自動設定時間」）")


def _reach(
    sheet: Spreadsheet, config: Config, notes: Mapping[str, Any] | None
) -> Generator[Finding, None, Tabs | None]:
    """Both APIs, the spreadsheet and how it is shared; answers what it consists of."""
    tabs = _asked(lambda: discover(sheet, form_spec(config), from_plain(notes, sheet.id), datetime.now(UTC)))
    file = _asked(lambda: sheet.file(FILE))
    yield from _enabled("Google Sheets API", tabs)
    yield from _enabled("Google Drive API", file)
    if isinstance(tabs, Tabs):
        yield Finding(f"試算表：「{tabs.title}」")
    elif _reason(tabs) != OFF:
        yield wrong(tabs)
    if not isinstance(file, DeskUnreachable):
        yield from _sharing(file, sheet.account)
    elif _reason(file) != OFF and (isinstance(tabs, Tabs) or _reason(tabs) == OFF):
        yield wrong(file)  # else it is the same fault once more
    return tabs if isinstance(tabs, Tabs) else None


def _asked(ask: Callable[[], T]) -> T | DeskUnreachable:
    """The answer, or why there is none: one thing that is wrong doesn't hide the others."""
    try:
        return ask()
    except DeskUnreachable as fault:
        return fault


def _reason(answer: object) -> str:
    return answer.reason if isinstance(answer, GoogleFault) else ""


def _enabled(name: str, answer: object) -> Iterator[Finding]:
    """Nothing where the answer doesn't tell, as when the network is down."""
    reason = _reason(answer)
    if isinstance(answer, DeskUnreachable) and reason == OFF:
        yield wrong(answer)
    elif not reason or reason in ANSWERED:
        yield Finding(f"{name}：已啟用")


def _sharing(file: Mapping[str, Any], account: str) -> Iterator[Finding]:
    if file.get("trashed"):
        yield Finding("試算表：在雲端硬碟的垃圾桶裡，過一陣子就會真的刪掉", "到雲端硬碟的垃圾桶，把它還原")
    if file.get("capabilities", {}).get("canEdit"):
        yield Finding("共用：服務帳戶可以編輯")
    else:
        mend = f"打開試算表按右上角「共用」，把 {account} 的權限改成「編輯者」"
        yield Finding("共用：服務帳戶只能看，不能編輯", mend)


def _quota(config: Config, calls: Calls) -> Iterator[Finding]:
    """What Google allows, what this desk needs, and what was used just now. How much is left Google tells nobody."""
    turns = turns_a_minute(config.timetable().values())
    reads, writes = ceil(turns * BUSY_READS), ceil(turns * BUSY_WRITES)
    what = (
        f"用量：Google 讓一個服務帳戶每分鐘讀 {QUOTA} 次、寫 {QUOTA} 次，還剩多少它不說；"
        f"照 jobs 的時間，沒事時每分鐘讀 {ceil(turns)} 次，有事時大約讀 {reads} 次、寫 {writes} 次"
    )
    much = max(reads, writes) > MOST_A_WINDOW
    yield Finding(what, "把 config.yaml 裡 jobs 的間隔調長，或都寫成一樣，一輪就會一起做" if much else None)
    yield Finding(f"這次檢查用了：讀 {calls.reads} 次、寫 {calls.writes} 次、雲端硬碟 {calls.drive} 次")


def turns_a_minute(timetable: Iterable[When]) -> float:
    """How often the desk runs at most: jobs with one interval share their turns; fixed times are too few to count."""
    return sum(timedelta(minutes=1) / every for every in set(timetable) if isinstance(every, timedelta))
