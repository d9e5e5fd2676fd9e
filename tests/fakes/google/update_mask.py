"""The `fields` of an update: which parts of an object are set, and which of them emptied."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.google.refusals import invalid

Path = tuple[str, ...]


def paths_of(fields: str) -> list[Path]:
    """`a.b,c(d,e/f)` -> a.b, c.d, c.e.f."""
    if not fields or not fields.strip():
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    tokens = re.findall(r"[\w*]+|[(),./]", fields)
    found = list(branch(iter(tokens), ()))
    return list(dict.fromkeys(found))


def branch(tokens: Iterator[str], root: Path) -> Iterator[Path]:
    path, fresh = root, True
    for token in tokens:
        if token == "(":
            yield from branch(tokens, path)
            fresh = True
        elif token in ",)":
            if not fresh or path != root:
                yield from [] if fresh else [path]
            path, fresh = root, True
            if token == ")":
                return
        elif token not in "./":
            path, fresh = (*path, token), False
    if not fresh:
        yield path


def part(value: Any, path: Path) -> Any:
    """What stands at the path; None where nothing does."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def with_part(target: Mapping[str, Any] | None, path: Path, value: Any) -> dict[str, Any]:
    """A copy of `target` with the part at the path set, or taken out when `value` is None."""
    made = dict(target or {})
    if len(path) > 1:
        inner = with_part(made.get(path[0]), path[1:], value)
        value = inner or None
    if value is None:
        made.pop(path[0], None)
    else:
        made[path[0]] = value
    return made


def updated(target: Mapping[str, Any], source: Mapping[str, Any], paths: list[Path]) -> dict[str, Any]:
    """`target` with every part of the mask taken from `source`; `*` takes it whole."""
    made = dict(target)
    for path in paths:
        if path == ("*",):
            return {key: value for key, value in source.items() if value is not None}
        made = with_part(made, path, part(source, path))
    return made
