"""What is wrong with config.yaml, in words: line, key, value, and what is allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

Where = tuple[str | int, ...]
"""Keys and positions (from 0) that lead to a value."""

LONGEST_SHOWN = 40
SECRET_KEYS = ("password", "service_account", "url", "headers")

_CREDENTIALS = re.compile(r"//[^/@]*@")
"""User and password inside an address."""

Allowed = Mapping[tuple[str, ...], tuple[str, ...]]
"""The names that may stand at a place, positions left out."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend."""

    line: int
    where: Where
    what: str

    def sentence(self, file: str) -> str:
        """One line for the person who sets up. Items of a list are counted from 1, as people count."""
        path = _path(self.where)
        return f"{file} 第 {self.line} 行" + (f" {path}" if path else "") + f"：{self.what}"


def _path(where: Where) -> str:
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in where)
    return text.removeprefix(".")


def fault_of(error: ErrorDetails, allowed: Allowed, line_of: Callable[[Where], int]) -> Fault:
    """One error of pydantic as a Fault."""
    keyed = tuple(part for part in error["loc"] if not isinstance(part, int))
    where = _without_tags(error["loc"])
    return Fault(line_of(where), where, _words(error, keyed, allowed))


def _without_tags(loc: Where) -> Where:
    """pydantic names the kind of workbook inside the path; nobody wrote it there."""
    return loc[:1] + loc[2:] if loc[:1] == ("workbook",) and loc[1:2] in (("xlsx",), ("google",)) else loc


def _words(error: ErrorDetails, keyed: tuple[str, ...], allowed: Allowed) -> str:
    kind, facts = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_name(keyed[-1], allowed.get(keyed[:-1], ()))
    if kind == "said":
        return f"{_shown(error['input'], keyed)}{facts['what']}"
    if kind in _PLAIN:
        return _PLAIN[kind].format(**facts)
    if kind in _OF_VALUE:
        return f"{_shown(error['input'], keyed)}{_OF_VALUE[kind].format(**_chinese(facts))}"
    return f"{_shown(error['input'], keyed)}不能用（{error['msg']}）"


_PLAIN = {
    "missing": "少了這一項，請補上",
    "union_tag_not_found": "少了 kind；只能是 xlsx 或 google",
    "union_tag_invalid": "kind 不能是「{tag}」；只能是 xlsx 或 google",
}
_OF_VALUE = {
    "literal_error": "不能用；只能是 {expected}",
    "int_parsing": "不是整數",
    "int_type": "不是整數",
    "float_parsing": "不是數字",
    "float_type": "不是數字",
    "greater_than": "太小；要大於 {gt}",
    "greater_than_equal": "太小；最小是 {ge}",
    "less_than": "太大；要小於 {lt}",
    "less_than_equal": "太大；最大是 {le}",
    "string_type": "不是文字；請直接寫在冒號後面",
    "string_too_long": "太長；最多 {max_length} 個字",
    "model_type": "放錯地方；這裡要往下縮排，寫成「名稱: 值」",
    "model_attributes_type": "放錯地方；這裡要往下縮排，寫成「名稱: 值」",
    "dict_type": "放錯地方；這裡要往下縮排，寫成「名稱: 值」",
    "tuple_type": "放錯地方；這裡要寫成清單，每一項以「- 」開頭",
    "too_short": "是空的；至少要有 {min_length} 項",
    "zoneinfo_str": "不是時區名稱；例如 Asia/Taipei",
}
"""By pydantic's name of the error."""


def _chinese(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(fact).replace(" or ", ", ").replace(", ", "、").replace("'", "") for name, fact in facts.items()}


def _unknown_name(name: str, names: tuple[str, ...]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"，是不是「{near[0]}」？" if near else "；"
    return f"這裡沒有「{name[:LONGEST_SHOWN]}」這個名稱{hint}可以用的有：{'、'.join(names)}"


def _shown(value: Any, keyed: tuple[str, ...]) -> str:
    """The value as typed, shortened; never a secret."""
    if any(part in SECRET_KEYS for part in keyed):
        return ""
    if value is None:
        return "空白"
    if isinstance(value, dict | list | tuple):
        return "這一段"
    text = _CREDENTIALS.sub("//…@", str(value))
    return f"「{text[:LONGEST_SHOWN]}{'…' if len(text) > LONGEST_SHOWN else ''}」"
