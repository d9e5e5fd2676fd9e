"""What an .xlsx holds that openpyxl can't keep, found by looking into the zip: in plain words, with the place."""

from __future__ import annotations

import io
import re
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from sheetdesk.workbook.file import read_bytes
from sheetdesk.workbook.xlsx_drawings import can_be_kept
from sheetdesk.workbook.xlsx_package import tabs_in, targets

PICTURE = "圖片"
_IN_SHEET = (
    (rb"<x14:sparklineGroup[ >]", "走勢圖（sparkline）"),
    (rb"<x14:conditionalFormatting[ >]", "新式的條件格式（例如新版資料橫條、圖示集）"),
    (rb"<x14:dataValidation[ >]", "參照其他分頁的下拉選單"),
    (rb"<oleObjects[ >]", "嵌入的物件"),
    (rb"<controls[ >]", "按鈕、核取方塊等表單控制項"),
    (rb"<picture[ >]", "工作表背景"),
    (rb"<legacyDrawingHF[ >]", "頁首頁尾的圖片"),
)
_IN_DRAWING = (
    (rb"<xdr:(sp|cxnSp|grpSp)[ >]", "文字方塊或圖形"),
    (rb"<xdr:pic[ >]", PICTURE),
    (rb"<cx:chart[ >]", "新式圖表（例如樹狀圖、漏斗圖）"),
    (rb"<sle(15)?:slicer[ >]", "交叉分析篩選器"),
)
_IN_BOOK = (
    (r"xl/threadedComments/", "對話式註解（會變成一般註解）"),
    (r"xl/(slicers|slicerCaches)/", "交叉分析篩選器"),
    (r"xl/(timelines|timelineCaches)/", "時間表篩選器"),
    (r"xl/richData/", "儲存格內的圖片或資料類型"),
    (r"xl/(connections\.xml|queryTables/)", "外部資料連線"),
    (r"xl/model/", "資料模型（Power Pivot）"),
    (r"_xmlsignatures/", "數位簽章"),
)


def losses(path: Path) -> list[str]:
    """What a write by sheetdesk would lose in the file at `path`, each with its tab. Raises DeskUnreachable."""
    return losses_in(read_bytes(path))


def losses_in(data: bytes) -> list[str]:
    """The same for a file's content; a broken file has nothing to say here, opening it will name the fault."""
    try:
        with ZipFile(io.BytesIO(data)) as parts:
            return sorted({*_losses_of_tabs(parts), *_losses_of_book(parts)})
    except (BadZipFile, KeyError, ElementTree.ParseError):
        return []


def _losses_of_book(parts: ZipFile) -> list[str]:
    names = parts.namelist()
    found = [what for pattern, what in _IN_BOOK if any(re.match(pattern, name) for name in names)]
    if "xl/vbaProject.bin" in names and b"macroEnabled" not in parts.read("[Content_Types].xml"):
        found.append("巨集")
    return [f"整個檔案：{what}" for what in found]


def _losses_of_tabs(parts: ZipFile) -> list[str]:
    said = []
    for title, sheet in tabs_in(parts):
        found = _matches(_IN_SHEET, parts.read(sheet))
        for drawing in map(parts.read, targets(parts, sheet, "/drawing")):
            if not can_be_kept(drawing):
                found += [what for what in _matches(_IN_DRAWING, drawing) if _is_lost(what)]
        said += [f"分頁「{title}」：{what}" for what in found]
    return said


def _matches(marks: tuple[tuple[bytes, str], ...], content: bytes) -> list[str]:
    return [what for mark, what in marks if re.search(mark, content)]


def _is_lost(what: str) -> bool:
    # openpyxl keeps pictures only where Pillow is installed.
    return what != PICTURE or find_spec("PIL") is None
