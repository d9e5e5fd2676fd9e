"""`import-orders`: a file's orders are remembered once, cases are filled in from them, and what can't be read is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from sheetdesk.columns import CASES
from tests.fakes.terminal import WANG, Terminal

HEAD = "訂單編號,下單日期,Email,商品,物流單號\n"


def test_a_file_is_remembered_once_and_fills_the_case_in_with_the_next_pass(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    file = tmp_path / "orders.csv"
    file.write_text(
        f"{HEAD}A123,{date.today():%Y/%m/%d},wang@example.com,玻璃保鮮盒,901234567890\n,,,x,\n", encoding="cp950"
    )
    assert "先執行 sheetdesk init" in terminal.type("import-orders", str(file)).output
    terminal.set_up("--live")
    terminal.add_form_row(**{**WANG, "email": "wang@example.com", "order_no": "a123"})
    tried = terminal.type("import-orders", str(file), "--dry-run")
    assert "讀到 1 張訂單、1 項商品；新的或有改的 1 項（--dry-run，沒有記下來）" in tried.output
    first, again = (terminal.type("import-orders", str(file)) for _ in range(2))
    assert "新的或有改的 1 項，下一輪會補到案件裡" in first.output
    assert "第 3 列：沒有訂單編號，也沒有電話或暱稱；補上" in first.output
    assert "新的或有改的 0 項" in again.output
    assert (tried.exit_code, first.exit_code, again.exit_code) == (1, 1, 1)
    terminal.type("run")
    titles, row = list(load_workbook(terminal.path)[CASES.title].iter_rows(max_row=2, values_only=True))
    shown = dict(zip(titles, row, strict=True))
    assert (shown["物流單號"], str(shown["購買證明"])[:7]) == ("901234567890", "訂單 A123")


def test_what_is_no_file_of_orders_is_refused(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.set_up()
    (tmp_path / "orders.xlsx").write_bytes(b"PK\x03\x04")
    refused = terminal.type("import-orders", str(tmp_path / "orders.xlsx"))
    assert (refused.exit_code, "另存成 CSV UTF-8" in refused.output) == (2, True)
    missing = terminal.type("import-orders", str(tmp_path / "none.csv"))
    assert (missing.exit_code, "檢查檔名和位置" in missing.output) == (2, True)
