"""A workbook's file as it lies there, for a copy of it. Border: bytes; cells are nobody's business here."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from sheetdesk.errors import DeskUnreachable
from sheetdesk.workbook.file import read_bytes


def exported(path: Path) -> bytes:
    """The whole file. Raises DeskUnreachable, also for one that a program is in the middle of saving."""
    data = read_bytes(path)
    try:
        with ZipFile(BytesIO(data)) as package:
            broken = package.testzip()
    except BadZipFile:
        broken = path.name
    if broken is not None:
        mend = "存檔並關掉開著它的程式，再做一次；還是這樣的話，檔案可能壞了"
        raise DeskUnreachable("檔案不完整，可能正在存檔", which=str(path), mend=mend)
    return data
