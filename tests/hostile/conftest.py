"""What people and customers do here is done to both kinds of workbook, unless a test is about files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.fakes.both_kinds import FILE, GOOGLE, google, kind, pytest_configure, run_on
from tests.fakes.google_real_desk import GoogleRealDesk
from tests.fakes.real_desk import RealDesk

__all__ = ["google", "kind", "pytest_configure"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_on(metafunc, (FILE, GOOGLE))


@pytest.fixture
def new_desk(kind: str, request: pytest.FixtureRequest) -> Callable[[Path], RealDesk]:
    """Makes a desk in a folder, on this test's kind of workbook."""
    return RealDesk if kind != GOOGLE else partial(GoogleRealDesk, request.getfixturevalue("google"))
