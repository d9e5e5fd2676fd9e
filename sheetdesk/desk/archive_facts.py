"""What a pass knows of the tab 封存, and what its job decided about it. Values, no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.desk.archive_twins import Twins
from sheetdesk.model.case import Case
from sheetdesk.model.values import Value
from sheetdesk.policy.replies import Question
from sheetdesk.policy.retention import NO_STRINGS, Strings


@dataclass(frozen=True, slots=True)
class Archive:
    """`due`: it is time to look which cases may go, and 封存 was read. `agreed`: a person said that they may.

    `rows`: closed cases of 案件 as they stand there, which nobody touched since the last read. `asked`: the question
    that is open. `declined_at`: when a person said 不要."""

    due: bool = False
    agreed: bool = False
    declined_at: datetime | None = None
    rows: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    strings: Strings = NO_STRINGS
    asked: Question | None = None
    goes: Sequence[Case] = ()
    """The cases whose rows go now."""
    records: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Rows of archived cases as they stand in 封存."""
    twins: Twins = field(default_factory=Twins)
    """Second rows of cases in 封存."""
    old: Sequence[str] = ()
    """Cases that ended so long ago that their customer is taken out now."""
    masks: Sequence[str] = ()
    """Those of them that are masked in this pass."""
    files: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    """Those of them that go to a file now."""


NO_ARCHIVE = Archive()
