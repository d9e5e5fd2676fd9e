"""The one HTTP client: what is tried again and what never, how long anything is waited for, what is counted."""

import json
import struct
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from google.oauth2.service_account import Credentials

from sheetdesk.errors import DeskUnreachable, OutcomeUnknown
from sheetdesk.workbook.google.auth import SCOPES
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.faults import GoogleFault
from tests.fakes.google.tokens import Tokens
from tests.fakes.scripted_google import PAGE, Hours, Reply, longest, said, scripted_google

SHEET = "https://sheets.googleapis.com/v4/spreadsheets/1aBcDeFgHiJkLmNoPqRsTuVwXyZ"
VALUES, CELLS = f"{SHEET}/values:batchGetByDataFilter", f"{SHEET}:getByDataFilter"
WRITE = f"{SHEET}:batchUpdate"
DRIVE = "https://www.googleapis.com/drive/v3/files/1aBcDeFgHiJkLmNoPqRsTuVwXyZ"

PATIENT, HASTY = (5, 5), (5, 0.5)
"""Time-outs: no test is to fail on a slow machine, and one for a server that is silent."""

UNAUTHENTICATED = said(401, "Request had invalid authentication credentials.", status="UNAUTHENTICATED")
PASSING = {
    "429": said(429, "Quota exceeded", status="RESOURCE_EXHAUSTED"),
    "500": said(500, "Internal error encountered."),
    "502": Reply(502, PAGE),
    "503": said(503, "The service is currently unavailable."),
    "504": Reply(504, PAGE),
    "reset": Reply(wire="reset"),
    "hang": Reply(wire="hang"),
    "cut": Reply(body=b'{"a": 1', wire="cut"),
    "half": Reply(body=b'{"a": [1, 2'),
    "page": Reply(body=PAGE),
    "empty": Reply(body=b""),
    "list": Reply(body=b"[]"),
    "drive's own 429": said(403, "Rate Limit Exceeded", errors=[{"reason": "userRateLimitExceeded"}]),
}
LASTING = {
    "400": said(400, "Invalid value", status="INVALID_ARGUMENT"),
    "403": said(403, "The caller does not have permission", status="PERMISSION_DENIED"),
    "403 page": Reply(403, PAGE),
    "404": said(404, "Requested entity was not found.", status="NOT_FOUND"),
    "407": Reply(407, PAGE),
    "413": Reply(413, PAGE),
    "204": Reply(204, b""),
}


@pytest.fixture
def google():
    with scripted_google() as scripted:
        yield scripted


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def key(google, tmp_path):
    Tokens().new_account(tmp_path / "key.json", f"{google.url}/token")
    return tmp_path / "key.json"


@pytest.fixture
def auth(key):
    return Credentials.from_service_account_file(key, scopes=SCOPES)


@pytest.fixture
def make_client(google, hours, auth):
    def make(**settings):
        settings = {"timeouts": PATIENT, "jitter": longest, **settings}
        return SheetsClient(auth, base_url=google.url, sleep=hours.sleep, clock=hours.clock, **settings)

    return make


@pytest.fixture
def client(make_client):
    return make_client()


@pytest.fixture
def client_for(make_client):
    """A client, signed in, that waits no longer than the reply is worth."""

    def signed_in(reply):
        make_client().login()
        return make_client(timeouts=HASTY if reply.wire == "hang" else PATIENT)

    return signed_in


def reason_of(raised):
    """The word for programs of the fault inside an unknown outcome."""
    assert isinstance(raised.value.fault, GoogleFault)
    return raised.value.fault.reason


@pytest.fixture
def sent(monkeypatch):
    """All that leaves through requests: address and time-out."""
    seen = []
    send = requests.adapters.HTTPAdapter.send

    def watched(self, request, **options):
        seen.append((request.url, options["timeout"]))
        return send(self, request, **options)

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", watched)
    return seen


# Reads


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
def test_a_read_is_tried_again_after_what_may_pass(client_for, google, hours, reply):
    client = client_for(reply)
    google.replies = [reply, Reply(body=b'{"ok": true}')]
    assert client.ask("POST", VALUES, json={}) == {"ok": True}
    assert (len(google.heard), client.calls.retries, hours.slept) == (2, 1, [1.0])


@pytest.mark.parametrize("reply", LASTING.values(), ids=LASTING)
def test_a_read_isnt_tried_again_after_what_will_stay(client, google, hours, reply):
    google.replies = [reply]
    with pytest.raises(DeskUnreachable) as raised:
        client.ask("GET", SHEET)
    assert (len(google.heard), hours.slept) == (1, [])
    assert raised.value.which
    assert raised.value.mend


@pytest.mark.parametrize("reply", PASSING.values(), ids=PASSING)
def test_a_read_is_given_up_after_four_tries(client_for, google, hours, reply):
    client = client_for(reply)
    google.replies = [reply] * 9
    with pytest.raises(GoogleFault) as raised:
        client.ask("GET", SHEET)
    assert (len(google.heard), hours.slept) == (4, [1.0, 2.0, 4.0])
    assert raised.value.which
    assert raised.value.mend


def test_a_wait_is_drawn_from_nought_to_its_base(make_client, google):
    google.replies = [PASSING["503"]] * 3
    drawn: list[tuple[float, float]] = []

    def shortest(low, high):
        drawn.append((low, high))
        return low

    make_client(jitter=shortest).ask("GET", SHEET)
    assert drawn == [(0, 1), (0, 2), (0, 4)]


@pytest.mark.parametrize(("asked", "waited"), [("3", 3.0), ("30", 30.0), ("3600", 30.0), ("0", 1.0), ("soon", 1.0)])
def test_the_wait_follows_retry_after_up_to_thirty_seconds(client, google, hours, asked, waited):
    google.replies = [Reply(429, b"{}", {"Retry-After": asked})]
    client.ask("GET", SHEET)
    assert hours.slept == [waited]


def test_no_try_begins_later_than_a_minute_after_the_first(client, google, hours):
    google.replies = [Reply(503, b"{}", {"Retry-After": "29"})] * 9
    with pytest.raises(GoogleFault):
        client.ask("GET", SHEET)
    assert (len(google.heard), hours.slept) == (3, [29.0, 29.0])


def test_later_tries_are_waited_for_no_longer_than_what_is_left(make_client, google, hours, sent):
    google.replies = [Reply(503, b"{}", {"Retry-After": "25"})] * 9
    with pytest.raises(GoogleFault):
        make_client(timeouts=(10, 60)).ask("GET", SHEET)
    assert [timeout for url, timeout in sent if "/v4/" in url] == [(10, 60), (10, 35), (10, 10)]


def test_a_silent_server_is_left_after_the_time_out(client_for, google):
    google.replies = [PASSING["hang"]] * 4
    with pytest.raises(GoogleFault) as raised:
        client_for(PASSING["hang"]).ask("GET", SHEET)
    assert raised.value.reason == "timeout"


def test_no_call_is_made_without_a_time_out_nor_to_another_host(client, google, sent):
    google.token_replies = [Reply(503)]
    google.replies = [UNAUTHENTICATED]
    client.ask("GET", SHEET)
    client.ask("POST", WRITE, json={})
    client.request("get", DRIVE)
    assert {timeout for _, timeout in sent} == {PATIENT}
    assert {url.split("/")[2] for url, _ in sent} == {google.url.removeprefix("http://")}
    assert len(sent) == 7


def test_a_read_follows_a_redirect_without_taking_the_token_to_another_host(client, google):
    with scripted_google() as other:
        google.replies = [Reply(302, b"", {"Location": f"{other.url}/there"})]
        client.ask("GET", SHEET)
    assert [heard.path for heard in other.heard] == ["/there"]
    assert "authorization" not in other.heard[0].headers


# Writes


@pytest.mark.parametrize("reply", [*PASSING.values(), *LASTING.values()], ids=[*PASSING, *LASTING])
def test_a_write_leaves_once_whatever_comes_back(client_for, google, hours, reply):
    client = client_for(reply)
    google.replies = [reply]
    with pytest.raises(OutcomeUnknown) as raised:
        client.ask("POST", WRITE, json={"requests": []})
    assert (len(google.heard), client.calls.writes, client.calls.retries, hours.slept) == (1, 1, 0, [])
    assert isinstance(raised.value.fault, DeskUnreachable)
    assert raised.value.which
    assert raised.value.mend
    assert raised.value.status == (None if reply.wire else reply.status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_write_follows_no_redirect(client, google, status):
    google.replies = [Reply(status, b"", {"Location": f"{google.url}/elsewhere"})]
    with pytest.raises(OutcomeUnknown):
        client.ask("POST", WRITE, json={})
    assert [heard.method for heard in google.heard] == ["POST"]


def test_a_write_that_the_api_did_not_let_in_gets_one_new_token_and_leaves_once_more(client, google):
    google.replies = [UNAUTHENTICATED, Reply(body=b'{"done": 1}')]
    assert client.ask("POST", WRITE, json={}) == {"done": 1}
    assert (len(google.heard), len(google.tokens)) == (2, 2)


def test_a_write_that_isnt_let_in_twice_is_left(client, google):
    google.replies = [UNAUTHENTICATED] * 5
    with pytest.raises(OutcomeUnknown) as raised:
        client.ask("POST", WRITE, json={})
    assert (len(google.heard), len(google.tokens)) == (2, 2)
    assert reason_of(raised) == "key_revoked"


def test_a_401_that_isnt_the_apis_own_is_no_leave_to_write_again(client, google):
    google.replies = [Reply(401, PAGE)]
    with pytest.raises(OutcomeUnknown):
        client.ask("POST", WRITE, json={})
    assert len(google.heard) == 1


def test_a_key_revoked_in_the_middle_of_a_write_is_an_unknown_outcome(client, google):
    client.login()
    google.replies = [UNAUTHENTICATED]
    google.token_replies = [Reply(400, b'{"error": "invalid_grant", "error_description": "Invalid JWT Signature."}')]
    with pytest.raises(OutcomeUnknown) as raised:
        client.ask("POST", WRITE, json={})
    assert len(google.heard) == 1
    assert reason_of(raised) == "key_revoked"
    assert client.account in raised.value.which


def test_a_write_leaves_once_though_its_token_took_three_tries(client, google):
    google.token_replies = [Reply(503, PAGE), Reply(wire="reset")]
    client.ask("POST", WRITE, json={})
    assert (len(google.tokens), len(google.heard)) == (3, 1)


def test_a_write_that_can_get_no_token_never_leaves(client, google):
    google.token_replies = [Reply(503, PAGE)] * 9
    with pytest.raises(OutcomeUnknown) as raised:
        client.ask("POST", WRITE, json={})
    assert (len(google.tokens), google.heard, reason_of(raised)) == (4, [], "server")


def test_the_next_write_waits_as_long_as_the_last_was_told(client, google, hours):
    google.replies = [Reply(429, b"{}", {"Retry-After": "20"})]
    with pytest.raises(OutcomeUnknown):
        client.ask("POST", WRITE, json={})
    client.ask("POST", VALUES, json={})
    assert hours.slept == []
    client.ask("POST", WRITE, json={})
    assert hours.slept == [20.0]


@pytest.mark.parametrize(
    ("method", "url"),
    [("POST", WRITE), ("PUT", f"{SHEET}/values/A1"), ("POST", f"{SHEET}/values/A1:append"), ("DELETE", DRIVE)],
)
def test_whatever_isnt_surely_a_read_is_a_write(client, google, method, url):
    google.replies = [Reply(503)]
    with pytest.raises(OutcomeUnknown):
        client.request(method, url)


# Tokens


def test_one_token_serves_many_calls(client, google):
    for _ in range(3):
        client.ask("GET", SHEET)
    assert len(google.tokens) == 1
    assert {heard.headers["authorization"] for heard in google.heard} == {"Bearer ya29.scripted"}


@pytest.mark.parametrize(
    ("reply", "reason", "most"),
    [
        (Reply(503, PAGE), "server", 4),
        (Reply(429, b"{}"), "quota", 4),
        (Reply(wire="reset"), "network", 4),
        (Reply(wire="hang"), "timeout", 4),
        (Reply(body=PAGE), "page", 4),
        (Reply(body=b"{}"), "cut", 4),
        (Reply(body=b'{"access_token": 5, "expires_in": 9}'), "cut", 4),
        (Reply(302, b"", {"Location": "https://login.example.com/"}), "page", 4),
        (Reply(400, b'{"error": "internal_failure", "error_description": "Backend Error"}'), "server", 4),
        (Reply(403, PAGE), "blocked", 1),
        (Reply(400, b'{"error": "invalid_grant", "error_description": "Bad Request"}'), "key_revoked", 1),
    ],
)
def test_the_token_endpoint_is_asked_again_only_if_that_may_help(make_client, google, reply, reason, most):
    google.token_replies = [reply] * 9
    with pytest.raises(GoogleFault) as raised:
        make_client(timeouts=HASTY if reply.wire == "hang" else PATIENT).login()
    assert (raised.value.reason, len(google.tokens), google.heard) == (reason, most, [])


def test_a_netrc_file_doesnt_overrule_the_token_and_isnt_told_to_anybody(client, google, tmp_path, monkeypatch):
    (tmp_path / "netrc").write_text("default login fang password geheim\n")
    (tmp_path / "netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    client.ask("GET", SHEET)
    assert google.heard[0].headers["authorization"] == "Bearer ya29.scripted"
    assert "authorization" not in google.tokens[0].headers


# Pace


def test_the_fifty_first_call_of_a_kind_in_a_minute_waits(client, hours):
    for _ in range(50):
        client.ask("GET", SHEET)
    hours.now_s += 20
    client.ask("GET", SHEET)
    assert hours.slept == [40.0]


def test_writes_and_reads_have_a_minute_each_and_drive_has_none(client, hours):
    for _ in range(50):
        client.ask("GET", SHEET)
        client.ask("POST", WRITE, json={})
    for _ in range(60):
        client.ask("GET", DRIVE)
    assert hours.slept == []


def test_tries_count_towards_the_pace(client, google, hours):
    google.replies = [PASSING["503"]]
    for _ in range(49):
        client.ask("GET", SHEET)
    hours.slept.clear()
    client.ask("GET", SHEET)
    assert hours.slept == [59.0]


# What goes over the wire


def test_calls_and_bytes_are_counted(client, google):
    body = b'{"a": "\xe9\x9b\xb6"}'
    google.replies = [UNAUTHENTICATED, Reply(body=body), Reply(503, b"sorry"), Reply(body=body), Reply(body=body)]
    client.ask("POST", VALUES, json={"要": 1})
    client.ask("GET", DRIVE)
    client.ask("POST", WRITE, json={"要": 1})
    calls = client.calls
    assert (calls.reads, calls.drive, calls.writes, calls.tokens, calls.retries) == (2, 2, 1, 2, 1)
    assert calls.bytes_up == 3 * len('{"要":1}'.encode())
    token = len(json.dumps({"access_token": "ya29.scripted", "expires_in": 3599, "token_type": "Bearer"}))
    assert calls.bytes_down == 3 * len(body) + len(b"sorry") + len(UNAUTHENTICATED.body) + 2 * token


def test_bodies_are_compact_utf_8(client, google):
    client.ask("POST", WRITE, json={"requests": [{"text": "蔥抓餅 🥞"}]})
    assert google.heard[0].body == '{"requests":[{"text":"蔥抓餅 🥞"}]}'.encode()
    assert google.heard[0].headers["content-type"] == "application/json; charset=utf-8"


def test_half_a_character_is_sent_as_an_escape(client, google):
    client.ask("POST", WRITE, json={"text": "壞\ud83e"})
    assert json.loads(google.heard[0].body) == {"text": "壞\ud83e"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\\ud83e"}',
        b'\xef\xbb\xbf{"text": "\\ud83e"}',
        '{"text": "\\ud83e"}'.encode("utf-16"),
    ],
    ids=["plain", "mark", "utf-16"],
)
def test_half_a_character_is_read(client, google, body):
    google.replies = [Reply(body=body)]
    assert client.ask("GET", SHEET) == {"text": "\ud83e"}


def test_words_that_many_cells_say_are_kept_once(client, google):
    google.replies = [Reply(body='{"rows": [["處理中", "a"], ["處理中", "b"]]}'.encode())]
    first, second = client.ask("POST", VALUES, json={})["rows"]
    assert first[0] is second[0]


def test_google_is_asked_to_pack_its_answers(client, google):
    client.ask("GET", SHEET)
    headers = google.heard[0].headers
    assert "gzip" in headers["accept-encoding"]
    assert "gzip" in headers["user-agent"]


def test_google_is_asked_not_to_indent_its_answers(client, google):
    client.ask("GET", SHEET, {"fields": "sheets"})
    client.ask("POST", WRITE, json={"requests": []})
    asked = [parse_qs(urlsplit(heard.path).query) for heard in google.heard]
    assert asked == [{"fields": ["sheets"], "prettyPrint": ["false"]}, {"prettyPrint": ["false"]}]


def test_googles_clock_is_known_from_its_last_answer(client, google):
    assert client.calls.server_time() is None
    google.replies = [Reply(headers={"Date": "Sat, 21 Nov 2026 09:00:03 GMT"})]
    client.ask("GET", SHEET)
    assert client.calls.server_time() == datetime(2026, 11, 21, 9, 0, 3, tzinfo=UTC)


def test_a_file_is_whole_or_fetched_again(client, google):
    whole = b"PK\x03\x04" + b"x" * 100 + b"PK\x05\x06" + struct.pack("<18x")
    google.replies = [Reply(body=whole[:50]), Reply(body=PAGE), Reply(body=whole)]
    assert client.download(DRIVE + "/export", {"mimeType": "x"}) == whole
    assert client.calls.retries == 2


def test_gspreads_own_door_gives_the_answer_as_it_came(client, google):
    google.replies = [Reply(body=b"anything")]
    assert client.request("get", SHEET, params={"fields": "sheets.properties"}).content == b"anything"
    assert google.heard[0].path.endswith("&fields=sheets.properties")


@pytest.mark.parametrize("status", [204, 304, 500])
def test_gspreads_own_door_lets_nothing_but_a_200_through(client, google, status):
    google.replies = [Reply(status, b"")] * 4
    with pytest.raises(GoogleFault) as raised:
        client.request("get", SHEET)
    assert raised.value.status == status
