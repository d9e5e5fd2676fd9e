"""The section `limits` of config.yaml: time limits of law that the desk warns of (domain §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import span_between

OFF = "不提醒"
DAY = timedelta(days=1)
_read_days = span_between(DAY, 365 * DAY)


def _days(value: Any) -> int | None:
    return None if value == OFF else _read_days(value).days


Days = Annotated[int | None, PlainValidator(_days)]


class LimitsSection(Section):
    """Whole days; None where nobody wants to be warned."""

    complaint: Days = 15
    fetch: Days = 15
    refund: Days = 15
    warn_before: Annotated[int, PlainValidator(lambda value: _read_days(value).days)] = 3
