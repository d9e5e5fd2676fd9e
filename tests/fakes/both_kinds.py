"""Stories of the desk told on more than one kind of workbook: imported by the conftest.py of each folder that tells them.

A plain run tells a story in memory every day and on Google every fourth day; what is told on a file and on Google
is told on one of them today and on the other tomorrow. `make proofs` tells all on all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.google_desk import Organisation, organisation
from tests.fakes.sample import ALL, turn
from tests.fakes.story_desk import StoryDesk

MEMORY, FILE, GOOGLE = "memory", "file", "google"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "only(kind, why): a test that makes sense on one kind of workbook")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    run_on(metafunc, (MEMORY, GOOGLE) if ALL or not turn(metafunc.function.__name__, 4) else (MEMORY,))


def run_in_turn(metafunc: pytest.Metafunc, kinds: tuple[str, ...]) -> None:
    """As `run_on`, but on one of `kinds` a day where not all are asked for."""
    run_on(metafunc, kinds if ALL else (kinds[turn(metafunc.function.__name__, len(kinds))],))


def run_on(metafunc: pytest.Metafunc, kinds: tuple[str, ...]) -> None:
    """Run a test that has a desk on each kind of workbook, or on the only one that its mark names."""
    only = metafunc.definition.get_closest_marker("only")
    if only is not None:
        metafunc.parametrize("kind", [only.kwargs["kind"]], indirect=True)
    elif {"tmp_path", "tmp_path_factory"} & set(metafunc.fixturenames):  # a desk has a folder, for its ledger
        metafunc.parametrize("kind", kinds, indirect=True)


@pytest.fixture(scope="session")
def google() -> Iterator[Organisation]:
    with organisation() as made:
        yield made


@pytest.fixture(autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Which workbook a desk has in this test; empty where there is no desk."""
    if getattr(request, "param", None) != GOOGLE:
        yield getattr(request, "param", "")
        return
    google: Organisation = request.getfixturevalue("google")
    monkeypatch.setattr(StoryDesk, "new_workbook", staticmethod(google.workbook))
    yield GOOGLE
    assert google.tidy() == []
