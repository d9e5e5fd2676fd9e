"""`init`: make the desk or add what it lacks; safe to repeat."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say, waiting, warn
from sheetdesk.errors import DeskUnreachable, UsageError, WorkbookBusy

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.workbook.layout import FirstRows

NOTHING_TO_DO = "沒有要改的。"


@click.command("init", cls=Verb)
@click.option("--live", is_flag=True, help="新的試算表直接是「正式」，信會寄給客人；不寫就先「試營運」。")
@click.option("--live-from", metavar="時間", help="這個時間以前的表單回應只建檔、不寄信；預設是現在。")
@common_options
@click.pass_obj
def init(session: Session, live: bool, live_from: str | None) -> int:
    """建立或補齊試算表的分頁、欄位和說明；可以重複執行，不會動到您的資料。"""
    from sheetdesk.cli.build import read_config
    from sheetdesk.columns import SETTING_ITEMS, SETTINGS
    from sheetdesk.ledger.lock import hold
    from sheetdesk.workbook.layout import filled

    _bring_config(session.config)
    config = read_config(session.config)
    since = _since(config, live_from)
    with hold(config.ledger, "init"), waiting("正在建立試算表"):
        _refuse_foreign(config)
        done, lost = _set_up(config, live)
        started = _remember(config, since)
    for line in done or [NOTHING_TO_DO]:
        say(line)
    for loss in lost:
        warn(loss)
    if live and filled(SETTINGS.title, len(SETTING_ITEMS)) not in done:
        say("這張試算表本來就有「設定」：要不要正式寄信給客人，請看「設定」分頁的「試營運／正式」。")
    _say_what_next(config, started)
    return 0


def parse_time(text: str, zone: ZoneInfo, option: str) -> datetime:
    """The moment that `text` names on the desk's clock, as aware UTC. Raises UsageError."""
    from sheetdesk.workbook.wall import parse_moment

    moment = parse_moment(text, zone)
    if moment is None:
        raise UsageError(f"看不懂這個時間：{text}", which=option, mend='請寫成 "2026-11-21 09:00"')
    return moment


def _bring_config(path: Path) -> None:
    """A beginner has no config.yaml yet: give her the one that works as it is."""
    from sheetdesk.config import default_config

    if path.exists():
        return
    try:
        with path.open("xb") as file:
            file.write(default_config().read_bytes())
    except OSError as fault:
        raise UsageError(
            f"寫不進設定檔（{fault.strerror}）", which=str(path), mend="檢查資料夾存在，而且您可以寫入"
        ) from fault
    say(f"這裡還沒有設定檔，放了一份預設的：{path}（店名、署名請改成您的）")


def _since(config: Config, given: str | None) -> datetime | None:
    """What `--live-from` says. config.yaml has the first word, so that two places never contradict each other."""
    if given is None:
        return None
    if config.live_from is not None:
        raise UsageError(
            "config.yaml 的 forms.live_from 已經寫了時間", which="--live-from", mend="請直接改 config.yaml 的那一行"
        )
    return parse_time(given, config.desk.zone, "--live-from")


def _refuse_foreign(config: Config) -> None:
    """Raises DeskNotOurs before anything is touched, the ledger included."""
    from sheetdesk.cli.build import is_google, open_workbook, workbook_path
    from sheetdesk.desk.stamp_check import Own, is_set_back, own_of
    from sheetdesk.ledger import Ledger
    from sheetdesk.ledger.lock import ledger_file

    if not is_google(config) and not workbook_path(config).exists():
        return
    known = Own()
    if ledger_file(config.ledger).exists():
        ledger = Ledger.open(config.ledger)
        with ledger.begin() as tx:
            known = own_of(tx.fact)
        ledger.close()
    is_set_back(open_workbook(config).glimpse(), known, config.desk.zone)


def _set_up(config: Config, live: bool) -> tuple[list[str], list[str]]:
    """What was done, and warnings of what the workbook can't keep."""
    from sheetdesk.cli.build import first_rows, is_google

    rows = first_rows(config, trial=not live, today=datetime.now(config.desk.zone).date())
    return (_set_up_spreadsheet(config, rows), []) if is_google(config) else _set_up_file(config, rows)


def _set_up_spreadsheet(config: Config, rows: FirstRows) -> list[str]:
    from sheetdesk.cli.build import form_spec, spreadsheet_of
    from sheetdesk.ledger.lock import ledger_file
    from sheetdesk.workbook.google.layout import set_up

    keep_in = ledger_file(config.ledger).parent
    return set_up(spreadsheet_of(config), config.desk.zone, rows, form_spec(config), keep_in)


def _set_up_file(config: Config, rows: FirstRows) -> tuple[list[str], list[str]]:
    from sheetdesk.cli.build import form_spec, workbook_path
    from sheetdesk.workbook.losses import losses
    from sheetdesk.workbook.xlsx_layout import set_up

    path = workbook_path(config)
    lost = losses(path) if path.exists() else []
    try:
        done = set_up(path, config.desk.zone, rows, form_spec(config))
    except WorkbookBusy as fault:
        raise DeskUnreachable(fault.what, which=fault.which, mend="存檔並關掉它，再執行一次 init") from fault
    copied = "寫入時留不住；每次寫入前會留一份副本（檔名加 .kept）"
    return done, [f"⚠ 檔案「{path.name}」：{loss}，{copied}" for loss in lost]


def _remember(config: Config, since: datetime | None) -> datetime:
    """Since when form rows get letters; a repeated `init` leaves it as it is unless told otherwise."""
    from sheetdesk.ledger import Ledger

    ledger = Ledger.open(config.ledger)
    with ledger.begin() as tx:
        known = tx.fact("live_from")
        if since is not None or known is None:
            known = since or datetime.now(UTC)
            tx.remember("live_from", known)
    ledger.close()
    return config.live_from or known


def _say_what_next(config: Config, started: datetime) -> None:
    from sheetdesk.cli.build import place_of
    from sheetdesk.cli.checks_staff_form import NOT_MADE

    say()
    say(f"試算表：{place_of(config)}")
    say(f"帳本：{config.ledger.removeprefix('sqlite:///')}（請和試算表一起備份）")
    say(f"{started.astimezone(config.desk.zone):%Y/%m/%d %H:%M} 以前的表單回應只建檔，不寄信。")
    if config.staff_form.link is None:
        say(f"{NOT_MADE}。")
    say("下一步：sheetdesk doctor 檢查一遍，再用 sheetdesk run 跑一輪；要一直開著就用 sheetdesk serve。")
