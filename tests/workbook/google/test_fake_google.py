"""Both halves of the fake together: gspread's own calls, and the calls of a pass, on a real spreadsheet's likeness."""

from __future__ import annotations

from io import BytesIO

import gspread
import openpyxl
import pytest

from tests.fakes.google import FakeGoogle
from tests.fakes.google.schema import api
from tests.workbook.google.plain_client import HOSTS, SCOPES, PlainClient, QuietCredentials

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def book(google):
    return google.new_spreadsheet("好日子團購")


@pytest.fixture
def shared(google, book, tmp_path):
    """gspread's own Spreadsheet of it."""
    google.share(book, google.service_account(tmp_path / "key.json"))
    signer = QuietCredentials.from_service_account_file(tmp_path / "key.json", scopes=SCOPES)
    client = gspread.Client(auth=signer, http_client=PlainClient)
    assert isinstance(client.http_client, PlainClient)
    client.http_client.base = google.url
    client.set_timeout(2)
    return client.open_by_key(book.id)


def written(text, row=0):
    cell = {"userEnteredValue": {"stringValue": text}}
    start = {"sheetId": 0, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}}


def test_gspread_opens_it_and_sees_its_tab(shared, google):
    assert [tab.title for tab in shared.worksheets()] == ["工作表1"]
    assert shared.fetch_sheet_metadata({"fields": "properties.timeZone"}) == {"properties": {"timeZone": "Asia/Taipei"}}


def test_gspread_writes_a_batch_that_a_read_shows(shared, book):
    shared.batch_update({"requests": [written("=1+1")]})
    assert book["工作表1"].cell(1, 1) == "=1+1"
    body = {"dataFilters": [{"gridRange": {"sheetId": 0}}], "valueRenderOption": "UNFORMATTED_VALUE"}
    url = f"{HOSTS[0]}/v4/spreadsheets/{book.id}/values:batchGetByDataFilter"
    answer = shared.client.request("post", url, json=body).json()
    assert answer["valueRanges"][0]["valueRange"]["values"] == [["=1+1"]]


def test_the_echo_shows_cells_as_they_stand_after_the_batch(shared, book):
    body = {
        "requests": [written("甲"), written("乙", row=1)],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["'工作表1'!A1:A2"],
        "responseIncludeGridData": True,
    }
    fields = "updatedSpreadsheet(properties.timeZone,sheets.data.rowData.values.effectiveValue)"
    url = f"{HOSTS[0]}/v4/spreadsheets/{book.id}:batchUpdate"
    answer = shared.client.request("post", url, params={"fields": fields}, json=body).json()
    rows = answer["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"]
    assert [row["values"][0]["effectiveValue"]["stringValue"] for row in rows] == ["甲", "乙"]
    assert set(answer) == {"updatedSpreadsheet"}


def test_one_bad_request_of_a_batch_undoes_all(shared, book, google):
    with pytest.raises(gspread.exceptions.APIError, match=r"requests\[1\]"):
        shared.batch_update({"requests": [written("甲"), {"deleteSheet": {"sheetId": 7}}]})
    assert book["工作表1"].values() == []
    assert not google.calls[-1].applied


def test_a_request_that_the_book_does_not_know_is_complained_of(shared, google):
    with pytest.raises(gspread.exceptions.APIError) as caught:
        shared.batch_update({"requests": [{"randomizeRange": {"range": {"sheetId": 0}}}]})
    assert caught.value.response.status_code == 501
    assert google.complaints.pop()


def test_the_version_that_drive_tells_grows_with_each_change(shared, book):
    url = f"{HOSTS[1]}/drive/v3/files/{book.id}"

    def version():
        return int(shared.client.request("get", url, params={"fields": "version"}).json()["version"])

    before = version()
    assert version() == before
    book["工作表1"].type(1, 1, "她打的字")
    assert version() > before


def test_an_export_opens_as_a_workbook(shared, book):
    book["工作表1"].type(2, 1, "她打的字")
    exported = shared.client.request("get", f"{HOSTS[1]}/drive/v3/files/{book.id}/export", params={"mimeType": XLSX})
    assert openpyxl.load_workbook(BytesIO(exported.content))["工作表1"]["A2"].value == "她打的字"


def test_what_it_answers_keeps_to_googles_schema(shared, book, google):
    google.people.next(lambda book: book["工作表1"].type(2, 2, "2026/11/21"), times=2)
    sheet, wide = f"{HOSTS[0]}/v4/spreadsheets/{book.id}", {"dataFilters": [{"gridRange": {"sheetId": 0}}]}
    echo = {"includeSpreadsheetInResponse": True, "responseIncludeGridData": True}
    calls = [
        ("sheets.spreadsheets.batchUpdate", "post", ":batchUpdate", {"requests": [written("甲")], **echo}),
        ("sheets.spreadsheets.get", "get", "?includeGridData=true", None),
        ("sheets.spreadsheets.getByDataFilter", "post", ":getByDataFilter", {**wide, "includeGridData": True}),
        ("sheets.spreadsheets.values.batchGetByDataFilter", "post", "/values:batchGetByDataFilter", wide),
    ]
    for method, verb, path, body in calls:
        answer = shared.client.request(verb, sheet + path, json=body).json()
        api("sheets.v4").check_answer(method, answer)
        assert "甲" in str(answer)
    about = shared.client.request("get", f"{HOSTS[1]}/drive/v3/files/{book.id}", params={"fields": "*"}).json()
    api("drive.v3").check_answer("drive.files.get", about)
    assert about["name"] == "好日子團購"


def test_a_person_types_at_the_moment_of_a_write(shared, book, google):
    google.people.next(lambda book: book["工作表1"].type(1, 2, "她"))
    shared.batch_update({"requests": [written("我們")]})
    assert book["工作表1"].values() == [["我們", "她"]]
