"""What went wrong on the way to Google, in plain words: what, which, mend. Border: an answer or an exception in, a
fault out; nothing is called, nothing is tried again."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import requests
from google.auth.exceptions import RefreshError, TransportError

from sheetdesk.workbook.google.answer import Refused
from sheetdesk.workbook.google.call import Target
from sheetdesk.workbook.google.google_fault import GoogleFault, NoSuchGrid
from sheetdesk.workbook.google.refusal import refusal

__all__ = ["GoogleFault", "NoSuchGrid", "fault_of"]

NETWORK_MEND = "請檢查這台電腦的網路；什麼都不用重做，連上以後下一輪會接著做"
NEW_KEY = "請建立一個新的 JSON 金鑰，換掉舊的金鑰檔；sheetdesk doctor 會告訴您好了沒有"

_SIGN_IN = (
    (
        "reasonable timeframe",
        "clock",
        "Google 說這台電腦的時間不對，所以不讓登入",
        "請把電腦的日期、時間和時區調對（打開「自動設定時間」），再試一次",
    ),
    ("invalid jwt signature", "key_revoked", "這個金鑰已經被刪除或停用，Google 不認得", NEW_KEY),
    (
        "account not found",
        "key_revoked",
        "這個服務帳戶已經不在了（被刪除，或屬於刪掉的專案）",
        f"請到 Google Cloud 主控台建立新的服務帳戶，把試算表共用給它；{NEW_KEY}",
    ),
    (
        "invalid_scope",
        "scope",
        "Google 不肯給需要的權限（invalid_scope）",
        "請更新 sheetdesk；公司帳號請管理員允許這個服務帳戶使用 Google 試算表和雲端硬碟",
    ),
    ("invalid_grant", "key_revoked", "Google 不接受這個金鑰（invalid_grant），多半是被刪除或停用了", NEW_KEY),
)
"""What the token endpoint says → reason, what, mend; the first that fits counts. All are of Google's own texts."""


def fault_of(cause: Exception, target: Target) -> GoogleFault:
    """The fault for whatever kept a call from a whole 200."""
    if isinstance(cause, TransportError) and cause.args and isinstance(cause.args[0], Exception):
        cause = cause.args[0]
    if isinstance(cause, Refused):
        return refusal(cause.answer, target)
    if isinstance(cause, RefreshError):
        return _not_signed_in(cause, target)
    return _not_reached(cause, target)


def _not_signed_in(error: RefreshError, target: Target) -> GoogleFault:
    said = _token_words(error)
    which = f"服務帳戶 {target.account}"
    if error.retryable:
        mend = "不用做什麼，下一輪會再試"
        return GoogleFault("Google 的登入服務暫時出了問題", which=which, mend=mend, reason="server")
    for sign, reason, what, mend in _SIGN_IN:
        if sign in said.lower():
            return GoogleFault(what, which=which, mend=mend, reason=reason)
    return GoogleFault(f"Google 不讓服務帳戶登入（{said[:120]}）", which=which, mend=NEW_KEY, reason="sign_in")


def _token_words(error: RefreshError) -> str:
    details = next((arg for arg in error.args if isinstance(arg, Mapping)), None)
    if details is None:
        return str(error.args[0]) if error.args else ""
    return f"{details.get('error', '')}: {details.get('error_description', '')}"


def _not_reached(error: Exception, target: Target) -> GoogleFault:
    causes = tuple(_causes(error))
    which = _host(error) or target.host

    def fault(reason: str, what: str, mend: str = NETWORK_MEND) -> GoogleFault:
        return GoogleFault(what, which=which, mend=mend, reason=reason)

    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        mend = "請先把電腦的時間調對；防毒軟體或公司網路會換掉憑證時，請維護網路的人放行這個網址"
        return fault("certificate", "網路憑證驗證不過，連線可能被別的程式攔截了", mend)
    if isinstance(error, requests.exceptions.ProxyError):
        mend = "請檢查環境變數 HTTPS_PROXY 和代理伺服器的帳號密碼；不需要代理就把這個變數拿掉"
        reason = "proxy" if "407" in str(error) else "proxy_down"
        return fault(reason, "代理伺服器不讓我們連出去，或連不上代理伺服器", mend)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return fault("network", "找不到這個網址（DNS），多半是電腦沒有連上網路")
    if any(isinstance(cause, TimeoutError | requests.exceptions.Timeout) for cause in causes):
        return fault("timeout", "等太久沒有回應", "不用做什麼，下一輪會再試；一直這樣就檢查這台電腦的網路")
    if isinstance(error, requests.exceptions.RequestException | ConnectionError):
        return fault("network", "連線中斷，或根本連不上")
    if isinstance(error, OSError):
        mend = "請檢查環境變數 REQUESTS_CA_BUNDLE、SSL_CERT_FILE 寫的檔案還在不在，或把它們拿掉"
        return fault("setup", f"這台電腦的網路設定有問題（{type(error).__name__}）", mend)
    return fault("garbled", "收到看不懂的回答", "不用做什麼，下一輪會再試；一直這樣就請維護網路的人看看")


def _host(error: Exception) -> str:
    """Whom the call was to: the token endpoint is another host than the API."""
    asked = error.request if isinstance(error, requests.exceptions.RequestException) else None
    return urlsplit(asked.url or "").netloc if asked is not None else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and all that it wraps: urllib3 as `reason` or cause, requests as argument."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, getattr(one, "reason", None), *one.args]
