"""What people forbid, delete or take away while the desk works: named with its mend, nothing lost, nothing half done."""

from __future__ import annotations

import pytest

from sheetdesk.columns import FORM_STAND_IN
from sheetdesk.errors import DeskUnreachable
from tests.fakes.google import people
from tests.fakes.google_under_fault import CASES_TAB, FORM_TAB, LOG_TAB, STATE_TAB, Desk


@pytest.fixture(scope="module")
def stage(studio, tmp_path_factory):
    """Three known cases; a new answer waits."""
    desk = Desk(studio, tmp_path_factory.mktemp("stage"))
    for at, text in enumerate(("蔥抓餅都退冰了", "請問什麼時候到貨？", "少一包")):
        desk.file(text, f"guest{at}@example.com", customer=f"客人{at}")
    desk.run()
    desk.now = desk.now.replace(minute=30)
    desk.file("又少一包", "lin@example.com", customer="林小美")
    return desk.put_away()


@pytest.fixture
def desk(studio, stage, tmp_path, calm):
    return Desk(studio, tmp_path, like=stage)


def arrivals(desk):
    return {row["案號"]: row["收件時間"] for row in desk.rows()}


def problems(desk):
    rows = [row for row in desk.rows(STATE_TAB) if row["項目"].startswith("問題") and "內容" in row]
    return [f"{row['內容']} → {row.get('怎麼辦')}" for row in rows]


def test_protected_cells_are_left_out_and_named_and_everything_else_is_written(desk):
    desk.type(desk.numbers()[0], "summary", "亂改")
    desk.type(desk.numbers()[1], "next_step", "亂改")
    people.protect(desk.book, CASES_TAB, "B2:B2")
    desk.calls()

    desk.run()

    first, second, *_ = desk.numbers()
    assert desk.row(first)["摘要"] == "亂改"
    assert desk.row(second)["下一步"] != "亂改"
    assert len(desk.numbers()) == 4
    assert any("案件" in line and "B 欄" in line and desk.studio.account in line for line in problems(desk))
    assert len(desk.channel.sent) == 4


def test_a_whole_tab_that_is_protected_gets_no_new_rows_and_comes_right_once_it_is_free(desk):
    people.protect(desk.book, CASES_TAB)

    desk.run()
    held = (len(desk.numbers()), len(desk.channel.sent), problems(desk))
    people.unprotect(desk.book, CASES_TAB)
    desk.run(11)

    assert held[:2] == (3, 4)
    assert any("案件" in line for line in held[2])
    assert len(desk.numbers()) == 4
    assert len(desk.channel.sent) == 4
    assert problems(desk) == []


def test_protection_that_only_warns_is_none(desk):
    people.protect(desk.book, CASES_TAB, warning=True)
    desk.calls()

    desk.run()

    assert desk.calls() == ["read", "write", "read", "write", "read"]
    assert len(desk.numbers()) == 4


def test_a_desk_that_settled_down_with_protected_cells_is_quiet(desk):
    desk.type(desk.numbers()[0], "summary", "亂改")
    people.protect(desk.book, CASES_TAB, "B2:B2")
    desk.run()
    desk.calls()

    desk.run()

    assert "write" not in desk.calls()


def test_a_sheet_that_is_no_longer_shared_is_a_plain_instruction_and_letters_still_leave(desk):
    desk.channel.fault = None
    with desk.rig.ledger.begin() as tx:
        waiting = len(tx.outbox.updated_since(None))
    desk.google.unshare(desk.book, desk.studio.account)

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert desk.studio.account in str(fault)
    desk.studio.share(desk.book)
    desk.run()
    assert (len(desk.numbers()), len(desk.channel.sent), waiting) == (4, 4, 3)


def test_an_account_that_may_only_look_says_whom_to_make_an_editor(desk):
    desk.google.share(desk.book, desk.studio.account, role="reader")

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert "編輯者" in str(fault)
    assert desk.studio.account in str(fault)
    assert desk.google.kinds().count("write") <= 2
    desk.studio.share(desk.book)
    desk.run()
    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


def test_rights_that_are_taken_away_between_read_and_write_lose_nothing(desk):
    desk.google.people.next(lambda book: desk.google.unshare(book, desk.studio.account), kind="write")

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    desk.studio.share(desk.book)
    desk.run()
    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


def test_a_key_that_is_revoked_in_mid_pass_is_a_plain_word(studio, desk, tmp_path):
    account = studio.account
    desk.google.people.next(lambda book: desk.google.revoke(account), kind="write")
    try:
        fault = desk.try_run()
    finally:
        studio.google.tokens.accounts[account].deleted = False

    assert isinstance(fault, DeskUnreachable)
    assert "金鑰" in str(fault)
    desk.run()
    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


def test_a_token_that_runs_out_is_renewed_without_a_word(desk):
    desk.google.people.next(lambda book: desk.google.void_tokens(), kind="write")
    desk.google.people.next(lambda book: desk.google.void_tokens(), kind="read")

    assert desk.try_run() is None

    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


@pytest.mark.parametrize("title", [CASES_TAB, LOG_TAB, STATE_TAB, "分類規則"])
def test_a_deleted_tab_is_named_and_nothing_is_written(title, desk):
    people.delete_tab(desk.book, title)
    before = [tab.title for tab in desk.book.sheets], len(desk.channel.sent)

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert title in str(fault)
    assert "init" in str(fault)
    assert ([tab.title for tab in desk.book.sheets], len(desk.channel.sent)) == before


def test_a_tab_that_is_deleted_at_the_moment_of_the_write_is_named_in_the_same_run(desk):
    desk.google.people.next(lambda book: people.delete_tab(book, LOG_TAB), kind="write")

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert LOG_TAB in str(fault)


def test_a_required_column_that_is_deleted_is_named_and_nothing_is_written(desk):
    people.delete_column(desk.book, CASES_TAB, "下一步")
    before = desk.book[CASES_TAB].values()

    fault = desk.try_run()

    assert isinstance(fault, DeskUnreachable)
    assert "下一步" in str(fault)
    assert desk.book[CASES_TAB].values() == before


def test_a_form_tab_that_is_deleted_is_named_and_the_rest_goes_on(desk):
    desk.type(desk.numbers()[0], "summary", "亂改")
    people.delete_tab(desk.book, FORM_TAB)
    people.delete_tab(desk.book, FORM_STAND_IN)

    desk.run()

    assert desk.row(desk.numbers()[0])["摘要"] != "亂改"
    assert any("表單" in line for line in problems(desk))


def test_a_form_that_is_linked_later_is_read_at_once(desk):
    people.rename_tab(desk.book, FORM_TAB, "先藏起來")
    people.delete_tab(desk.book, "先藏起來")
    desk.run()
    desk.book.change([{"addSheet": {"properties": {"title": "表單回應 1"}}}])
    for at, title in enumerate(("時間戳記", "問題描述", "Email", "姓名"), start=1):
        desk.book["表單回應 1"].put(1, at, title)
    desk.answers = 1
    desk.file("終於連好了，少一包", "new@example.com")

    desk.run(1)

    assert "new@example.com" in [row.get("Email") for row in desk.rows()]


def test_a_form_tab_and_its_questions_may_be_renamed(desk):
    people.rename_tab(desk.book, FORM_TAB, "我的客訴表單")
    people.rename_title(desk.book, "我的客訴表單", "下單暱稱", "暱稱")

    desk.run()

    assert len(desk.numbers()) == 4


def test_the_hidden_tab_is_made_again_if_somebody_deletes_it(desk):
    people.delete_tab(desk.book, "_sheetdesk")

    desk.run()

    assert len(desk.numbers()) == 4
    assert desk.book.find("_sheetdesk") is not None
    assert desk.row(desk.numbers()[0])["摘要"]


def test_the_hidden_tab_deleted_at_the_moment_of_the_write_costs_nothing(desk):
    desk.google.people.next(lambda book: people.delete_tab(book, "_sheetdesk"), kind="write")

    desk.run()

    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


def test_a_hidden_tab_that_is_renamed_or_cut_down_is_still_the_image(desk):
    def spoil(book):
        people.rename_tab(book, "_sheetdesk", "不知道是什麼")
        people.resize(book, "不知道是什麼", 20, 5)

    desk.google.people.next(spoil, kind="write")

    desk.run()

    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)


def test_another_zone_is_a_problem_to_mend_and_changes_no_case(desk):
    desk.run()
    before = arrivals(desk)
    people.change_zone(desk.book, "America/Los_Angeles")
    desk.type(desk.numbers()[0], "summary", "亂改")

    desk.run(1)
    desk.run(61)

    assert arrivals(desk) == before
    assert any("America/Los_Angeles" in line and "Asia/Taipei" in line for line in problems(desk))
    people.change_zone(desk.book, "Asia/Taipei")
    desk.run(61)
    assert problems(desk) == []


def test_a_second_form_tab_that_nobody_reads_is_noticed(desk):
    desk.book.change([{"addSheet": {"properties": {"title": "表單回應 2"}}}])

    desk.run(61)

    assert any("表單回應 2" in line for line in problems(desk))


def test_a_sheet_that_was_set_back_gets_its_cases_again_and_nothing_is_sent_twice(desk):
    yesterday = desk.book.save_point()
    desk.run()
    people.go_back(desk.book, yesterday)

    found = [str(problem) for report in desk.run() for problem in report.problems]

    assert (len(desk.numbers()), len(desk.channel.sent)) == (4, 4)
    assert any("還原" in line for line in found)


def test_a_spreadsheet_that_another_ledger_works_on_is_left_alone(studio, stage, desk, tmp_path_factory):
    other = Desk(studio, tmp_path_factory.mktemp("other"))
    other.book.sheets = desk.book.sheets

    fault = other.try_run()

    assert fault is not None
    assert fault.exit_code == 3
    assert "rebuild" in str(fault)
    assert other.channel.sent == []
