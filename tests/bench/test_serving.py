"""What the benchmark reads of serve's log, as the real log writes it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sheetdesk.cli.log_lines import Round, log_lines
from sheetdesk.desk.rig import Ran, Report
from sheetdesk.model.traffic import Traffic
from tests.bench.serving import next_run

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def log_of(*, fault: Exception | None = None) -> list[str]:
    """Of a run in which a job did something: it has a line of its own."""
    report = Report(NOON, sent=1, lines={"intake": "cases: 1"}, ran={"intake": Ran(0.1)})
    return list(log_lines(Round(NOON, ("intake",), [report], fault, 0.2, Traffic())))


def test_a_run_is_read_off_the_line_that_tells_of_it_whole() -> None:
    log = log_of()
    assert len(log) == 2
    assert next_run(iter(log))["sent"] == 1


def test_a_run_that_failed_measures_nothing() -> None:
    with pytest.raises(RuntimeError, match="serve reports OSError"):
        next_run(iter(log_of(fault=OSError())))
    with pytest.raises(RuntimeError, match="serve ended"):
        next_run(iter(()))
