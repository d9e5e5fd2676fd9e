"""config.yaml: read, checked whole, every fault at once; the only room that knows pydantic and YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from sheetdesk.config.channels import EmailSection
from sheetdesk.config.document import Document, read_document
from sheetdesk.config.faults import Fault, fault_of
from sheetdesk.config.places import default_config
from sheetdesk.config.sections import FormsSection, GoogleWorkbook, XlsxWorkbook
from sheetdesk.config.settings import Config, allowed_names
from sheetdesk.errors import ConfigError

__all__ = [
    "Config",
    "EmailSection",
    "FormsSection",
    "GoogleWorkbook",
    "XlsxWorkbook",
    "default_config",
    "load_config",
]


def load_config(path: Path, env: Mapping[str, str]) -> Config:
    """The config in `path`; ${NAME} is looked up in `env`.

    Raises ConfigError with every fault, or UsageError if the file can't be read."""
    path = Path(path).expanduser().absolute()
    document = read_document(path)
    if not document.values:
        raise _refusal(path, document.faults)
    try:
        config = Config.model_validate(document.values, context={"folder": path.parent, "env": env})
    except ValidationError as error:
        raise _refusal(path, [*document.faults, *_faults(error, document)]) from None
    if document.faults:
        raise _refusal(path, document.faults)
    return config


def _faults(error: ValidationError, document: Document) -> list[Fault]:
    allowed = allowed_names()
    return [fault_of(each, allowed, document.line_of) for each in error.errors(include_url=False)]


def _refusal(path: Path, faults: list[Fault]) -> ConfigError:
    ordered = sorted(faults, key=lambda fault: fault.line)
    return ConfigError([fault.sentence(path.name) for fault in ordered])
