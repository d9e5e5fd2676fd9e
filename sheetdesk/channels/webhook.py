"""The webhook channel: posts JSON to the team's chat room. Border: no ledger, no clock; the address and the headers are
secrets, and no word or error of this module shows more of them than the host."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from sheetdesk.errors import SendFailed, SendOutcomeUnknown, SheetdeskError
from sheetdesk.model.json_body import filled
from sheetdesk.model.message import KINDS, WEBHOOK, Message
from sheetdesk.model.sheet import Problem

REACH_MEND = "請檢查網路；之後會自動再試"
URL_MEND = "請到聊天室重新取得 webhook 的網址，換掉原來的；改好之後的訊息會照常貼"
BODY_MEND = "請照使用說明附錄七檢查 config.yaml 的 channels.webhook.body"

BUSY = (408, 425, 429, 502, 503, 504)
"""Said of the service, not of this message: it rests."""
LONGEST_PAUSE_S = 3600
"""However long a service asks us to wait: an alarm is worth a try an hour."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post. `timeout_s` bounds each single wait, in seconds."""

    url: str = field(repr=False)
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_s: float = 10.0

    @property
    def host(self) -> str:
        """All of the address that may be shown."""
        return urlsplit(self.url).hostname or ""


class WebhookChannel:
    """One chat room."""

    name = WEBHOOK
    resend_safe = False
    trial = False

    def __init__(self, target: Target) -> None:
        self._target = target

    def send(self, message: Message, now: datetime) -> None:
        """Post `message`. Raises SendFailed or SendOutcomeUnknown (lost after its body may have left)."""
        try:
            status, after = self._post(filled(self._target.body, values_of(message)))
        except (OSError, ValueError) as fault:
            lost = _lost(fault, self._target.host)
        else:
            if 200 <= status < 300:
                return
            lost = _refused(status, after, now, self._target.host)
        raise lost  # outside of `except`: what requests says of a fault quotes the address

    def probe(self) -> Problem | None:
        """Can the service be reached? No more can be told without posting something that everybody sees."""
        parts = urlsplit(self._target.url)
        address = (self._target.host, parts.port or (443 if parts.scheme == "https" else 80))
        if requests.utils.get_environ_proxies(self._target.url):
            return None  # it is reached through a proxy, which only a post would try
        try:
            with closing(socket.create_connection(address, self._target.timeout_s)) as wire:
                if parts.scheme == "https":
                    ssl.create_default_context().wrap_socket(wire, server_hostname=address[0]).close()
        except OSError as fault:
            return Problem(f"webhook（{address[0]}）", f"連不上（{_words(fault)}）", REACH_MEND)
        return None

    def close(self) -> None:
        """Nothing stays open between two posts."""

    def _post(self, body: bytes) -> tuple[int, str | None]:
        """Status and Retry-After. It follows nobody to another address, and reads nothing that comes after the head."""
        answer = requests.post(
            self._target.url,
            data=body,
            headers={**self._target.headers, "Content-Type": "application/json; charset=utf-8"},
            auth=_as_it_is,  # for else a ~/.netrc would be sent along, and overrule our header
            timeout=self._target.timeout_s,
            allow_redirects=False,
            stream=True,
        )
        with closing(answer):
            return answer.status_code, answer.headers.get("Retry-After")


def _as_it_is(prepared: requests.PreparedRequest) -> requests.PreparedRequest:
    return prepared


def values_of(message: Message) -> dict[str, str]:
    """What its places are filled with."""
    letter = message.letter
    return {
        "title": letter.subject,
        "text": letter.text,
        "link": letter.link,
        "number": letter.case or "",
        "category": letter.category,
        "priority": letter.priority,
        "kind": KINDS.get(letter.kind, letter.kind),
    }


def _refused(status: int, after: str | None, now: datetime, host: str) -> SendFailed:
    """What the number means for the retry."""
    if status in BUSY:
        what = "聊天室太忙，請我們晚一點再貼" if status == 429 else "聊天室的服務暫時不能用"
        wait = _pause_s(after, now)
        return SendFailed(
            f"{what}（{status}）", permanent=False, which=host, mend="之後會自動再試", of_channel=True, wait_s=wait
        )
    if status >= 500:
        return SendFailed(f"聊天室的服務出錯（{status}）", permanent=False, which=host, mend="之後會自動再試")
    if 300 <= status < 400:
        return SendFailed(f"聊天室的網址換了（{status}），沒有跟著去", permanent=True, which=host, mend=URL_MEND)
    mend = URL_MEND if status in (401, 403, 404, 410) else BODY_MEND
    return SendFailed(f"聊天室不收（{status}）", permanent=True, which=host, mend=mend)


def _pause_s(after: str | None, now: datetime) -> float | None:
    """Seconds until we may come back, as Retry-After says it: a number, or a date. Never more than an hour."""
    if after is None:
        return None
    try:
        wait = float(after)
    except ValueError:
        try:
            until = parsedate_to_datetime(after)
        except ValueError:
            return None
        wait = ((until if until.tzinfo else until.replace(tzinfo=UTC)) - now).total_seconds()
    return min(max(wait, 0.0), LONGEST_PAUSE_S) if wait == wait else None


def _lost(fault: Exception, host: str) -> SheetdeskError:
    """A fault of the connection: of certain ones we know that the body hasn't left."""
    if not isinstance(fault, requests.ReadTimeout) and _before_the_body(fault):
        what = f"連不上聊天室（{_words(_reason(fault))}）"
        return SendFailed(what, permanent=False, which=host, mend=REACH_MEND, of_channel=True)
    return SendOutcomeUnknown(
        "內容已經交給聊天室，還沒等到回答就斷線了，不確定有沒有貼出",
        which=host,
        mend="請在「往來紀錄」的「決定」選：重寄、視為已寄、不寄",
    )


def _before_the_body(fault: Exception) -> bool:
    """urllib3 gives up "after retries" only what went wrong before it had written anything, and faults of TLS, of which
    only a refused certificate says for certain that nothing was."""
    if isinstance(fault, requests.exceptions.SSLError):
        return "CERTIFICATE_VERIFY_FAILED" in str(fault) or "WRONG_VERSION" in str(fault)
    early = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.InvalidURL)
    return isinstance(fault, early) or (isinstance(fault, requests.ConnectionError) and _reason(fault) is not fault)


def _reason(fault: Exception) -> BaseException:
    """What lies behind a fault of requests, where it says so."""
    inner = getattr(fault.args[0], "reason", None) if fault.args else None
    return inner if isinstance(inner, BaseException) else fault


def _words(fault: BaseException) -> str:
    """Its sort only: what libraries say of a fault may quote the address."""
    if isinstance(fault, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(fault):
        return "憑證驗證不過"
    if isinstance(fault, TimeoutError) or "Timeout" in type(fault).__name__:
        return "太久沒有回應"
    if isinstance(fault, socket.gaierror) or "NameResolution" in type(fault).__name__:
        return "找不到這個主機"
    return "連線被拒絕或斷線"
