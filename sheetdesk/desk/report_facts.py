"""What jobs may ask of reports, and what they decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sheetdesk.desk.check_facts import NO_CHECK, CheckFacts
from sheetdesk.desk.digest_facts import NO_DIGEST, DigestFacts
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report_rows import Row


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """`due`: kind → period. `shown`: the rows of the tab, the newest first; `lacking`: which questions have no answer, as
    系統狀態 says it. `made`: kind and period of those that this pass made; `rows`: what the tab shows from then on."""

    due: Mapping[str, Period] = field(default_factory=dict)
    shown: Callable[[], Sequence[Row]] = lambda: ()
    lacking: Callable[[], str | None] = lambda: None
    made: tuple[tuple[str, str], ...] = ()
    rows: Sequence[Row] = ()
    digest: DigestFacts = NO_DIGEST
    check: CheckFacts = NO_CHECK
    """What is read each morning, and what was counted before."""
