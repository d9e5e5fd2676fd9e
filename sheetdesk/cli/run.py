"""`run`: passes until the desk is quiet, or a rehearsal that shows what one would do."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.failure import confess
from sheetdesk.cli.init import parse_time
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import complain, waiting
from sheetdesk.errors import SheetdeskError, UsageError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.desk.rig import Asked, Report, Rig

IN_MEMORY = "sqlite:///:memory:"


@click.command("run", cls=Verb)
@click.option("--job", "jobs", multiple=True, metavar="工作", help="只做這個工作，也只寄它決定的信；可以寫很多次。")
@click.option("--dry-run", is_flag=True, help="只列出會寫的每一格、會寄的每一封信，什麼都不改。")
@click.option("--now", "now_text", metavar="時間", help="把現在當成這個時間，例如 2026-11-21 09:00。")
@click.option("--accept-changes", is_flag=True, help="系統因為一次改了太多件而停下來時：承認這些修改是對的。")
@click.option("--log", is_flag=True, help="給 cron 用：只印一行一行的數字（JSON），不印客人的資料。")
@common_options
@click.pass_obj
def run(
    session: Session, jobs: tuple[str, ...], dry_run: bool, now_text: str | None, accept_changes: bool, log: bool
) -> int:
    """跑一輪：收單、分類、分派、算期限、寫回試算表、寄信，直到沒有事要做。"""
    from sheetdesk.cli.build import build_rig, check_first, read_config
    from sheetdesk.cli.memory import keep_large_apart
    from sheetdesk.cli.run_shown import show_rehearsal, show_summary
    from sheetdesk.desk.one_pass import run_until_quiet
    from sheetdesk.ledger.lock import hold

    asked = _asked(jobs, dry_run, accept_changes)
    if log and dry_run:
        raise UsageError("--log 和 --dry-run 不能一起用", which="--log", mend="試跑要看內容，請不要寫 --log")
    keep_large_apart()
    config = read_config(session.config)
    moved = parse_time(now_text, config.desk.zone, "--now") if now_text else None
    check_first(config)
    with ExitStack() as stack:
        if not dry_run:
            stack.enter_context(hold(config.ledger, "run"))
        rig = build_rig(_harmless(config) if dry_run else config, _clock(moved), dry_run)
        stack.callback(rig.ledger.close)
        now = rig.clock()
        if moved is not None:
            _check_now(rig, now, dry_run)
        if log:
            return _run_logged(rig, now, asked, session)
        with waiting("正在處理"):
            reports = run_until_quiet(rig, now, asked)
        for fault in reports[-1].crashes:
            confess(fault, session)
        if dry_run:
            return show_rehearsal(rig, reports[-1], asked)
        return show_summary(rig, reports, now)


def _run_logged(rig: Rig, now: datetime, asked: Asked, session: Session) -> int:
    from sheetdesk.cli.log_lines import words_of
    from sheetdesk.cli.run_shown import exit_code

    try:
        reports = _logged(rig, now, asked)
    except SheetdeskError as fault:
        complain(words_of(fault))
        return fault.exit_code
    for crash in reports[-1].crashes:
        confess(crash, session)
    return exit_code(reports, words_of)


def _logged(rig: Rig, now: datetime, asked: Asked) -> list[Report]:
    """Passes until quiet, told as `serve` tells them, those that fail too: what cron keeps is a log."""
    from sheetdesk.cli.log_lines import Round, log_lines
    from sheetdesk.desk.one_pass import run_until_quiet

    reports: list[Report] = []
    fault: Exception | None = None
    before, started = rig.traffic(), time.monotonic()
    try:
        reports = run_until_quiet(rig, now, asked)
        fault = reports[-1].fault or next(iter(reports[-1].crashes), None)
    except Exception as found:
        fault = found
        raise
    finally:
        jobs = asked.jobs or tuple(rig.jobs)
        done = Round(now, jobs, reports, fault, time.monotonic() - started, rig.traffic() - before)
        for line in log_lines(done):
            click.echo(line)
    return reports


def _asked(jobs: tuple[str, ...], dry_run: bool, accept_changes: bool) -> Asked:
    from sheetdesk.desk.rig import Asked
    from sheetdesk.jobs import JOBS

    unknown = [name for name in jobs if name not in JOBS]
    if unknown:
        raise UsageError(f"沒有「{'、'.join(unknown)}」這個工作", which="--job", mend=f"可以用的有：{'、'.join(JOBS)}")
    if not jobs:
        return Asked(accept_changes=accept_changes, rehearse=dry_run)
    kinds = tuple(dict.fromkeys(kind for name in jobs for kind in JOBS[name].LETTERS))
    return Asked(jobs=jobs, kinds=kinds, accept_changes=accept_changes, rehearse=dry_run)


def _clock(moved: datetime | None) -> Callable[[], datetime]:
    """The clock of this run. It goes on from `--now`, for a clock that stands would never see a slow channel."""
    started = datetime.now(UTC)
    ahead = (moved or started) - started
    return lambda: datetime.now(UTC) + ahead


def _harmless(config: Config) -> Config:
    """A rehearsal makes no ledger where there is none."""
    from sheetdesk.ledger.lock import ledger_file

    return config if ledger_file(config.ledger).exists() else config.model_copy(update={"ledger": IN_MEMORY})


def _check_now(rig: Rig, now: datetime, dry_run: bool) -> None:
    """Raises UsageError for a time that would make the record lie."""
    with rig.ledger.rehearse() as tx:
        last = next((at for at, _ in tx.last_passes(1)), None)
    zone = rig.defaults.zone
    if last is not None and now < last:
        raise UsageError(
            f"比上一輪（{last.astimezone(zone):%Y/%m/%d %H:%M:%S}）還早，期限會算錯",
            which="--now",
            mend="請給上一輪之後的時間，或不寫 --now",
        )
    if now > datetime.now(UTC) and not dry_run and not rig.channels[rig.channel].trial:
        raise UsageError(
            "是還沒到的時間，信會提早寄給客人",
            which="--now",
            mend="未來的時間只能配 --dry-run，或把信寄到寄件匣資料夾（config.yaml 的 channels 不寫 email）",
        )
