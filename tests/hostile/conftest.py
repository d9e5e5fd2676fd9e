"""What people and customers do here is done to either kind of workbook in turn, unless a test is about files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.both_kinds import FILE, GOOGLE, google, kind, pytest_configure, run_in_turn
from tests.fakes.google_real_desk import GoogleRealDesk
from tests.fakes.real_desk import RealDesk

__all__ = ["google", "kind", "pytest_configure"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_in_turn(metafunc, (FILE, GOOGLE))


@pytest.fixture
def new_desk(kind: str, request: pytest.FixtureRequest) -> Callable[[Path], RealDesk]:
    """Makes a desk in a folder, on this test's kind of workbook."""
    return RealDesk if kind != GOOGLE else partial(GoogleRealDesk, request.getfixturevalue("google"))


Begin = Callable[..., RealDesk]
"""Form rows → a desk that has run once since they came."""


@pytest.fixture(scope="session")
def stages() -> dict[tuple[str, str], RealDesk]:
    """Desks that ran once, by kind of workbook and form rows; nothing runs on them any more."""
    return {}


@pytest.fixture
def begun(
    kind: str,
    new_desk: Callable[[Path], RealDesk],
    stages: dict[tuple[str, str], RealDesk],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Begin:
    """Makes a desk of this test's own that has run once: the first run takes longest, so it is made but once."""

    def begin(*rows: Mapping[str, Any]) -> RealDesk:
        which = kind, repr(rows)
        if which not in stages:
            stage = stages[which] = new_desk(tmp_path_factory.mktemp("stage"))
            stage.add_form_rows(*rows)
            stage.run()
            stage.rig.ledger.close()
        return stages[which].copy(tmp_path)

    return begin
