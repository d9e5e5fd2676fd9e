"""`${file:PLACE}`: a secret in a file of its own, as Docker and systemd hand it over."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from sheetdesk.config import Config, GoogleWorkbook, load_config
from sheetdesk.errors import ConfigError

SMALLEST = "desk: {name: 好日子團購}\nworkbook: {kind: xlsx, path: desk.xlsx}\n"
EMAIL = SMALLEST + (
    "channels:\n  email:\n    host: smtp.example.com\n    from: shop@example.com\n    user: fang\n"
    "    password: ${file:secrets/smtp}\n"
)


def load(folder: Path, text: str) -> Config:
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "config.yaml", {})


def secret(folder: Path, data: bytes) -> Path:
    (folder / "secrets").mkdir(exist_ok=True)
    (folder / "secrets" / "smtp").write_bytes(data)
    return folder / "secrets" / "smtp"


def test_a_password_comes_from_a_file_beside_the_config_without_its_last_line_break(tmp_path: Path) -> None:
    secret(tmp_path, b" geheim word \r\n")
    config = load(tmp_path, EMAIL)
    assert config.channels.email is not None
    assert config.channels.email.password == SecretStr(" geheim word ")
    assert "geheim" not in repr(config)


def test_the_place_may_be_absolute(tmp_path: Path) -> None:
    place = secret(tmp_path, b"geheim\n")
    config = load(tmp_path, EMAIL.replace("secrets/smtp", str(place)))
    assert config.channels.email is not None
    assert config.channels.email.password == SecretStr("geheim")


def test_a_service_account_key_may_be_such_a_file_as_well(tmp_path: Path) -> None:
    secret(tmp_path, b'{"type": "service_account"}\n')
    number = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"
    text = f"workbook: {{kind: google, spreadsheet_id: {number}, service_account: '${{file:secrets/smtp}}'}}\n"
    config = load(tmp_path, f"desk: {{name: 好日子團購}}\n{text}")
    assert isinstance(config.workbook, GoogleWorkbook)
    assert config.workbook.service_account == SecretStr('{"type": "service_account"}')


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "secrets/smtp 不在"),
        (b"\n \n", "secrets/smtp 是空的"),
        (b"geheim" * 20_000, "secrets/smtp 太大"),
        (b"\xff\xfegeheim", "secrets/smtp 不是 UTF-8 的文字"),
    ],
)
def test_a_file_that_holds_no_secret_is_named_with_its_line_and_without_its_content(
    tmp_path: Path, data: bytes | None, said: str
) -> None:
    if data is not None:
        secret(tmp_path, data)
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, EMAIL)
    (fault,) = refused.value.faults
    assert said in fault
    assert fault.startswith("config.yaml 第 8 行 channels.email.password：")
    assert "geheim" not in fault


def test_words_around_the_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load(tmp_path, SMALLEST.replace("好日子團購", "'店 ${file:secrets/smtp}'"))
    assert "前後不能有別的字" in str(refused.value)
