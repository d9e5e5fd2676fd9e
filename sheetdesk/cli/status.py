"""`status`: how the desk fares, from the ledger alone; reads only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import one_line, say
from sheetdesk.errors import LedgerError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.ledger import Transaction
    from sheetdesk.model.message import Message

MOST_PASSES, MOST_MESSAGES = 5, 20


@click.command("status", cls=Verb)
@click.option(
    "--check", is_flag=True, help="給監看的程式用：只印一行，太久沒有跑完一輪，或停下來讓另一台做，就以 1 結束。"
)
@common_options
@click.pass_obj
def status(session: Session, check: bool) -> int:
    """看最近幾輪、還沒寄的信、要您決定的信、問題和寄信額度。"""
    from sheetdesk.cli.build import read_config
    from sheetdesk.ledger import Ledger
    from sheetdesk.ledger.lock import ledger_file

    config = read_config(session.config)
    path = ledger_file(config.ledger)
    if not path.exists():
        raise LedgerError("還沒有帳本", which=str(path), mend="先執行 sheetdesk init，再執行 sheetdesk run")
    ledger = Ledger.open(config.ledger)
    try:
        with ledger.rehearse() as tx:
            if check:
                return _check(tx, config)
            _show_passes(tx, config.desk.zone)
            _show_failing(tx, config.desk.zone)
            _show_cases(tx)
            _show_messages(tx)
            _show_problems(tx)
            _show_quota(tx, config)
    finally:
        ledger.close()
    _show_backup(config)
    return 0


def _check(tx: Transaction, config: Config) -> int:
    from sheetdesk.cli.health import sign_of_life

    alive, said = sign_of_life(tx, config.timetable(), datetime.now(UTC), config.desk.zone)
    say(said)
    return 0 if alive else 1


def _show_passes(tx: Transaction, zone: ZoneInfo) -> None:
    from sheetdesk.desk.outage import SINCE
    from sheetdesk.desk.stamp_check import why_back

    passes = tx.last_passes(MOST_PASSES)
    say(f"最近 {len(passes)} 輪：" if passes else "還沒有跑過，請執行 sheetdesk run")
    since = tx.fact(SINCE)
    if (back := why_back(tx.fact)) is not None:
        say(f"  ⚠ {back}", "yellow")
    elif since is not None:
        say(
            f"  ⚠ 從 {since.astimezone(zone):%Y/%m/%d %H:%M} 起試算表讀不到或寫不進去；請執行 sheetdesk doctor",
            "yellow",
        )
    for at, line in passes:
        say(f"  {at.astimezone(zone):%Y/%m/%d %H:%M:%S}　{in_words(line)}")


def _show_failing(tx: Transaction, zone: ZoneInfo) -> None:
    from sheetdesk.desk.diary import failing

    for job, one in failing(tx).items():
        since = f"{one.since.astimezone(zone):%Y/%m/%d %H:%M}"
        say(f"  ⚠ 工作 {job} 從 {since} 起連續 {one.times} 次做不成（{one.fault}）；請交給維護的人", "yellow")


def in_words(line: str) -> str:
    """The figures of one pass's line, without the jobs' own words."""
    import re

    found = dict(re.findall(r"(wrote|sent|failed|problems) (\d+)", line.split(";")[0]))
    words = {"wrote": "寫了", "sent": "寄出", "failed": "沒寄出", "problems": "問題"}
    return "、".join(f"{word} {found.get(name, '?')}" for name, word in words.items())


def _show_cases(tx: Transaction) -> None:
    whole, still_open = tx.cases.count()
    say(f"案件：{whole} 件，其中 {still_open} 件還沒處理完")


def _show_messages(tx: Transaction) -> None:
    waiting, unsure = tx.outbox.waiting(), tx.outbox.needing_a_person()
    say(f"等著寄的信：{len(waiting)} 封")
    _list(waiting)
    say(
        f"要您決定的信：{len(unsure)} 封{'（在「往來紀錄」的「決定」欄選）' if unsure else ''}",
        "yellow" if unsure else None,
    )
    _list(unsure)


def _list(messages: list[Message]) -> None:
    from sheetdesk.model.message import KINDS

    for message in messages[:MOST_MESSAGES]:
        kind = KINDS.get(message.letter.kind, message.letter.kind)
        note = f"：{one_line(message.note, 200)}" if message.note else ""
        say(f"  M{message.id} {message.letter.case or '（不屬於案件）'} {kind}{note}")
    if len(messages) > MOST_MESSAGES:
        say(f"  …還有 {len(messages) - MOST_MESSAGES} 封")


def _show_problems(tx: Transaction) -> None:
    problems = tx.fact("problems") or ()
    say(f"要請您處理的問題：{len(problems)} 個", "yellow" if problems else None)
    for problem in problems:
        say(f"  ⚠ {problem}")


def _show_quota(tx: Transaction, config: Config) -> None:
    from sheetdesk.cli.build import channels_of
    from sheetdesk.model.message import WEBHOOK
    from sheetdesk.policy.sending import DAY

    channel = next(iter(channels_of(config)[0]))
    left = tx.outbox.departures(datetime.now(UTC) - DAY)
    used = sum(one.channel == channel for one in left)
    real = "" if channel == "email" else "，存在寄件匣資料夾，沒有真的寄"
    say(f"最近 24 小時寄了 {used} 封（上限 {config.channels.limits.per_day}{real}）")
    if config.channels.webhook is not None:
        say(f"最近 24 小時在團隊群組貼了 {sum(one.channel == WEBHOOK for one in left)} 則")


def _show_backup(config: Config) -> None:
    from sheetdesk.cli.backup_folder import newest

    last = newest(config.backup.folder)
    if last is None:
        say(f"備份：{config.backup.folder} 裡還沒有，請執行 sheetdesk backup", "yellow")
    else:
        say(f"最近的備份：{last:%Y/%m/%d %H:%M}")
