"""What a person reads when Google, or the way to Google, says no; each over real HTTP."""

import json
import socket

import pytest
from google.oauth2.service_account import Credentials

from sheetdesk.errors import OutcomeUnknown
from sheetdesk.workbook.google.auth import SCOPES
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.faults import GoogleFault, NoSuchGrid
from tests.fakes.google.tokens import Tokens
from tests.fakes.mail_servers import free_port, self_signed
from tests.fakes.scripted_google import PAGE, Hours, Reply, longest, said, scripted_google

ID = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ"
SHEET = f"https://sheets.googleapis.com/v4/spreadsheets/{ID}"
FILE = f"https://www.googleapis.com/drive/v3/files/{ID}"
READ, WRITE, DRIVE = ("GET", SHEET), ("POST", f"{SHEET}:batchUpdate"), ("GET", FILE)
ACCOUNT = "desk-1@group-buy-123.iam.gserviceaccount.com"

PERMISSION = said(403, "The caller does not have permission", status="PERMISSION_DENIED")


@pytest.fixture
def google():
    with scripted_google() as scripted:
        yield scripted


@pytest.fixture
def make_client(google, tmp_path):
    Tokens().new_account(tmp_path / "key.json", f"{google.url}/token")

    def make(base_url=google.url, timeouts=(5, 5)):
        hours = Hours()
        auth = Credentials.from_service_account_file(tmp_path / "key.json", scopes=SCOPES)
        return SheetsClient(
            auth, base_url=base_url, timeouts=timeouts, sleep=hours.sleep, clock=hours.clock, jitter=longest
        )

    return make


@pytest.fixture
def fault_of(make_client):
    """What the client says of one call."""

    def ask(call=READ, **settings):
        with pytest.raises((GoogleFault, OutcomeUnknown)) as raised:
            make_client(**settings).ask(*call, json={} if call[0] == "POST" else None)
        fault = raised.value.fault if isinstance(raised.value, OutcomeUnknown) else raised.value
        assert isinstance(fault, GoogleFault)
        assert fault.which
        assert fault.mend
        return fault

    return ask


def info(reason, **metadata):
    """Google's ErrorInfo, the machine-readable part of an error."""
    return [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "metadata": metadata}]


REFUSALS = [
    (READ, PERMISSION, "not_shared", "這個試算表沒有共用給服務帳戶", f"加入 {ACCOUNT}，權限選「編輯者」"),
    (WRITE, PERMISSION, "read_only", "服務帳戶只能看、不能改這個試算表", f"加入 {ACCOUNT}，權限選「編輯者」"),
    (
        READ,
        said(
            403,
            "Google Sheets API has not been used in project 123 before or it is disabled.",
            details=info("SERVICE_DISABLED", service="sheets.googleapis.com", consumer="projects/123"),
        ),
        "api_disabled",
        "還沒有啟用 Google Sheets API",
        "https://console.cloud.google.com/apis/library/sheets.googleapis.com?project=123 按「啟用」",
    ),
    (
        DRIVE,
        said(403, "Access Not Configured.", errors=[{"domain": "usageLimits", "reason": "accessNotConfigured"}]),
        "api_disabled",
        "還沒有啟用 Google Drive API",
        "https://console.cloud.google.com/apis/library/drive.googleapis.com 按「啟用」",
    ),
    (
        READ,
        said(403, "Request had insufficient authentication scopes.", details=info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")),
        "scope",
        "少要了一項權限",
        "更新 sheetdesk",
    ),
    (
        READ,
        said(403, "This API method requires billing to be enabled.", details=info("BILLING_DISABLED")),
        "refused",
        "Google 說：This API method requires billing to be enabled.",
        "維護的人",
    ),
    (
        DRIVE,
        said(403, "This file is too large to be exported.", errors=[{"reason": "exportSizeLimitExceeded"}]),
        "export_too_large",
        "最多只讓程式匯出 10 MB",
        "建立副本",
    ),
    (READ, said(404, "Requested entity was not found."), "not_found", "找不到這個試算表", "垃圾桶"),
    (DRIVE, said(404, f"File not found: {ID}."), "not_found", "或沒有共用給服務帳戶", f"加入 {ACCOUNT}"),
    (
        WRITE,
        said(400, "Invalid requests[3].updateCells: You are trying to edit a protected cell or object. Please…"),
        "protected",
        "有儲存格受到保護",
        f"把 {ACCOUNT} 加進可以編輯的人",
    ),
    (
        READ,
        said(400, "This operation is not supported for this document", status="FAILED_PRECONDITION"),
        "office_file",
        "Excel 檔，不是 Google 試算表",
        "另存為 Google 試算表",
    ),
    (
        WRITE,
        said(400, "This action would increase the number of cells in the workbook above the limit of 10000000 cells."),
        "full",
        "1,000 萬格",
        "刪掉用不到的分頁",
    ),
    (WRITE, said(400, "Invalid value at 'x'\n (y)"), "bad_request", "Google 說：Invalid value at 'x' (y)", "維護的人"),
    (WRITE, said(400, "x" * 300), "bad_request", f"Google 說：{'x' * 200}…）", "維護的人"),
    (READ, said(429, "Quota exceeded"), "quota", "讀寫太多次了（429）", "同一個 Google Cloud 專案"),
    (DRIVE, said(403, "Rate Limit Exceeded", errors=[{"reason": "rateLimitExceeded"}]), "quota", "（403）", "下一輪"),
    (READ, said(500, "Internal error encountered."), "server", "Google 暫時出了問題（500）", "下一輪會再試"),
    (READ, Reply(502, PAGE), "server", "Google 暫時出了問題（502）", "下一輪會再試"),
    (WRITE, Reply(413, PAGE), "too_big", "一次寫入的內容太大", "維護的人"),
    (READ, said(401, "Invalid credentials"), "key_revoked", "金鑰可能被刪除或停用", "新的 JSON 金鑰"),
    (READ, Reply(body=PAGE), "page", "收到的是一個網頁", "登入網路"),
    (READ, Reply(body=b'{"half": '), "cut", "回答不完整", "下一輪會再試"),
    (READ, Reply(407, PAGE), "proxy", "代理伺服器要求登入（407）", "HTTPS_PROXY"),
    (READ, Reply(403, PAGE), "blocked", "擋下了連線（403）", "放行 *.googleapis.com"),
    (READ, Reply(400, b'{"error": "no object"}'), "blocked", "擋下了連線（400）", "放行 *.googleapis.com"),
    (READ, said(418, "teapot"), "refused", "（418，Google 說：teapot）", "維護的人"),
    (READ, Reply(wire="reset"), "network", "連線中斷", "網路"),
    (READ, Reply(body=b'{"a": 1}', wire="cut"), "network", "連線中斷", "網路"),
]


@pytest.mark.parametrize(("call", "reply", "reason", "what", "mend"), REFUSALS)
def test_each_refusal_is_said_in_plain_words_with_its_mend(google, fault_of, call, reply, reason, what, mend):
    google.replies = [reply] * 4
    fault = fault_of(call)
    assert fault.reason == reason
    assert what in fault.what
    assert mend in fault.mend
    assert fault.status == (None if reply.wire else reply.status)
    assert "{" not in str(fault)


def test_a_fault_of_the_spreadsheet_names_the_spreadsheet_and_one_of_the_way_names_the_host(google, fault_of):
    google.replies = [PERMISSION]
    assert fault_of().which == f"Google 試算表 {ID}"
    google.replies = [Reply(407, PAGE)]
    assert fault_of().which == google.url.removeprefix("http://")


def test_a_tab_that_is_gone_is_a_fault_of_its_own(google, make_client):
    google.replies = [said(400, "Invalid dataFilter[0]: No grid with id: 77", status="INVALID_ARGUMENT")]
    with pytest.raises(NoSuchGrid, match="分頁剛剛被刪除了"):
        make_client().ask("POST", f"{SHEET}/values:batchGetByDataFilter", json={})


SIGN_INS = [
    ("invalid_grant", "Invalid JWT Signature.", "key_revoked", "這個金鑰已經被刪除或停用", "新的 JSON 金鑰"),
    ("invalid_grant", "Invalid grant: account not found", "key_revoked", "服務帳戶已經不在了", "新的服務帳戶"),
    (
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
        "Check your iat and exp values in the JWT claim.",
        "clock",
        "這台電腦的時間不對",
        "自動設定時間",
    ),
    ("invalid_grant", "Bad Request", "key_revoked", "不接受這個金鑰（invalid_grant）", "新的 JSON 金鑰"),
    ("invalid_scope", "Invalid OAuth scope or ID token audience provided.", "scope", "invalid_scope", "更新 sheetdesk"),
    ("unauthorized_client", "Client is unauthorized", "sign_in", "unauthorized_client: Client is un", "新的 JSON 金鑰"),
]


@pytest.mark.parametrize(("error", "description", "reason", "what", "mend"), SIGN_INS)
def test_each_refused_sign_in_is_said_in_plain_words(google, fault_of, error, description, reason, what, mend):
    answer = json.dumps({"error": error, "error_description": description}).encode()
    google.token_replies = [Reply(400, answer)]
    fault = fault_of()
    assert fault.reason == reason
    assert what in fault.what
    assert mend in fault.mend
    assert fault.which == f"服務帳戶 {ACCOUNT}"


def test_a_silent_server_is_said_to_be_slow_and_named(google, fault_of):
    google.replies = [Reply(wire="hang")] * 4
    fault = fault_of(timeouts=(5, 0.3))
    assert str(fault).startswith(f"{google.url.removeprefix('http://')}：等太久沒有回應 → ")


@pytest.mark.parametrize("reply", [Reply(wire="reset"), Reply(503, PAGE)])
def test_trouble_at_the_token_endpoint_names_that_host(google, fault_of, reply):
    google.token_replies = [reply] * 4
    with scripted_google() as api:
        assert fault_of(base_url=api.url).which == google.url.removeprefix("http://")


def test_a_port_where_nobody_listens_is_a_network_fault(fault_of):
    fault = fault_of(base_url=f"http://127.0.0.1:{free_port()}")
    assert (fault.reason, fault.what) == ("network", "連線中斷，或根本連不上")


def test_a_name_that_isnt_found_is_a_network_fault(fault_of, monkeypatch):
    find = socket.getaddrinfo

    def no_name(host, *rest, **more):
        if host == "sheets.googleapis.com":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return find(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    fault = fault_of(base_url=None)
    assert (fault.reason, fault.which) == ("network", "sheets.googleapis.com")
    assert "DNS" in fault.what


def test_a_certificate_that_nobody_vouches_for_is_told_at_once(fault_of, tmp_path):
    server, _ = self_signed(tmp_path)
    with scripted_google(server) as other:
        fault = fault_of(base_url=other.url)
    assert (fault.reason, other.heard) == ("certificate", [])
    assert "憑證驗證不過" in fault.what
    assert "時間調對" in fault.mend


def test_a_server_that_speaks_no_tls_is_a_network_fault(google, fault_of):
    assert fault_of(base_url=google.url.replace("http", "https")).reason == "network"


@pytest.mark.parametrize(("status", "reason", "most"), [(407, "proxy", 1), (503, "proxy_down", 4)])
def test_a_proxy_that_lets_nobody_out_is_named_as_such(google, fault_of, monkeypatch, status, reason, most):
    with scripted_google() as proxy:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("https_proxy", proxy.url)
        proxy.replies = [Reply(status, b"")] * 9
        fault = fault_of(base_url="https://sheets.test")
        assert (fault.reason, [heard.method for heard in proxy.heard]) == (reason, ["CONNECT"] * most)
    assert "HTTPS_PROXY" in fault.mend


def test_a_certificate_file_that_is_gone_is_told_at_once(fault_of, monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    fault = fault_of(base_url="https://127.0.0.1:1")
    assert (fault.reason, "REQUESTS_CA_BUNDLE" in fault.mend) == ("setup", True)


def test_no_word_and_no_cause_shows_the_token(google, make_client):
    google.replies = [said(500, "oops")] * 4
    with pytest.raises(GoogleFault) as raised:
        make_client().ask(*READ)
    shown, cause = str(raised.value), raised.value.__cause__
    while cause:
        shown, cause = shown + repr(cause), cause.__cause__
    assert "ya29" not in shown
