"""A file of orders as a table: its encoding, its separator, its rows. Border: bytes in, rows out; opens no file."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from zoneinfo import ZoneInfo

from sheetdesk.errors import UsageError
from sheetdesk.model.sheet import TabView
from sheetdesk.workbook.form_kinds import FormKind, order_kind
from sheetdesk.workbook.grid import read_forms
from sheetdesk.workbook.headers import FormSpec, find_form_header, keys_in

SEPARATORS = ",\t;"
LOOKED_AT = 60_000
"""Characters that tell the separator."""

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_GUESSES = ("utf-8", "cp950", "big5hkscs")
_NO_TEXT = {b"PK\x03\x04": "Excel 檔（.xlsx）", b"\xd0\xcf\x11\xe0": "舊的 Excel 檔（.xls）", b"%PDF": "PDF 檔"}
AS_CSV = "用試算表打開，另存成 CSV UTF-8；或把整張（連標題列）貼到分頁「訂單」"

CUT = ("檔案在這一列中間斷掉，這一列沒有讀", "重新匯出一次，再讀一次")
QUOTE = ("引號沒有成對，從這一列起有讀不到的", "重新匯出一次，再讀一次；同一張訂單不會變成兩張")
WIDE = ("比標題列多出幾格，可能是文字裡的逗號把欄位擠歪了，這一列沒有讀", "用試算表打開，把這一列改好再存一次")


@dataclass(frozen=True, slots=True)
class OrderFile:
    """The table of a file. `broken`: rows that are not in it, each with what and mend."""

    view: TabView
    broken: tuple[tuple[int, str, str], ...] = ()


def read_order_file(data: bytes, name: str, spec: FormSpec, zone: ZoneInfo) -> OrderFile:
    """Raises UsageError for what isn't a table of orders at all."""
    text, is_cut = _decoded(data, name)
    separator = _separator(text, order_kind(spec))
    grid, broken = _grid(text, separator)
    header = find_form_header(grid, order_kind(spec).titles)
    if header is None:
        mend = "確認第一列是標題，例如 訂單編號、電話、商品；標題的說法不同時，加進 config.yaml 的 orders.aliases"
        raise UsageError("前十列裡找不到認得的標題", which=name, mend=mend)
    for at in range(header + 1, len(grid)):
        last = at == len(grid) - 1 and not text.endswith(("\n", "\r"))
        if last and (is_cut or len(grid[at]) < len(grid[header])):
            broken.append((at + 1, *CUT))
        elif any(cell.strip() for cell in grid[at][len(grid[header]) :]):
            broken.append((at + 1, *WIDE))
    for place, _, _ in broken:
        grid[place - 1] = []
    [view], _ = read_forms({spec.orders: grid}, spec, zone, [spec.orders])
    return OrderFile(view, tuple(sorted(broken)))


def _decoded(data: bytes, name: str) -> tuple[str, bool]:
    """The text, and whether the file ends in the middle of a character."""
    what = next((what for sign, what in _NO_TEXT.items() if data.startswith(sign)), None)
    if what is not None:
        raise UsageError(f"是{what}，不是 CSV", which=name, mend=AS_CSV)
    if not data.strip():
        raise UsageError("是空的", which=name, mend="重新匯出一次")
    for encoding in _encodings(data):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(data)
        except UnicodeDecodeError:
            continue
        if text.lstrip().lower().startswith(("<html", "<!doctype", "<table", "<?xml")):
            raise UsageError("是網頁，不是 CSV", which=name, mend=AS_CSV)
        return text, bool(decoder.getstate()[0])
    raise UsageError("看不出文字是哪一種編碼", which=name, mend=AS_CSV)


def _encodings(data: bytes) -> tuple[str, ...]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return (encoding,)
    begin = data[:2000]
    blanks = [begin[first::2].count(0) for first in (0, 1)]
    if max(blanks) * 10 > len(begin):  # separators and digits of UTF-16 are half zeros
        return ("utf-16-be" if blanks[0] > blanks[1] else "utf-16-le",)
    return _GUESSES


def _separator(text: str, kind: FormKind) -> str:
    """The one by which most headings are known."""
    return max(SEPARATORS, key=lambda one: _headings(_grid(text[:LOOKED_AT], one, most=10)[0], kind))


def _headings(grid: list[list[str]], kind: FormKind) -> int:
    return max((len(set(keys_in(line, kind.titles, loose=True)) - {None}) for line in grid), default=0)


def _grid(text: str, separator: str, most: int | None = None) -> tuple[list[list[str]], list[tuple[int, str, str]]]:
    grid: list[list[str]] = []
    broken: list[tuple[int, str, str]] = []
    for row in _records(text, separator):
        if row is None:
            broken.append((len(grid) + 1, *QUOTE))
        grid.append(row or [])
        if len(grid) == most:
            break
    return grid, broken


def _records(text: str, separator: str) -> Iterator[list[str] | None]:
    """Each row; None for one whose quotes don't match, and for all that it swallowed."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
