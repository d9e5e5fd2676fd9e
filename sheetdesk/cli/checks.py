"""What `doctor` looks at, one thing after another. Each finding says what was found and, if it is wrong, the mend.

Opens the workbook and the ledger as a pass would, but makes and mends nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sheetdesk.cli.build import channels_of, defaults_of, open_workbook, read_config, workbook_path
from sheetdesk.config import Config
from sheetdesk.desk.book import Book, read_book
from sheetdesk.desk.stamp_check import is_set_back
from sheetdesk.errors import ConfigError, SheetdeskError
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.lock import ledger_file
from sheetdesk.model.sheet import Problem, Snapshot
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.lint import STALE_DAYS, stale
from sheetdesk.policy.template import Templates
from sheetdesk.workbook.file import check_free, check_writable

NEW_LEDGER = ("", 0, 0)


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` is None where all is well, and may be empty where `what` says it already."""

    what: str
    mend: str | None = None


def examine(path: Path) -> Iterator[Finding]:
    """Every finding, in the order in which a person would mend them."""
    try:
        config = read_config(path)
    except ConfigError as fault:
        yield from (Finding(line, "") for line in fault.faults)
        return
    except SheetdeskError as fault:
        yield _wrong(fault)
        return
    yield Finding(f"設定檔：{path}")
    yield Finding(f"時區：{config.desk.zone}，現在是 {datetime.now(config.desk.zone):%Y/%m/%d %H:%M}")
    try:
        defaults = defaults_of(config)
    except SheetdeskError as fault:
        yield _wrong(fault)
        return
    yield from _listed("回覆範本", defaults.problems)
    yield from _stale(defaults.templates, datetime.now(config.desk.zone).date())
    known = NEW_LEDGER
    for finding, facts in _ledger(config):
        known = facts or known
        yield finding
    snapshot: Snapshot | None = None
    for finding, seen in _workbook(config):
        snapshot = seen or snapshot
        yield finding
    if snapshot is not None:
        book = read_book(snapshot, defaults)
        yield _stamp(snapshot, known, config)
        said = set(map(str, defaults.problems))
        tabs = [problem for view in snapshot.tabs.values() for problem in view.problems]
        yield from _listed("設定的分頁", [p for p in (*book.problems, *tabs) if str(p) not in said])
        yield _mode(book, config)
    yield from _channels(config)


def _stale(templates: Templates, today: date) -> Iterator[Finding]:
    """Letters that nobody has read for long are listed; they still leave (domain §6)."""
    names = [name for name, template in sorted(templates.by_name.items()) if stale(template, today)]
    if names:
        what = f"有 {len(names)} 個超過 {STALE_DAYS} 天沒有檢視：{'、'.join(names)}"
        yield Finding(f"回覆範本：{what}；讀一遍，再把檔案裡的「上次檢視」改成當天")


def _wrong(fault: SheetdeskError) -> Finding:
    place = f"{fault.which}：" if fault.which else ""
    return Finding(f"{place}{fault.what}", fault.mend)


def _listed(what: str, problems: Iterable[Problem]) -> Iterator[Finding]:
    found = list(dict.fromkeys(problems))
    yield from (Finding(f"{problem.place}：{problem.what}", problem.mend) for problem in found)
    if not found:
        yield Finding(f"{what}：都讀得懂")


def _ledger(config: Config) -> Iterator[tuple[Finding, tuple[str, int, int] | None]]:
    """Findings, and what the ledger knows of the stamp."""
    path = ledger_file(config.ledger)
    if not path.exists():
        yield Finding(f"帳本：還沒有 {path.name}", "執行 sheetdesk init 建立"), None
        return
    if os.name == "posix" and path.stat().st_mode & 0o077:
        yield Finding(f"帳本：別人也讀得到 {path}，裡面有客人的資料", f"執行 chmod 600 {path}"), None
        return  # opening it would mend that in silence
    try:
        ledger = Ledger.open(config.ledger)
        with ledger.rehearse() as tx:
            facts = (tx.fact("ledger_id"), tx.fact("batch"), tx.fact("confirmed") or 0)
            cases, _ = tx.cases.count()
        ledger.close()
    except SheetdeskError as fault:
        yield _wrong(fault), None
        return
    yield Finding(f"帳本：{path}，{cases} 件案件"), facts


def _workbook(config: Config) -> Iterator[tuple[Finding, Snapshot | None]]:
    """Findings, and the workbook as read."""
    try:
        path = workbook_path(config)
        snapshot = open_workbook(config).read()
    except SheetdeskError as fault:
        yield _wrong(fault), None
        return
    forms = "、".join(f"「{view.title}」{len(view.rows)} 列" for view in snapshot.forms)
    yield Finding(f"試算表：{path}"), snapshot
    if forms:
        yield Finding(f"表單回應：{forms}"), None
    form_problems = [problem for view in snapshot.forms for problem in view.problems]
    yield from ((Finding(f"{p.place}：{p.what}", p.mend), None) for p in (*snapshot.problems, *form_problems))
    try:
        check_free(path)
        check_writable(path)
    except SheetdeskError as fault:
        yield _wrong(fault), None
        return
    if not os.access(path.parent, os.W_OK):
        yield Finding(f"資料夾不能寫入：{path.parent}", "檢查資料夾的權限"), None
        return
    yield Finding("試算表可以寫入"), None


def _stamp(snapshot: Snapshot, known: tuple[str, int, int], config: Config) -> Finding:
    try:
        set_back = is_set_back(snapshot, *known, config.desk.zone)
    except SheetdeskError as fault:
        return _wrong(fault)
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
        elif len(channels) == 1:
            yield Finding(f"寄信：沒有設定郵件，信存在 {config.channels.outbox.folder}")
