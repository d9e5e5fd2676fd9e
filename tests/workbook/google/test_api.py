"""The requests we send, against the fake Google: what comes back, what was applied, and what is said when it wasn't."""

import io

import openpyxl
import pytest

from sheetdesk.config import GoogleWorkbook
from sheetdesk.errors import OutcomeUnknown
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import credentials
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.faults import GoogleFault, NoSuchGrid
from tests.fakes.google import FakeGoogle, Fault, Quota
from tests.fakes.google.faults import KINDS
from tests.fakes.scripted_google import Hours, longest

WHOLE = {"sheetId": 0}
FORMULAS = "sheets(properties(sheetId),data(rowData(values(userEnteredValue))))"
ECHO = "updatedSpreadsheet(sheets(data(startRow,rowData(values(userEnteredValue)))))"

AT_ONCE = [kind for kind in KINDS if kind != "late"]
"""Faults whose effect, if any, is there when the answer would be."""


def put(text, row=0, column=0):
    """Types a text into one cell of the first tab."""
    return {
        "updateCells": {
            "start": {"sheetId": 0, "rowIndex": row, "columnIndex": column},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}}]}],
            "fields": "userEnteredValue",
        }
    }


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def book(google):
    return google.new_spreadsheet("好日子團購", zone="Asia/Taipei", locale="zh_TW")


@pytest.fixture
def email(google, book, tmp_path):
    email = google.service_account(tmp_path / "key.json")
    google.share(book, email, role="writer")
    return email


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def open_sheet(google, book, email, hours, tmp_path):
    """The spreadsheet as a fresh process opens it."""

    def fresh(spreadsheet_id=book.id, read_s=5.0, auth=None):
        section = GoogleWorkbook.model_validate(
            {"kind": "google", "spreadsheet_id": spreadsheet_id, "service_account": str(tmp_path / "key.json")}
        )
        client = SheetsClient(
            auth or credentials(section),
            base_url=google.url,
            timeouts=(5, read_s),
            sleep=hours.sleep,
            clock=hours.clock,
            jitter=longest,
        )
        return Spreadsheet(client, section.spreadsheet_id)

    return fresh


@pytest.fixture
def sheet(open_sheet):
    return open_sheet()


@pytest.fixture
def sheet_for(open_sheet, sheet):
    """The spreadsheet, signed in, with a client that waits no longer than a fault is worth."""

    def signed_in(fault):
        sheet.client.login()
        return open_sheet(read_s=0.5 if fault in ("hang", "late") else 5.0, auth=sheet.client.auth)

    return signed_in


def fault_of(act, *arguments):
    """The fault of a call that fails, out of an unknown outcome as well."""
    with pytest.raises((GoogleFault, OutcomeUnknown)) as raised:
        act(*arguments)
    fault = raised.value.fault if isinstance(raised.value, OutcomeUnknown) else raised.value
    assert isinstance(fault, GoogleFault)
    return fault


# What comes back


def test_about_answers_what_was_asked_of_the_metadata(sheet):
    about = sheet.about("properties(title,timeZone,locale),sheets.properties(sheetId,title)")
    assert about == {
        "properties": {"title": "好日子團購", "timeZone": "Asia/Taipei", "locale": "zh_TW"},
        "sheets": [{"properties": {"sheetId": 0, "title": "工作表1"}}],
    }


def test_values_come_by_tab_unformatted_with_serial_dates(book, sheet):
    for column, typed in enumerate(("1/2", "=1+1", "0912", "蔥抓餅"), start=1):
        book["工作表1"].type(1, column, typed)
    (found,) = sheet.values([WHOLE])
    (row,) = found["valueRange"]["values"]
    assert found["valueRange"]["range"].startswith("'工作表1'!A1:")
    assert isinstance(row[0], int | float)
    assert row[1:] == [2, 912, "蔥抓餅"]


def test_values_may_be_asked_as_formulas(book, sheet):
    book["工作表1"].type(1, 1, "=1+1")
    (found,) = sheet.values([WHOLE], render="FORMULA")
    assert found["valueRange"]["values"] == [["=1+1"]]


def test_cells_show_what_stands_behind_the_values(book, sheet):
    book["工作表1"].type(1, 1, "=1+1")
    found = sheet.cells([{**WHOLE, "endRowIndex": 1, "endColumnIndex": 1}], FORMULAS)
    (tab,) = found["sheets"]
    assert tab["data"] == [{"rowData": [{"values": [{"userEnteredValue": {"formulaValue": "=1+1"}}]}]}]


def test_a_write_is_applied_and_echoes_the_cells_as_they_stand_afterwards(book, sheet):
    answer = sheet.write([put("=1+1"), put("二", row=1)], ["'工作表1'!A1:A2"], ECHO)
    (tab,) = answer["updatedSpreadsheet"]["sheets"]
    shown = [row["values"][0]["userEnteredValue"] for row in tab["data"][0]["rowData"]]
    assert shown == [{"stringValue": "=1+1"}, {"stringValue": "二"}]
    assert book["工作表1"].values() == [["=1+1"], ["二"]]


def test_a_write_without_echo_answers_the_id_alone(book, google, sheet):
    assert sheet.write([put("一")]) == {"spreadsheetId": book.id}
    assert google.calls[-1].body == {"requests": [put("一")]}


def test_an_export_is_an_xlsx_file_of_all_tabs(book, sheet):
    book["工作表1"].type(1, 1, "蔥抓餅")
    exported = openpyxl.load_workbook(io.BytesIO(sheet.export()))
    assert [tab.title for tab in exported] == ["工作表1"]
    assert exported["工作表1"]["A1"].value == "蔥抓餅"


def test_the_version_of_the_file_grows_with_a_change(sheet):
    before = int(sheet.file("version")["version"])
    sheet.write([put("一")])
    assert int(sheet.file("version")["version"]) > before


def test_it_knows_the_account_to_share_with(sheet, email):
    assert sheet.account == email


def test_the_counts_are_those_of_the_server(google, sheet):
    sheet.values([WHOLE])
    sheet.write([put("一")])
    sheet.file("version")
    sheet.about("spreadsheetId")
    calls = sheet.client.calls
    kinds = [call.kind for call in google.calls]
    assert (calls.reads, calls.writes, calls.drive, calls.tokens) == tuple(
        kinds.count(kind) for kind in ("read", "write", "drive", "token")
    )
    api = [call for call in google.calls if call.kind != "token"]
    assert calls.bytes_up == sum(call.bytes_up for call in api)
    assert calls.bytes_down == sum(call.bytes_down for call in google.calls)


# What is tried again, and what is applied


@pytest.mark.parametrize("kind", [kind for kind in AT_ONCE if kind != "407"])
@pytest.mark.parametrize("call", ["about", "values", "cells", "file", "export"])
def test_every_read_comes_through_a_fault_that_passes(google, sheet_for, kind, call):
    sheet = sheet_for(kind)
    google.faults.next(Fault(kind), kind="any")
    arguments = {"values": ([WHOLE],), "cells": ([WHOLE], FORMULAS), "export": ()}.get(call, ("properties.title",))
    if call == "file":
        arguments = ("version",)
    assert getattr(sheet, call)(*arguments)
    assert google.calls[1].fault == kind  # after the sign-in
    assert sheet.client.calls.retries == len(google.kinds()) - 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", AT_ONCE)
def test_a_write_is_sent_once_and_applied_at_most_once_under_every_fault(google, book, sheet_for, hours, kind, when):
    sheet = sheet_for(kind)
    insert = {"insertDimension": {"range": {**WHOLE, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}
    book["工作表1"].type(1, 1, "第一列")
    google.faults.next(Fault(kind), kind="write", when=when)
    with pytest.raises(OutcomeUnknown):
        sheet.write([insert])
    assert google.kinds() == ["write"]
    assert hours.slept == []
    assert book["工作表1"].values()[0 if when == "before" else 1] == ["第一列"]


def test_a_write_that_google_carries_out_late_was_left_once(google, book, sheet_for, open_sheet):
    sheet = sheet_for("late")
    google.faults.next(Fault("late"), kind="write")
    assert fault_of(sheet.write, [put("遲到")]).reason == "timeout"
    assert book["工作表1"].values() == []
    open_sheet().write([put("後來", row=1)])
    assert book["工作表1"].values() == [["遲到"], ["後來"]]
    assert google.kinds() == ["write", "write"]


def test_a_quota_used_up_by_another_program_is_told_and_back_a_minute_later(google, email, sheet, hours):
    google.quota = Quota(clock=hours.clock)
    google.quota.spend(email, "read", 60)
    assert fault_of(sheet.about, "spreadsheetId").reason == "quota"
    hours.now_s += 60
    assert sheet.about("spreadsheetId")


def test_a_read_waits_out_a_used_up_quota_if_google_says_how_long(google, sheet, hours):
    google.faults.next(Fault("429", retry_after_s=30), kind="read", times=2)
    assert sheet.about("spreadsheetId")
    assert hours.slept == [30, 30]


def test_we_never_use_up_the_quota_ourselves(google, sheet, hours):
    google.quota = Quota(clock=hours.clock)
    for _ in range(130):
        sheet.about("spreadsheetId")
    assert {call.status for call in google.calls} == {200}
    assert sheet.client.calls.retries == 0


# What is said when it fails


def test_an_unshared_spreadsheet_is_told_with_the_address_to_share_with(google, book, email, sheet):
    google.unshare(book, email)
    fault = fault_of(sheet.about, "spreadsheetId")
    assert (fault.reason, fault.status, email in fault.mend) == ("not_shared", 403, True)
    assert fault_of(sheet.write, [put("一")]).reason == "read_only"
    assert fault_of(sheet.file, "version").reason == "not_found"
    assert email in fault_of(sheet.export).mend


def test_a_reader_is_told_to_become_an_editor(google, book, email, sheet):
    google.share(book, email, role="reader")
    sheet.about("spreadsheetId")
    fault = fault_of(sheet.write, [put("一")])
    assert (fault.reason, f"加入 {email}，權限選「編輯者」" in fault.mend) == ("read_only", True)
    assert book["工作表1"].values() == []


@pytest.mark.parametrize(("api", "call"), [("sheets", "about"), ("drive", "file")])
def test_a_switched_off_api_is_named_with_where_to_switch_it_on(google, sheet, api, call):
    google.disable_api(api)
    fault = fault_of(getattr(sheet, call), "version" if call == "file" else "spreadsheetId")
    assert fault.reason == "api_disabled"
    assert f"/{api}.googleapis.com?project=123 按「啟用」" in fault.mend


def test_a_spreadsheet_that_isnt_there_is_told(open_sheet):
    assert fault_of(open_sheet(spreadsheet_id="1" + "x" * 30).about, "spreadsheetId").reason == "not_found"


def test_a_tab_that_is_gone_is_a_fault_of_its_own(sheet):
    with pytest.raises(NoSuchGrid):
        sheet.values([{"sheetId": 77}])
    with pytest.raises(NoSuchGrid):
        sheet.cells([{"sheetId": 77}], FORMULAS)


def test_a_revoked_account_is_told_at_sign_in_and_in_the_middle(google, email, open_sheet):
    working = open_sheet()
    working.about("spreadsheetId")
    google.revoke(email)
    for sheet in (working, open_sheet()):
        fault = fault_of(sheet.about, "spreadsheetId")
        assert (fault.reason, email in fault.which) == ("key_revoked", True)
    assert fault_of(working.write, [put("一")]).reason == "key_revoked"


def test_a_deleted_key_works_until_its_token_ends_and_then_is_told(google, email, sheet):
    sheet.about("spreadsheetId")
    google.delete_key(email)
    sheet.about("spreadsheetId")
    google.void_tokens()
    assert fault_of(sheet.about, "spreadsheetId").reason == "key_revoked"


def test_void_tokens_are_renewed_in_mid_write_and_the_write_is_applied_once(google, book, sheet):
    sheet.about("spreadsheetId")
    google.void_tokens()
    sheet.write([put("一")])
    assert [call.applied for call in google.calls if call.kind == "write"] == [False, True]
    assert book["工作表1"].values() == [["一"]]


@pytest.mark.parametrize("skew_s", [4000, -4000])
def test_a_wrong_clock_is_told_as_such(google, sheet, skew_s):
    google.clock_skew_s = skew_s
    fault = fault_of(sheet.about, "spreadsheetId")
    assert (fault.reason, "時間" in fault.mend) == ("clock", True)


def test_a_request_that_google_finds_wrong_is_quoted_and_nothing_is_applied(book, sheet):
    beyond = {"insertDimension": {"range": {"sheetId": 77, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}
    with pytest.raises(OutcomeUnknown) as raised:
        sheet.write([put("一"), beyond])
    assert raised.value.status == 400
    assert isinstance(raised.value.fault, NoSuchGrid)
    assert book["工作表1"].values() == []
