"""Read the folder of reply templates. The only place that opens these files; judging them is policy's."""

from __future__ import annotations

from pathlib import Path

from sheetdesk.errors import UsageError
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.lint import lint_all
from sheetdesk.policy.template import FOLDER, Template, Templates, parse


def default_folder() -> Path:
    """`reply_templates` inside the installed package, or beside it in a checkout.

    Raises UsageError if neither is there."""
    package = Path(__file__).parent
    for folder in (package / FOLDER, package.parent / FOLDER):
        if folder.is_dir():
            return folder
    raise UsageError("找不到回覆範本", which=f"資料夾 {FOLDER}", mend="重新安裝 sheetdesk，或把資料夾放回去")


def load_templates(folder: Path | None = None) -> tuple[Templates, list[Problem]]:
    """Every usable template of `folder` (the shipped ones by default), and what has to be mended.

    A template with a fault is left out, so that its fall-back takes over. Raises UsageError without a folder."""
    folder = folder or default_folder()
    if not folder.is_dir():
        raise UsageError("找不到回覆範本", which=f"資料夾 {folder}", mend="檢查資料夾的位置和名稱")
    read: list[Template] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.txt")):
        template, found = _read(path)
        problems += found
        if template is not None:
            read.append(template)
    usable, found = lint_all(read)
    return Templates({template.name: template for template in usable}), problems + found


def _read(path: Path) -> tuple[Template | None, list[Problem]]:
    place = f"{FOLDER}/{path.name}"
    try:
        return parse(path.stem, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None, [Problem(place, "不是 UTF-8 文字檔", "用記事本另存新檔，編碼選 UTF-8")]
    except OSError as fault:
        return None, [Problem(place, f"讀不到檔案（{fault.strerror}）", "檢查檔案的權限")]
