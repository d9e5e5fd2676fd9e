"""KPI 總覽: one row a figure: this week, last week, four weeks, target, change. Pure; words for people, no cell format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheetdesk.columns import KPI_DAYS
from sheetdesk.model.values import Value
from sheetdesk.policy.durations import say_minutes
from sheetdesk.policy.kpi_figures import FEWEST_RATINGS, PROVISIONAL

COUNT, MINUTES, HOURS, PERCENT, STARS, MONEY = "件", "分", "小時", "%", "顆星", "元"

Figures = Mapping[str, Value]
Cells = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Item:
    """A row. `better`: 1 if more is better, -1 if less is, 0 if neither. `n`: the figure that tells of how many."""

    key: str
    title: str
    unit: str
    better: int = 0
    n: str | None = None

    @property
    def is_sum(self) -> bool:
        """Does it add up over a week? Then it is set beside the same part of last week."""
        return self.unit in (COUNT, MONEY)

    @property
    def note(self) -> str:
        """Its formula, as the column of the same figure says it."""
        return KPI_DAYS.column(self.key).note.removesuffix("這是平均。")


ITEMS = (
    Item("received", "收到的案件", COUNT),
    Item("complaints", "其中客訴", COUNT, -1),
    Item("reply_mean", "首次人工回覆時間", MINUTES, -1, "replied"),
    Item("reply_business_mean", "首次人工回覆時間（營業）", MINUTES, -1, "replied"),
    Item("receipt_mean", "自動回覆時間", MINUTES, -1, "receipts"),
    Item("reply_met_rate", "首次回覆達標率", PERCENT, 1, "reply_ended"),
    Item("promise_rate", "承諾達成率", PERCENT, 1, "promised"),
    Item("solved", "解決的案件", COUNT),
    Item("solved_rate", "解決率", PERCENT, 1, "received"),
    Item("solution_met_rate", "解決達標率", PERCENT, 1, "solution_ended"),
    Item("solve_mean", "平均處理時間", HOURS, -1, "solved"),
    Item("solve_business_mean", "平均處理時間（營業）", HOURS, -1, "solved"),
    Item("solve_net_mean", "平均處理時間（扣等待）", HOURS, -1, "solved"),
    Item("first_contact", "首次解決率", PERCENT, 1, "solved"),
    Item("reopen_rate", "重開率", PERCENT, -1, "solved"),
    Item("escalation_rate", "升級率", PERCENT, -1, "solved"),
    Item("closed_rate", "結案率", PERCENT, 1, "received"),
    Item("satisfied", "滿意度", PERCENT, 1, "rated"),
    Item("rating_mean", "平均星數", STARS, 1, "rated"),
    Item("response_rate", "問卷回收率", PERCENT, 1, "asked"),
    Item("unanswered_rate", "沒有人工就結案", PERCENT, 0, "closed"),
    Item("automatic_rate", "自動信比率", PERCENT, 0, "letters"),
    Item("amount", "補償金額", MONEY, -1, "compensated"),
    Item("overruled_rate", "規則改判率", PERCENT, -1, "received"),
)
"""In the order in which an organiser asks."""

BY_LAST_WEEK = ("solved_rate",)
"""What came in this week is mostly still at work: whether the target is reached, last week tells, and a change says
nothing."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """The figures of this week, of last week, of its part up to the same moment, of four weeks together (`spans` of
    them are known)."""

    this: Figures
    last: Figures
    so_far: Figures
    four: Figures
    spans: int


def overview(weeks: Weeks, targets: Mapping[str, float]) -> dict[str, Cells]:
    """Rows by key, in their order."""
    return {item.key: _row(item, weeks, targets.get(item.key)) for item in ITEMS}


def _row(item: Item, weeks: Weeks, target: float | None) -> Cells:
    now, before = weeks.this.get(item.key), weeks.last.get(item.key)
    note = item.note
    if item.key == "first_contact" and weeks.this.get("first_contact_mark"):
        note = f"{PROVISIONAL}：最近 7 天解決的，還不知道客人會不會再來。{note}"
    return {
        "figure": item.title,
        "this_week": _cell(item, now, weeks.this),
        "last_week": _cell(item, before, weeks.last),
        "four_weeks": _cell(item, _weekly(item, weeks), weeks.four),
        "target": _target(before if item.key in BY_LAST_WEEK else now, target),
        "change": _change(item, now, weeks),
        "n": weeks.this.get(item.n) if item.n else None,
        "median": _part(item, weeks.this, "median"),
        "p90": _part(item, weeks.this, "p90"),
        "note": note,
    }


def _change(item: Item, now: Value, weeks: Weeks) -> str | None:
    if item.key in BY_LAST_WEEK:
        return None
    return change(item, now, (weeks.so_far if item.is_sum else weeks.last).get(item.key))


def _cell(item: Item, value: Value, figures: Figures) -> Value:
    """The number; or why there is none, where there are some ratings."""
    few = item.key in ("satisfied", "rating_mean") and figures.get("rated")
    return f"不到 {FEWEST_RATINGS} 則" if few and value is None else shown(item.unit, value)


def _weekly(item: Item, weeks: Weeks) -> Value:
    value = weeks.four.get(item.key)
    if not weeks.spans:
        return None
    if item.is_sum and isinstance(value, int | float):
        return round(value / weeks.spans, 1)
    return value


def _part(item: Item, figures: Figures, part: str) -> Value:
    if not item.key.endswith("_mean") or item.unit not in (MINUTES, HOURS):
        return None
    return shown(item.unit, figures.get(f"{item.key.removesuffix('mean')}{part}"))


def shown(unit: str, value: Value) -> Value:
    """As people read it; counts stay numbers, so that a chart can be made of them."""
    if not isinstance(value, int | float):
        return None
    if unit in (COUNT, MONEY):
        return value
    if unit in (MINUTES, HOURS):
        return say_minutes(round(value * (60 if unit == HOURS else 1)))
    return f"{value:.1f} %" if unit == PERCENT else f"{value:.2f}"


def _target(value: Value, target: float | None) -> str | None:
    if target is None:
        return None
    words = f"≥ {target:g} %"
    if not isinstance(value, int | float):
        return words
    return f"{'✅' if value >= target else '⚠'} {words}"


def change(item: Item, now: Value, before: Value) -> str | None:
    """An arrow, and whether that is good; None where one of the two isn't known."""
    if not (isinstance(now, int | float) and isinstance(before, int | float)):
        return None
    more = round(now - before, 2)
    if not more:
        return "＝ 一樣"
    arrow = "↑" if more > 0 else "↓"
    good = "" if not item.better else "變好" if (more > 0) == (item.better > 0) else "變差"
    return " ".join(filter(None, (good, arrow, _difference(item.unit, abs(more)))))


def _difference(unit: str, by: float) -> str:
    if unit in (MINUTES, HOURS):
        return say_minutes(round(by * (60 if unit == HOURS else 1)))
    if unit == PERCENT:
        return f"{by:.1f} 個百分點"
    return f"{by:g} {unit}"


def counted(titles: Mapping[str, str], weeks: Sequence[Mapping[str, int]], spans: int) -> dict[str, Cells]:
    """A row for each of these names: how many cases bore it in these weeks (this, last, last so far, four together)."""
    this, last, so_far, four = weeks
    rows: dict[str, Cells] = {}
    for key, title in titles.items():
        item = Item("received", title, COUNT)
        rows[key] = {
            "figure": title,
            "this_week": this.get(key, 0),
            "last_week": last.get(key, 0) if spans else None,
            "four_weeks": round(four.get(key, 0) / spans, 1) if spans else None,
            "change": change(item, this.get(key, 0), so_far.get(key, 0)) if spans else None,
        }
    return rows


def nothing_counted(spans: int) -> Cells:
    """The row of a name that nobody bore in these weeks; of weeks before the first one nothing is known."""
    before = 0 if spans else None
    return {"this_week": 0, "last_week": before, "four_weeks": before, "change": None}
