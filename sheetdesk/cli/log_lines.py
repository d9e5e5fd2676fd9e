"""The log: one line of JSON for each run of passes, one for each job that had anything to do. Border: figures, names of
jobs and kinds of faults; no text of a case, of a cell or of an exception ever comes in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sheetdesk.desk.rig import Report
from sheetdesk.errors import SheetdeskError
from sheetdesk.model.traffic import Traffic

SLOW_S = 1.0
"""A job that took so long has a line even if it had nothing to do."""

_GOOGLES = re.compile(r"Google 說：.*）", re.DOTALL)
_COUNT = re.compile(r"([a-z][a-z -]*): (\d+)")


@dataclass(frozen=True, slots=True)
class Round:
    """What one ringing of the timetable, or one `run`, did: its passes until the desk was quiet."""

    at: datetime
    jobs: tuple[str, ...]
    reports: Sequence[Report]
    fault: Exception | None
    seconds: float
    traffic: Traffic


def log_lines(done: Round) -> Iterator[str]:
    """First the jobs that did something, failed or were slow, then the passes as a whole."""
    at = done.at.isoformat(timespec="seconds")
    for name in _names(done.reports):
        ran = [report.ran[name] for report in done.reports if name in report.ran]
        counts, faults = (
            _counts(report.lines.get(name, "") for report in done.reports),
            _kinds(one.fault for one in ran),
        )
        seconds = round(sum(one.seconds for one in ran), 3)
        if counts or faults or seconds >= SLOW_S:
            facts = {"passes": len(ran), "counts": counts, "faults": faults, "seconds": seconds}
            yield json.dumps({"at": at, "event": "job", "job": name, **facts})
    yield json.dumps({"at": at, "event": "pass", "jobs": done.jobs, **_of_passes(done)})


def words_of(fault: SheetdeskError) -> str:
    """A fault's own sentence without what Google said, for Google quotes cells that it doesn't take."""
    place = f"{fault.which}：" if fault.which else ""
    what = _GOOGLES.sub("Google 說的話不記在紀錄裡，sheetdesk doctor 看得到）", fault.what)
    return f"{place}{what}{f' → {fault.mend}' if fault.mend else ''}"


def _names(reports: Sequence[Report]) -> dict[str, None]:
    return dict.fromkeys(name for report in reports for name in report.ran)


def _of_passes(done: Round) -> dict[str, object]:
    reports = done.reports
    crashes = [crash for report in reports for crash in report.crashes]
    last = reports[-1] if reports else None
    return {
        "passes": len(reports),
        "wrote": sum(report.wrote for report in reports),
        "sent": sum(report.sent for report in reports),
        "failed": sum(report.failed for report in reports),
        "problems": len(last.problems) if last else 0,
        "new_problems": sum(len(report.new_problems) for report in reports),
        "halted": last.halted if last else 0,
        "fault": type(done.fault).__name__ if done.fault else None,
        "faults": _kinds([*crashes, *(() if done.fault in crashes else (done.fault,))]),
        **asdict(done.traffic),
        "seconds": round(done.seconds, 2),
    }


def _counts(lines: Iterable[str]) -> dict[str, int]:
    """The figures of a job's own lines that are not nothing, added up."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update({name: int(number) for name, number in _COUNT.findall(line) if int(number)})
    return dict(counts)


def _kinds(faults: Iterable[Exception | None]) -> dict[str, int]:
    return dict(Counter(type(fault).__name__ for fault in faults if fault is not None))
