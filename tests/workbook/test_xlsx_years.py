"""A file a year holds what leaves 封存: whole or not at all, read back as it was, and nothing in it comes alive."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sheetdesk.errors import DeskUnreachable, WorkbookBusy
from sheetdesk.model.values import Formula, Value
from sheetdesk.workbook.xlsx_years import YearFiles
from tests.fakes.file_hands import TAIPEI

NEW_YEAR = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
"""Midnight in Taipei."""


def row(number: str, at: datetime = NEW_YEAR, **cells: Value) -> dict[str, Value]:
    return {"archived_at": at, "number": number, **cells}


def test_rows_are_read_back_as_they_were_from_the_years_in_which_they_went(tmp_path: Path) -> None:
    files = YearFiles(tmp_path / "archive", TAIPEI)
    old = row("A", NEW_YEAR.replace(minute=0, hour=15), phone="0912345678", 我的欄="貴客")
    new = row("B", amount=320, closed_at=NEW_YEAR)
    files.add({"A": old, "B": new})
    assert sorted(path.name for path in files.folder.iterdir()) == [
        "封存-2026.csv", "封存-2026.xlsx", "封存-2027.csv", "封存-2027.xlsx",
    ]  # fmt: skip
    assert files.rows() == {"A": old, "B": new}
    files.add({"B": {**new, "note": "後來寫的"}, "C": row("C")})
    assert files.rows()["B"]["note"] == "後來寫的"
    assert list(files.rows()) == ["A", "B", "C"]


@pytest.mark.parametrize("text", ["=1+1", "+886912345678", "-5", "@SUM(A1)", "\t=1"])
def test_no_cell_comes_alive(tmp_path: Path, text: str) -> None:
    files = YearFiles(tmp_path, TAIPEI)
    files.add({"A": row("A", text=text, note=Formula("=K5*2"))})
    sheet = load_workbook(tmp_path / "封存-2027.xlsx").worksheets[0]
    assert {cell.data_type for line in sheet.iter_rows(min_row=2) for cell in line} <= {"s", "n", "d"}
    with (tmp_path / "封存-2027.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))[1]
    assert f"'{text}" in cells or f"'{text.strip()}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_a_file_that_somebody_holds_open_stays_as_it_is(tmp_path: Path) -> None:
    files = YearFiles(tmp_path, TAIPEI)
    files.add({"A": row("A")})
    before = (tmp_path / "封存-2027.xlsx").read_bytes()
    (tmp_path / "~$封存-2027.xlsx").touch()
    with pytest.raises(WorkbookBusy):
        files.add({"B": row("B")})
    assert (tmp_path / "封存-2027.xlsx").read_bytes() == before


def test_only_rows_that_are_there_are_written_over(tmp_path: Path) -> None:
    files = YearFiles(tmp_path, TAIPEI)
    files.add({"A": row("A", customer="王怡君")})
    files.rewrite({"A", "Z"}, lambda number, _: {"number": number, "customer": "（已刪除）", "email": None})
    assert files.rows() == {"A": row("A", customer="（已刪除）")}


def test_what_would_change_nothing_writes_nothing(tmp_path: Path) -> None:
    files = YearFiles(tmp_path, TAIPEI)
    files.add({"A": row("A", customer="王怡君"), "B": row("B")})
    before = (tmp_path / "封存-2027.xlsx").stat().st_mtime_ns
    files.rewrite({"A", "B"}, lambda number, cells: None if number == "B" else {**cells, "email": None})
    assert (tmp_path / "封存-2027.xlsx").stat().st_mtime_ns == before


@pytest.mark.parametrize("stuck", [".csv", ".xlsx"])
def test_what_one_of_two_files_could_not_take_stands_in_both_after_the_next_try(tmp_path: Path, stuck: str) -> None:
    files, path = YearFiles(tmp_path, TAIPEI), tmp_path / f"封存-2027{stuck}"
    files.add({"A": row("A", customer="王怡君")})
    path.chmod(0o444)
    with pytest.raises(DeskUnreachable):
        files.rewrite({"A"}, lambda _, cells: {**cells, "customer": "（已刪除）"})
    path.chmod(0o644)
    files.rewrite({"A"}, lambda _, cells: {**cells, "customer": "（已刪除）"})
    assert files.rows()["A"]["customer"] == "（已刪除）"
    assert "王怡君" not in (tmp_path / "封存-2027.csv").read_text("utf-8-sig")
