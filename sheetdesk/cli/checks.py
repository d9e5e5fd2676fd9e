"""What `doctor` looks at, one thing after another. Each finding says what was found and, if it is wrong, the mend.

Opens the workbook and the ledger as a pass would, but makes and mends nothing."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sheetdesk.cli.build import (
    channels_of,
    defaults_of,
    is_google,
    open_workbook,
    read_config,
    refund_sheet,
    workbook_path,
)
from sheetdesk.cli.checks_staff_form import staff_form
from sheetdesk.cli.finding import Finding, faults, listed, wrong
from sheetdesk.cli.room import room_reached
from sheetdesk.config import Config
from sheetdesk.desk.book import Book, read_book
from sheetdesk.desk.stamp_check import Own, is_set_back, own_of
from sheetdesk.desk.titles import renamed_titles
from sheetdesk.drawing.png import hindrance
from sheetdesk.errors import ConfigError, SheetdeskError
from sheetdesk.jobs.guard_accounts import questions_in
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.lock import ledger_file
from sheetdesk.ledger.notebook import PAGE
from sheetdesk.model.message import WEBHOOK
from sheetdesk.model.sheet import Snapshot
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.lint import STALE_DAYS, stale
from sheetdesk.policy.template import Templates
from sheetdesk.workbook.file import check_free, check_writable

Notes = Mapping[str, Any] | None
NEW_LEDGER = Own()


def examine(path: Path) -> Iterator[Finding]:
    """Every finding, in the order in which a person would mend them."""
    try:
        config = read_config(path)
    except ConfigError as fault:
        yield from (Finding(line, "") for line in fault.faults)
        return
    except SheetdeskError as fault:
        yield wrong(fault)
        return
    yield Finding(f"設定檔：{path}")
    yield Finding(f"時區：{config.desk.zone}，現在是 {datetime.now(config.desk.zone):%Y/%m/%d %H:%M}")
    try:
        defaults = defaults_of(config)
    except SheetdeskError as fault:
        yield wrong(fault)
        return
    yield from listed("回覆範本", defaults.problems)
    yield from _stale(defaults.templates, datetime.now(config.desk.zone).date())
    ledger, known, notes = _ledger(config)
    if is_google(config):  # before its key and its sharing are right, no ledger can be made
        snapshot = yield from _google(config, notes)
        yield ledger
    else:
        yield ledger
        snapshot = yield from _xlsx(config)
    if snapshot is not None:
        book = read_book(snapshot, defaults)
        yield _stamp(snapshot, known, config)
        said = set(map(str, defaults.problems))
        tabs = [problem for view in snapshot.tabs.values() for problem in view.problems] + renamed_titles(snapshot)
        yield from listed("設定的分頁", [p for p in (*book.problems, *tabs) if str(p) not in said])
        asked = [problem for view in snapshot.forms for problem in questions_in(view)]
        yield from faults(asked)
        yield from staff_form(config, snapshot, book)
        yield _mode(book, config)
    yield from _refunds(config)
    yield from _channels(config)
    yield from _pictures(config)


def _pictures(config: Config) -> Iterator[Finding]:
    """Why mailed reports have bars in the place of pictures; of no concern where nobody gets any, and never a fault."""
    problem = hindrance(config.reports.font) if config.reports.to else None
    if problem is not None:
        yield Finding(f"{problem.place}：{problem.what} → {problem.mend}", hint=True)


def _refunds(config: Config) -> Iterator[Finding]:
    if not config.refunds.is_set:
        return
    try:
        sheet = refund_sheet(config)
        assert sheet is not None, "it is set"
        count = len(sheet.read())
    except SheetdeskError as fault:
        yield wrong(fault)
        return
    yield Finding(f"退款表單：{sheet.where}，有帳號的 {count} 列")


def _stale(templates: Templates, today: date) -> Iterator[Finding]:
    """Letters that nobody has read for long are listed; they still leave (domain §6)."""
    names = [name for name, template in sorted(templates.by_name.items()) if stale(template, today)]
    if names:
        what = f"有 {len(names)} 個超過 {STALE_DAYS} 天沒有檢視：{'、'.join(names)}"
        yield Finding(f"回覆範本：{what}；讀一遍，再把檔案裡的「上次檢視」改成當天")


def _ledger(config: Config) -> tuple[Finding, Own, Notes]:
    """What is found of the ledger, what it knows of the stamp, and what the workbook noted there."""
    path = ledger_file(config.ledger)
    if not path.exists():
        return Finding(f"帳本：還沒有 {path.name}", "執行 sheetdesk init 建立"), NEW_LEDGER, None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        # Opening it would mend that in silence.
        return Finding(f"帳本：別人也讀得到 {path}，裡面有客人的資料", f"執行 chmod 600 {path}"), NEW_LEDGER, None
    try:
        ledger = Ledger.open(config.ledger)
        with ledger.rehearse() as tx:
            known = own_of(tx.fact)
            notes = tx.fact(PAGE)
            cases, _ = tx.cases.count()
        ledger.close()
    except SheetdeskError as fault:
        return wrong(fault), NEW_LEDGER, None
    return Finding(f"帳本：{path}，{cases} 件案件"), known, notes


def _google(config: Config, notes: Notes) -> Generator[Finding, None, Snapshot | None]:
    from sheetdesk.cli.checks_google import look  # it takes long to import, and a file desk needs none of it

    return (yield from look(config, notes))


def _xlsx(config: Config) -> Generator[Finding, None, Snapshot | None]:
    """Answers the workbook as read."""
    try:
        path = workbook_path(config)
        snapshot = open_workbook(config).read()
    except SheetdeskError as fault:
        yield wrong(fault)
        return None
    forms = "、".join(f"「{view.title}」{len(view.rows)} 列" for view in snapshot.forms)
    yield Finding(f"試算表：{path}")
    if forms:
        yield Finding(f"表單回應：{forms}")
    yield from faults([*snapshot.problems, *(problem for view in snapshot.forms for problem in view.problems)])
    try:
        check_free(path)
        check_writable(path)
    except SheetdeskError as fault:
        yield wrong(fault)
        return snapshot
    if not os.access(path.parent, os.W_OK):
        yield Finding(f"資料夾不能寫入：{path.parent}", "檢查資料夾的權限")
        return snapshot
    yield Finding("試算表可以寫入")
    return snapshot


def _stamp(snapshot: Snapshot, known: Own, config: Config) -> Finding:
    try:
        set_back = is_set_back(snapshot, known, config.desk.zone)
    except SheetdeskError as fault:
        return wrong(fault)
    if set_back:
        return Finding("系統戳記：試算表比帳本舊，可能被還原過；下一輪會用帳本補回")
    return Finding("系統戳記：這份試算表是這個帳本管的" if snapshot.stamp else "系統戳記：新的試算表，還沒有寫過")


def _mode(book: Book, config: Config) -> Finding:
    """Letters of the trial and alarms need the organiser's own address as soon as letters really leave."""
    mode = "試營運" if book.shop.trial else "正式"
    paused = "，現在暫停所有寄信" if book.shop.paused else ""
    mailbox = read_email(book.own_address)
    if mailbox.why is not None:
        return Finding(
            f"寄信模式：{mode}{paused}；「分工表」的 Email「{book.own_address}」不能用（{mailbox.why}）",
            "請改成收得到信的位址",
        )
    if book.own_address is not None:
        return Finding(f"寄信模式：{mode}{paused}；給您自己的信寄到 {book.own_address}")
    mend = "在「分工表」主揪那一列填 Email"
    if config.channels.email is not None:
        lost = "試營運的信和警示信" if book.shop.trial else "警示信"
        return Finding(f"寄信模式：{mode}{paused}；「分工表」沒有 Email，{lost}沒有地方寄", mend)
    return Finding(f"寄信模式：{mode}{paused}（真的開始寄信以前，請{mend}）")


def _channels(config: Config) -> Iterator[Finding]:
    channels, mailbox = channels_of(config)
    for name, channel in channels.items():
        problem = channel.probe()
        channel.close()
        if problem is not None:
            yield Finding(f"{problem.place}：{problem.what}", problem.mend)
        elif name == "email":
            yield Finding(f"寄信：郵件主機連得上，寄件人是 {mailbox.address}")
        elif name == WEBHOOK:
            yield room_reached(config)
        elif config.channels.email is None:
            yield Finding(f"寄信：沒有設定郵件，信存在 {config.channels.outbox.folder}")
