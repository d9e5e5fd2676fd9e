"""The text of config.yaml as plain values, each with its line; no meaning yet.

Every value stays the text that was typed (blank is absent): `9:30` is no number, `no` no False, and
`0912` keeps its zero. What a text means is decided by the key it stands under.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from sheetdesk.config.faults import Fault, Where
from sheetdesk.errors import UsageError

LARGEST_BYTES = 1_000_000

_NULL = "tag:yaml.org,2002:null"
_SYNTAX = (
    (
        "mapping values are not allowed",
        "這裡多了一個冒號，或上一行少了冒號、縮排沒有對齊；值裡面有冒號時請用引號包起來",
    ),
    ("could not find expected ':'", "這裡少了冒號：每一行要寫成「名稱: 值」，冒號是半形，後面空一格"),
    ("expected <block end>", "這一行的縮排和上面沒有對齊，或引號後面多了字"),
    ("found unexpected end of stream", "引號沒有成對"),
    ("expected ',' or", "括號沒有成對，或兩項之間少了半形逗號"),
    ("undefined alias", "值的開頭不能直接寫 *，請用引號包起來"),
    ("another document", "一個設定檔只能有一份內容，請刪掉 --- 以下的部分"),
    ("cannot start any token", "值的開頭不能直接寫這個符號，請用引號包起來"),
    ("unknown escape", "雙引號裡的反斜線有特別意思，請改用單引號"),
)


_FULL_WIDTH_COLON = re.compile(r"^[^#:]*：")
"""A line whose name ends in the colon of Chinese text."""


@dataclass
class Document:
    """Values by key, the line of every key and item (from 1), and what is wrong with the writing itself."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Where, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line_of(self, where: Where) -> int:
        """The line of `where`, or of the nearest thing around it that stands in the file."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_document(path: Path) -> Document:
    """The file as a Document. Raises UsageError if there is no such file to read."""
    document = Document()
    text = _decode(_read_bytes(path), document)
    root = _compose(text, document)
    if isinstance(root, MappingNode):
        document.values = _mapping(root, (), document)
    elif not document.faults:
        document.faults.append(
            Fault(1, (), "沒有「名稱: 值」這樣的內容；冒號要用半形「:」，後面空一格（全形「：」不算）")
        )
    return document


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        mend = "請切換到設定檔所在的資料夾，或用 --config 檔名 指定；還沒有就執行 sheetdesk init，會放一份預設的"
        raise UsageError("找不到設定檔", which=str(path), mend=mend) from None
    except OSError as error:
        mend = "請確認它是一個檔案，而且您有讀取的權限"
        raise UsageError(f"設定檔讀不出來（{error.strerror}）", which=str(path), mend=mend) from error


def _decode(raw: bytes, document: Document) -> str:
    if len(raw) > LARGEST_BYTES:
        document.faults.append(Fault(1, (), "檔案超過 1 MB，不像是設定檔"))
        return ""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.faults.append(
            Fault(line, (), f"檔案不是 UTF-8 編碼{_guess(raw)}；請在編輯器裡「另存新檔」，編碼選 UTF-8")
        )
        return ""


def _guess(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "（看起來是 UTF-16）"
    try:
        raw.decode("cp950")
    except UnicodeDecodeError:
        return ""
    return "（看起來是 Big5）"


def _compose(text: str, document: Document) -> Node | None:
    if document.faults:
        return None
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
        return root
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        document.faults.append(Fault(line, (), "有看不見的控制字元，請把這一行刪掉重打"))
    except MarkedYAMLError as error:
        document.faults.append(_syntax_fault(error, text))
    except RecursionError:
        document.faults.append(Fault(1, (), "括號或縮排的層數太多"))
    except YAMLError as error:
        document.faults.append(Fault(1, (), f"看不懂這個檔案的寫法（{error}）"))
    return None


def _syntax_fault(error: MarkedYAMLError, text: str) -> Fault:
    line, column = _place(error, text)
    written = (*text.splitlines(), "", "")[line]
    if "\t" in written[: len(written) - len(written.lstrip())]:
        said = "縮排用了 Tab，請改成空白"
    else:
        problem = str(error.problem or "")
        said = next((words for start, words in _SYNTAX if start in problem), f"看不懂這裡的寫法（{problem}）")
        above = next((at for at in range(line - 1, -1, -1) if text.splitlines()[at].strip()), line)
        if "mapping values" in problem and _FULL_WIDTH_COLON.search(text.splitlines()[above]):
            return Fault(above + 1, (), "冒號「：」是全形的；請改成半形「:」，後面空一格")
    return Fault(line + 1, (), f"第 {column + 1} 個字：{said}")


def _place(error: MarkedYAMLError, text: str) -> tuple[int, int]:
    """Line and column from 0: where it began, if the parser noticed only further down or at the end."""
    mark = error.problem_mark
    began = "expected ':'" in str(error.problem) or mark is None or mark.line >= len(text.splitlines())
    mark = (error.context_mark if began else mark) or mark
    return (min(mark.line, len(text.splitlines())), mark.column) if mark else (0, 0)


def _mapping(node: MappingNode, where: Where, document: Document) -> dict[str, Any]:
    """Keys in the order typed. Of two equal keys the first counts, and the second is a fault."""
    values: dict[str, Any] = {}
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node.value, str):
            document.faults.append(Fault(line, where, "名稱要是一般的文字"))
            continue
        key, here = key_node.value.strip(), (*where, key_node.value.strip())
        if key in seen:
            document.faults.append(Fault(line, here, f"「{key}」寫了兩次（第一次在第 {seen[key]} 行），請留下一個"))
            continue
        seen[key] = line
        document.lines[here] = line
        value = _value(value_node, here, document)
        if value is not None:
            values[key] = value
    return values


def _value(node: Node, where: Where, document: Document) -> Any:
    if node.anchor:
        line = node.start_mark.line + 1
        document.faults.append(Fault(line, where, "不支援 & 和 * 的寫法；要寫 & 這個字請用引號包起來"))
        return None
    if isinstance(node, MappingNode):
        return _mapping(node, where, document)
    if isinstance(node, SequenceNode):
        return [_item(item, (*where, index), document) for index, item in enumerate(node.value)]
    return None if node.tag == _NULL else str(node.value).strip() or None


def _item(node: Node, where: Where, document: Document) -> Any:
    document.lines[where] = node.start_mark.line + 1
    return _value(node, where, document)
