"""The section `digest` of config.yaml: at which time of day who hears of the day."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.clock_times import read_minute
from sheetdesk.config.reports import NEVER
from sheetdesk.config.sections import Section


def _minute(value: Any) -> int | None:
    return None if value == NEVER else read_minute(value)


Minute = Annotated[int | None, PlainValidator(_minute)]


class DigestSection(Section):
    """Minutes after midnight; None: no letter."""

    leads: Minute = 8 * 60 + 30
    owners: Minute = None
