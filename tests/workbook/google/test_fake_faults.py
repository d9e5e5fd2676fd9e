"""The fake's faults and people come when they are planned, before or after a call is applied, and leave the log true."""

from __future__ import annotations

import math
import time

import gspread
import pytest
import requests
from google.auth.exceptions import RefreshError, TransportError

from tests.fakes.google import FakeGoogle, Fault
from tests.fakes.google.faults import KINDS
from tests.workbook.google.plain_client import client_of, shared_book

FIRST, SECOND = ({"deleteSheet": {"sheetId": number}} for number in (1, 2))
NO_ANSWER = ("hang", "reset")
STATUSES = ("429", "500", "502", "503", "504", "407")


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def desk(google, tmp_path):
    desk = shared_book(google, tmp_path)
    desk.read()
    google.calls.clear()
    return desk


def writes(desk):
    return desk.book.version - 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "late"])
def test_a_fault_hits_the_caller_and_only_the_moment_tells_whether_it_was_applied(desk, kind, when):
    desk.google.faults.next(Fault(kind), when=when)
    with pytest.raises((gspread.exceptions.APIError, requests.RequestException)), desk.patience(kind):
        desk.write()
    assert writes(desk) == (when == "after")
    call = desk.google.calls[-1]
    assert (call.kind, call.fault, call.applied) == ("write", kind, when == "after")
    desk.write()
    assert writes(desk) == (when == "after") + 1


@pytest.mark.parametrize("kind", STATUSES)
def test_a_status_comes_as_google_sends_it(desk, kind):
    desk.google.faults.next(Fault(kind, retry_after_s=7), kind="read")
    with pytest.raises(gspread.exceptions.APIError) as caught:
        desk.read()
    answer = caught.value.response
    assert (answer.status_code, answer.headers["Retry-After"]) == (int(kind), "7")
    is_page = kind in ("502", "504", "407")
    assert answer.headers["Content-Type"].startswith("text/html" if is_page else "application/json")
    assert is_page or answer.json()["error"]["code"] == int(kind)


@pytest.mark.parametrize(("kind", "word"), [("read", "Read requests"), ("write", "Write requests")])
def test_too_many_requests_are_told_by_their_kind(desk, kind, word):
    desk.google.faults.next(Fault("429"), kind=kind)
    with pytest.raises(gspread.exceptions.APIError, match=word):
        desk.read() if kind == "read" else desk.write()


def test_without_being_told_no_fault_says_when_to_come_back(desk):
    desk.google.faults.next(Fault("429"), kind="read")
    with pytest.raises(gspread.exceptions.APIError) as caught:
        desk.read()
    assert "Retry-After" not in caught.value.response.headers


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("hang", requests.ReadTimeout),
        ("reset", requests.ConnectionError),
        ("truncated", requests.RequestException),
        ("half_json", requests.JSONDecodeError),
        ("bad_json", requests.JSONDecodeError),
    ],
)
def test_a_spoilt_answer_is_felt_by_requests(desk, kind, error):
    desk.google.faults.next(Fault(kind), kind="read")
    with pytest.raises(error), desk.patience(kind):
        desk.read()
    assert desk.google.calls[-1].status == (0 if kind in NO_ANSWER else 200)


def test_a_reset_is_a_reset_and_no_orderly_end(desk):
    desk.google.faults.next(Fault("reset"), kind="read")
    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        desk.read()


def test_a_hang_lasts_as_long_as_the_caller_waits(desk):
    desk.google.faults.next(Fault("hang"), kind="read")
    begun = time.monotonic()
    with pytest.raises(requests.ReadTimeout), desk.patience("hang"):
        desk.read()
    assert 0.3 <= time.monotonic() - begun < 5


def test_a_hang_does_not_hold_up_others(desk, google, tmp_path):
    google.faults.next(Fault("hang"), kind="read")
    with pytest.raises(requests.ReadTimeout), desk.patience("hang"):
        desk.read()
    assert client_of(google, tmp_path / "key.json").request("get", desk.sheet).ok


@pytest.mark.parametrize(("times", "failed"), [(1, 1), (3, 3), (math.inf, 5)])
def test_a_fault_comes_as_often_as_planned(desk, times, failed):
    desk.google.faults.next(Fault("503"), times=times)
    for _ in range(5):
        try:
            desk.write()
        except gspread.exceptions.APIError:
            continue
    assert [call.fault for call in desk.google.calls] == ["503"] * failed + [None] * (5 - failed)


def test_a_fault_can_wait_for_a_later_call(desk):
    desk.google.faults.next(Fault("500"), kind="read", skip=1)
    desk.read()
    with pytest.raises(gspread.exceptions.APIError):
        desk.read()


def test_a_late_write_lands_just_before_the_next_one(desk):
    desk.google.faults.next(Fault("late"))
    with pytest.raises(requests.ReadTimeout), desk.patience("late"):
        desk.write(FIRST)
    desk.read()
    assert writes(desk) == 0
    desk.write(SECOND)
    assert [asked["requests"] for asked in desk.book.asked if "requests" in asked] == [[FIRST], [SECOND]]


@pytest.mark.parametrize(("kind", "when"), [("read", "before"), ("write", "after")])
def test_only_a_write_can_be_late(desk, kind, when):
    with pytest.raises(ValueError, match="late"):
        desk.google.faults.next(Fault("late"), kind=kind, when=when)


def test_two_faults_for_one_kind_come_one_after_the_other(desk):
    desk.google.faults.next(Fault("500"), kind="read")
    desk.google.faults.next(Fault("503"), kind="read")
    for status in (500, 503):
        with pytest.raises(gspread.exceptions.APIError) as caught:
            desk.read()
        assert caught.value.response.status_code == status


def test_a_fault_for_writes_leaves_reads_and_drive_alone(desk):
    desk.google.faults.next(Fault("503"))
    desk.read()
    desk.client.request("get", desk.file)
    assert len(desk.google.faults) == 1


def test_any_means_reads_writes_and_drive(desk):
    desk.google.faults.next(Fault("503"), kind="any")
    with pytest.raises(gspread.exceptions.APIError):
        desk.client.request("get", desk.file)


def test_a_fault_can_be_meant_for_one_path(desk):
    desk.google.faults.next(Fault("503"), kind="read", path="batchGetByDataFilter")
    desk.read()
    with pytest.raises(gspread.exceptions.APIError):
        desk.client.request("post", desk.sheet + "/values:batchGetByDataFilter", json={"dataFilters": []})


def test_what_was_planned_can_be_called_off(desk):
    desk.google.faults.next(Fault("503"), times=math.inf)
    desk.google.faults.clear()
    desk.write()
    assert writes(desk) == 1


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("407", RefreshError),
        ("reset", TransportError),
        ("bad_json", TypeError),  # google-auth 2.62 takes the page for its answer
    ],
)
def test_the_token_endpoint_fails_too(desk, kind, error):
    desk.google.void_tokens()
    desk.google.faults.next(Fault(kind), kind="token", times=math.inf)
    with pytest.raises(error):
        desk.read()


def test_a_token_made_void_in_mid_pass_is_renewed_and_the_write_goes_once(desk):
    desk.google.people.next(lambda book: desk.google.void_tokens())
    desk.write()
    assert [(call.kind, call.status) for call in desk.google.calls] == [("write", 401), ("token", 200), ("write", 200)]
    assert writes(desk) == 1


def test_a_book_unshared_in_mid_pass_is_denied(desk):
    desk.google.people.next(lambda book: desk.google.unshare(book, desk.email))
    with pytest.raises(gspread.exceptions.APIError):
        desk.write()
    assert writes(desk) == 0


@pytest.mark.parametrize("name", ["503 ", "404", ""])
def test_a_fault_that_does_not_exist_can_not_be_planned(name):
    with pytest.raises(ValueError, match="one of 429"):
        Fault(name)


@pytest.mark.parametrize(("kind", "when"), [("reads", "before"), ("read", "during")])
def test_a_moment_that_does_not_exist_can_not_be_planned(desk, kind, when):
    with pytest.raises(ValueError, match="before, after"):
        desk.google.faults.next(Fault("503"), kind=kind, when=when)


def version_seen(seen):
    return lambda book: seen.append(book.version)


def test_people_come_before_a_write_is_applied(desk):
    seen: list[int] = []
    desk.google.people.next(version_seen(seen))
    desk.write()
    desk.write()
    assert seen == [1]


def test_people_come_after_a_write_was_applied(desk):
    seen: list[int] = []
    desk.google.people.next(version_seen(seen), after="write")
    desk.write()
    assert seen == [2]


def test_people_come_between_a_read_and_its_write(desk):
    seen: list[int] = []
    desk.google.people.next(lambda book: seen.append(len(book.asked)), after="read")
    desk.read()
    desk.write()
    assert seen == [2]  # the fixture's read and ours


def test_several_people_come_at_once(desk):
    seen: list[int] = []
    desk.google.people.next(version_seen(seen), times=2)
    desk.google.people.next(version_seen(seen), skip=1)
    desk.write()
    desk.write()
    assert seen == [1, 2, 2]


@pytest.mark.parametrize(("when", "seen_at"), [("before", [1]), ("after", [1, 2])])
def test_people_do_not_wait_for_a_call_that_fails(desk, when, seen_at):
    seen: list[int] = []
    desk.google.people.next(version_seen(seen))
    desk.google.people.next(version_seen(seen), after="write")
    desk.google.faults.next(Fault("503"), when=when)
    with pytest.raises(gspread.exceptions.APIError):
        desk.write()
    assert seen == seen_at


def test_a_person_may_be_another_program_at_the_same_moment(desk, google, tmp_path):
    other = client_of(google, tmp_path / "key.json")
    google.people.next(lambda book: other.request("get", desk.sheet))
    desk.write()
    assert google.kinds() == ["read", "write"]


@pytest.mark.parametrize("moment", [{"kind": "token"}, {"after": "token"}])
def test_nobody_waits_for_a_call_without_a_book(desk, moment):
    with pytest.raises(ValueError, match="no book"):
        desk.google.people.next(print, **moment)


def test_a_person_who_stumbles_is_a_complaint(desk):
    desk.google.people.next(lambda book: book["案件"])
    with pytest.raises(gspread.exceptions.APIError):
        desk.write()
    assert "TypeError" in desk.google.complaints.pop()
    assert desk.google.calls[-1].status == 500
