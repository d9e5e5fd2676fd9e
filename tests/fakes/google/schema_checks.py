"""One check for each kind of value in Google's discovery format; schema.py puts them together into whole messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Place: TypeAlias = "tuple[Place, str | int] | None"
"""Where we are in a body: (above, name or index). Spelled out only for a fault, since bodies hold 100,000 cells."""

Schema: TypeAlias = Mapping[str, Any]

INT32 = 2**31


@dataclass(frozen=True)
class Violation:
    """One fault in a request, in Google's words."""

    field: str
    description: str


Check: TypeAlias = Callable[[Any, Place, list[Violation]], None]


def spelled(place: Place) -> str:
    """`requests[0].update_cells.range`: Google names fields in snake case."""
    text = ""
    while place is not None:
        place, step = place
        part = f"[{step}]" if isinstance(step, int) else "." + re.sub(r"([A-Z])", r"_\1", step).lower()
        text = part + text
    return text.removeprefix(".")


def invalid(value: Any, place: Place, kind: str) -> Violation:
    shown = json.dumps(value, ensure_ascii=False)
    return Violation(spelled(place), f"Invalid value at '{spelled(place)}' ({kind}), {shown}")


def _unknown(name: str, place: Place) -> Violation:
    at = f" at '{spelled(place)}'" if place else ""
    text = f'Invalid JSON payload received. Unknown name "{name}"{at}: Cannot find field.'
    return Violation(spelled(place), text)


def _is_int32(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -INT32 <= value < INT32


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


SCALARS: dict[tuple[str, str | None], tuple[str, Callable[[Any], bool]]] = {
    ("integer", "int32"): ("TYPE_INT32", _is_int32),
    ("number", "double"): ("TYPE_DOUBLE", _is_number),
    ("number", "float"): ("TYPE_FLOAT", _is_number),
    ("boolean", None): ("TYPE_BOOL", lambda value: isinstance(value, bool)),
    ("string", None): ("TYPE_STRING", _is_text),
    ("string", "google-fieldmask"): ("type.googleapis.com/google.protobuf.FieldMask", _is_text),
}
"""Stricter than Google, which also takes "5" for 5: what we send is to be of the documented type."""


def anything(value: Any, place: Place, found: list[Violation]) -> None:
    """The check of a field that may hold any JSON."""


def message_check(checks: Mapping[str, Check], union: bool) -> Check:
    """`union`: one field only may be set."""

    def check(value: Any, place: Place, found: list[Violation]) -> None:
        if not isinstance(value, dict):
            found.append(invalid(value, place, "TYPE_MESSAGE"))
            return
        for name, part in value.items():
            if name not in checks:
                found.append(_unknown(name, place))
            elif part is not None:  # null means "not set" to Google
                checks[name](part, (place, name), found)
        if union and len(value) > 1:
            at, second = spelled(place), list(value)[1]
            text = f"Invalid value at '{at}' (oneof), oneof field is already set. Cannot set '{second}'"
            found.append(Violation(at, text))

    return check


def map_check(inner: Check) -> Check:
    """An object with names of the caller's own."""

    def check(value: Any, place: Place, found: list[Violation]) -> None:
        if not isinstance(value, dict):
            found.append(invalid(value, place, "TYPE_MESSAGE"))
            return
        for name, part in value.items():
            inner(part, (place, name), found)

    return check


def list_check(inner: Check) -> Check:
    """Each item of an array."""

    def check(value: Any, place: Place, found: list[Violation]) -> None:
        if not isinstance(value, list):
            found.append(invalid(value, place, "type.googleapis.com/google.protobuf.ListValue"))
            return
        for at, item in enumerate(value):
            inner(item, (place, at), found)

    return check


def scalar_check(schema: Schema) -> Check:
    """A number, a truth value, a text or one word of an enum."""
    allowed = frozenset(schema.get("enum", ()))
    plain = SCALARS.get(
        (schema["type"], None), ("", _is_text)
    )  # formats of texts (int64, date-time) are not looked into
    kind, holds = SCALARS.get((schema["type"], schema.get("format")), plain)

    def check(value: Any, place: Place, found: list[Violation]) -> None:
        if not holds(value):
            found.append(invalid(value, place, kind))
        elif allowed and value not in allowed:
            found.append(invalid(value, place, enum_name(place)))

    return check


def enum_name(place: Place) -> str:
    """The discovery format leaves the enum's own name out; Google's names follow the field's."""
    step = str(place[1]) if place else ""
    return f"type.googleapis.com/google.apps.sheets.v4.{step[:1].upper()}{step[1:]}"
