"""What a quarter brought, and whether customers order again after a complaint, where orders are known. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.kpi_sums import share
from sheetdesk.policy.report import Line, Report, Section, title_of
from sheetdesk.policy.report_monthly import by_group, figures
from sheetdesk.policy.report_terms import QUARTERLY, before
from sheetdesk.policy.report_weekly import money

AGAIN_WITHIN = timedelta(days=90)
"""How soon after her case was closed an order counts as ordered again."""


@dataclass(frozen=True, slots=True)
class Patron:
    """A customer with a case closed in the period: when (the last one), and the days of her orders that are known."""

    closed: date
    ordered: frozenset[date]

    @property
    def came_back(self) -> bool:
        """Did she order again in time?"""
        return any(self.closed < day <= self.closed + AGAIN_WITHIN for day in self.ordered)


def quarterly(
    slices: Slices,
    quarter: Period,
    targets: Mapping[str, float],
    patrons: Mapping[Period, Sequence[Patron]],
    today: date,
) -> Report:
    """The report on that quarter. `patrons`: of it and of the one before; empty where no order is known at all."""
    sections = (
        figures(slices, QUARTERLY, quarter, targets),
        _repurchase(quarter, patrons, today),
        by_group(slices, quarter, "product"),
        by_group(slices, quarter, "supplier"),
        money(slices.figures(quarter), slices.within(quarter)),
    )
    return Report(QUARTERLY, quarter, title_of(QUARTERLY, quarter), sections)


def _repurchase(quarter: Period, patrons: Mapping[Period, Sequence[Patron]], today: date) -> Section:
    title = "反映問題以後再購"
    if not patrons:
        unknown = "系統不知道訂單，算不出來；把購物系統的訂單貼進分頁「訂單」，下一季就會有。"
        return Section(title, (Line("", unknown),))
    last = before(QUARTERLY, quarter)
    lines = tuple(
        Line(f"{title_of(QUARTERLY, period).removeprefix('季報 ')}結案的客人", _said(patrons.get(period, ()), today))
        for period in (last, quarter)
    )
    note = (
        f"結案後 {AGAIN_WITHIN.days} 天內又下單的客人 ÷ 知道訂單的客人。只看訂單上的電話、Email、LINE 對得起來、"
        "有下單日期的；訂單記多久在 config.yaml 的 orders。"
    )
    return Section(title, lines, note=note)


def _said(patrons: Sequence[Patron], today: date) -> str:
    known = [patron for patron in patrons if patron.ordered]
    if not known:
        return f"{len(patrons)} 位，都不知道訂單，算不出來" if patrons else "沒有"
    again = sum(patron.came_back for patron in known)
    said = f"{again} 位再購 ÷ 知道訂單的 {len(known)} 位 = {share(again, len(known)):g} %（結案的共 {len(patrons)} 位）"
    early = sum(patron.closed + AGAIN_WITHIN >= today and not patron.came_back for patron in known)
    return f"{said}；暫定：其中 {early} 位還沒滿 {AGAIN_WITHIN.days} 天" if early else said
