import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.cli import memory
from sheetdesk.cli.build import build_rig, read_config
from sheetdesk.cli.end import End
from sheetdesk.cli.renewal import Renewal
from sheetdesk.cli.serve import Watch, asked_for
from sheetdesk.cli.session import Session
from sheetdesk.desk import hand_over
from sheetdesk.desk.diary import Diary, failing
from sheetdesk.jobs import JOBS
from sheetdesk.ledger.lock import hold
from sheetdesk.model.appointment import DAILY, Appointment
from tests.fakes.terminal import WANG, Terminal

EVERY, TAIPEI = tuple(JOBS), ZoneInfo("Asia/Taipei")


@pytest.fixture
def terminal(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    return terminal


@pytest.fixture
def watch(terminal):
    config = read_config(terminal.config)
    rig = build_rig(config, lambda: datetime.now(UTC))
    yield Watch(rig, Session(terminal.config), config.ledger, Diary.of({}, config.desk.zone), Renewal(0))
    rig.ledger.close()


def told(out, event="pass"):
    return [line for line in map(json.loads, out.splitlines()) if line["event"] == event]


def test_a_pass_leaves_a_line_of_figures_and_one_for_each_job_that_did_something(terminal, watch, capsys):
    terminal.add_form_row(**WANG)
    watch.ring(EVERY)
    said = capsys.readouterr()
    (line,) = told(said.out)
    assert line["sent"] == 1
    assert line["fault"] is None
    assert said.out.isascii()
    assert terminal.numbers()[0] not in said.out
    intake = next(job for job in told(said.out, "job") if job["job"] == "intake")
    assert (intake["counts"], intake["faults"]) == ({"new": 1}, {})
    assert 0 <= intake["seconds"] <= line["seconds"]


def test_the_memory_of_each_run_is_given_back(watch, monkeypatch):
    given_back = []
    monkeypatch.setattr(memory, "give_back", lambda: given_back.append("memory"))
    watch.ring(EVERY)
    watch.ring(EVERY)
    assert len(given_back) == 2


def test_a_pass_that_fails_is_told_once_and_the_watch_goes_on(terminal, watch, capsys):
    data = terminal.path.read_bytes()
    terminal.path.unlink()
    watch.ring(EVERY)
    watch.ring(EVERY)
    terminal.path.write_bytes(data)
    watch.ring(EVERY)
    said = capsys.readouterr()
    assert [line["fault"] for line in told(said.out)] == ["DeskUnreachable", "DeskUnreachable", None]
    assert said.err.count("找不到這個檔案") == 1
    assert "恢復正常了" in said.err


def test_an_unforeseen_fault_does_not_end_the_watch(terminal, watch, capsys):
    def explode(desk, now):
        raise ZeroDivisionError("王怡君")

    watch.rig = replace(watch.rig, jobs={**watch.rig.jobs, "triage": explode})
    watch.ring(EVERY)
    said = capsys.readouterr()
    (triage,) = (job for job in told(said.out, "job") if job["job"] == "triage")
    assert triage["faults"] == {"ZeroDivisionError": triage["passes"]}
    (line,) = told(said.out)
    assert (line["fault"], line["faults"]) == ("ZeroDivisionError", triage["faults"])
    assert "沒料到的錯" in said.err
    assert "王怡君" not in said.err + said.out


def test_while_somebody_runs_a_pass_by_hand_the_watch_waits_for_its_next(watch, capsys):
    with hold(watch.ledger, "run"):
        watch.ring(EVERY)
    watch.ring(EVERY)
    assert [line["fault"] for line in told(capsys.readouterr().out)] == ["LedgerError", None]


def test_all_jobs_together_are_a_whole_pass_and_alarms_belong_to_none():
    assert asked_for(EVERY, EVERY).jobs is None
    assert asked_for(("intake",), EVERY).kinds == ("alarm",)
    assert asked_for(("intake", "send_receipts"), EVERY).kinds == ("alarm", "receipt")


def test_letters_of_a_job_with_a_fixed_time_leave_in_any_pass():
    assert asked_for(("intake",), EVERY, {"send_surveys": None}).kinds == ("alarm", *JOBS["send_surveys"].LETTERS)


def test_a_job_that_fails_is_counted_in_the_ledger_until_it_goes_well(terminal, watch, capsys):
    def explode(desk, now):
        raise ZeroDivisionError("王怡君")

    well = watch.rig
    watch.rig = replace(well, jobs={**well.jobs, "triage": explode})
    watch.ring(EVERY)
    watch.ring(EVERY)
    with watch.rig.ledger.begin() as tx:
        ((job, one),) = failing(tx).items()
    assert (job, one.times, one.fault) == ("triage", 2, "ZeroDivisionError")
    said = terminal.type("status").stdout
    assert "工作 triage 從" in said
    assert "連續 2 次做不成（ZeroDivisionError）" in said
    watch.rig = well
    watch.ring(EVERY)
    assert "連續" not in terminal.type("status").stdout


def test_a_slot_is_done_once_its_pass_is_through(terminal, watch, capsys):
    times = {"send_surveys": Appointment(DAILY, 9 * 60)}
    nine = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    watch.rig = replace(watch.rig, clock=lambda: nine)
    watch.diary = Diary.of(times, TAIPEI)
    watch.diary.open(watch.rig.ledger, nine - timedelta(minutes=1))
    terminal.path.rename(terminal.folder / "away.xlsx")
    assert watch.due() == {"send_surveys"}
    watch.ring(("send_surveys",))
    again = Diary.of(times, TAIPEI)
    again.open(watch.rig.ledger, nine)
    assert again.due(nine) == {"send_surveys"}
    (terminal.folder / "away.xlsx").rename(terminal.path)
    watch.ring(("send_surveys",))
    assert watch.due() == set()
    again.open(watch.rig.ledger, nine)
    assert again.due(nine) == set()


def test_asked_to_end_the_letters_in_hand_are_the_last(terminal, watch, monkeypatch):
    monkeypatch.setattr(hand_over, "A_LOT", 1)
    for name in ("one", "two", "three"):
        terminal.add_form_row(**{**WANG, "email": f"{name}@example.com", "text": f"退冰了 {name}"})
    watch.rig = replace(watch.rig, stopping=lambda: len(terminal.letters()) >= 1)
    watch.ring(EVERY)
    assert len(terminal.letters()) == 1
    watch.rig = replace(watch.rig, stopping=lambda: False)
    watch.ring(EVERY)
    assert len(terminal.letters()) == 3


def test_the_wait_ends_soon_after_a_signal():
    end, naps = End(), []

    def sleep(seconds):
        naps.append(seconds)
        if len(naps) == 3:
            end.asked = True

    assert end.wait(60, sleep)
    assert len(naps) == 3
    assert not End().wait(1.2, naps.append)
    assert sum(naps[3:]) == pytest.approx(1.2)


def test_a_fault_of_the_config_ends_it_at_the_start(terminal):
    terminal.change_config("zone: Asia/Taipei", "zone: Moon")
    result = terminal.type("serve")
    assert result.exit_code == 2
    assert "desk.zone" in result.stderr


def test_a_desk_that_is_not_there_ends_it_at_the_start(tmp_path):
    result = Terminal(tmp_path).type("serve")
    assert result.exit_code == 3
    assert "先執行 sheetdesk init" in result.stderr


def test_a_second_watch_over_one_ledger_is_refused(terminal):
    with hold(f"sqlite:///{terminal.folder / 'sheetdesk.db'}", "serve", purpose=".serve"):
        result = terminal.type("serve")
    assert result.exit_code == 3
    assert "另一個 sheetdesk 正在用這個帳本（serve" in result.stderr


@pytest.mark.slow
def test_a_real_process_works_until_sigterm_and_leaves_cleanly(terminal):
    terminal.add_form_row(**WANG)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "sheetdesk", "serve", "--config", str(terminal.config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert process.stdout is not None
    lines = map(json.loads, iter(process.stdout.readline, ""))
    first = next(line for line in lines if line["event"] == "pass")
    process.send_signal(signal.SIGTERM)
    rest, said = process.communicate(timeout=20)
    assert first["sent"] == 1
    assert process.returncode == 0
    assert rest == ""
    assert "開始了：每 60 秒跑一輪" in said
    assert "停止了" in said
    assert len(terminal.letters()) == 1
    assert terminal.type("run").exit_code == 0


@pytest.mark.slow
def test_a_real_process_leaves_soon_though_the_mail_server_says_nothing_and_a_person_decides_about_the_letter(terminal):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        email = f"{{host: 127.0.0.1, port: {silent.getsockname()[1]}, security: none, from: shop@example.com}}"
        terminal.change_config("\nchannels:\n", f"\nchannels:\n  email: {email}\n")
        terminal.add_form_row(**WANG)
        process = started(terminal, "import sheetdesk.cli.end; sheetdesk.cli.end.PATIENCE_S = 0.5")
        connection, _ = silent.accept()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
        connection.close()
    assert process.returncode == 0
    assert "郵件伺服器沒有回應" in said
    terminal.type("run")
    assert "要您決定的信：1 封" in terminal.type("status").stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "before",
    ["import sheetdesk.cli.renewal; sheetdesk.cli.renewal.SHORTEST_LIFE_S = 0", "pass"],
    ids=["in an hour", "at once"],
)
def test_a_real_process_that_has_grown_begins_anew_between_passes_under_the_same_number(terminal, before):
    terminal.change_config("most_memory_mb: 150", "most_memory_mb: 1")
    process = started(terminal, before)
    assert process.stdout is not None
    events: list[str] = []
    while events.count("pass") < 2:
        events += [line["event"] for line in [json.loads(process.stdout.readline())] if line["event"] != "job"]
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert events == ["pass", "renewal", "pass"]
    assert process.returncode == 0
    assert said.count("開始了") == 2
    assert "重新開始一次" in said


def started(terminal, before):
    """`serve` in a process of its own, that does `before` first."""
    code = f"{before}; from sheetdesk.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-u", "-c", code, "serve", "--config", str(terminal.config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUTF8": "1"},
    )
