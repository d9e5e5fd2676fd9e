"""Reports made of a pass's desk: which figures, which open cases are late. Border: the desk's state; words are policy's."""

from __future__ import annotations

from datetime import datetime, timedelta

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.figures import counted_open, ground_since, is_late, open_now
from sheetdesk.desk.repurchase import patrons
from sheetdesk.model.case import Case
from sheetdesk.policy.hours import to_minute
from sheetdesk.policy.kpi_periods import WEEK, Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.report import Report, named
from sheetdesk.policy.report_changes import LOOKED_BACK
from sheetdesk.policy.report_monthly import monthly
from sheetdesk.policy.report_quarterly import quarterly
from sheetdesk.policy.report_terms import MONTHLY, WEEKLY, before
from sheetdesk.policy.report_weekly import Standing, weekly
from sheetdesk.policy.sla import has_first_reply
from sheetdesk.policy.wording import moment


def report_of(desk: Desk, kind: str, period: Period) -> Report:
    """The report of that kind on that period."""
    defaults = desk.book.defaults
    first = period.begin - LOOKED_BACK * WEEK if kind == WEEKLY else before(kind, period).begin
    slices = Slices(ground_since(desk, first), defaults.zone, desk.now)
    if kind == WEEKLY:
        return weekly(slices, period, defaults.kpi.targets, standing(desk))
    if kind == MONTHLY:
        return monthly(slices, period, defaults.kpi.targets)
    asked = (period, before(kind, period)) if desk.orders.known else ()
    found = {one: patrons(desk, slices, one) for one in asked}
    return quarterly(slices, period, defaults.kpi.targets, found, desk.now.astimezone(defaults.zone).date())


def standing(desk: Desk) -> Standing:
    """What waits now."""
    waiting, _ = open_now(desk)
    sentences = [_sentence(case, past) for case, past in overdue(desk)]
    return Standing(waiting, sentences, desk.reports.lacking())


def overdue(desk: Desk) -> list[tuple[Case, str]]:
    """The open cases of which a clock is past, the latest first, with which and since when:
    「首次回覆 11/18（三）晚上 9:37，過了 2 天」."""
    late = [case for case in counted_open(desk) if is_late(case, desk.now)]
    dues = {case.number: _due(case, desk.now) for case in late}
    late.sort(key=lambda case: (dues[case.number][1], case.number))
    return [(case, _past(desk, *dues[case.number])) for case in late]


def _due(case: Case, now: datetime) -> tuple[str, datetime]:
    """The clock of it that is longest past, and when it ended."""
    waits = not has_first_reply(case, now)
    dues = (("首次回覆", case.first_reply_due if waits else None), ("解決", case.solution_due))
    past = [(word, due) for word, due in dues if due is not None and due < to_minute(now)]
    return min(past, key=lambda pair: pair[1])


def _sentence(case: Case, past: str) -> str:
    """「GB2611-0012-A 蔥抓餅・阿芳：首次回覆 11/18（三）晚上 9:37，過了 2 天」"""
    whose = "・".join(filter(None, (named(case.product or ""), case.handler or case.owner)))
    return f"{case.number} {whose}：{past}"


def _past(desk: Desk, clock: str, due: datetime) -> str:
    days = (desk.now - due) // timedelta(days=1)
    past = f"過了 {days} 天" if days else "不到一天"
    return f"{clock} {moment(due, desk.book.defaults.zone)}，{past}"
