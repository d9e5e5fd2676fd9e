"""`serve`: passes by the timetable until the process is asked to end; its log holds no personal data (log_lines)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.failure import confess
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import complain, warn
from sheetdesk.errors import SheetdeskError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.desk.rig import Asked, Report, Rig

LOOK_S = 0.5
"""How long a signal may go unnoticed while the desk waits."""


@click.command("serve", cls=Verb)
@common_options
@click.pass_obj
def serve(session: Session) -> int:
    """一直開著，照 config.yaml 的 jobs 定時跑；用 Ctrl-C 或 SIGTERM 停止。"""
    from sheetdesk.cli.build import build_rig, check_first, read_config
    from sheetdesk.ledger.lock import hold
    from sheetdesk.scheduler import keep_time

    config = read_config(session.config)
    check_first(config)
    end = End()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end.ask)
    with hold(config.ledger, "serve", purpose=".serve"):
        rig = replace(build_rig(config, lambda: datetime.now(UTC)), stopping=lambda: end.asked)
        warn(f"開始了：{_rhythm(config)}。要停止請按 Ctrl-C。")
        watch = Watch(rig, session, config.ledger)
        keep_time(config.timetable(), watch.ring, lambda seconds: end.wait(seconds, time.sleep))
        rig.ledger.close()
    warn("停止了。手上的事已經做完，下次會接著做。")
    return 0


@dataclass(slots=True)
class End:
    """Whether somebody asked the process to end. A second signal ends it at once."""

    asked: bool = False

    def ask(self, number: int, _frame: object) -> None:
        """What a signal does."""
        self.asked = True
        signal.signal(number, signal.SIG_DFL)

    def wait(self, seconds: float, sleep: Callable[[float], None]) -> bool:
        """Wait, in short naps: a lock could not be waited for and be told of from a signal safely."""
        left = seconds
        while left > 0 and not self.asked:
            sleep(min(left, LOOK_S))
            left -= LOOK_S
        return self.asked


@dataclass(slots=True)
class Watch:
    """One desk on its timetable. A pass that fails is told of and does not end the watch."""

    rig: Rig
    session: Session
    ledger: str
    last_fault: str = ""

    def ring(self, jobs: tuple[str, ...]) -> None:
        """Passes until quiet with these jobs, and their line in the log; then a long wait, without what they used."""
        from sheetdesk.cli.log_lines import Round, log_lines
        from sheetdesk.cli.memory import give_back
        from sheetdesk.desk.one_pass import run_until_quiet
        from sheetdesk.ledger.lock import hold

        now, started, before = self.rig.clock(), time.monotonic(), self.rig.traffic()
        reports: list[Report] = []
        fault: Exception | None = None
        try:
            with hold(self.ledger, "serve"):
                reports = run_until_quiet(self.rig, now, asked_for(jobs, tuple(self.rig.jobs)))
            last = reports[-1]
            fault = last.fault or next(iter(last.crashes), None)
            for crash in last.crashes if any(report.new_problems for report in reports) else ():
                confess(crash, self.session)
        except SheetdeskError as found:
            fault = found
        except Exception as found:
            fault = found
            confess(found, self.session)
        self._tell(None if any(fault in report.crashes for report in reports) else fault)
        took, traffic = time.monotonic() - started, self.rig.traffic() - before
        for line in log_lines(Round(now, jobs, reports, fault, took, traffic)):
            click.echo(line)
        give_back()

    def _tell(self, fault: Exception | None) -> None:
        """A fault of the workbook or the ledger that was foreseen, in words; once, not every minute. What a job or a
        letter failed of may quote a cell, and stays unsaid."""
        said = str(fault) if isinstance(fault, SheetdeskError) else ""
        if said and said != self.last_fault:
            complain(said)
        if self.last_fault and fault is None:
            warn("恢復正常了。")
        self.last_fault = said


def asked_for(jobs: tuple[str, ...], every_job: tuple[str, ...]) -> Asked:
    """All jobs together are a whole pass. Alarms belong to no job and leave at once."""
    from sheetdesk.desk.rig import Asked
    from sheetdesk.jobs import JOBS

    if set(jobs) == set(every_job):
        return Asked()
    kinds = dict.fromkeys(("alarm", *(kind for name in jobs for kind in JOBS[name].LETTERS)))
    return Asked(jobs=jobs, kinds=tuple(kinds))


def _rhythm(config: Config) -> str:
    spans = sorted(set(config.timetable().values()))
    words = [f"{int(span.total_seconds())} 秒" for span in spans]
    return f"每 {words[0]}跑一輪" if len(words) == 1 else f"各工作每 {'、'.join(words)}跑一次"
