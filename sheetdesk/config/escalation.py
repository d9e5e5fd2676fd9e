"""The section `escalation` of config.yaml: who hears of a clock that runs out, by priority (domain §5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import span_between, wrong
from sheetdesk.model.rungs import BACKUP, BOSS, LEAD, NOBODY, OWNER, PERCENTS, RUNGS


def _ladder(value: Any) -> tuple[str, ...]:
    steps = [value] if isinstance(value, str) else value
    if not isinstance(steps, list | tuple) or len(steps) != len(PERCENTS):
        shares = "、".join(f"{percent} %" for percent in PERCENTS)
        raise wrong(f"看不懂；要寫 {len(PERCENTS)} 個，依序是 {shares}，例如 [負責人, 負責人, 備援, 主揪]")
    unknown = [str(step) for step in steps if step not in (*RUNGS, NOBODY)]
    if unknown:
        raise wrong(f"裡的「{unknown[0]}」不能用；可以寫 {'、'.join((*RUNGS, NOBODY))}")
    return tuple(steps)


Ladder = Annotated[tuple[str, ...], PlainValidator(_ladder)]
Rest = Annotated[timedelta, PlainValidator(span_between(timedelta(minutes=1), timedelta(days=1)))]


class EscalationSection(Section):
    """Of each priority, who hears of each of `model.rungs.PERCENTS`; how long a person is left alone between letters."""

    urgent: Ladder = (OWNER, BACKUP, LEAD, BOSS)
    important: Ladder = (OWNER, OWNER, BACKUP, LEAD)
    normal: Ladder = (NOBODY, OWNER, OWNER, LEAD)
    rest: Rest = timedelta(minutes=30)
