"""What a day of KPI 每日 is to show, counted from what happened to each case: nothing is shared with the desk's figures.

Border: only what can be read off a case in one step; the other figures have tests/policy/test_kpi_slowly.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import mean, median

from sheetdesk.model.case import Case
from tests.fakes.google_hands import TAIPEI
from tests.soak.slow_clock import begin_of, works

MINUTE = timedelta(minutes=1)
SOLVED = ("已解決", "已結案")


def figures_of(day: date, cases: Iterable[Case]) -> dict[str, float | None]:
    """By column of KPI 每日."""
    counted = [case for case in cases if case.status != "無效" and case.merged_to is None and not case.silent]
    replied = [case for case in counted if _is_on(case.first_reply_at, day)]
    waits = [int((_minute(case.first_reply_at) - begin_of(case)) / MINUTE) for case in replied]
    at_work = [
        sum(works(begin_of(case) + MINUTE * at) for at in range(w)) for case, w in zip(replied, waits, strict=True)
    ]
    return {
        "received": len([case for case in counted if _is_on(begin_of(case), day)]),
        "complaints": len([c for c in counted if _is_on(begin_of(c), day) and c.nature == "客訴"]),
        "replied": len(replied),
        "reply_mean": round(mean(waits), 1) if waits else None,
        "reply_median": round(median(waits), 1) if waits else None,
        "reply_business_mean": round(mean(at_work), 1) if at_work else None,
        "solved": len([case for case in counted if _is_on(_first_solved(case), day)]),
        "closed": len([case for case in counted if case.status == "已結案" and _is_on(case.closed_at, day)]),
    }


def _first_solved(case: Case) -> datetime | None:
    return min((at for at, status in case.status_log if status in SOLVED), default=None)


def _is_on(at: object, day: date) -> bool:
    return isinstance(at, datetime) and at.astimezone(TAIPEI).date() == day


def _minute(at: object) -> datetime:
    assert isinstance(at, datetime)
    return at.replace(second=0, microsecond=0)
