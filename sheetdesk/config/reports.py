"""The section `reports` of config.yaml: who gets reports, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from sheetdesk.config.clock_times import month_time, week_time
from sheetdesk.config.sections import Section
from sheetdesk.config.types import FilePath, Text, is_mail, wrong

Slot = tuple[int, int]
"""A day and minutes after midnight: of the week from 0 (Monday), or of the month from 1."""

NEVER = "不做"
OR_NEVER = f"；不要就寫「{NEVER}」"


def _slot(read: Callable[[Any], Slot]) -> Callable[[Any], Slot | None]:
    return lambda value: None if value == NEVER else read(value)


_WEEKLY, _MONTHLY = _slot(week_time(OR_NEVER)), _slot(month_time(OR_NEVER))


def _people(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _recipient(text: str) -> str:
    text = text.strip()
    if not text or ("@" in text and not is_mail(text)):
        raise wrong("不是 Email 位址；要寫「分工表」裡的姓名，或 service@example.com 這樣的位址")
    return text


Recipient = Annotated[Text, AfterValidator(_recipient)]


class ReportsSection(Section):
    """`to`: names in 分工表, or addresses; nobody: reports stand in the tab alone. `font`: what charts are lettered with,
    before the system's own."""

    to: Annotated[tuple[Recipient, ...], BeforeValidator(_people), Field(max_length=20)] = ()
    weekly: Annotated[Slot | None, PlainValidator(_WEEKLY)] = (0, 8 * 60)
    monthly: Annotated[Slot | None, PlainValidator(_MONTHLY)] = (1, 8 * 60)
    quarterly: Annotated[Slot | None, PlainValidator(_MONTHLY)] = (1, 8 * 60)
    owners: Annotated[Slot | None, PlainValidator(_WEEKLY)] = None
    """分類回報."""
    font: FilePath | None = None
