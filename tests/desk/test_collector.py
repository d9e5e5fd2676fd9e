"""The collector of cyclic garbage waits while a sheet is read, and no longer."""

import gc
from collections.abc import Iterator

import pytest

from sheetdesk.desk.collector import collector_waits
from sheetdesk.errors import DeskUnreachable


@pytest.fixture(autouse=True)
def switched_on_again() -> Iterator[None]:
    yield
    gc.enable()


def test_the_collector_waits_during_the_block_only():
    with collector_waits():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_goes_on_after_a_sheet_that_could_not_be_read():
    with pytest.raises(DeskUnreachable), collector_waits():
        raise DeskUnreachable("沒有回應")
    assert gc.isenabled()


def test_a_process_that_had_switched_it_off_keeps_it_off():
    gc.disable()
    with collector_waits():
        pass
    assert not gc.isenabled()
