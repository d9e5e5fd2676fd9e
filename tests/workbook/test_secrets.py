"""What a workbook hands out holds no account's number."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sheetdesk.columns import CASES, FORM, SETTINGS
from sheetdesk.model.memory import masked_in
from sheetdesk.workbook.cells import Raw
from sheetdesk.workbook.grid import read_block, read_forms
from sheetdesk.workbook.headers import FormSpec

TAIPEI = ZoneInfo("Asia/Taipei")
ACCOUNT = "012345678901"


def test_a_cell_with_a_number_is_masked_and_the_row_says_which() -> None:
    header = [CASES.column(key).title for key in ("number", "text", "note")]
    view = read_block(CASES, [header, ["GB1", f"帳號 {ACCOUNT}", "打過電話 0912345678"]], TAIPEI)
    cells = view.rows[1].cells
    assert cells["text"] == "帳號 ＊＊＊＊901"
    assert cells["note"] == "打過電話 0912345678"
    assert masked_in(cells) == ("text",)


def test_an_answer_to_a_question_for_an_account_is_masked_even_where_the_sheet_took_it_for_a_number() -> None:
    grid: list[list[Raw]] = [
        ["時間戳記", "問題描述", "退款帳號"],
        [46349.5, "破了", 12345678901.0],
        [46349.6, "破了", ACCOUNT],
    ]
    [view], _ = read_forms({"表單回應 1": grid}, FormSpec(("表單回應 1",)), TAIPEI)
    assert [row.get("退款帳號") for row in view.rows] == ["＊＊＊＊901", "＊＊＊＊901"]
    assert [masked_in(row.cells) for row in view.rows] == [("退款帳號",)] * 2
    assert not FORM.has("退款帳號")


def test_the_shops_own_account_in_its_settings_is_its_own_affair() -> None:
    header = [column.title for column in SETTINGS.columns]
    view = read_block(SETTINGS, [header, ["署名", f"好日子 帳號 {ACCOUNT}", ""]], TAIPEI)
    assert view.rows[1].get("value") == f"好日子 帳號 {ACCOUNT}"
