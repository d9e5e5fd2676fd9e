"""The tables of figures, counted by hand: periods, small numbers, what is hidden, what is provisional."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.columns import FIGURES, KPI, KPI_DAYS, KPI_GROUPS, KPI_HOURS, KPI_MONTHS, KPI_WEEKS
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi import Table, letters_of, tables
from sheetdesk.policy.kpi_figures import OpenCases
from sheetdesk.policy.kpi_overview import Item, change, nothing_counted, shown
from sheetdesk.policy.kpi_periods import days, months, weeks
from sheetdesk.policy.kpi_slices import Ground
from sheetdesk.policy.kpi_sums import percentile_90, share, spread
from sheetdesk.policy.kpi_terms import KpiTerms, day_to_count

TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=TAIPEI).astimezone(UTC)
"""A Wednesday noon."""


def at(day: int, clock: str = "10:00") -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=TAIPEI).astimezone(UTC)


def case(number: int, received: datetime, **facts: Any) -> tuple[CaseFigures, str]:
    facts = {"nature": "客訴", "category": "商品問題", "source": "表單", **facts}
    person = facts.pop("person", f"GB{number}")
    return CaseFigures(f"GB{number}", True, NOW, received_at=received, **facts), person


def solved(number: int, received: datetime, hours: int, **facts: Any) -> tuple[CaseFigures, str]:
    done = received + timedelta(hours=hours)
    facts = {"replies_before": 1, "solution_met": True, **facts}
    return case(number, received, solved_at=done, solve_min=60 * hours, resolved=True, **facts)


def report(*rows: tuple[CaseFigures, str], **more: Any) -> dict[str, Table]:
    ground = Ground(
        rows=rows,
        letters=more.get("letters", ()),
        backlog=more.get("backlog", ()),
        credited=more.get("credited", frozenset()),
        waiting=more.get("waiting", 0),
        late=more.get("late", 0),
    )
    return tables(ground, more.get("terms", KpiTerms()), TAIPEI, more.get("now", NOW))


def day_row(found: dict[str, Table], day: int) -> dict[str, Any]:
    return dict(found[KPI_DAYS.key].rows[f"2026-11-{day:02}"])


def glance(found: dict[str, Table], key: str) -> dict[str, Any]:
    return dict(found[KPI.key].rows[key])


def test_a_day_begins_at_midnight_of_the_desks_clock() -> None:
    found = report(case(1, at(23, "23:59")), case(2, at(24, "00:00")), case(3, at(24, "00:01")))
    assert [day_row(found, day)["received"] for day in (23, 24, 25)] == [1, 2, 0]


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    found = report(case(1, at(1)), case(2, at(2)), case(3, at(22)), case(4, at(23)))
    counts = {key: row["received"] for key, row in found[KPI_WEEKS.key].rows.items()}
    assert counts == {"2026-10-26": 1, "2026-11-02": 1, "2026-11-09": 0, "2026-11-16": 1, "2026-11-23": 1}
    assert {key: row["received"] for key, row in found[KPI_MONTHS.key].rows.items()} == {"2026-11-01": 4}


def test_rows_reach_back_three_months_a_year_and_thirteen_months_and_not_before_the_first_case() -> None:
    today, long_ago = date(2026, 11, 25), date(2020, 1, 1)
    assert len(list(days(today, long_ago))) == 92
    assert len(list(weeks(today, long_ago))) == 53
    assert [p.key() for p in months(today, long_ago)][0::12] == ["2025-11-01", "2026-11-01"]
    assert [p.key() for p in days(today, date(2026, 11, 24))] == ["2026-11-24", "2026-11-25"]


def test_every_column_of_a_period_is_filled_from_a_figure() -> None:
    row = day_row(report(case(1, at(25))), 25)
    assert set(row) == {"day", *(column.key for column in FIGURES)}


def test_mean_median_and_ninetieth_percentile_stand_beside_their_number() -> None:
    hours = (1, 2, 3, 4, 90)
    row = day_row(report(*(solved(n, at(20), h) for n, h in enumerate(hours) if h < 20)), 20)
    assert [row[key] for key in ("solved", "solve_mean", "solve_median", "solve_p90")] == [4, 2.5, 2.5, 3.7]
    assert spread([60, None, 120]) == (90, 90, 114)
    assert percentile_90([7]) == 7
    assert (percentile_90([]), share(0, 0)) == (None, None)


def test_clocks_that_run_are_in_no_rate_and_late_ones_stand_apart() -> None:
    met = case(1, at(24), reply_met=True, reply_ended_at=at(24, "11:00"))
    missed = case(2, at(24), reply_met=False, reply_ended_at=at(24, "15:00"))
    found = report(met, missed, case(3, at(24)), waiting=1, late=1)
    assert (day_row(found, 24)["reply_met_rate"], day_row(found, 24)["reply_ended"]) == (50, 2)
    assert (glance(found, "waiting")["this_week"], glance(found, "late")["this_week"]) == (1, 1)


def test_solved_at_once_means_one_reply_no_reopening_and_nobody_back_within_seven_days() -> None:
    once = solved(1, at(10), 2, person="王")
    twice = solved(2, at(10), 2, replies_before=2)
    opened = solved(3, at(10), 2, reopened=(at(12),))
    back = solved(4, at(10), 2, person="李", group_no="A1")
    again = case(5, at(17, "12:00"), person="李", group_no="Ａ1")
    other = case(6, at(11), person="王", category="物流問題")
    found = report(once, twice, opened, back, again, other)
    assert day_row(found, 10)["first_contact"] == 25
    later = report(once, twice, opened, back, case(5, at(17, "12:01"), person="李", group_no="A1"))
    assert day_row(later, 10)["first_contact"] == 50


def test_each_time_that_a_case_goes_up_counts_on_its_day_beside_what_was_solved_then() -> None:
    up = solved(1, at(10), 2, escalated=(at(10, "11:00"), at(10, "11:30"), at(11)))
    found = report(up, *(solved(number, at(10), 2) for number in (2, 3, 4)))
    assert [day_row(found, 10)[key] for key in ("escalations", "escalation_rate")] == [2, 50]
    assert [day_row(found, 11)[key] for key in ("escalations", "escalation_rate")] == [1, None]


@pytest.mark.parametrize(("day", "mark"), [(17, None), (18, "暫定"), (25, "暫定")])
def test_the_last_seven_days_are_provisional(day: int, mark: str | None) -> None:
    assert day_row(report(solved(1, at(day, "01:00"), 1)), day)["first_contact_mark"] == mark


def test_fewer_than_five_ratings_are_not_shown() -> None:
    asked = [solved(n, at(24), 1, asked_for=at(24), rating=stars) for n, stars in enumerate((5, 4, 4, 1))]
    few = report(*asked)
    assert (day_row(few, 24)["rated"], day_row(few, 24)["satisfied"], day_row(few, 24)["rating_mean"]) == (
        4,
        None,
        None,
    )
    assert glance(few, "satisfied")["this_week"] == "不到 5 則"
    enough = report(*asked, solved(9, at(24), 1, asked_for=at(24), rating=5), solved(10, at(24), 1, asked_for=at(24)))
    assert [day_row(enough, 24)[key] for key in ("satisfied", "rating_mean", "response_rate")] == [80, 3.8, 83.3]
    assert glance(enough, "satisfied")["target"] == "⚠ ≥ 90 %"


def test_a_cohort_is_told_once_its_days_have_passed() -> None:
    fast, slow = solved(1, at(17), 20), solved(2, at(17), 60, closed_at=at(24))
    row = day_row(report(fast, slow), 17)
    assert [row[f"solved_in_{n}"] for n in (1, 3, 7)] == [50, 100, 100]
    assert [row[f"closed_in_{n}"] for n in (1, 3, 7)] == [0, 0, 50]
    assert [day_row(report(solved(1, at(22), 1)), 22)[f"solved_in_{n}"] for n in (1, 3, 7)] == [100, None, None]


def test_money_is_summed_by_whose_it_is_and_what_came_back() -> None:
    ours = case(1, at(24), amount=100.0, paid_by="自己")
    theirs = case(2, at(24), amount=320.0, paid_by="好農", claimed=True)
    back = case(3, at(24), amount=80.0, paid_by="好農", claimed=True)
    found = report(ours, theirs, back, credited=frozenset({"GB3"}))
    keys = ("compensated", "amount", "amount_mean", "claimed", "credited")
    assert [day_row(found, 24)[key] for key in keys] == [3, 500, 166.7, 400, 80]
    group = found[KPI_GROUPS.key].rows["2026-11-01|paid_by|好農"]
    assert (group["dimension"], group["amount"], group["credited"]) == ("負擔方", 400, 80)


def test_letters_belong_to_the_day_on_which_they_left() -> None:
    counts = [(at(23, "23:45"), True, 3), (at(24, "00:00"), True, 1), (at(24, "10:15"), False, 1)]
    found = report(case(1, at(23)), letters=letters_of(counts, TAIPEI))
    assert (day_row(found, 23)["letters"], day_row(found, 23)["automatic_rate"]) == (3, 100)
    assert (day_row(found, 24)["letters"], day_row(found, 24)["automatic_rate"]) == (2, 50)


def test_a_day_that_nobody_counted_stays_blank_and_is_told_of() -> None:
    counted = [OpenCases(date(2026, 11, 20), 7, 2, 1), OpenCases(date(2026, 11, 23), 9, 3, 0)]
    found = report(case(1, at(20)), backlog=counted)
    assert [day_row(found, day)["backlog"] for day in (20, 22, 23, 24)] == [7, None, 9, None]
    row = glance(found, "backlog")
    assert (row["this_week"], row["last_week"], row["four_weeks"], row["n"]) == (9, 7, 7, 1)
    assert "這週有 1 天沒有記到" in str(row["note"])


@pytest.mark.parametrize(
    ("clock", "day"),
    [("17:59", None), ("18:00", 25), ("18:59", 25), ("19:00", None)],
    ids=["before", "on", "in", "after"],
)
def test_open_cases_are_counted_in_their_hour_only(clock: str, day: int | None) -> None:
    assert day_to_count(KpiTerms(), at(25, clock), TAIPEI) == (day and date(2026, 11, day))


def test_an_hour_that_begins_before_midnight_counts_for_its_day() -> None:
    late = KpiTerms(backlog_at=23 * 60 + 30)
    assert day_to_count(late, at(25, "00:29"), TAIPEI) == date(2026, 11, 24)


def test_this_week_stands_beside_the_same_part_of_last_week_and_the_mean_of_four() -> None:
    weeks_before = [case(n, at(2 + 7 * (n // 4))) for n in range(12)]  # four on each of three Mondays
    late_last_week = case(20, at(18, "12:01"))
    found = report(*weeks_before, late_last_week, case(30, at(23)), case(31, at(25)))
    row = glance(found, "received")
    assert (row["this_week"], row["last_week"], row["four_weeks"]) == (2, 5, round(13 / 3, 1))
    assert row["change"] == "↓ 2 件"
    assert glance(found, "category|商品問題")["last_week"] == 5
    assert glance(found, "source|電話")["this_week"] == 0


def test_in_the_first_week_no_row_tells_of_a_week_before() -> None:
    found = report(*[case(number, at(23)) for number in range(3)])
    for key in ("received", "category|商品問題", "source|電話"):
        row = glance(found, key)
        assert [row.get(name) for name in ("last_week", "four_weeks", "change")] == [None] * 3
    assert nothing_counted(0) == {"this_week": 0, "last_week": None, "four_weeks": None, "change": None}
    assert glance(found, "category|商品問題")["this_week"] == 3


def test_the_share_that_is_solved_is_measured_on_last_week() -> None:
    found = report(solved(1, at(17), 1), case(2, at(24)))
    row = glance(found, "solved_rate")
    assert (row["this_week"], row["last_week"], row["target"]) == ("0.0 %", "100.0 %", "✅ ≥ 90 %")
    assert row["change"] is None


@pytest.mark.parametrize(
    ("unit", "better", "now", "before", "said"),
    [
        ("%", 1, 95.0, 90.0, "變好 ↑ 5.0 個百分點"),
        ("分", -1, 90, 30, "變差 ↑ 1 小時"),
        ("小時", -1, 1.5, 2.0, "變好 ↓ 30 分"),
        ("件", 0, 3, 3, "＝ 一樣"),
        ("元", 0, 120.5, 20, "↑ 100.5 元"),
        ("%", 1, None, 90.0, None),
    ],
)
def test_a_change_says_which_way_and_whether_that_is_good(
    unit: str, better: int, now: float | None, before: float, said: str | None
) -> None:
    assert change(Item("received", "", unit, better), now, before) == said


def test_counts_stay_numbers_and_rates_are_words() -> None:
    assert [shown("件", 3), shown("%", 95.25), shown("分", 190.2), shown("小時", 0.07), shown("顆星", 4.5)] == [
        3,
        "95.2 %",
        "3 小時 10 分",
        "4 分",
        "4.50",
    ]


def test_a_month_lists_the_twenty_names_with_most_cases_and_keeps_the_others_right() -> None:
    rows = [case(n, at(24), product=f"商品{min(n, 24):02}") for n in range(30)]
    groups = report(*rows)[KPI_GROUPS.key]
    names = [key for key in groups.rows if "|product|" in key]
    assert len(names) == 20
    assert names[0].endswith("商品24")
    other = groups.gone("2026-11-01|product|商品20")
    assert other is not None
    assert (other["name"], other["received"]) == ("商品20", 1)
    gone = groups.gone("2026-11-01|product|改過的名字")
    assert gone is not None
    assert gone["received"] == 0
    assert groups.gone("2024-01-01|product|舊的") is None


def test_the_busy_hours_are_told_by_weekday() -> None:
    row = report(case(1, at(23, "21:59")), case(2, at(16, "21:00")), case(3, at(22, "22:00")))[KPI_HOURS.key].rows
    assert (row["21"]["mon"], row["22"]["sun"], row["22"]["mon"]) == (2, 1, 0)
