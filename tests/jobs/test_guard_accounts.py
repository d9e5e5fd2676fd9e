"""Stories of account numbers: what customers and people write where everybody can read it, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine

from sheetdesk.columns import FORM, SURVEY
from sheetdesk.jobs import guard_accounts
from sheetdesk.ledger.old_accounts import mask_old_accounts
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.policy.arrival import answers
from sheetdesk.policy.markup import page_of
from tests.fakes.planted import traces
from tests.fakes.story_desk import StoryDesk
from tests.fakes.survey_desk import SurveyDesk

ACCOUNT, SHOWN = "012345678901", "＊＊＊＊901"
TEXT = f"蔥抓餅退冰了，請退款到郵局帳號 {ACCOUNT}"


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


def test_the_number_in_an_answer_stands_nowhere_but_in_the_forms_own_row(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file(TEXT)
    desk.run()
    [row] = desk.rows()
    assert row["text"] == f"蔥抓餅退冰了，請退款到郵局帳號 {SHOWN}"
    shown = [
        str(value) for tab in ("cases", "log", "todo", "customers") for row in desk.rows(tab) for value in row.values()
    ]
    assert [value for value in shown if ACCOUNT in value] == []
    assert [m for m in desk.channel.sent if ACCOUNT in m.letter.text + m.letter.subject + page_of(m.letter)] == []
    assert traces(tmp_path, ACCOUNT) == []


def test_the_row_says_which_row_of_which_form_has_to_be_cleaned(desk: StoryDesk) -> None:
    desk.file("少一包", customer="李大同", email="lee@example.com")
    desk.file(TEXT)
    desk.run()
    notices = {row["customer"]: row.get("notice") for row in desk.rows()}
    assert notices["李大同"] is None
    assert "表單分頁「表單回應 1」第 3 列的「問題描述」有帳號或卡號" in str(notices["王怡君"])


def test_what_an_older_version_left_in_the_log_is_masked_once_its_ledger_is_upgraded(desk: StoryDesk) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    desk.run(1)
    desk.file(f"退到郵局帳號 {ACCOUNT}", case_no=desk.numbers()[0])
    desk.run()
    desk.run(30)
    desk.file("少一包", customer="李大同", email="lee@example.com")
    desk.run(1)
    log = desk.workbook.grids["log"]
    place = log.find("body", f"退到郵局帳號 {SHOWN}")
    log.put(place, "body", f"退到郵局帳號 {ACCOUNT}")
    desk.rig.ledger.close()
    engine = create_engine(desk.url)
    with engine.begin() as connection:
        for table, column in (("inbound", "body"), ("sheet_rows", "seen")):
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = replace({column}, '{SHOWN}', '{ACCOUNT}')")
        mask_old_accounts(connection)
    engine.dispose()
    desk.rig = desk.open()
    desk.run(1)
    assert log.get(place, "body") == f"退到郵局帳號 {SHOWN}"
    applied = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == applied


def test_a_second_run_changes_nothing(desk: StoryDesk) -> None:
    desk.file(TEXT)
    desk.run()
    before = desk.workbook.applied
    desk.run(1)
    assert desk.workbook.applied == before


def test_nothing_is_asked_for_once_the_forms_row_is_clean_and_it_is_the_same_case_still(desk: StoryDesk) -> None:
    desk.file(TEXT)
    desk.run()
    [number] = desk.numbers()
    desk.answers[0]["text"] = "蔥抓餅退冰了，請退款"
    desk.show_form()
    desk.run(61)  # an answer that was edited in its place is noticed within the hour
    assert desk.numbers() == [number]
    assert desk.row(number).get("notice") is None


def test_an_answer_that_names_nobody_is_known_again_once_its_number_was_taken_out(desk: StoryDesk) -> None:
    desk.file(TEXT, customer=None, email=None)
    desk.run()
    [number] = desk.numbers()
    desk.answers[0]["text"] = TEXT.replace(ACCOUNT, "")
    desk.show_form()
    desk.run(61)
    assert desk.numbers() == [number]


def test_the_number_in_a_row_that_a_person_typed_is_masked_in_the_sheet_itself(desk: StoryDesk, tmp_path: Path) -> None:
    desk.grid.insert(0, {"customer": "王怡君", "text": TEXT})
    desk.run()
    desk.run(3)
    [number] = desk.numbers()
    assert desk.row(number)["text"] == f"蔥抓餅退冰了，請退款到郵局帳號 {SHOWN}"
    assert desk.row(number).get("notice") is None
    assert traces(tmp_path, ACCOUNT) == []


def test_so_is_one_that_she_types_into_the_words_of_a_case(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "text", TEXT)
    desk.run(61)  # the long columns are read once an hour
    assert desk.row(number)["text"] == f"蔥抓餅退冰了，請退款到郵局帳號 {SHOWN}"
    assert traces(tmp_path, ACCOUNT) == []


def test_her_own_note_is_left_as_it_is_and_she_is_asked_to_clean_it(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "note", f"客人的帳號是 {ACCOUNT}")
    desk.run(1)
    row = desk.row(number)
    assert row["note"] == f"客人的帳號是 {ACCOUNT}"
    assert "這一列的「備註」有帳號或卡號" in str(row["notice"])
    assert any("備註" in str(item.get("why")) for item in desk.rows("todo"))
    assert traces(tmp_path, ACCOUNT) == []
    desk.type(number, "note", "客人的帳號在退款表單")
    desk.run(1)
    assert desk.row(number).get("notice") is None


def test_a_reply_with_a_number_does_not_leave_and_is_not_kept(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "reply_text", f"退款已經匯到您的銀行帳號 {ACCOUNT} 了。")
    desk.type(number, "action", "寄出")
    desk.run(1)
    desk.run(3)
    assert [m for m in desk.channel.sent if m.kind == "reply"] == []
    assert "⚠" in str(desk.row(number)["outcome"])
    assert traces(tmp_path, ACCOUNT) == []


def test_what_she_adds_later_is_masked_too(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.now += desk.now - desk.now
    desk.file(f"帳號 {ACCOUNT}，麻煩了", case_no=number)
    desk.run(1)
    row = desk.row(number)
    assert SHOWN in str(row["additions"])
    assert "第 3 列" in str(row["notice"])
    assert any(SHOWN in str(item.get("body")) for item in desk.rows("log"))
    assert traces(tmp_path, ACCOUNT) == []


def test_a_crash_between_deciding_and_writing_leaves_no_number_in_the_journal(desk: StoryDesk, tmp_path: Path) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "note", f"客人的帳號是 {ACCOUNT}")
    desk.type(number, "text", TEXT)
    desk.workbook.lose_reply = True
    desk.one(61)
    assert traces(tmp_path, ACCOUNT) == []
    desk.run(1)
    assert desk.row(number)["text"] == f"蔥抓餅退冰了，請退款到郵局帳號 {SHOWN}"
    assert desk.row(number)["note"] == f"客人的帳號是 {ACCOUNT}"
    assert traces(tmp_path, ACCOUNT) == []


def test_a_closed_case_whose_words_show_a_number_is_masked_without_being_reopened(desk: StoryDesk) -> None:
    desk.file("蔥抓餅退冰了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "status", "無效")
    desk.run(1)
    desk.type(number, "text", TEXT)
    desk.run(61)  # the long columns are read once an hour
    assert desk.row(number)["text"] == f"蔥抓餅退冰了，請退款到郵局帳號 {SHOWN}"
    assert desk.row(number)["status"] == "無效"


def test_a_number_in_the_survey_is_masked_and_its_row_is_named(tmp_path: Path) -> None:
    desk = SurveyDesk(tmp_path)
    desk.resolved()
    desk.run(130)
    desk.rate(desk.token(), solved="解決了", stars="5", comment=f"錢請退到銀行 {ACCOUNT}")
    [report, *_] = desk.run(5)
    assert any(p.place.startswith("問卷分頁") and "帳號" in p.what for p in report.problems)
    assert traces(tmp_path, ACCOUNT) == []


def view(*names: str, **cells: str) -> TabView:
    return TabView(FORM.key, "表單回應 1", ("submitted_at", "text", *names), 1, (Row(2, {"text": "破了", **cells}),))


def test_a_form_in_the_shared_sheet_that_asks_for_an_account_is_named() -> None:
    [problem] = guard_accounts.questions_in(view("退款帳號", "LINE 帳號"))
    assert problem.place == "表單分頁「表單回應 1」"
    assert "「退款帳號」" in problem.what
    assert "退款表單" in problem.mend
    assert guard_accounts.questions_in(TabView(SURVEY.key, "問卷回應", ("token",), 1, ())) == []


def test_an_answer_that_was_not_read_this_time_is_still_asked_for() -> None:
    [answer] = answers([view()])
    before = {"GB1": {answer.key: "已經清掉的", "另一列": "還沒清"}}
    assert guard_accounts.plan([answer], {answer.key: "GB1"}, False, {}, before) == {"GB1": {"另一列": "還沒清"}}
    assert guard_accounts.plan([answer], {answer.key: "GB1"}, True, {}, before) == {}
