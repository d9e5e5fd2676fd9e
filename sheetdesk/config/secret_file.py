"""A value that stands in a file of its own (`${file:/run/secrets/smtp_password}`), as Docker and systemd hand secrets
over. Its words never name what is in the file."""

from __future__ import annotations

import re
from pathlib import Path

NAMED = re.compile(r"\$\{file:([^{}]+)\}")
LARGEST_BYTES = 64_000
"""A service account's key is 2 KB: what is much larger is no secret, and was named by mistake."""


def read_secret_file(path: Path) -> str:
    """What the file holds, without the line break that editors put at its end. Raises ValueError with the fault's words."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise ValueError(f"寫的檔案 {path} 不在；請把內容放進這個檔案，或改成它真正的位置") from None
    except OSError as error:
        raise ValueError(f"寫的檔案 {path} 讀不出來（{error.strerror}）；請讓執行 sheetdesk 的使用者讀得到") from None
    if len(data) > LARGEST_BYTES:
        raise ValueError(f"寫的檔案 {path} 太大，不像是密碼或金鑰；請檢查檔名")
    try:
        text = data.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        raise ValueError(f"寫的檔案 {path} 不是 UTF-8 的文字；請檢查檔名") from None
    if not text.strip():
        raise ValueError(f"寫的檔案 {path} 是空的；請把內容放進去")
    return text
