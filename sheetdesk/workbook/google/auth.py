"""The service account that works in the spreadsheet. Border: from the key in a file or in the environment to
google-auth's credentials, or plain words; no call is made, and no word ever shows the key."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials

from sheetdesk.config import GoogleWorkbook
from sheetdesk.errors import DeskUnreachable

SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    # files.get (the version) would do with drive.metadata.readonly, but files.export (the copy that `init` keeps)
    # reads content and asks for drive.readonly. It reaches only files that were shared with the account.
    "https://www.googleapis.com/auth/drive.readonly",
)
IN_CONFIG = "config.yaml workbook.service_account"
FIELDS = ("client_email", "private_key", "token_uri")
LARGEST_BYTES = 100_000
"""A key file holds about 2,400 bytes."""

GET_KEY = (
    "請到 Google Cloud 主控台的「IAM 與管理 → 服務帳戶」，點您的服務帳戶，"
    "在「金鑰」分頁按「新增金鑰 → 建立新的金鑰 → JSON」，用下載的那個檔案"
)
POINT_TO_KEY = (
    "請把下載的 JSON 金鑰檔放到這個位置，或改 workbook.service_account；"
    "也可以寫 ${SHEETDESK_SERVICE_ACCOUNT}，再把檔案的內容或位置放進同名的環境變數"
)


class KeyFault(DeskUnreachable):
    """The key can't be used as it is; nobody was asked yet."""


def credentials(section: GoogleWorkbook) -> Credentials:
    """Credentials that hold no token yet. Raises KeyFault."""
    given = section.service_account
    where = str(given) if isinstance(given, Path) else f"{IN_CONFIG} 的環境變數"
    text = _read(given) if isinstance(given, Path) else given.get_secret_value()
    return _signer(_key(text, where), where)


def readable_by_others(path: Path) -> bool:
    """May the group or everybody on this computer read the file? Windows tells nothing here, so it is False there.

    Raises OSError if there is no such file."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise KeyFault("找不到服務帳戶的金鑰檔", which=str(path), mend=POINT_TO_KEY) from None
    except OSError as error:
        what = f"服務帳戶的金鑰檔讀不出來（{error.strerror}）"
        raise KeyFault(what, which=str(path), mend="請確認它是一個檔案，而且執行 sheetdesk 的人可以讀") from error
    if len(raw) > LARGEST_BYTES:
        raise KeyFault("這個檔案太大，不像是服務帳戶的金鑰檔", which=str(path), mend=GET_KEY)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        what = "這不是 JSON 金鑰檔（可能是 P12，或被別的程式改存過）"
        raise KeyFault(what, which=str(path), mend=GET_KEY) from None


def _key(text: str, where: str) -> dict[str, Any]:
    """The key's fields. What the parser complains of isn't passed on: it may quote the key."""
    if text.strip().startswith("AIza"):
        raise KeyFault("這是 API 金鑰，不是服務帳戶的金鑰", which=where, mend=GET_KEY)
    try:
        key = json.loads(text)
    except (ValueError, RecursionError):
        raise KeyFault("金鑰的內容不是完整的 JSON", which=where, mend=GET_KEY) from None
    if not isinstance(key, dict):
        raise KeyFault("金鑰的內容不是服務帳戶的金鑰", which=where, mend=GET_KEY)
    kind = _other_kind(key)
    if kind:
        raise KeyFault(f"這是{kind}，不是服務帳戶的金鑰", which=where, mend=GET_KEY)
    missing = [name for name in FIELDS if not isinstance(key.get(name), str) or not key[name].strip()]
    if missing:
        raise KeyFault(f"服務帳戶的金鑰少了 {'、'.join(missing)}", which=where, mend=GET_KEY)
    return key


def _other_kind(key: dict[str, Any]) -> str | None:
    """What people download by mistake, in Google's own Chinese names; None for a service account's key."""
    if "installed" in key or "web" in key:
        return "「OAuth 用戶端 ID」的檔案"
    kind = key.get("type")
    if kind == "service_account":
        return None
    if kind == "authorized_user":
        return "個人帳號的登入檔"
    return f"別種檔案（type 是 {str(kind)[:40]}）" if kind else "別種檔案（裡面沒有 type）"


def _signer(key: dict[str, Any], where: str) -> Credentials:
    if "EXAMPLE" in key["private_key"]:
        raise KeyFault("這是 sheetdesk 附的範例，不是真的金鑰", which=where, mend=GET_KEY)
    try:
        made: Credentials = Credentials.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, GoogleAuthError):
        # Neither the cause nor its words: both may hold parts of the key.
        what = "金鑰裡的 private_key 讀不懂（可能少了幾行，或換行 \\n 被改掉了）"
        raise KeyFault(what, which=where, mend=f"不要用手改或複製貼上金鑰；{GET_KEY}") from None
    return made
