"""A server that stands in New York and has no tables of time zones of its own works for a desk in Taipei: deadlines,
fixed times and the days of figures are the desk's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from tests.fakes.terminal import TAIPEI, WANG, Terminal

ROOT = Path(__file__).parents[2]

STORY = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from sheetdesk.desk.diary import Diary
from sheetdesk.model.appointment import DAILY, Appointment
from tests.fakes.real_desk import WANG, RealDesk

EVENING = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # after midnight in Taipei, before noon in New York
desk = RealDesk(Path(sys.argv[1]))
desk.add_form_rows(WANG)
desk.run()
[case] = desk.rows()
desk.run(EVENING)
diary = Diary.of({"at three": Appointment(DAILY, 180)}, desk.config.desk.zone)
diary.open(desk.rig.ledger, EVENING)
print(json.dumps({
    "machine": time.tzname[0],
    "case": {name: str(case[name]) for name in ("number", "received_at", "first_reply_due", "solution_due")},
    "days": [str(row["id"]) for row in desk.rows("kpi_days")],
    "hours": [row["id"] for row in desk.rows("kpi_hours") if row.get("mon")],
    "wait_s": diary.wait_s(EVENING),
}))
"""


def process(*words: str, zone: str) -> subprocess.CompletedProcess[str]:
    """A process of a machine in that zone, where the system has no table of any."""
    told = {**os.environ, "TZ": zone, "PYTHONTZPATH": ""}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=told, capture_output=True, encoding="utf-8", timeout=60
    )


def test_deadlines_figures_and_fixed_times_are_the_desks(tmp_path: Path) -> None:
    done = process("-c", STORY, str(tmp_path), zone="America/New_York")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "machine": "EST",
        "case": {
            "number": "GB2611-0001-G",
            "received_at": "2026-11-23 10:04:00",
            "first_reply_due": "2026-11-23 11:04:00",
            "solution_due": "2026-11-24 10:04:00",
        },
        "days": ["2026-11-23", "2026-11-24"],
        "hours": ["10"],
        "wait_s": 2.5 * 3600,
    }


def test_run_at_the_terminal_reads_and_writes_the_wall_time_of_the_desk(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    sent = datetime.now(TAIPEI).replace(tzinfo=None, second=0, microsecond=0)
    terminal.add_form_row(**WANG, submitted_at=sent)
    done = process("-m", "sheetdesk", "run", "--config", str(terminal.config), zone="America/New_York")
    assert done.returncode == 0, done.stderr
    assert repr(sent) in terminal.shown("cases")
    assert len(terminal.letters()) == 1
