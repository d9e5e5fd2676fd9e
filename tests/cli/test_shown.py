import sys
from datetime import UTC, date, datetime
from io import StringIO
from time import monotonic
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.cli import run_shown, shown
from sheetdesk.model.sheet import Problem
from sheetdesk.model.values import Formula

TAIPEI = ZoneInfo("Asia/Taipei")


class Screen(StringIO):
    """A terminal that remembers what was drawn."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "（空白）"),
        (datetime(2026, 11, 23, 2, 5, tzinfo=UTC), "2026/11/23 10:05"),
        (date(2026, 11, 23), "2026/11/23"),
        (True, "☑"),
        (0, "0"),
        (Formula("=1+1"), "=1+1"),
        ("第一行\n第二行", "第一行 第二行"),
        ("\x1b[31m紅\u202e字", "[31m紅 字"),
        ("長" * 100, "長" * 59 + "…"),
    ],
)
def test_a_cell_is_one_harmless_line(value, said):
    assert run_shown.cell(value, TAIPEI) == said


def test_new_problems_come_first_and_each_stands_once(capsys):
    old, new = Problem("甲", "舊的", "改"), Problem("乙", "新的", "改")
    shown.problems([old, new, old], [new])
    said = capsys.readouterr().out.splitlines()
    assert said == ["要請您處理的問題 2 個：", "  ⚠ （新）乙：新的 → 改", "  ⚠ 甲：舊的 → 改"]


def test_without_problems_nothing_is_said(capsys):
    shown.problems([], [])
    assert capsys.readouterr().out == ""


def wait_until_drawn(screen):
    started = monotonic()
    while not screen.getvalue() and monotonic() - started < 10:
        pass


def test_long_work_shows_a_bar_on_a_terminal(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(shown, "PATIENCE_S", 0.01)
    with shown.waiting("正在處理"):
        wait_until_drawn(screen)
    assert "正在處理" in screen.getvalue()


def test_short_work_shows_none(monkeypatch):
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with shown.waiting("正在處理"):
        pass
    assert screen.getvalue() == ""


def test_a_pipe_gets_no_bar(monkeypatch):
    pipe = StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    monkeypatch.setattr(shown, "PATIENCE_S", 0)
    with shown.waiting("正在處理"):
        pass
    assert pipe.getvalue() == ""
