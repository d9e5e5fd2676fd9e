"""What tests of a whole desk on the fake Google share: one server and one spreadsheet as `init` leaves it, a process."""

import pytest

from tests.fakes.google_under_fault import open_studio


@pytest.fixture(scope="session")
def studio(tmp_path_factory):
    with open_studio(tmp_path_factory.mktemp("studio")) as studio:
        yield studio


@pytest.fixture
def calm(studio):
    """Nothing planned or counted by one test reaches the next."""
    studio.google.calls.clear()
    yield
    studio.google.quota = None
    studio.google.faults.clear()
    studio.google.people.clear()
    studio.google.calls.clear()
