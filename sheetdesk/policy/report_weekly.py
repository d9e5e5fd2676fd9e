"""What the organiser reads on Monday: the last whole week against the four before, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sheetdesk.policy.kpi import DIMENSIONS, UNTOLD
from sheetdesk.policy.kpi_events import Happened
from sheetdesk.policy.kpi_figures import Figures
from sheetdesk.policy.kpi_overview import Weeks, overview, shown
from sheetdesk.policy.kpi_periods import WEEK, Period
from sheetdesk.policy.kpi_slices import COMPARED, Slices
from sheetdesk.policy.report import Line, Report, Section, named, number, title_of
from sheetdesk.policy.report_changes import LOOKED_BACK, changes
from sheetdesk.policy.report_charts import categories, course, share, whole_weeks
from sheetdesk.policy.report_terms import WEEKLY

LINES = (
    "received",
    "complaints",
    "reply_met_rate",
    "reply_mean",
    "solved",
    "solution_met_rate",
    "solve_mean",
    "satisfied",
)
"""Rows of KPI 總覽 that a week is told by."""

MOST = ("product", "group_no", "supplier")
TOP, LATE_TOLD = 3, 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What is so now, beside what happened. `late`: sentences on open cases of which a clock is past, the latest first;
    `lacking`: questions without an answer, as 系統狀態 says them."""

    waiting: int = 0
    late: Sequence[str] = ()
    lacking: str | None = None


def weekly(slices: Slices, week: Period, targets: Mapping[str, float], standing: Standing) -> Report:
    """The report on that week."""
    last = Period(week.begin - WEEK, week.begin)
    weeks = slices.weeks_before(week)
    four = Period(week.begin - COMPARED * WEEK, week.begin)
    figures = slices.figures(week)
    before = slices.figures(last) if weeks else {}
    said = overview(Weeks(figures, before, before, slices.figures(four), weeks), targets)
    sections = (
        changes(slices, week),
        _figures(said, weeks),
        *_charts(slices, week, targets, weeks),
        _most(slices.within(week)),
        _owed(figures, standing),
        money(figures, slices.within(week)),
        _to_mend(standing),
    )
    kept = tuple(section for section in sections if section is not None)
    return Report(WEEKLY, week, title_of(WEEKLY, week), kept)


def _figures(said: Mapping[str, Mapping[str, object]], weeks: int) -> Section:
    table = tuple(
        (
            str(row["figure"]),
            _cell(row["this_week"]),
            *((_cell(row["four_weeks"]),) if weeks else ()),
            _cell(row["change"], ""),
            _cell(row["target"], ""),
        )
        for row in (said[key] for key in LINES)
    )
    head = ("指標", "這一週", *((_mean(weeks),) if weeks else ()), "和前一週比", "目標")
    note = "件數依收件日，比率和時間依發生的那一天；公式在「KPI 總覽」的說明。"
    return Section("這一週的數字", head=head, table=table, note=note)


def _cell(value: object, nothing: str = "—") -> str:
    if isinstance(value, float | int):
        return number(value)
    return nothing if value is None else str(value)


def _charts(slices: Slices, week: Period, targets: Mapping[str, float], weeks: int) -> Iterator[Section | None]:
    """How the last weeks went, as far back as a slow rise is looked for."""
    shown = whole_weeks(slices, week.begin - LOOKED_BACK * WEEK, week.end)
    if len(shown) > 1:
        yield course(slices, shown)
    for key in ("reply_met_rate", "satisfied"):
        yield share(slices, shown, key, targets)
    four = Period(week.begin - weeks * WEEK, week.begin)
    yield categories(slices, week, four, weeks, "這一週", _mean(weeks))


def _mean(weeks: int) -> str:
    return "前四週平均" if weeks == COMPARED else f"前 {weeks} 週平均"


def _most(happened: Happened) -> Section:
    lines = tuple(
        line for key in MOST if (line := most_of(DIMENSIONS[key][0], happened.by(DIMENSIONS[key][1]))) is not None
    )
    return Section("案件最多的", lines or (Line("", "這一週沒有案件。"),))


def most_of(word: str, by_name: Mapping[str, Happened]) -> Line | None:
    """The three names with most cases."""
    counts = {name: len(one.received) for name, one in by_name.items() if name != UNTOLD and one.received}
    first = sorted(counts, key=lambda name: (-counts[name], name))[:TOP]
    return Line(word, "、".join(f"{named(name)} {counts[name]} 件" for name in first)) if first else None


def _owed(figures: Figures, standing: Standing) -> Section:
    promised, rate = figures["promised"], figures["promise_rate"]
    kept = f"到期 {promised} 件，準時回覆的 {shown('%', rate)}" if promised else "這一週沒有到期的"
    late = f"{len(standing.late)} 件" if standing.late else "沒有"
    lines = [
        Line("答應客人的", kept),
        Line("逾期中（現在）", late),
        Line("還沒有人回覆（現在）", f"{standing.waiting} 件" if standing.waiting else "沒有"),
        *(Line("", sentence) for sentence in standing.late[:LATE_TOLD]),
    ]
    if len(standing.late) > LATE_TOLD:
        lines.append(Line("", f"……還有 {len(standing.late) - LATE_TOLD} 件，見「待辦」"))
    return Section("逾期和承諾", tuple(lines), loud=bool(standing.late))


def money(figures: Figures, happened: Happened) -> Section:
    """What was given to customers whose cases came in this period, who bears it, and what has come back."""
    if not figures["compensated"]:
        return Section("補償", (Line("補償金額", "沒有"),))
    amount, each = figures["amount"], figures["amount_mean"]
    lines = [
        Line("補償金額", f"{yuan(amount)}（{figures['compensated']} 件，每件 {yuan(each)}）"),
        *_borne(happened),
        Line("向廠商、物流求償", f"{yuan(figures['claimed'])}，已入帳 {yuan(figures['credited'])}"),
    ]
    return Section("補償", tuple(lines), note="這段時間收到、有填補償金額的案件。")


def _borne(happened: Happened) -> Iterator[Line]:
    by_payer = happened.by(DIMENSIONS["paid_by"][1])
    sums = {name: sum(row.amount or 0 for row in one.received) for name, one in by_payer.items()}
    said = "、".join(f"{named(name)} {yuan(sums[name])}" for name in sorted(sums) if sums[name])
    if said:
        yield Line("負擔方", said)


def yuan(amount: object) -> str:
    """「NT$1,200」"""
    return f"NT${number(amount)}" if isinstance(amount, int | float) else "—"


def _to_mend(standing: Standing) -> Section | None:
    if not standing.lacking:
        return None
    said = f"{standing.lacking}。在「常見問題」加一列，系統就會自動回答。"
    return Section("可以補的", (Line("常見問題還沒有答案的", said),))
