"""Each story here is told on a real .xlsx file or on Google, over HTTP on the fake, day by day in turn."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.both_kinds import FILE, GOOGLE, google, kind, pytest_configure, run_in_turn
from tests.fakes.file_desk import HandledFile
from tests.fakes.story_desk import StoryDesk
from tests.fakes.week_desk import WeekDesk

__all__ = ["google", "kind", "pytest_configure"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_in_turn(metafunc, (FILE, GOOGLE))


@pytest.fixture(autouse=True)
def workbook(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the story's desk stands; `kind` has seen to Google."""
    if kind == FILE:
        made = tmp_path / "desk.xlsx"
        monkeypatch.setattr(StoryDesk, "new_workbook", staticmethod(lambda clock: HandledFile(made)))


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> WeekDesk:
    return WeekDesk(tmp_path)
