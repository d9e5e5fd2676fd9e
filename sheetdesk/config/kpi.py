"""The section `kpi` of config.yaml: when open cases are counted, and what is to be reached (domain §8)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import PlainValidator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import read_clock, read_number, wrong

LATEST = 23 * 60 + 59


def _clock(value: Any) -> int:
    hours, minutes = read_clock(value).split(":")
    minute = int(hours) * 60 + int(minutes)
    if minute > LATEST:
        raise wrong("不能用；最晚 23:59")
    return minute


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

    backlog_at: Annotated[int, PlainValidator(_clock)] = 18 * 60
    targets: TargetsSection = TargetsSection()
