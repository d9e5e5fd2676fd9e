"""`restore`: the ledger and the files of past years from a copy, after saying what will come of it; nothing that may have left is sent again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say, waiting
from sheetdesk.errors import LedgerError, SheetdeskError, UsageError

if TYPE_CHECKING:
    from sheetdesk.cli.backup_folder import Contents
    from sheetdesk.config import Config
    from sheetdesk.desk.restored import Doubts

RUN_NEXT = "接下來：sheetdesk doctor 檢查一遍，再執行 sheetdesk run"


@click.command("restore", cls=Verb)
@click.argument("folder", metavar="資料夾", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="這裡已經有帳本也照樣還原；現在的會改名留著。")
@common_options
@click.pass_obj
def restore(session: Session, folder: Path, yes: bool) -> int:
    """從 backup 做的資料夾還原帳本和封存的檔案，先說會發生什麼事；可能寄過的信不會重寄。試算表還在的話不動它。"""
    from sheetdesk.cli.alone import alone
    from sheetdesk.cli.backup_folder import read_contents
    from sheetdesk.cli.backup_years import bring_years, years_said, years_to_bring
    from sheetdesk.cli.build import read_config
    from sheetdesk.ledger.lock import ledger_file

    found = read_contents(folder)
    _bring_config(session.config, folder, found)
    config = read_config(session.config)
    path = ledger_file(config.ledger)
    with alone(config.ledger, "restore", "還原"):
        say(
            f"備份：{found.moment.astimezone(config.desk.zone):%Y/%m/%d %H:%M}，主機「{found.host}」，試算表 {found.place}"
        )
        brought = _workbook_to_bring(config, folder, found)
        years = years_to_bring(config, folder, found)
        for line in (*_what_will_come(config, found, brought), *years_said(config, years)):
            say(f"  {line}")
        if path.exists() and not yes:
            mend = "確定要換成這份備份，請加 --yes；現在的帳本會改名留著"
            raise UsageError("這裡已經有帳本，什麼都沒有做", which=str(path), mend=mend)
        with waiting("正在還原"):
            bring_years(config, years)  # first: a ledger must never know of rows that no file holds
            kept, doubts = _put_back(config, folder, found)
            if brought is not None:
                _place(*brought)
    _show_end(kept, doubts)
    return 0


def _bring_config(path: Path, folder: Path, found: Contents) -> None:
    """On a new machine there is none yet: the copy's."""
    from sheetdesk.cli.backup_folder import CONFIG

    if path.exists() or CONFIG not in found.files:
        return
    try:
        with path.open("xb") as file:
            file.write((folder / CONFIG).read_bytes())
    except OSError as fault:
        mend = "檢查資料夾存在，而且您可以寫入"
        raise UsageError(f"寫不進設定檔（{fault.strerror}）", which=str(path), mend=mend) from fault
    say(f"這裡還沒有設定檔，放了備份裡的那一份：{path}")
    if found.secrets:
        say(f"密碼和金鑰不在備份裡，請先放好：{'、'.join(found.secrets)}")


def _workbook_to_bring(config: Config, folder: Path, found: Contents) -> tuple[Path, Path] | None:
    """From where to where, if the desk is a file that is gone. A workbook that is there is never overwritten."""
    from sheetdesk.cli.backup_folder import WORKBOOK
    from sheetdesk.cli.build import is_google, workbook_path

    if is_google(config) or workbook_path(config).exists() or WORKBOOK not in found.files:
        return None
    return folder / WORKBOOK, workbook_path(config)


def _what_will_come(config: Config, found: Contents, brought: tuple[Path, Path] | None) -> Iterator[str]:
    """What the stamp will answer (design §1), and what becomes of letters."""
    yield _stamp_says(config, found) if brought is None else f"試算表的檔案不在，會放回備份裡的那一份：{brought[1]}"
    yield "備份時還沒寄的信，可能後來寄過了：到了時間的都改成「需確認」，由您在「往來紀錄」的「決定」選，系統不會自己重寄"
    yield "備份以後才填的表單會建檔，收件通知一樣由您放行"


def _stamp_says(config: Config, found: Contents) -> str:
    from sheetdesk.cli.build import open_workbook

    try:
        stamp = open_workbook(config).glimpse().stamp
    except SheetdeskError as fault:
        return f"現在讀不到試算表（{fault}），還原以後的第一輪才知道它和備份差多少"
    if stamp is None:
        return "試算表上沒有系統的記號：還原以後的第一輪會用帳本補回"
    if stamp.ledger_id != found.ledger_id:
        return f"這份試算表由另一個帳本管理（主機「{stamp.host}」）：run 會停下來，要接管請執行 sheetdesk rebuild"
    if stamp.batch > found.batch:
        newer = f"試算表比備份新（第 {stamp.batch} 批，備份到第 {found.batch} 批）"
        return f"{newer}：還原以後 run 會停下來、什麼都不寄，請接著執行 sheetdesk rebuild，從試算表補回備份以後的事"
    if stamp.batch < found.batch:
        return "試算表比備份舊：第一輪會用帳本把它補回來"
    return "試算表和備份一樣新：還原以後可以直接接著跑"


def _put_back(config: Config, folder: Path, found: Contents) -> tuple[Path | None, Doubts]:
    """The copy takes the ledger's place once it is safe to run; answers where the one before is kept."""
    from sheetdesk.cli.backup_folder import LEDGER
    from sheetdesk.desk.restored import doubt_what_may_have_left
    from sheetdesk.ledger import Ledger
    from sheetdesk.ledger.files import copy_ledger, remove, swap
    from sheetdesk.ledger.lock import ledger_file

    path, now = ledger_file(config.ledger), datetime.now(UTC)
    fresh = path.with_name(f"{path.name}.restoring")
    remove(fresh)
    copy_ledger(folder / LEDGER, fresh)
    ledger = Ledger.open(f"sqlite:///{fresh}")
    try:
        with ledger.begin() as tx:
            doubts = doubt_what_may_have_left(tx, found.moment, now, config.desk.zone)
    finally:
        ledger.close()
    return swap(path, fresh, "before-restore", now.astimezone(config.desk.zone)), doubts


def _place(copy: Path, where: Path) -> None:
    half = where.with_name(f".{where.name}.restoring")
    try:
        shutil.copyfile(copy, half)
        half.replace(where)
    except OSError as fault:
        mend = f"請自己把 {copy} 複製成 {where}"
        raise LedgerError(f"帳本還原了，試算表放不回去（{fault.strerror}）", which=str(where), mend=mend) from fault


def _show_end(kept: Path | None, doubts: Doubts) -> None:
    say("還原好了。什麼都沒有寄。")
    if kept is not None:
        say(f"原來的帳本留在「{kept.name}」。")
    if doubts.letters:
        say(f"要您決定的信：{doubts.letters} 封（跑過一輪以後，在「往來紀錄」的「決定」選）", "yellow")
    if doubts.still_to_come:
        say(f"還沒到時間的信：{doubts.still_to_come} 封，時間到了照樣寄")
    say(f"{RUN_NEXT}。")
