"""Reports of a made-up shop as they leave, held against letters that were read; and what they do with hostile words.

SHEETDESK_UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_periods import Period, midnight
from sheetdesk.policy.kpi_slices import Ground, Slices
from sheetdesk.policy.kpi_terms import TARGETS
from sheetdesk.policy.picture_places import places_in
from sheetdesk.policy.report import Report
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.report_monthly import monthly
from sheetdesk.policy.report_quarterly import Patron, quarterly
from sheetdesk.policy.report_rows import MOST_ROWS, with_report
from sheetdesk.policy.report_terms import QUARTERLY, before
from sheetdesk.policy.report_weekly import Standing, weekly

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "reports"
TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
"""Monday 08:00 in Taipei."""
WEEK, MONTH, QUARTER = (
    Period(date(2026, 11, 23), date(2026, 11, 30)),
    Period(date(2026, 10, 1), date(2026, 11, 1)),
    Period(date(2026, 7, 1), date(2026, 10, 1)),
)


def cases(product: str, supplier: str, days: dict[date, int], nature: str = "客訴") -> list[CaseFigures]:
    """So many cases on each of these days; every third got NT$150 from the supplier, every second five stars."""
    made = []
    for day, count in days.items():
        for at in range(count):
            received = midnight(day, TAIPEI) + timedelta(hours=9, minutes=at)
            solved = received + timedelta(hours=30)
            number = f"{product}-{day:%m%d}-{at}"
            made.append(
                CaseFigures(
                    number,
                    True,
                    solved,
                    received,
                    nature,
                    "商品問題" if nature == "客訴" else "詢問",
                    product=product,
                    supplier=supplier,
                    replied_at=received + timedelta(hours=1),
                    reply_min=60,
                    reply_ended_at=received + timedelta(hours=1),
                    reply_met=at % 5 != 4,
                    promise_due=received + timedelta(hours=24),
                    promise_kept=True,
                    solved_at=solved,
                    solve_min=1800,
                    solution_met=True,
                    resolved=True,
                    asked_for=solved,
                    rating=5 if at % 2 == 0 else None,
                    amount=150 if at % 3 == 0 else None,
                    paid_by=supplier,
                    claimed=at % 3 == 0,
                )
            )
    return made


def slices(more: list[CaseFigures] | None = None) -> Slices:
    """Nine weeks of a shop: pancakes burst, a hotpot goes bad slowly, boxes stay as they are."""
    mondays = [WEEK.begin - timedelta(weeks=back) for back in range(9, -1, -1)]
    rows = [
        *cases("蔥抓餅", "大成食品", {monday: 14 if monday == WEEK.begin else 3 for monday in mondays}),
        *cases("麻辣鍋底", "老張", {monday: count for count, monday in enumerate(mondays[-8:], start=1)}),
        *cases("保鮮盒", "好日子工廠", dict.fromkeys(mondays, 2), "詢問"),
        *(more or []),
    ]
    return known(rows)


def known(rows: list[CaseFigures]) -> Slices:
    return Slices(Ground([(row, row.number) for row in rows], (), (), frozenset(), 0, 0), TAIPEI, NOW)


STANDING = Standing(
    3, ["GB2611-0012-A 蔥抓餅・阿芳：首次回覆 11/28（六）上午 10:00，過了 1 天"], "4 件：可以寄到離島嗎"
)


def made(kind: str) -> Report:
    if kind == "weekly":
        return weekly(slices(), WEEK, TARGETS, STANDING)
    if kind == "monthly":
        return monthly(slices(), MONTH, TARGETS)
    closed = date(2026, 9, 20)
    patrons = [Patron(closed, frozenset({closed + timedelta(days=days)})) for days in (90, 91, 0, 3)]
    found = {QUARTER: [*patrons, Patron(closed, frozenset())], before(QUARTERLY, QUARTER): []}
    return quarterly(slices(), QUARTER, TARGETS, found, date(2026, 11, 30))


@pytest.mark.parametrize("kind", ["weekly", "monthly", "quarterly"])
def test_a_report_leaves_as_it_was_read(kind: str) -> None:
    letter = letter_of(made(kind), "好日子團購", "這是系統寄的報告。", "boss@example.com")
    for suffix, said in (("txt", f"{letter.subject}\n\n{letter.text}\n"), ("html", str(letter.html))):
        file = GOLDEN / f"{kind}.{suffix}"
        if os.environ.get("SHEETDESK_UPDATE_GOLDEN"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(said, encoding="utf-8")
        assert said == file.read_text(encoding="utf-8")


def test_a_burst_and_a_slow_rise_are_said_once_each_and_what_stays_the_same_is_not() -> None:
    text = letter_of(made("weekly"), "店", "", "a@example.com").text
    assert "・蔥抓餅的客訴 14 件，前四週平均一週 3 件，是平常的 4.7 倍。" in text
    assert "・麻辣鍋底的客訴慢慢變多：最近四週 26 件，再之前四週 10 件，是 2.6 倍。" in text
    assert "保鮮盒的客訴" not in text
    assert text.count("大成食品的客訴") == 0, "the same cases by another name"


def test_each_chart_has_its_place_and_the_figures_of_the_bars_that_stand_there_otherwise() -> None:
    for kind, count in (("weekly", 4), ("monthly", 2), ("quarterly", 0)):
        report = made(kind)
        letter = letter_of(report, "店", "", "a@example.com")
        assert places_in(str(letter.html)) == set(range(1, count + 1))
        charted = [section for section in report.sections if section.picture is not None]
        assert tuple(section.picture for section in charted) == letter.pictures
        for section, drawing in zip(charted, letter.pictures, strict=True):
            drawn = [value for value in drawing.strands[0].values if value is not None]
            assert drawn == [bar.value for bar in section.bars]


def test_a_shop_of_one_week_gets_no_line_of_one_point() -> None:
    report = weekly(known(cases("麵", "廠", {WEEK.begin: 3})), WEEK, TARGETS, STANDING)
    assert [section.picture.title for section in report.sections if section.picture] == ["各類別件數（件）"]


def test_words_of_customers_are_words() -> None:
    evil = "<script>alert(1)</script>\"'&{{ 7*7 }}\r\nBcc: a@b.c"
    report = weekly(slices(cases(evil, evil, {WEEK.begin: 6})), WEEK, TARGETS, STANDING)
    letter = letter_of(report, evil, "", "boss@example.com")
    assert "<script>" not in str(letter.html)
    assert "&lt;script&gt;" in str(letter.html)
    assert "\nBcc" not in letter.text


def test_the_tab_never_grows_beyond_its_bound_and_keeps_whole_reports() -> None:
    rows = with_report(made("monthly"), NOW, [])
    size = len(rows)
    for _ in range(40):
        rows = with_report(made("monthly"), NOW, rows)
    assert MOST_ROWS - size < len(rows) <= MOST_ROWS
    assert len(rows) % size == 0
