"""`rebuild`: a new ledger from the sheet; the only verb that takes a desk over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say, waiting
from sheetdesk.errors import LedgerError

if TYPE_CHECKING:
    from sheetdesk.ledger import Ledger


@click.command("rebuild", cls=Verb)
@click.option("--without-files", is_flag=True, help="封存的檔案少了、真的找不回來，也照樣重建。")
@common_options
@click.pass_obj
def rebuild(session: Session, without_files: bool) -> int:
    """從試算表重建帳本，並接管這份試算表；什麼都不寄。舊帳本會改名留著。"""
    from sheetdesk.cli.alone import alone
    from sheetdesk.cli.build import build_rig, check_there, read_config
    from sheetdesk.cli.rebuild_files import check_files, say_old_rows
    from sheetdesk.desk.rebuild import rebuild as build_anew
    from sheetdesk.ledger.files import remove, swap
    from sheetdesk.ledger.lock import ledger_file

    config = read_config(session.config)
    check_there(config)
    now = datetime.now(UTC)
    path = ledger_file(config.ledger)
    fresh = path.with_name(f"{path.name}.rebuilding")
    with alone(config.ledger, "rebuild", "重建"), waiting("正在從試算表重建帳本"):
        remove(fresh)
        rig = build_rig(config.model_copy(update={"ledger": f"sqlite:///{fresh}"}), lambda: now)
        try:
            check_files(config, rig, now, without_files)
            lost = not _carry_forgotten(path, rig.ledger)
            made = build_anew(rig, now)
        finally:
            rig.ledger.close()
        kept = swap(path, fresh, "before-rebuild", now.astimezone(config.desk.zone))
    if kept is not None:
        say(f"舊帳本留在「{kept.name}」。")
    say(f"重建了 {made.cases} 件案件、{made.messages} 封信的紀錄，認得 {made.known_form_rows} 列表單。什麼都沒有寄。")
    if lost:
        say("舊帳本打不開，不知道以前刪除過哪些客人；表單裡還留著的那幾列會再變成案件，請再執行一次 sheetdesk forget。")
    if made.open_form_rows:
        say(f"還有 {made.open_form_rows} 列表單沒有案件：下一次執行會建檔，收件通知要您在「往來紀錄」的「決定」放行。")
    say_old_rows(made.old_form_rows)
    if made.asked_again:
        say(f"有 {made.asked_again} 列的「動作」沒有做：請看「寄送結果」，要做請清空再選一次。")
    say("接下來執行 sheetdesk run。原來那台主機（如果有）會停下來，不再寫這份試算表。")
    return 0


def _carry_forgotten(old: Path, new: Ledger) -> bool:
    """Customers who were forgotten stay so. False if nobody can tell who they were."""
    from sheetdesk.ledger import Ledger
    from sheetdesk.ledger.store import FORGET_SECRET

    if not old.exists():
        return True
    try:
        ledger = Ledger.open(f"sqlite:///{old}")
        try:
            with ledger.rehearse() as tx:
                secret, marks = tx.fact(FORGET_SECRET), tx.forgotten.all()
        finally:
            ledger.close()
    except LedgerError:
        return False
    with new.begin() as tx:
        tx.remember(FORGET_SECRET, secret)
        tx.forgotten.keep(marks)
    return True
