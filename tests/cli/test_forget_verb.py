"""`sheetdesk forget`: on a file and on Google."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.google import FakeGoogle
from tests.fakes.google_terminal import GoogleTerminal
from tests.fakes.planted import traces
from tests.fakes.terminal import Terminal

HERS = {"customer": "王怡君", "email": "wang@example.com", "phone": "0912345678", "product": "蔥抓餅"}
TEXT, ACCOUNT = "蔥抓餅退冰了，請退到郵局帳號 012345678901", "012345678901"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.set_up("--live")
    terminal.add_form_row(**HERS, text=TEXT)
    terminal.add_form_row(customer="李大同", email="lee@example.com", product="保鮮盒", text="保鮮盒破了")
    assert terminal.type("run").exit_code in (0, 1)
    return terminal


def test_the_runs_own_words_hold_no_account(terminal: Terminal) -> None:
    terminal.add_form_row(customer="陳小明", email="chen@example.com", product="果凍", text=TEXT)
    shown = [terminal.type("run", "--dry-run"), terminal.type("run"), terminal.type("status")]
    assert [result.output for result in shown if ACCOUNT in result.output] == []
    (terminal.folder / "desk.xlsx").unlink()  # the form's own rows, which only a person can clean
    (terminal.folder / "desk.xlsx.bak").unlink()
    assert traces(terminal.folder, ACCOUNT) == []


def test_it_asks_first_and_does_nothing_without_a_yes(terminal: Terminal) -> None:
    before = terminal.files()
    result = terminal.type("forget", "wang@example.com", stdin="n\n")
    assert result.exit_code == 0
    assert "找到的客人：王怡君、wang@example.com、0912345678" in result.stdout
    assert "什麼都沒有刪" in result.stdout
    assert {name: mark for name, mark in terminal.files().items() if name.startswith("desk.xlsx")} == {
        name: mark for name, mark in before.items() if name.startswith("desk.xlsx")
    }


def test_while_the_file_is_open_her_own_rows_are_no_case_of_somebody_elses(terminal: Terminal) -> None:
    lock = terminal.folder / "~$desk.xlsx"
    lock.write_bytes(b"x" * 165)
    shown = terminal.type("forget", "wang@example.com", "--yes")
    assert (shown.exit_code, "還有沒改到的列" in shown.stdout) == (1, True)
    assert "提到這些字" not in shown.stdout
    assert "其他紀錄裡還有" not in shown.stdout
    lock.unlink()
    terminal.type("run")
    assert "王怡君" not in terminal.shown("cases")


def test_of_a_customer_who_is_called_like_one_of_the_staff_only_her_address_is_looked_for(terminal: Terminal) -> None:
    terminal.add_form_row(customer="阿芳", email="fang@example.com", product="果凍", text="少一包")
    terminal.type("run")
    assert "負責人" in terminal.shown("cases")
    shown = terminal.type("forget", "fang@example.com", "--yes")
    assert (shown.exit_code, "提到這些字" in shown.stdout) == (0, False)


def test_before_it_asks_it_says_what_she_will_never_get(terminal: Terminal) -> None:
    for column, value in {"status": "待退款", "amount": 320, "remedy": "退款"}.items():
        terminal.write("cases", 2, column, value)
    asked = terminal.type("forget", "wang@example.com", stdin="n\n").stdout
    number = terminal.numbers()[0]
    assert f"⚠ {number} 還沒退款（320 元）" in asked
    assert asked.index("刪了就直接結案") < asked.index("要刪除嗎")
    assert "還沒結束" in terminal.type("forget", "wang@example.com", "--yes").stdout
    assert "還沒退款" not in terminal.type("forget", "lee@example.com", stdin="n\n").stdout


def test_what_is_left_is_named_by_tab_row_and_case_with_what_to_do(terminal: Terminal) -> None:
    _, his = terminal.numbers()
    terminal.write("cases", 3, "note", "和王怡君同一箱")
    terminal.add_form_row(**HERS, text="他的保鮮盒我也有一個破了", case_no=his)
    terminal.add_form_row(customer="李大同", email="lee@example.com", text="王怡君那個也是", case_no=his)
    terminal.type("run")
    result = terminal.type("forget", "wang@example.com", "--yes")
    assert result.exit_code == 1
    assert "□ 表單分頁「表單回應 1」第 2 列" in result.stdout
    assert "□ 表單分頁「表單回應 1」第 4 列" in result.stdout
    assert f"□ 「案件」第 3 列（{his}）的「新訊息」「備註」提到這些字" in result.stdout
    assert "把「備註」裡的那些字改掉；「新訊息」是系統的紀錄" in result.stdout
    assert f"（{his}）的「內容」提到這些字" in result.stdout
    assert "他的保鮮盒我也有" not in terminal.shown("cases")
    assert not any(word in result.stdout for word in ("inbound", "sheet_rows", "cases", "events"))


def test_it_leaves_nothing_of_her_but_what_it_lists_for_a_person(terminal: Terminal) -> None:
    letters = len(terminal.letters())
    result = terminal.type("forget", "0912-345-678", stdin="y\n")
    assert result.exit_code == 0, result.output
    assert "刪好了：1 件案件看不出是誰，寄件匣刪了 1 封信。" in result.stdout
    assert "□ 表單分頁「表單回應 1」第 2 列" in result.stdout
    assert "□ 信箱裡和這位客人往來的信" in result.stdout
    assert len(terminal.letters()) == letters - 1
    assert [
        trace for trace in traces(terminal.folder, "王怡君", "wang@example.com", "0912345678") if ".xlsx" not in trace
    ] == []


def test_a_run_afterwards_brings_nothing_back_and_leaves_the_others_alone(terminal: Terminal) -> None:
    terminal.type("forget", "王怡君", "--yes")
    numbers = terminal.numbers()
    result = terminal.type("run")
    assert "收進來：沒有新的" in result.stdout
    assert terminal.numbers() == numbers
    assert "李大同" in terminal.type("forget", "lee@example.com", stdin="n\n").stdout


def test_a_rebuild_does_not_bring_her_back(terminal: Terminal) -> None:
    terminal.type("forget", "王怡君", "--yes")
    numbers = terminal.numbers()
    assert terminal.type("rebuild").exit_code == 0
    terminal.type("run")
    assert terminal.numbers() == numbers


def test_a_rebuild_whose_old_ledger_is_broken_says_what_to_do(terminal: Terminal) -> None:
    terminal.type("forget", "王怡君", "--yes")
    (terminal.folder / "sheetdesk.db").write_bytes(b"no ledger at all, but long enough to look at" * 50)
    result = terminal.type("rebuild")
    assert result.exit_code == 0, result.output
    assert "請再執行一次 sheetdesk forget" in result.stdout


@pytest.mark.parametrize("who", ["陳小明", "0900000000"])
def test_nobody_of_that_name_is_named_and_nothing_done(terminal: Terminal, who: str) -> None:
    result = terminal.type("forget", who, "--yes")
    assert result.exit_code == 2
    assert f"沒有找到「{who}」" in result.stderr


def test_of_two_with_one_name_neither_is_deleted(terminal: Terminal) -> None:
    terminal.add_form_row(**{**HERS, "email": "other@example.com", "phone": None}, text="少一包")
    terminal.type("run")
    result = terminal.type("forget", "王怡君", "--yes")
    assert result.exit_code == 2
    assert "有 2 位" in result.stderr
    assert "請改用其中一位的 Email、電話或 LINE" in result.stderr


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as google:
        yield google


def test_on_google_no_tab_keeps_a_copy_of_her_rows_the_forms_own_apart(
    tmp_path: Path, google: FakeGoogle, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = GoogleTerminal(tmp_path, google, monkeypatch)
    terminal.set_up()
    form = terminal.book["表單回應 1"]
    titles: dict[str, str | float] = {
        "姓名": "王怡君",
        "Email": "wang@example.com",
        "問題描述": "蔥抓餅退冰了",
        "時間戳記": 46349.5,
    }
    for title, value in titles.items():
        form.put(2, form.column(title), value)
    assert terminal.type("run").exit_code in (0, 1)
    assert "刪好了" in terminal.type("forget", "王怡君", "--yes").stdout
    kept = [
        (sheet.title, cell)
        for sheet in terminal.book.sheets
        if sheet.title != "表單回應 1"
        for row in sheet.rows
        for cell in row.cells
        if any(word in str(cell) for word in ("王怡君", "wang@example.com", "蔥抓餅退冰了"))
    ]
    assert kept == []
