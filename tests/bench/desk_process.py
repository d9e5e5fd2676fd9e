"""A desk in a process of its own that does one pass at a time, as `serve` does, and tells what each took.

python -m tests.bench.desk_process CONFIG URL     (then one JSON line a command)"""

from __future__ import annotations

import cProfile
import io
import pstats
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sheetdesk.cli.build import build_rig, read_config
from sheetdesk.cli.memory import give_back, keep_large_apart
from sheetdesk.desk.one_pass import one_pass, run_until_quiet
from sheetdesk.desk.outage import known_office
from sheetdesk.desk.rig import Asked, Report
from sheetdesk.desk.send import send_due
from sheetdesk.policy.shop import Office
from tests.bench.figures import Spent, spent_on
from tests.bench.process import obey
from tests.bench.to_the_fake import to_the_fake


class Desk:
    """One rig for as long as the process lives."""

    def __init__(self, config: Path, url: str) -> None:
        to_the_fake(url)
        keep_large_apart()
        self._now, self._since = datetime.now(UTC), time.monotonic()
        self.rig = build_rig(read_config(config), self._clock)

    def _clock(self) -> datetime:
        """The time that the last command named, and what went by since."""
        return self._now + timedelta(seconds=time.monotonic() - self._since)

    def hello(self) -> None:
        """Everything is built."""

    def one_pass(self, now: str, send: bool = True) -> dict[str, Any]:
        """One pass. Without `send` its letters wait."""
        self._set(now)
        report, spent = spent_on(lambda: one_pass(self.rig, self._now, _asked(send)))
        give_back()  # as `serve` does, which waits now
        return told([report], spent)

    def until_quiet(self, now: str, send: bool = True) -> dict[str, Any]:
        self._set(now)
        reports, spent = spent_on(lambda: run_until_quiet(self.rig, self._now, _asked(send)))
        give_back()
        return told(reports, spent)

    def send(self, now: str) -> dict[str, Any]:
        """All letters that wait, and nothing else of a pass; as many times the seconds of a pass as it takes."""
        self._set(now)
        report = Report(self._now)
        with self.rig.ledger.begin() as tx:
            office = known_office(tx)
        if office is None:
            raise RuntimeError("no pass has read the desk yet")
        _, spent = spent_on(lambda: self._send_all(office, report))
        return told([report], spent)

    def _send_all(self, office: Office, report: Report) -> None:
        report.again = True
        while report.again:
            report.again = False
            send_due(self.rig, office, Asked(), report, read_at=self._now)

    def profile(self, now: str, sort: str, lines: int) -> str:
        """One pass under cProfile, as a table."""
        self._set(now)
        profile, text = cProfile.Profile(time.process_time), io.StringIO()
        profile.runcall(one_pass, self.rig, self._now, _asked(send=True))
        pstats.Stats(profile, stream=text).sort_stats(sort).print_stats(lines)
        return text.getvalue()

    def _set(self, now: str) -> None:
        self._now, self._since = datetime.fromisoformat(now), time.monotonic()


def _asked(send: bool) -> Asked:
    return Asked() if send else Asked(kinds=())


def told(reports: list[Report], spent: Spent) -> dict[str, Any]:
    """What passes did and took. Raises RuntimeError if one of them failed: its figures would mean nothing."""
    for report in reports:
        if report.fault or report.doubt or report.crashes or report.halted:
            raise RuntimeError(f"a pass failed: {report.fault or report.doubt or report.crashes or report.halted}")
    return {
        **spent.plain(),
        "passes": len(reports),
        "wrote": sum(report.wrote for report in reports),
        "sent": sum(report.sent for report in reports),
        "left_over": bool(reports[-1].left_over),
    }


def main(config: str, url: str) -> None:
    desk = Desk(Path(config), url)
    obey({name: getattr(desk, name) for name in ("hello", "one_pass", "until_quiet", "send", "profile")})


if __name__ == "__main__":
    main(*sys.argv[1:])
