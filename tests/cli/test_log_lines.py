from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.cli.log_lines import Round, log_lines
from sheetdesk.desk.rig import Ran, Report
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.traffic import Traffic
from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def told(*reports: Report, fault: Exception | None = None) -> list[dict[str, Any]]:
    done = Round(NOW, ("intake", "triage"), reports, fault, 1.234, Traffic())
    return [json.loads(line) for line in log_lines(done)]


def test_a_quiet_round_is_one_line() -> None:
    (line,) = told(Report(NOW, lines={"intake": "new: 0", "triage": "classed: 0"}, ran={"intake": Ran(0.01)}))
    assert (line["event"], line["passes"], line["seconds"], line["faults"]) == ("pass", 1, 1.23, {})
    assert line["at"] == "2026-11-23T02:00:00+00:00"


def test_a_jobs_figures_are_added_up_over_the_passes_and_words_are_left_out() -> None:
    ran = {"intake": Ran(0.25)}
    job, _ = told(
        Report(NOW, lines={"intake": "new: 2, doubles: 1（王怡君: 3）"}, ran=ran),
        Report(NOW, lines={"intake": "new: 1, doubles: 0"}, ran=ran),
    )
    assert job["counts"] == {"new": 3, "doubles": 1}
    assert (job["job"], job["passes"], job["seconds"]) == ("intake", 2, 0.5)


def test_a_slow_job_has_a_line_though_it_did_nothing() -> None:
    jobs = told(Report(NOW, ran={"triage": Ran(1.0), "intake": Ran(0.999)}))[:-1]
    assert [job["job"] for job in jobs] == ["triage"]


def test_faults_are_counted_by_kind_each_once() -> None:
    crash, gone = ZeroDivisionError("王怡君"), DeskUnreachable("讀不到")
    failed = Report(NOW, ran={"triage": Ran(0.1, crash)}, crashes=[crash, ValueError("李")])
    job, line = told(failed, failed, fault=crash)
    assert job["faults"] == {"ZeroDivisionError": 2}
    assert line["faults"] == {"ZeroDivisionError": 2, "ValueError": 2}
    (line,) = told(fault=gone)
    assert (line["fault"], line["faults"], line["passes"]) == ("DeskUnreachable", {"DeskUnreachable": 1}, 0)


def test_calls_and_bytes_of_a_spreadsheet_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeGoogle() as google:
        terminal = GoogleTerminal(tmp_path, google, monkeypatch)
        terminal.set_up()
        first, second = (json.loads(terminal.type("run", "--log").stdout.splitlines()[-1]) for _ in range(2))
    assert first["reads"] > first["writes"] > 0
    assert first["bytes_up"] > 1000
    assert second["bytes_down"] > 1000
    assert (second["writes"], second["wrote"], second["retries"]) == (0, 0, 0)
