"""`serve`: passes by the timetable until the process is asked to end; its log holds no personal data (log_lines)."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from sheetdesk.cli.door import Verb
from sheetdesk.cli.end import End, Overdue
from sheetdesk.cli.failure import confess
from sheetdesk.cli.renewal import RENEWED, Renewal, begin_anew
from sheetdesk.cli.session import Session, common_options
from sheetdesk.cli.shown import complain, warn
from sheetdesk.errors import SheetdeskError

if TYPE_CHECKING:
    from sheetdesk.config import Config
    from sheetdesk.desk.diary import Diary
    from sheetdesk.desk.rig import Asked, Report, Rig

TOO_SLOW = (
    "停止了。手上的事等了很久還沒做完（多半是網路或郵件伺服器沒有回應），下次會接著做；"
    "如果正在寄信，那一封下次會列在「往來紀錄」，請您決定要不要重寄。"
)


@click.command("serve", cls=Verb)
@common_options
@click.pass_obj
def serve(session: Session) -> int:
    """一直開著，照 config.yaml 的 jobs 定時跑；用 Ctrl-C 或 SIGTERM 停止。"""
    from sheetdesk.cli.alone import SERVER
    from sheetdesk.cli.build import build_rig, check_first, read_config
    from sheetdesk.cli.memory import keep_large_apart
    from sheetdesk.cli.sparing import spare_reads
    from sheetdesk.desk.diary import Diary
    from sheetdesk.ledger.lock import hold
    from sheetdesk.scheduler import keep_time

    keep_large_apart()
    config = read_config(session.config)
    check_first(config)
    end = End()
    end.heed()
    with hold(config.ledger, "serve", purpose=SERVER):
        rig = replace(build_rig(config, lambda: datetime.now(UTC)), stopping=lambda: end.asked)
        warn(f"開始了：{_rhythm(config)}。要停止請按 Ctrl-C。")
        rig = spare_reads(rig, config, _tell_of_drive)
        diary = Diary.of(config.timetable(), config.desk.zone)
        diary.open(rig.ledger, rig.clock())
        watch = Watch(rig, session, config.ledger, diary, Renewal(config.serve.most_memory_mb, RENEWED in os.environ))
        try:
            keep_time(config.timetable(), watch.ring, lambda seconds: watch.is_over(seconds, end), watch)
            end.be_patient()
            farewell = "停止了。手上的事已經做完，下次會接著做。"
        except Overdue:
            farewell = TOO_SLOW
        rig.ledger.close()
    if watch.renewal.needed and not end.asked:
        warn("用的記憶體超過 config.yaml 的 serve.most_memory_mb，重新開始一次；沒有遺失任何東西。")
        begin_anew()
    warn(farewell)
    return 0


def _tell_of_drive(fault: str) -> None:
    warn(f"雲端硬碟不肯說試算表有沒有改過，所以每一輪都會讀試算表，其他照常。{fault}")


@dataclass(slots=True)
class Watch:
    """One desk on its timetable. A pass that fails is told of and does not end the watch."""

    rig: Rig
    session: Session
    ledger: str
    diary: Diary
    renewal: Renewal
    last_fault: str = ""

    def due(self) -> set[str]:
        """The jobs with a fixed time of which a slot has come and isn't done."""
        return self.diary.due(self.rig.clock())

    def wait_s(self) -> float | None:
        """Seconds until the next of these; None where there is none."""
        return self.diary.wait_s(self.rig.clock())

    def ring(self, jobs: tuple[str, ...]) -> None:
        """Passes until quiet with these jobs, and their line in the log; then a long wait, without what they used."""
        from sheetdesk.cli.log_lines import Round, log_lines
        from sheetdesk.cli.memory import give_back
        from sheetdesk.desk.one_pass import run_until_quiet
        from sheetdesk.ledger.lock import hold

        now, started, before = self.rig.clock(), time.monotonic(), self.rig.traffic()
        reports: list[Report] = []
        fault: Exception | None = None
        self.diary.put_off(now)
        try:
            with hold(self.ledger, "serve"):
                reports = run_until_quiet(self.rig, now, asked_for(jobs, tuple(self.rig.jobs), self.diary.fixed))
                self._note(reports[-1])
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
        grown = self.renewal.look(now)
        if grown is not None:
            click.echo(grown)

    def is_over(self, seconds: float, end: End) -> bool:
        """Wait; is it time to leave?"""
        return self.renewal.needed or end.wait(seconds, time.sleep)

    def _note(self, last: Report) -> None:
        """A pass that is through: its slots are done, and which jobs failed is counted."""
        if last.fault is None:
            kinds = {job: type(ran.fault).__name__ if ran.fault else None for job, ran in last.ran.items()}
            with self.rig.ledger.begin() as tx:
                self.diary.note(tx, kinds, last.now)

    def _tell(self, fault: Exception | None) -> None:
        """A fault of the workbook or the ledger that was foreseen, in words; once, not every minute. What a job or a
        letter failed of may quote a cell, and stays unsaid."""
        from sheetdesk.cli.log_lines import words_of

        said = words_of(fault) if isinstance(fault, SheetdeskError) else ""
        if said and said != self.last_fault:
            complain(said)
        if self.last_fault and fault is None:
            warn("恢復正常了。")
        self.last_fault = said


def asked_for(jobs: tuple[str, ...], every_job: tuple[str, ...], fixed: Collection[str] = ()) -> Asked:
    """All jobs together are a whole pass. Alarms belong to no job and leave at once. So does, in any pass, what jobs with
    a `fixed` time have decided: a letter that had to wait would wait for their next day otherwise."""
    from sheetdesk.desk.rig import Asked
    from sheetdesk.jobs import JOBS

    if set(jobs) == set(every_job):
        return Asked(patient=True)
    kinds = dict.fromkeys(("alarm", *(kind for name in (*jobs, *fixed) for kind in JOBS[name].LETTERS)))
    return Asked(jobs=jobs, kinds=tuple(kinds), patient=True)


def _rhythm(config: Config) -> str:
    times = config.timetable().values()
    spans = sorted({when for when in times if isinstance(when, timedelta)})
    words = [f"{int(span.total_seconds())} 秒" for span in spans]
    often = f"每 {words[0]}跑一輪" if len(words) == 1 else f"各工作每 {'、'.join(words)}跑一次" if words else ""
    fixed = sum(not isinstance(when, timedelta) for when in times)
    return "，".join(filter(None, (often, f"{fixed} 個工作照固定的時間跑" if fixed else "")))
