"""The section `retention` of config.yaml: how long closed cases stay in 案件 (domain §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import span_between

OFF = "不封存"
DAY = timedelta(days=1)
_read_days = span_between(30 * DAY, 3650 * DAY)


def _span(value: Any) -> timedelta | None:
    return None if value == OFF else _read_days(value)


class RetentionSection(Section):
    """None: rows stay where they are. A rating counts for 14 days after it was given, so a month is the least."""

    archive_after: Annotated[timedelta | None, PlainValidator(_span)] = 90 * DAY
