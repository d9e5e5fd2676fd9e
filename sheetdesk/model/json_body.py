"""The JSON that a team's room is posted: texts with places, filled so that no value can break or add to it. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PLACES = ("title", "text", "link", "number", "category", "priority", "kind")
"""What may stand in {{ }}; a place that there is nothing to say of is blank."""

_PLACE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_STRANGE = re.compile(r"\{%|\{#|\{\{|\}\}")


def read_body(said: object) -> dict[str, Any]:
    """The body as config.yaml says it: JSON in a text, or written out as YAML. Raises ValueError: what to mend."""
    body = _parsed(said) if isinstance(said, str) else _plain(said)
    if not isinstance(body, dict) or not body:
        raise ValueError('要寫成一個 JSON 物件，例如 {"text": "{{ title }}"}')
    for text in _texts(body):
        for name in _PLACE.findall(text):
            if name not in PLACES:
                raise ValueError(f"裡沒有「{name[:40]}」這個位置；可以用的有：{'、'.join(PLACES)}")
        if _STRANGE.search(_PLACE.sub("", text)):
            raise ValueError("裡的 {{ }} 沒有成對，或用了 {% %}；只能放 {{ title }} 這樣的位置")
    return body


def filled(body: Mapping[str, Any], values: Mapping[str, str]) -> bytes:
    """The body with `values` in its places. Each stays inside the text where its place stands: JSON is made last."""
    text = _each(dict(body), lambda part: _PLACE.sub(lambda place: values.get(place[1], ""), part).strip())
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        what = f"不是 JSON（裡面的第 {fault.lineno} 行，第 {fault.colno} 個字）"
        raise ValueError(f"{what}；{{{{ title }}}} 這樣的位置要放在雙引號裡面，換行寫成 \\n") from None


def _plain(said: object) -> Any:
    try:
        return json.loads(json.dumps(said))
    except (TypeError, ValueError):
        raise ValueError("裡有 JSON 沒有的東西（例如沒加引號的日期）；文字請加雙引號") from None


def _each(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, dict):
        return {key: _each(value, change) for key, value in part.items()}
    if isinstance(part, list):
        return [_each(value, change) for value in part]
    return change(part) if isinstance(part, str) else part


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if _STRANGE.search(key):
                raise ValueError("的 {{ }} 只能放在值裡，不能放在名稱裡")
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)
    elif isinstance(part, str):
        yield part
