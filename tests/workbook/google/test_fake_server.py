"""The fake Google's outer half: routes, log, checks of form, sharing, quota; spoken to by real gspread and google-auth."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import gspread
import pytest
import requests

from tests.fakes.google import ApiFault, FakeGoogle, Quota
from tests.workbook.google.plain_client import RENAME, client_of, shared_book


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def desk(google, tmp_path):
    return shared_book(google, tmp_path)


def refusal(act, *args, **kwargs):
    with pytest.raises(gspread.exceptions.APIError) as caught:
        act(*args, **kwargs)
    return caught.value.response.status_code, caught.value.response.json()["error"]


def words(act, *args, **kwargs):
    status, error = refusal(act, *args, **kwargs)
    return status, error["status"], error["message"]


def test_gspread_reads_through_the_whole_sign_in(desk):
    assert desk.read()["properties"] == {"title": "好日子團購"}
    assert [call.kind for call in desk.google.calls] == ["token", "read"]


def test_the_log_keeps_what_was_sent_and_how_much(desk):
    desk.write()
    call = desk.google.calls[-1]
    assert (call.method, call.path, call.kind) == ("POST", "/v4/spreadsheets/1abc:batchUpdate", "write")
    assert (call.status, call.body, call.applied, call.fault) == (200, {"requests": [RENAME]}, True, None)
    assert call.bytes_up == int(
        requests.Request("POST", "http://x", json=call.body).prepare().headers["Content-Length"]
    )
    assert call.bytes_down > 0


def test_answers_are_packed_for_whoever_takes_gzip_once_they_are_to_be(desk):
    plain = desk.read()
    desk.google.packs = True
    assert desk.read() == plain
    desk.client.session.headers["Accept-Encoding"] = "identity"
    assert desk.read() == plain
    loose, packed, asked_loose = desk.google.calls[-3:]
    assert loose.bytes_wire == loose.bytes_down == packed.bytes_down == asked_loose.bytes_wire
    assert packed.bytes_wire not in (0, packed.bytes_down)


def test_answers_are_indented_for_whoever_does_not_ask_otherwise(desk):
    plain = desk.read()
    desk.client.session.params = {"prettyPrint": "false"}
    assert desk.read() == plain
    indents, compact = desk.google.calls[-2:]
    assert indents.bytes_down > compact.bytes_down


def test_a_body_goes_unchecked_once_checks_are_off(desk):
    desk.google.gate.checks = False
    desk.write({"updateWhatever": {}})
    assert desk.google.calls[-1].status == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", ":getByDataFilter", {"dataFilters": [{"gridRange": {"sheetId": 0}}]}),
        ("post", "/values:batchGetByDataFilter", {"dataFilters": [{"gridRange": {"sheetId": 0}}]}),
    ],
)
def test_reads_by_filter_reach_the_book(desk, method, path, body):
    desk.client.request(method, desk.sheet + path, json=body)
    assert desk.book.asked[-1]["dataFilters"] == body["dataFilters"]
    assert desk.google.kinds() == ["read"]


def test_a_read_may_name_several_ranges(desk):
    desk.client.request("get", desk.sheet, params={"ranges": ["案件!A1", "設定!A1"], "includeGridData": "true"})
    assert desk.book.asked == [("get", {"ranges": ["案件!A1", "設定!A1"], "includeGridData": ["true"]}, True)]


@pytest.mark.parametrize(("fields", "grid"), [("properties", False), ("sheets", True), ("sheets.data.startRow", True)])
def test_a_mask_decides_whether_cells_come_back(desk, fields, grid):
    desk.read(fields=fields, includeGridData="false" if grid else "true")
    assert desk.book.asked[-1][2] is grid


def test_a_mask_leaves_out_what_it_does_not_name(desk):
    assert desk.read(fields="spreadsheetId") == {"spreadsheetId": "1abc"}


def test_drive_tells_the_version_only_when_asked(desk):
    asked = desk.client.request("get", desk.file, params={"fields": "version,capabilities/canEdit"}).json()
    assert asked == {"version": "1", "capabilities": {"canEdit": True}}
    assert "version" not in desk.client.request("get", desk.file, params={"supportsAllDrives": True}).json()
    assert desk.google.kinds() == ["drive", "drive"]


def test_an_export_is_the_book_as_a_file(desk):
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert desk.client.request("get", desk.file + "/export", params={"mimeType": sheet}).content == b"PK" * 600


def test_any_other_request_is_refused_and_complained_of(desk):
    status, code, message = words(desk.client.request, "get", desk.sheet + "/values/A1")
    assert (status, code) == (501, "UNIMPLEMENTED")
    assert desk.google.complaints == [f"GET /v4/spreadsheets/1abc/values/A1: {message}"]
    desk.google.complaints.clear()


def test_complaints_are_raised_at_the_end(tmp_path):
    def send_something_else():
        with FakeGoogle() as google:
            desk = shared_book(google, tmp_path)
            refusal(desk.client.request, "get", desk.sheet + "/values/A1")

    with pytest.raises(AssertionError, match="/values/A1"):
        send_something_else()


def test_a_broken_book_is_a_complaint_and_no_fault_of_google(desk):
    def broken(body):
        raise KeyError("grid")

    desk.book.batch_update = broken
    assert words(desk.write)[0] == 500
    assert "KeyError: 'grid'" in desk.google.complaints.pop()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"request": []}, 'Unknown name "request": Cannot find field.'),
        (
            {"requests": [{"updateCells": {"range": {"sheetId": "0"}}}]},
            "Invalid value at 'requests[0].update_cells.range.sheet_id' (TYPE_INT32), \"0\"",
        ),
        (
            {"requests": [{"copyPaste": {"pasteType": "PASTE"}}]},
            "'requests[0].copy_paste.paste_type' (type.googleapis.com/google.apps.sheets.v4.PasteType), \"PASTE\"",
        ),
        ({"requests": [{"addSheet": {}, "deleteSheet": {"sheetId": 1}}]}, "Cannot set 'deleteSheet'"),
        ({"requests": {}}, "Invalid value at 'requests'"),
    ],
)
def test_a_body_that_is_not_to_the_schema_is_refused(desk, body, message):
    status, _, said = words(desk.client.request, "post", f"{desk.sheet}:batchUpdate", json=body)
    assert status == 400
    assert message in said
    assert desk.google.complaints.pop().endswith(said)
    assert desk.book.asked == []


@pytest.mark.parametrize("data", [b"{", b'{"requests": [NaN]}', '{"requests": "\u00e9"}'.encode("latin-1")])
def test_a_body_that_is_no_json_is_refused(desk, data):
    headers = {"Content-Type": "application/json"}
    answer = words(desk.client.request, "post", f"{desk.sheet}:batchUpdate", data=data, headers=headers)
    assert answer[:2] == (400, "INVALID_ARGUMENT")
    assert desk.google.complaints.pop()


@pytest.mark.parametrize(
    "params", [{"field": "x"}, {"includeGridData": "yes"}, {"fields": ["a", "b"]}, {"fields": "a("}]
)
def test_a_query_that_is_not_to_the_schema_is_refused(desk, params):
    assert words(desk.client.request, "get", desk.sheet, params=params)[0] == 400
    assert desk.google.complaints.pop()


def test_a_mask_with_a_field_that_does_not_exist_is_refused(desk):
    status, error = refusal(desk.read, fields="sheets.properties(sheetId,titel)")
    assert status == 400
    assert error["details"][0]["fieldViolations"][0]["field"] == "sheets.properties.titel"
    assert desk.google.complaints.pop()


def test_null_means_not_set(desk):
    desk.write(RENAME, responseRanges=None)
    assert desk.book.asked[-1]["requests"] == [RENAME]


def test_what_the_book_refuses_comes_back_in_its_words(desk):
    def no_grid(body):
        raise ApiFault(400, "INVALID_ARGUMENT", "No grid with id: 7")

    desk.book.values_by_filter = no_grid
    body = {"dataFilters": [{"gridRange": {"sheetId": 7}}]}
    said = words(desk.client.request, "post", desk.sheet + "/values:batchGetByDataFilter", json=body)
    assert said == (400, "INVALID_ARGUMENT", "No grid with id: 7")


def test_a_reader_may_read_and_not_write(google, tmp_path):
    desk = shared_book(google, tmp_path, role="reader")
    assert desk.read()["spreadsheetId"] == "1abc"
    assert words(desk.write) == (403, "PERMISSION_DENIED", "The caller does not have permission")


def test_a_book_that_is_not_shared_any_more_is_denied_by_sheets_and_hidden_by_drive(desk):
    desk.google.unshare(desk.book, desk.email)
    assert words(desk.read) == (403, "PERMISSION_DENIED", "The caller does not have permission")
    assert refusal(desk.client.request, "get", desk.file)[1]["errors"][0]["reason"] == "notFound"


def test_a_book_that_was_deleted_is_not_found(desk):
    desk.google.delete(desk.book)
    assert words(desk.read) == (404, "NOT_FOUND", "Requested entity was not found.")


@pytest.mark.parametrize("odd", ["1xyz", "test", "1abc%20", "%E5%A5%BD"])
def test_an_id_that_nobody_has_is_not_found(desk, odd):
    url = desk.sheet.replace("1abc", odd)
    assert words(desk.client.request, "get", url) == (404, "NOT_FOUND", "Requested entity was not found.")


@pytest.mark.parametrize(("api", "name"), [("sheets", "Google Sheets API"), ("drive", "Google Drive API")])
def test_an_api_that_is_switched_off_says_where_to_switch_it_on(desk, api, name):
    desk.google.disable_api(api)
    status, error = refusal(desk.client.request, "get", desk.sheet if api == "sheets" else desk.file)
    assert (status, error["details"][-1]["reason"]) == (403, "SERVICE_DISABLED")
    assert error["message"].startswith(f"{name} has not been used in project 123 before or it is disabled.")
    desk.google.enable_api(api)
    desk.read()


def test_the_other_api_goes_on_when_one_is_switched_off(desk):
    desk.google.disable_api("drive")
    assert desk.read()["spreadsheetId"] == "1abc"


def test_a_scope_that_was_not_asked_for_is_missed(google, tmp_path):
    desk = shared_book(google, tmp_path)
    narrow = client_of(google, tmp_path / "key.json", scopes=("https://www.googleapis.com/auth/spreadsheets.readonly",))
    assert narrow.request("get", desk.sheet).ok
    said = words(narrow.request, "post", desk.sheet + ":batchUpdate", json={"requests": [RENAME]})
    assert said == (403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.")


@pytest.mark.parametrize(
    ("header", "reason"), [({}, "CREDENTIALS_MISSING"), ({"Authorization": "Bearer x"}, "ACCESS_TOKEN_EXPIRED")]
)
def test_nobody_gets_in_without_a_token(google, header, reason):
    answer = requests.get(google.url + "/v4/spreadsheets/1abc", headers=header, timeout=2)
    assert answer.status_code == 401
    assert answer.json()["error"]["details"][0]["reason"] == reason


def test_the_date_is_that_of_googles_clock(desk):
    desk.read()
    ours = parsedate_to_datetime(desk.client.request("get", desk.sheet).headers["Date"])
    desk.google.clock_skew_s = 1800
    theirs = parsedate_to_datetime(desk.client.request("get", desk.sheet).headers["Date"])
    assert 1799 <= (theirs - ours).total_seconds() <= 1815


class Minutes:
    """A clock that a test turns."""

    at = 0.0

    def __call__(self):
        return self.at


def test_reads_and_writes_have_quotas_of_their_own(desk):
    desk.google.quota = Quota(reads=2, writes=1, clock=Minutes())
    desk.read(), desk.read(), desk.write()
    message = (
        "Quota exceeded for quota metric '{0} requests' and limit '{0} requests per minute per user' "
        "of service 'sheets.googleapis.com' for consumer 'project_number:123'."
    )
    assert words(desk.read) == (429, "RESOURCE_EXHAUSTED", message.format("Read"))
    assert words(desk.write) == (429, "RESOURCE_EXHAUSTED", message.format("Write"))
    assert desk.book.version == 2


@pytest.mark.parametrize(("later", "admitted"), [(59.9, False), (60.0, True)])
def test_quota_comes_back_after_a_sliding_minute(desk, later, admitted):
    clock = Minutes()
    desk.google.quota = Quota(reads=1, clock=clock)
    desk.read()
    clock.at = later
    if admitted:
        desk.read()
    else:
        assert words(desk.read)[0] == 429


def test_another_program_uses_up_the_same_quota(desk):
    desk.google.quota = Quota(clock=Minutes())
    desk.google.quota.spend(desk.email, "write", 60)
    assert words(desk.write)[0] == 429
    desk.read()


def test_drive_has_no_part_in_the_quota_of_sheets(desk):
    desk.google.quota = Quota(reads=0, writes=0, clock=Minutes())
    assert desk.client.request("get", desk.file).ok


def test_the_book_knows_whose_protected_ranges_count(google, tmp_path):
    desk = shared_book(google, tmp_path)
    desk.write()
    assert desk.book.account == desk.email


def test_two_accounts_see_only_what_is_shared_with_them(google, tmp_path):
    desk = shared_book(google, tmp_path)
    google.service_account(tmp_path / "other.json")
    other = client_of(google, tmp_path / "other.json")
    assert desk.read()["spreadsheetId"] == "1abc"
    assert words(other.request, "get", desk.sheet)[0] == 403


def test_nothing_answers_after_the_end_even_on_a_kept_connection(tmp_path):
    with FakeGoogle() as google:
        desk = shared_book(google, tmp_path)
        desk.read()
    with pytest.raises(requests.ConnectionError):
        desk.read()


def test_latency_delays_every_answer(desk):
    desk.read()
    desk.google.latency_s = 0.05
    assert desk.client.request("get", desk.sheet).elapsed.total_seconds() >= 0.05
