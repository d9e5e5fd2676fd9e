"""What a month brought: the figures, and each product and supplier with cases, money, claims and ratings. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from sheetdesk.policy.kpi import DIMENSIONS, UNTOLD
from sheetdesk.policy.kpi_figures import FEWEST_RATINGS
from sheetdesk.policy.kpi_overview import ITEMS, change, shown
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.kpi_slices import Slices
from sheetdesk.policy.report import Line, Report, Section, named, title_of
from sheetdesk.policy.report_charts import categories, share, whole_weeks
from sheetdesk.policy.report_terms import MONTHLY, before
from sheetdesk.policy.report_weekly import LINES, money, yuan

MOST_NAMES = 10
"""Rows of a table: more are in KPI 分組."""

HEAD = ("件數", "客訴", "補償", "求償", "滿意度")


def monthly(slices: Slices, month: Period, targets: Mapping[str, float]) -> Report:
    """The report on that month."""
    sections = (
        figures(slices, MONTHLY, month, targets),
        by_group(slices, month, "product"),
        by_group(slices, month, "supplier"),
        *_charts(slices, month, targets),
        money(slices.figures(month), slices.within(month)),
    )
    kept = tuple(section for section in sections if section is not None)
    return Report(MONTHLY, month, title_of(MONTHLY, month), kept)


def figures(slices: Slices, kind: str, period: Period, targets: Mapping[str, float]) -> Section:
    """The figures of a month or a quarter beside those of the one before, if that is known."""
    last = before(kind, period)
    known = slices.first_day < last.end
    now, then = slices.figures(period), slices.figures(last) if known else {}
    word = "上個月" if kind == MONTHLY else "上一季"
    table = tuple(
        (
            item.title,
            str(_or_none(shown(item.unit, now.get(item.key)))),
            str(_or_none(shown(item.unit, then.get(item.key)))),
            change(item, now.get(item.key), then.get(item.key)) or "",
            f"≥ {targets[item.key]:g} %" if item.key in targets else "",
        )
        for item in ITEMS
        if item.key in LINES
    )
    head = ("指標", "這個月" if kind == MONTHLY else "這一季", word, "變化", "目標")
    return Section("數字", head=head, table=table, note="件數依收件日，比率和時間依發生的那一天。")


def by_group(slices: Slices, period: Period, dimension: str) -> Section:
    """Each product, or supplier: always with the number of its cases."""
    word, name_of = DIMENSIONS[dimension]
    found = {name: one for name, one in slices.within(period).by(name_of).items() if name != UNTOLD}
    ordered = sorted(found, key=lambda name: (-len(found[name].received), name))
    rows = []
    for name in ordered[:MOST_NAMES]:
        said = slices.of(found[name], period)
        rated = said["rated"]
        satisfied = f"{shown('%', said['satisfied'])}（{rated} 則）" if said["satisfied"] is not None else "—"
        count, complaints = str(said["received"]), str(said["complaints"])
        amount, claimed = (yuan(said[key]).removeprefix("NT$") for key in ("amount", "claimed"))
        rows.append((named(name), count, complaints, amount, claimed, satisfied))
    if not rows:
        return Section(f"依{word}", (Line("", f"沒有填{word}的案件。"),))
    note = f"件數依收件日；補償、求償是元。滿意度是 4、5 顆星的比率，依解決日；不到 {FEWEST_RATINGS} 則不顯示。"
    more = f"案件最多的 {MOST_NAMES} 個，其他的在「KPI 分組」。" if len(ordered) > MOST_NAMES else ""
    return Section(f"依{word}", head=(word, *HEAD), table=tuple(rows), note=more + note)


def _charts(slices: Slices, month: Period, targets: Mapping[str, float]) -> tuple[Section | None, ...]:
    last = before(MONTHLY, month)
    known = int(slices.first_day < last.end)
    return (
        categories(slices, month, last, known, "這個月", "上個月"),
        share(slices, whole_weeks(slices, last.begin, month.end), "reply_met_rate", targets),
    )


def _or_none(value: object) -> object:
    return "—" if value is None else value
