"""The section `kpi` of config.yaml: when open cases are counted, and what is to be reached (domain §8)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.clock_times import read_minute
from sheetdesk.config.sections import Section
from sheetdesk.config.types import read_number, wrong


def _percent(value: Any) -> float:
    number = read_number(str(value).removesuffix("%").strip())
    if not 0 <= number <= 100:
        raise wrong("不能用；要寫 0 到 100 的百分比")
    return float(number)


Percent = Annotated[float, PlainValidator(_percent)]


class TargetsSection(Section):
    """At least so many percent."""

    solved: Percent = 90
    first_reply: Percent = 95
    satisfied: Percent = 90


class KpiSection(Section):
    """`backlog_at`: minutes after midnight."""

    backlog_at: Annotated[int, PlainValidator(read_minute)] = 18 * 60
    targets: TargetsSection = TargetsSection()
