"""The section `serve` of config.yaml: how the process that goes on keeps itself in bounds."""

from __future__ import annotations

from pydantic import Field

from sheetdesk.config.sections import Section


class ServeSection(Section):
    """`most_memory_mb`: resident megabytes; over it after a pass, the process begins anew. 0: never."""

    most_memory_mb: int = Field(150, ge=0, le=100_000)
