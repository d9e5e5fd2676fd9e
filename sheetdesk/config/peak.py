"""The section `peak` of config.yaml: when 旺季模式 begins by itself (`policy.peak`)."""

from __future__ import annotations

from pydantic import Field

from sheetdesk.config.sections import Section


class PeakSection(Section):
    """Cases within 24 hours. `at_least` 0: never by itself."""

    at_least: int = Field(20, ge=0, le=100_000)
    times_usual: float = Field(3, ge=1, le=100)
