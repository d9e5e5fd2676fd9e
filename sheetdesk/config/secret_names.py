"""Which secrets a config.yaml relies on, by name: variables of the environment, and files. Never what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sheetdesk.config.document import read_document
from sheetdesk.config.faults import SECRET_KEYS


def secret_names(path: Path) -> tuple[str, ...]:
    """As they are written: `${SMTP_PASSWORD}`, `${file:/run/secrets/smtp}`, `service_account.json`; each once."""
    return tuple(dict.fromkeys(_named(read_document(path).values)))


def _named(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _named(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each, key)
    elif isinstance(value, str) and (value.startswith("${") or key in SECRET_KEYS):
        yield value
