"""What `init` puts into the settings tabs: rows whose keys are the tab's column titles, as typed cells."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, create_model

from sheetdesk import columns
from sheetdesk.config.types import read_clock, read_day, read_number, wrong
from sheetdesk.model.values import Value

SECTION_TABS = {
    "hours": columns.HOURS,
    "rules": columns.RULES,
    "sla": columns.POLICIES,
    "team": columns.TEAM,
    "faq": columns.FAQ,
}
"""Section of config.yaml → the tab that it fills."""


class TableRow(BaseModel):
    """One row of one section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def cells(self) -> Mapping[str, Value]:
        """Column key → value, blank cells left out."""
        return {name: value for name, value in self if value is not None}


def _read_text(value: Any) -> str:
    """A list of words is joined as the tabs have it: 過敏、送醫."""
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return "、".join(value)
    if not isinstance(value, str):
        raise wrong("不是文字；請直接寫在冒號後面")
    return value


def _read_choice(value: Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise wrong(f"不能用；只能是 {'、'.join(choices)}")
    return str(value)


_READERS = {"text": _read_text, "date": read_day, "time": read_clock, "number": read_number}


def _cell_type(column: columns.Column) -> Any:
    reader: Any = _READERS[column.type]
    if column.choices and not column.multiple:
        reader = partial(_read_choice, choices=column.choices)
    return Annotated[Any, PlainValidator(reader)]


def row_model(section: str) -> type[TableRow]:
    """The model of one row of `section`, made from the columns that people fill in that tab."""
    fields: dict[str, Any] = {
        column.key: (_cell_type(column), Field(None, alias=column.title))
        for column in SECTION_TABS[section].owned_by(columns.SETTING)
    }
    return create_model(f"{section.capitalize()}Row", __base__=TableRow, **fields)
