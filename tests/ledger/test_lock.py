import os
import subprocess
import sys
from pathlib import Path

import pytest

from sheetdesk.errors import LedgerError
from sheetdesk.ledger.lock import hold, ledger_file

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'desk.db'}"


def test_the_file_of_a_ledger_is_found_in_its_url(url, tmp_path):
    assert ledger_file(url) == tmp_path / "desk.db"


def test_a_second_holder_is_refused_with_the_name_of_the_first(url):
    with hold(url, "serve"), pytest.raises(LedgerError) as refused, hold(url, "run"):
        pass
    assert f"serve，程序 {os.getpid()}" in str(refused.value)
    assert refused.value.exit_code == 3


def test_what_was_let_go_can_be_had_again(url):
    with hold(url, "a rather long description of what is done"):
        pass
    with hold(url, "run"), pytest.raises(LedgerError, match=rf"（run，程序 {os.getpid()}）"), hold(url, "init"):
        pass


def test_a_fault_inside_lets_go(url):
    with pytest.raises(ZeroDivisionError), hold(url, "run"):
        raise ZeroDivisionError
    with hold(url, "run"):
        pass


def test_other_purposes_and_other_ledgers_do_not_hinder(url, tmp_path):
    with hold(url, "serve", purpose=".serve"), hold(url, "run"), hold(f"sqlite:///{tmp_path / 'other.db'}", "run"):
        pass


def test_the_lock_file_is_for_its_owner_alone(url, tmp_path):
    with hold(url, "run"):
        assert (tmp_path / "desk.db.lock").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "desk.db").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LedgerError, match="不能建立鎖定檔"), hold(f"sqlite:///{tmp_path / 'gone' / 'desk.db'}", "run"):
        pass


def test_a_holder_that_was_killed_hinders_nobody(url):
    code = f"from sheetdesk.ledger.lock import hold\nwith hold({url!r}, 'run'): print('held', flush=True); input()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(LedgerError, match=f"程序 {process.pid}"), hold(url, "run"):
        pass
    process.kill()
    process.communicate(timeout=10)
    with hold(url, "run"):
        pass
