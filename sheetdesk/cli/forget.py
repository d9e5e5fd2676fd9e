"""`forget`: take a customer who asks for it out of sheet, ledger and outbox, and list what only a person can delete."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import say, waiting
from sheetdesk.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sheetdesk.config import Config
    from sheetdesk.desk.forget import Person
    from sheetdesk.desk.rig import Rig

BACKUPS = ("*.bak", "*.before-init*.xlsx", "*before-rebuild*", "*before-restore*")
"""Files beside the workbook and the ledger that hold what was there before."""


@click.command("forget", cls=Verb)
@click.argument("person", metavar="客人")
@click.option("--yes", is_flag=True, help="不再詢問，直接刪除。")
@common_options
@click.pass_obj
def forget(session: Session, person: str, yes: bool) -> int:
    """刪除一位客人的個人資料：姓名、Email、電話或 LINE。案件的編號和數字留著，看不出是誰。"""
    from sheetdesk.cli.build import build_rig, check_there, read_config
    from sheetdesk.desk.filing import forget_in_files
    from sheetdesk.desk.one_pass import run_until_quiet
    from sheetdesk.desk.refund_reading import wipe_refunds
    from sheetdesk.desk.rig import Asked
    from sheetdesk.ledger.lock import hold

    config = read_config(session.config)
    check_there(config)
    with ExitStack() as stack:
        stack.enter_context(hold(config.ledger, "forget"))
        rig = build_rig(config, lambda: datetime.now(UTC))
        stack.callback(rig.ledger.close)
        silent = Asked(jobs=(), kinds=())
        run_until_quiet(rig, rig.clock(), silent)  # what people changed last is known, and no write is open
        her = _one_person(rig, person)
        _show(her)
        if not yes and not click.confirm("要刪除嗎？刪除之後不能復原", default=False):
            say("什麼都沒有刪。")
            return 0
        with waiting("正在刪除"):
            forget_in_files(rig, her.cases, rig.clock())
            rows = _forget(rig, her)
            run_until_quiet(rig, rig.clock(), silent)
            wipe_refunds(rig, her.numbers)
            letters = _remove_letters(rig, her.numbers)
            rig.ledger.compact()
        say(f"刪好了：{len(her.cases)} 件案件看不出是誰，寄件匣刪了 {letters} 封信。")
        return _show_rest(config, rig, her, rows)


def _one_person(rig: Rig, text: str) -> Person:
    from sheetdesk.desk.forget import persons_meant

    with rig.ledger.begin() as tx:
        found = persons_meant(tx, text)
    if not found:
        raise UsageError(f"沒有找到「{text[:60]}」", mend="請給案件上寫的姓名、Email、電話或 LINE")
    if len(found) > 1:
        listed = "；".join(map(str, found[:10]))
        raise UsageError(f"「{text[:60]}」有 {len(found)} 位：{listed}", mend="請改用其中一位的 Email、電話或 LINE")
    return found[0]


def _show(person: Person) -> None:
    from sheetdesk.policy.forgetting import unfinished

    say(f"找到的客人：{'、'.join(person.words)}")
    say(f"案件 {len(person.cases)} 件：")
    for case in person.cases:
        say(f"  {case.number} {case.status or ''} {case.product or ''}")
    left = [(case.number, what) for case in person.cases if (what := unfinished(case)) is not None]
    if left:
        say("還沒結束的，刪了就直接結案，不會再寄信，也查不到要退給誰、寄給誰；要退、要寄的請先做完：", "yellow")
        for number, what in left:
            say(f"  ⚠ {number} {what}", "yellow")


def _forget(rig: Rig, person: Person) -> list[str]:
    """Take her out of the ledger; answers which rows of forms are hers, for a person to delete."""
    from sheetdesk.desk.forget import forget, form_rows_of

    forms = rig.workbook.read().forms
    with rig.ledger.begin() as tx:
        rows = form_rows_of(tx, person, forms)
        forget(tx, person, rig.clock())
    return rows


def _remove_letters(rig: Rig, numbers: list[str]) -> int:
    from sheetdesk.channels.outbox import Outbox

    return sum(box.remove(numbers) for box in rig.channels.values() if isinstance(box, Outbox))


def _show_rest(config: Config, rig: Rig, person: Person, rows: Iterable[str]) -> int:
    """What has to be deleted by hand; 1 if something is still in sheet or ledger."""
    from sheetdesk.cli.build import is_google, workbook_path
    from sheetdesk.desk.leftovers import leftovers, told_words
    from sheetdesk.desk.wipe import ROWS
    from sheetdesk.ledger.lock import ledger_file

    tabs = rig.workbook.read().tabs
    with rig.ledger.begin() as tx:
        words = told_words(person.words, tabs)
        waiting_rows, left = tx.fact(ROWS), leftovers(tx, words, tabs)
    if waiting_rows is not None:
        say("試算表上還有沒改到的列，下一次 sheetdesk run 會接著改。", "yellow")
    folders = {ledger_file(config.ledger).parent, *(() if is_google(config) else (workbook_path(config).parent,))}
    kept = sorted({path.name for folder in folders for pattern in BACKUPS for path in folder.glob(pattern)})
    kept += [f"{config.backup.folder.name}/{path.parent.name}" for path in _backups(config)]
    say("還要請您自己刪除：", "yellow")
    for line in (*rows, *_by_hand(is_google(config)), *(f"備份檔「{name}」（不需要就刪掉）" for name in kept)):
        say(f"  □ {line}")
    if left:
        say(f"別人的案件裡也有這些字（{'、'.join(words)}），請一個一個看：", "yellow")
    for line in left:
        say(f"  □ {line}")
    return 1 if waiting_rows is not None or left else 0


def _backups(config: Config) -> Iterable[Path]:
    """What `backup` made: she is in each that was taken while the desk knew her."""
    from sheetdesk.cli.backup_folder import CONTENTS

    return sorted(config.backup.folder.glob(f"*/{CONTENTS}"))


def _by_hand(google: bool) -> list[str]:
    yours = "Google 表單自己的「回覆」，和試算表的「版本記錄」" if google else "Google 表單自己的「回覆」"
    return [
        yours,
        "信箱裡和這位客人往來的信（收件匣、寄件備份、垃圾桶）",
        "LINE、臉書的對話紀錄",
        "退款表單的那份試算表：戶名和帳號已經清掉，整列要您刪（沒有設定退款表單就不用）",
        "您自己另外做的分頁、檔案和備份",
    ]
