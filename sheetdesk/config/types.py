"""What a typed text of config.yaml can mean: a name in the environment, a path, a span, a day, a clock time."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, SecretStr, ValidationInfo
from pydantic_core import PydanticCustomError

from sheetdesk.config import secret_file

_NAMED = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SPAN = re.compile(r"(\d{1,6})\s*(seconds?|minutes?|hours?|days?|秒|分鐘?|個?小時|天)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "秒": "seconds", "分": "minutes", "天": "days"}
_MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+")
_SHEET_ID = re.compile(r"[A-Za-z0-9_-]{20,}")
_SHEET_URL = re.compile(r"https://docs\.google\.com/spreadsheets/(?:u/\d+/)?d/([A-Za-z0-9_-]{20,})")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")

SHORTEST_SPAN, LONGEST_SPAN = timedelta(seconds=10), timedelta(days=1)


def wrong(what: str) -> PydanticCustomError:
    """A fault in the words of `what`, which follow the value: 「soon」看不懂…."""
    return PydanticCustomError("said", "{what}", {"what": what})


def _text(value: Any, info: ValidationInfo) -> str:
    """The text; or what the environment holds if it is written as ${NAME}, or a file if it is ${file:PLACE}."""
    if not isinstance(value, str):
        raise wrong("不是文字；請直接寫在冒號後面")
    if named := _NAMED.fullmatch(value):
        return _from_environment(named[1], info)
    if in_file := secret_file.NAMED.fullmatch(value):
        return _from_file(in_file[1], info)
    if "${" in value:
        raise wrong("不能用；${名稱} 或 ${file:檔案} 要自己一個值，前後不能有別的字")
    return value


def _from_environment(name: str, info: ValidationInfo) -> str:
    found = (info.context or {}).get("env", {}).get(name)
    if not found:
        raise PydanticCustomError(
            "said", "{what}", {"what": f"需要環境變數 {name}，但現在沒有這個變數；請先執行 export {name}='…' 再試"}
        )
    return str(found)


def _from_file(place: str, info: ValidationInfo) -> str:
    folder: Path = (info.context or {}).get("folder", Path())
    try:
        return secret_file.read_secret_file(folder / Path(place.strip()).expanduser())
    except ValueError as fault:
        raise wrong(str(fault)) from None


def named_secret(value: Any, info: ValidationInfo, otherwise: str) -> SecretStr:
    """What the environment or a file of that name holds; `otherwise`: what to say of one that was written out."""
    if not isinstance(value, str) or not (_NAMED.fullmatch(value) or secret_file.NAMED.fullmatch(value)):
        raise wrong(otherwise)
    return SecretStr(_text(value, info))


def secret_text(value: Any, info: ValidationInfo) -> SecretStr:
    """A text that may be a secret, written out or named."""
    return SecretStr(_text(value, info))


def _secret(value: Any, info: ValidationInfo) -> SecretStr:
    return named_secret(
        value,
        info,
        "密碼不要直接寫在設定檔裡；請寫 ${SMTP_PASSWORD}，再把密碼放進環境變數 SMTP_PASSWORD；"
        "或寫 ${file:/run/secrets/smtp_password}，再把密碼放進那個檔案",
    )


def _path(value: Any, info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder / Path(_text(value, info)).expanduser()


def _key(value: Any, info: ValidationInfo) -> Path | SecretStr:
    """A key file; or what the environment or a file of that name holds: the key file's content, or its path."""
    if isinstance(value, dict) or (isinstance(value, str) and value.lstrip().startswith("{")):
        raise wrong(
            "金鑰不要直接貼在設定檔裡；請寫金鑰檔的位置，或寫 ${SHEETDESK_SERVICE_ACCOUNT}，再把內容放進這個環境變數"
        )
    text = _text(value, info)
    return SecretStr(text) if text.lstrip().startswith("{") else _path(text, info)


def is_mail(text: str) -> bool:
    """Does it look like an address?"""
    return _MAIL.fullmatch(text) is not None


def _mail(value: Any, info: ValidationInfo) -> str:
    text = _text(value, info)
    if not is_mail(text):
        raise wrong("不是 Email 位址；例如 service@example.com")
    return text


def _spreadsheet_id(value: Any, info: ValidationInfo) -> str:
    text = _text(value, info)
    url = _SHEET_URL.match(text)
    if url:
        return url[1]
    if not _SHEET_ID.fullmatch(text):
        raise wrong("不是試算表的代號；請貼上試算表的網址，或網址裡 /d/ 和 /edit 中間的那一串")
    return text


def span_between(shortest: timedelta, longest: timedelta) -> Callable[[Any], timedelta]:
    """What reads a length of time, and refuses one that is shorter or longer."""

    def read(value: Any) -> timedelta:
        found = _SPAN.fullmatch(value.strip().lower()) if isinstance(value, str) else None
        if not found:
            raise wrong("看不懂；要寫成 1 minute、30 seconds、2 hours 這樣（或 1 分鐘、30 秒、2 小時）")
        unit = found[2].removeprefix("個")
        span = timedelta(**{_UNITS.get(unit[0], "hours"): int(found[1])})
        if not shortest <= span <= longest:
            raise wrong(f"不能用；最短 {_said(shortest)}，最長 {_said(longest)}")
        return span

    return read


def _said(span: timedelta) -> str:
    """As it is written in config.yaml: 10 seconds, 1 hour, 365 days."""
    if span.days:
        return f"{span.days} day{'s' if span.days > 1 else ''}"
    minutes, seconds = divmod(span.seconds, 60)
    if seconds:
        return f"{span.seconds} seconds"
    return f"{minutes // 60} hour" if minutes == 60 else f"{minutes} minute{'s' if minutes > 1 else ''}"


def _moment(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(value).replace("/", "-"))
    except ValueError:
        raise wrong("不是時間；要寫成 2026-11-21 09:00（要指定時區就寫 2026-11-21T09:00+08:00）") from None


def read_day(value: Any) -> date:
    """A day typed as 2026-11-21 or 2026/1/2."""
    found = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", str(value))
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        raise wrong("不是真有的日子") from None
    raise wrong("不是日期；要寫成 2026-11-21")


def read_clock(value: Any) -> str:
    """A time of day as HH:MM, from 00:00 to 24:00."""
    found = _CLOCK.fullmatch(str(value))
    if not found or int(found[2]) > 59 or int(found[1]) * 60 + int(found[2]) > 24 * 60:
        raise wrong("不是時間；要寫成 09:00，最晚 24:00")
    return f"{int(found[1]):02}:{found[2]}"


def read_number(value: Any) -> int | float:
    """A finite number, whole where it is whole."""
    text = str(value).replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,6})?", text):
        raise wrong("不是數字")
    return float(text) if "." in text else int(text)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_text)]
Words = Annotated[tuple[Text, ...], BeforeValidator(_as_list)]
Titles = Annotated[Words, Field(min_length=1)]
Secret = Annotated[SecretStr, PlainValidator(_secret)]
FilePath = Annotated[Path, PlainValidator(_path)]
KeyFile = Annotated[Path | SecretStr, PlainValidator(_key)]
Mail = Annotated[str, PlainValidator(_mail)]
SpreadsheetId = Annotated[str, PlainValidator(_spreadsheet_id)]
Span = Annotated[timedelta, PlainValidator(span_between(SHORTEST_SPAN, LONGEST_SPAN))]
Moment = Annotated[datetime, PlainValidator(_moment)]
