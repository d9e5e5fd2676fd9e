"""Checks requests by Google's own discovery documents (from google-api-python-client); looks at no meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.masks import Mask
from tests.fakes.google.schema_checks import (
    Check,
    Schema,
    Violation,
    anything,
    enum_name,
    invalid,
    list_check,
    map_check,
    message_check,
    scalar_check,
)

UNIONS = {"Request", "ExtendedValue", "DataFilter"}
"""Messages of which one field only may be set; the discovery format can't say it, Google's reference does ("Union field")."""

UNBOUND = (
    'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
    "Field '{name}' could not be found in request message."
)
REPEATED = 'Invalid JSON payload received. Unknown name "{name}": Proto field is not repeating, cannot start list.'
STRANGER = "Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."


class Api:
    """One discovery document: its methods, its messages, its checks (each compiled once)."""

    def __init__(self, document: Schema) -> None:
        self.schemas: Mapping[str, Schema] = document["schemas"]
        self.parameters: Mapping[str, Schema] = document["parameters"]
        self.scopes = frozenset(document["auth"]["oauth2"]["scopes"])
        self.methods = {method["id"]: method for method in _methods(document)}
        self._checks: dict[str, Check] = {}

    def check_body(self, method: str, body: Any) -> None:
        """Raises ApiFault 400 that lists every unknown field, wrong type and bad enum."""
        _refuse(self._faults(self.methods[method]["request"]["$ref"], body))

    def check_answer(self, method: str, answer: Any) -> None:
        """The same for an answer: the fake's own, to see whether it speaks as Google does."""
        _refuse(self._faults(self.methods[method]["response"]["$ref"], answer))

    def _faults(self, message: str, body: Any) -> list[Violation]:
        found: list[Violation] = []
        self._message(message)(body, None, found)
        return found

    def check_parameters(self, method: str, given: Mapping[str, list[str]]) -> None:
        """Raises ApiFault 400 for query parameters that the method doesn't have, repeated, mistyped and missing ones."""
        listed = {**self.parameters, **self.methods[method].get("parameters", {})}
        known = {name: schema for name, schema in listed.items() if schema["location"] == "query"}
        found = [Violation(name, UNBOUND.format(name=name)) for name in given if name not in known]
        for name in given.keys() & known.keys():
            found.extend(_parameter_faults(name, known[name], given[name]))
        required = (name for name, schema in known.items() if schema.get("required"))
        found.extend(Violation(name, f"Required parameter: {name}") for name in required if name not in given)
        _refuse(found)

    def check_mask(self, method: str, mask: Mask) -> None:
        """Raises ApiFault 400 for a field that the method's answer doesn't have."""
        path = next(self._strangers(self.methods[method]["response"], mask), None)
        if path is not None:
            violation = Violation(path, STRANGER.format(path=path))
            raise ApiFault(400, "INVALID_ARGUMENT", "Request contains an invalid argument.", _details([violation]))

    def _strangers(self, schema: Schema, mask: Mask, above: str = "") -> Iterator[str]:
        while "$ref" in schema or schema.get("type") == "array":
            schema = self.schemas[schema["$ref"]] if "$ref" in schema else schema["items"]
        properties = schema.get("properties", {})
        for name, below in mask.items():
            if name == "*":
                continue
            if name not in properties:
                yield above + name
            elif below:
                yield from self._strangers(properties[name], below, f"{above}{name}.")

    def _message(self, name: str) -> Check:
        if name not in self._checks:
            # First a door that opens later: messages may hold themselves.
            self._checks[name] = lambda value, place, found: self._checks[name](value, place, found)
            self._checks[name] = self._compiled(self.schemas[name], name)
        return self._checks[name]

    def _compiled(self, schema: Schema, name: str = "") -> Check:
        if "$ref" in schema:
            return self._message(schema["$ref"])
        if schema["type"] == "any":
            return anything
        if schema["type"] == "array":
            return list_check(self._compiled(schema["items"]))
        if schema["type"] != "object":
            return scalar_check(schema)
        if "additionalProperties" in schema:
            return map_check(self._compiled(schema["additionalProperties"]))
        checks = {key: self._compiled(part) for key, part in schema.get("properties", {}).items()}
        return message_check(checks, name in UNIONS)


def _methods(resource: Schema) -> Iterator[Schema]:
    yield from resource.get("methods", {}).values()
    for below in resource.get("resources", {}).values():
        yield from _methods(below)


def _parameter_faults(name: str, schema: Schema, values: list[str]) -> Iterator[Violation]:
    if len(values) > 1 and not schema.get("repeated"):
        yield Violation(name, REPEATED.format(name=name))
    if schema["type"] == "boolean":  # Google takes "True" too, as its recorded answers show
        yield from (invalid(v, (None, name), "TYPE_BOOL") for v in values if v.lower() not in ("true", "false"))
    if "enum" in schema:
        place = (None, name)
        yield from (invalid(v, place, enum_name(place)) for v in values if v not in schema["enum"])


def _details(found: list[Violation]) -> tuple[dict[str, Any], ...]:
    listed = [{"field": one.field, "description": one.description} for one in found]
    return ({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed},)


def _refuse(found: list[Violation]) -> None:
    if found:
        message = "\n".join(one.description for one in found)
        raise ApiFault(400, "INVALID_ARGUMENT", message, _details(found))


@cache
def api(name: str) -> Api:
    """`sheets.v4` or `drive.v3`, as shipped by google-api-python-client."""
    package = find_spec("googleapiclient")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("google-api-python-client is missing: pip install -r requirements-dev.txt")
    folder = Path(package.origin).parent / "discovery_cache" / "documents"
    return Api(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))


def known_scopes() -> frozenset[str]:
    """All scopes of the two APIs that we use."""
    return api("sheets.v4").scopes | api("drive.v3").scopes
