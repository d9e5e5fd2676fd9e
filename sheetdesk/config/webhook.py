"""The section `channels.webhook` of config.yaml: the team's chat room, and what is posted there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, PlainValidator, SecretStr, ValidationInfo, field_validator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import named_secret, secret_text, wrong
from sheetdesk.model.json_body import read_body

LOOPBACK = ("localhost", "127.0.0.1", "::1")
USUAL_BODY = {"text": "{{ title }}\n{{ text }}\n{{ link }}"}
"""As Slack and Google Chat read it."""
NOT_WRITTEN_HERE = (
    "網址裡有密鑰，不要直接寫在設定檔裡；請寫 ${SHEETDESK_WEBHOOK_URL}，再把網址放進環境變數 SHEETDESK_WEBHOOK_URL；"
    "或寫 ${file:/run/secrets/webhook_url}，再把網址放進那個檔案"
)

_HEADER_NAME = re.compile(r"[A-Za-z0-9-]+")


def _url(value: Any, info: ValidationInfo) -> SecretStr:
    """An address with its secret; unencrypted only to this machine. No fault shows it."""
    secret = named_secret(value, info, NOT_WRITTEN_HERE)
    text = secret.get_secret_value().strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise wrong("不是網址；請整條複製，從 https:// 開始") from None
    if not host or parts.scheme not in ("https", "http") or len(text.split()) != 1:
        raise wrong("不是網址；請整條複製，從 https:// 開始")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise wrong("不能用 http://，密鑰會不加密地送出去；請用 https:// 開頭的網址")
    return SecretStr(text)


def _body(value: Any) -> dict[str, Any]:
    try:
        return read_body(value)
    except ValueError as fault:
        raise wrong(str(fault)) from None


def _header(value: Any, info: ValidationInfo) -> SecretStr:
    secret = secret_text(value, info)
    if not secret.get_secret_value().isascii() or not secret.get_secret_value().isprintable():
        raise wrong("不能用；只能是一行英文、數字和符號")
    return secret


class WebhookSection(Section):
    """An address that takes JSON by POST. `kinds`: of which letters to the team the room is told."""

    url: Annotated[SecretStr, PlainValidator(_url)]
    body: Annotated[Mapping[str, Any], PlainValidator(_body)] = Field(USUAL_BODY)
    headers: Mapping[str, Annotated[SecretStr, PlainValidator(_header)]] = {}
    kinds: tuple[Literal["alarm", "escalation", "reminder", "digest"], ...] = ("alarm", "escalation", "digest")
    timeout_s: float = Field(10, gt=0, le=30)

    @field_validator("headers")
    @classmethod
    def _named(cls, headers: Mapping[str, SecretStr]) -> Mapping[str, SecretStr]:
        if any(not _HEADER_NAME.fullmatch(name) for name in headers):
            raise wrong("裡的名稱不能用；只能是英文、數字和 -，例如 Authorization")
        return headers
