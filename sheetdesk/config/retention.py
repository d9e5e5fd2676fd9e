"""The section `retention` of config.yaml: how long closed cases stay in 案件 (domain §9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import FilePath, span_between

OFF, UNFILED, UNMASKED = "不封存", "不存檔", "不遮"
DAY = timedelta(days=1)
_read_days = span_between(30 * DAY, 3650 * DAY)
_read_half_years = span_between(180 * DAY, 3650 * DAY)


def _span(value: Any) -> timedelta | None:
    return None if value == OFF else _read_days(value)


def _long_span(value: Any) -> timedelta | None:
    return None if value == UNFILED else _read_half_years(value)


def _masking_span(value: Any) -> timedelta | None:
    return None if value == UNMASKED else _read_half_years(value)


class RetentionSection(Section):
    """None: rows stay where they are. A rating counts for 14 days after it was given, so a month is the least in 案件;
    cases are kept for six months (domain §9) before a row leaves the spreadsheet for a file in `folder`, and before the
    customer is taken out of it."""

    archive_after: Annotated[timedelta | None, PlainValidator(_span)] = 90 * DAY
    file_after: Annotated[timedelta | None, PlainValidator(_long_span)] = 365 * DAY
    mask_after: Annotated[timedelta | None, PlainValidator(_masking_span)] = 730 * DAY
    folder: FilePath = Field("archive", validate_default=True)
