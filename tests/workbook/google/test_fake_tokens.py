"""The fake's token endpoint refuses what Google's refuses; asked by real google-auth."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC

import pytest
import requests
from google.auth.exceptions import RefreshError
from google.oauth2.service_account import Credentials

from tests.fakes.google import FakeGoogle
from tests.fakes.google.tokens import AUDIENCE, GRANT, NOT_SHORT_LIVED
from tests.workbook.google.plain_client import SCOPES, client_of, shared_book


@pytest.fixture
def google():
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def desk(google, tmp_path):
    return shared_book(google, tmp_path)


def refused(act):
    """What google-auth was told."""
    with pytest.raises(RefreshError) as caught:
        act()
    return caught.value.args[1]


def told(description, error="invalid_grant"):
    return {"error": error, "error_description": description}


def changed_key(tmp_path, **fields):
    path = tmp_path / "key.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    return path


def signed(google, tmp_path, **claims):
    """What the endpoint says to a request signed with the right key and these claims."""
    key = Credentials.from_service_account_file(tmp_path / "key.json", scopes=SCOPES, additional_claims=claims)
    form = {"grant_type": GRANT, "assertion": key._make_authorization_grant_assertion().decode()}
    return requests.post(google.url + "/token", data=form, timeout=2)


def test_a_token_lasts_an_hour_and_is_used_again(desk):
    desk.read()
    desk.read()
    assert [call.kind for call in desk.google.calls] == ["token", "read", "read"]
    assert 3500 < desk.client.auth.expiry.replace(tzinfo=UTC).timestamp() - desk.google.now() < 3600


def test_the_key_file_is_for_its_owner_only(desk, tmp_path):
    assert (tmp_path / "key.json").stat().st_mode & 0o077 == 0


def test_a_deleted_account_is_not_found_and_its_tokens_are_void(desk):
    desk.read()
    desk.google.revoke(desk.email)
    assert refused(desk.read) == told("Invalid grant: account not found")
    assert [(call.kind, call.status) for call in desk.google.calls[-2:]] == [("read", 401), ("token", 400)]


def test_a_deleted_key_signs_nothing_more_but_its_token_lasts(desk, google, tmp_path):
    desk.read()
    google.delete_key(desk.email)
    desk.read()
    other = client_of(google, tmp_path / "key.json")
    assert refused(lambda: other.request("get", desk.sheet)) == told("Invalid JWT Signature.")


def test_a_key_of_another_account_signs_for_nobody_else(desk, google, tmp_path):
    google.service_account(tmp_path / "other.json")
    other = json.loads((tmp_path / "other.json").read_text())
    forged = client_of(google, changed_key(tmp_path, private_key=other["private_key"]))
    assert refused(lambda: forged.request("get", desk.sheet)) == told("Invalid JWT Signature.")


@pytest.mark.parametrize(
    "fields", [{"private_key_id": "0" * 40}, {"client_email": "x@group-buy-123.iam.gserviceaccount.com"}]
)
def test_a_key_that_google_does_not_know_is_refused(desk, google, tmp_path, fields):
    stranger = client_of(google, changed_key(tmp_path, **fields))
    assert refused(lambda: stranger.request("get", desk.sheet))["error"] == "invalid_grant"


def test_a_claim_changed_after_signing_breaks_the_signature(google, tmp_path, desk):
    key = Credentials.from_service_account_file(tmp_path / "key.json", scopes=SCOPES)
    head, body, signature = key._make_authorization_grant_assertion().decode().split(".")
    claims = json.loads(urlsafe_b64decode(body + "=="))
    claims["exp"] -= 1
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    form = {"grant_type": GRANT, "assertion": f"{head}.{body}.{signature}"}
    assert requests.post(google.url + "/token", data=form, timeout=2).json() == told("Invalid JWT Signature.")


@pytest.mark.parametrize("skew", [-4000, -310, 3910, 4000])
def test_a_clock_that_is_wrong_is_told_of(desk, skew):
    desk.google.clock_skew_s = skew
    assert refused(desk.read) == told(NOT_SHORT_LIVED)


@pytest.mark.parametrize("skew", [-290, 0, 290, 3890])
def test_a_clock_that_is_nearly_right_will_do(desk, tmp_path, skew):
    desk.google.clock_skew_s = skew
    assert signed(desk.google, tmp_path).json()["expires_in"] == 3599


def test_an_assertion_for_more_than_an_hour_is_refused(google, tmp_path, desk):
    soon = int(google.now())
    assert signed(google, tmp_path, iat=soon, exp=soon + 3601).json() == told(NOT_SHORT_LIVED)
    assert signed(google, tmp_path, iat=soon, exp=soon + 3600).status_code == 200


def test_an_assertion_for_somebody_else_is_refused(google, tmp_path, desk):
    assert AUDIENCE in signed(google, tmp_path, aud="https://example.org").json()["error_description"]


@pytest.mark.parametrize("scope", ["", "https://www.googleapis.com/auth/spreadsheet"])
def test_a_scope_that_does_not_exist_is_refused(google, tmp_path, desk, scope):
    assert signed(google, tmp_path, scope=scope).json()["error"] == "invalid_scope"


@pytest.mark.parametrize("form", [{}, {"grant_type": "password"}])
def test_another_kind_of_grant_is_refused(google, form):
    answer = requests.post(google.url + "/token", data=form, timeout=2)
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize("assertion", ["", "a.b", "a.b.c", "e30.e30.!"])
def test_an_assertion_that_can_not_be_read_is_refused(google, assertion):
    form = {"grant_type": GRANT, "assertion": assertion}
    assert requests.post(google.url + "/token", data=form, timeout=2).json()["error"] == "invalid_grant"


def test_google_auth_asks_again_for_a_token_that_was_made_void(desk):
    desk.read()
    desk.google.void_tokens()
    desk.write()
    assert [(call.kind, call.status) for call in desk.google.calls[2:]] == [
        ("write", 401),
        ("token", 200),
        ("write", 200),
    ]
    assert desk.book.version == 2


@pytest.mark.parametrize(("later", "statuses"), [(3590, [200]), (3600, [401, 200, 200])])
def test_a_token_is_void_after_its_hour(desk, later, statuses):
    desk.read()
    desk.google.clock_skew_s = later
    desk.read()
    assert [call.status for call in desk.google.calls[2:]] == statuses
