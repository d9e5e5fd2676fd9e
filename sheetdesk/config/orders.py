"""The section `orders` of config.yaml: orders that people paste or import (訂單)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainValidator, field_validator

from sheetdesk import columns
from sheetdesk.config.sections import Section, keyed_by_question
from sheetdesk.config.types import Text, Titles, span_between

DAY = timedelta(days=1)
Keep = Annotated[timedelta, PlainValidator(span_between(7 * DAY, 3650 * DAY))]


class OrdersSection(Section):
    """Where orders stand, by which headings they are known, and how long they are remembered."""

    tab: Text = columns.ORDERS.title
    aliases: Mapping[str, Titles] = {}
    keep: Keep = 180 * DAY

    @field_validator("aliases", mode="before")
    @classmethod
    def _by_key(cls, aliases: Any) -> Any:
        return keyed_by_question(aliases, columns.ORDERS)
