"""The section `backup` of config.yaml: where copies of the desk are kept, and how many."""

from __future__ import annotations

from pydantic import Field

from sheetdesk.config.sections import Section
from sheetdesk.config.types import FilePath


class BackupSection(Section):
    """Of days, weeks and months the newest copy of each is kept, so many of them (policy/backups)."""

    folder: FilePath = Field("backups", validate_default=True)
    keep_days: int = Field(14, ge=1, le=366)
    keep_weeks: int = Field(8, ge=0, le=104)
    keep_months: int = Field(6, ge=0, le=24)
