import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheetdesk.cli import VERBS, door
from tests.fakes.terminal import Terminal


def typed(*words):
    result = CliRunner().invoke(door, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_help_names_every_verb_in_the_users_language():
    result = typed("--help")
    assert result.exit_code == 0
    assert "用法：" in result.stdout
    assert all(f"  {verb.name} " in result.stdout for verb in VERBS)
    assert "Usage" not in result.stdout
    assert "Show this" not in result.stdout


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_explains_itself(verb):
    result = typed(verb, "--help")
    assert result.exit_code == 0
    assert "--config 檔案" in result.stdout
    assert "Options" not in result.stdout


def test_without_a_verb_the_help_is_shown_as_a_usage_error():
    result = typed()
    assert result.exit_code == 2
    assert "指令:" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frob"], "沒有「frob」這個指令；可以用的有：demo、init"),
        (["run", "--dry"], "沒有「--dry」這個選項，是不是「--dry-run」？"),
        (["run", "--zzz"], "沒有「--zzz」這個選項 → 看說明：sheetdesk run --help"),
        (["run", "now"], "後面多了「now」"),
        (["run", "--job"], "「--job」後面少了要給的值"),
        (["run", "--dry-run=yes"], "「--dry-run」後面不用給值"),
        (["explain"], "少了「文字」"),
        (["--config"], "「--config」後面少了要給的值"),
    ],
)
def test_what_was_typed_wrong_is_said_in_one_sentence_with_exit_code_2(words, said):
    result = typed(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_config_may_be_named_before_and_after_the_verb(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "desk").mkdir()
    config = str(Terminal(tmp_path / "desk").config)
    assert typed("--config", config, "explain", "退冰").exit_code == 0
    assert typed("explain", "退冰", "--config", config).exit_code == 0
    assert typed("--config", "nowhere.yaml", "explain", "退冰", "--config", config).exit_code == 0
    assert typed("explain", "退冰").exit_code == 2


def test_a_config_that_is_not_there_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = typed("run")
    assert result.exit_code == 2
    assert "找不到設定檔" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.fixture
def broken(tmp_path, monkeypatch):
    def explode(*_):
        raise ZeroDivisionError("王怡君")

    monkeypatch.setattr("sheetdesk.policy.triage.judge", explode)
    return Terminal(tmp_path)


def test_an_unforeseen_fault_is_one_sentence_and_its_details_lie_in_a_file_for_the_owner(broken):
    result = broken.type("explain", "退冰")
    assert result.exit_code == 70
    assert "沒料到的錯（ZeroDivisionError）" in result.stderr
    assert "Traceback" not in result.output
    assert "王怡君" not in result.output
    log = broken.folder / "sheetdesk-error.log"
    kept = log.read_text(encoding="utf-8")
    assert "Traceback" in kept
    assert "in explode" in kept
    assert "builtins.ZeroDivisionError" in kept
    assert "王怡君" not in kept.replace(
        'raise ZeroDivisionError("王怡君")', ""
    )  # the code's own line, not the fault's words
    assert log.stat().st_mode & 0o077 == 0


def test_with_debug_the_details_go_to_the_terminal(broken):
    result = broken.type("explain", "退冰", "--debug")
    assert result.exit_code == 70
    assert "Traceback" in result.stderr
    assert not (broken.folder / "sheetdesk-error.log").exists()


def test_ctrl_c_is_told_without_a_traceback(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("sheetdesk.policy.triage.judge", interrupt)
    result = Terminal(tmp_path).type("explain", "退冰")
    assert result.exit_code == 130
    assert "中斷了" in result.stderr


def sheetdesk(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "sheetdesk", *words],
        capture_output=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        timeout=30,
        check=False,
        **more,
    )


def test_the_module_is_the_command(tmp_path):
    config = str(Terminal(tmp_path).config)
    done = sheetdesk("explain", "--json", "-", "--config", config, input="杯子破了\n")
    assert done.returncode == 0
    assert '"category": "商品問題"' in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    assert sheetdesk("frob").returncode == 2


def test_help_imports_nothing_heavy():
    code = "import sys, sheetdesk.cli as c\ntry: c.door.main(['--help'])\nfinally: print([m for m in sys.modules if m in H])"
    heavy = {"openpyxl", "sqlalchemy", "pydantic", "ruamel.yaml", "jinja2", "rich", "holidays", "opencc", "schedule"}
    done = subprocess.run(
        [sys.executable, "-c", f"H = {heavy!r}\n{code}"],
        capture_output=True,
        encoding="utf-8",
        cwd=Path(__file__).parents[2],
        timeout=30,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
