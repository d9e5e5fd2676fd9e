"""A row's fingerprint is worked out once."""

from collections.abc import Mapping

import pytest

from sheetdesk.model import memory
from sheetdesk.model.memory import Cells, print_of
from sheetdesk.model.values import Value

ROW: Mapping[str, Value] = {"number": "GB2611-0042-K", "amount": 120.0, "summary": "王｜蛋糕\r\n"}


def test_cells_as_read_have_the_fingerprint_of_any_mapping_like_them():
    assert print_of(Cells(ROW)) == print_of(ROW) == print_of({**ROW, "note": None})


def test_the_fingerprint_of_cells_as_read_is_worked_out_once(monkeypatch: pytest.MonkeyPatch):
    cells = Cells(ROW)
    first = print_of(cells)
    monkeypatch.delattr(memory, "_fingerprint")
    assert print_of(cells) is first


def test_cells_made_from_those_of_a_row_have_a_fingerprint_of_their_own():
    cells = Cells(ROW)
    assert print_of({**cells, "amount": 80}) != print_of(cells) != print_of(cells | {"amount": 80})
