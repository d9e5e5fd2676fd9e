"""Stories of the tabs of figures: written once an hour, in place, whatever people and the network do meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.columns import FIGURE_TABS, KPI, KPI_DAYS
from sheetdesk.desk.kpi_tab import resting_tabs
from sheetdesk.desk.rig import Asked
from sheetdesk.model.sheet import KnownTab
from tests.fakes.story_desk import MONDAY, StoryDesk


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    desk = StoryDesk(tmp_path)
    desk.file("收到的保鮮盒破了", product="保鮮盒", group_no="A12")
    desk.run()
    return desk


def row(desk: StoryDesk, tab: str, key: str) -> dict[str, Any]:
    return next(dict(row) for row in desk.rows(tab) if row.get("id") == key)


def reply(desk: StoryDesk, number: str) -> None:
    desk.type(number, "reply_text", "您好，今天補寄一個給您。")
    desk.type(number, "action", "寄出,已解決")
    desk.run(1)
    desk.run(3)


def test_figures_follow_what_happened_at_the_next_full_hour(desk: StoryDesk) -> None:
    assert (row(desk, "kpi", "received")["this_week"], row(desk, "kpi", "waiting")["this_week"]) == (1, 1)
    reply(desk, desk.numbers()[0])
    assert row(desk, "kpi", "waiting")["this_week"] == 1
    desk.run(56)
    assert row(desk, "kpi", "waiting")["this_week"] == 0
    assert row(desk, "kpi", "reply_mean")["this_week"] == "4 分"
    today = row(desk, "kpi_days", "2026-11-23")
    assert (today["day"], today["solved"], today["letters"]) == (date(2026, 11, 23), 1, 2)
    assert row(desk, "kpi_groups", "2026-11-01|product|保鮮盒")["solved"] == 1
    assert row(desk, "kpi_hours", "10")["mon"] == 1
    shown = row(desk, "charts", "13")
    assert (shown["week"], shown["received"], shown["reply_met_rate"], shown["reply_target"]) == ("這週", 1, 100, 95)
    assert (row(desk, "charts", "01")["category"], row(desk, "charts", "01")["this_month"]) == ("商品問題", 1)


def test_a_quiet_desk_writes_nothing_more_and_a_new_day_gets_its_row(desk: StoryDesk) -> None:
    desk.type(desk.numbers()[0], "status", "無效")
    desk.run(61)
    before = desk.workbook.applied
    for _ in range(3):
        desk.run(61)
    assert desk.workbook.applied == before
    desk.run(24 * 60)
    assert [r["id"] for r in desk.rows("kpi_days") if r["id"] == "2026-11-24"] == ["2026-11-24"]


def test_tabs_are_read_only_by_a_pass_that_may_write_into_them(desk: StoryDesk) -> None:
    zone = desk.defaults.zone
    with desk.rig.ledger.begin() as tx:
        assert {one.tab for one in resting_tabs(tx, zone, MONDAY + timedelta(minutes=59), Asked())} == {
            tab.key for tab in FIGURE_TABS
        }
        assert resting_tabs(tx, zone, MONDAY + timedelta(minutes=60), Asked()) == ()
        assert resting_tabs(tx, zone, MONDAY + timedelta(minutes=60), Asked(jobs=("intake",))) != ()
    raw = desk.workbook.read(None, [KnownTab(tab.key) for tab in FIGURE_TABS])
    assert not {tab.key for tab in FIGURE_TABS} & raw.tabs.keys()


def test_people_may_sort_add_columns_and_take_out_ours(desk: StoryDesk) -> None:
    grid = desk.workbook.grids["kpi"]
    beside = len(grid.header)
    grid.insert_column(beside)
    grid.retitle(beside, "我的看法")
    grid.put(grid.find("id", "received"), "我的看法", "很好")
    grid.rename("p90", "九成")
    grid.put(grid.find("id", "received"), "this_week", 99)
    grid.sort("figure")
    reply(desk, desk.numbers()[0])
    desk.run(60)
    received = row(desk, "kpi", "received")
    assert (received["this_week"], received["我的看法"]) == (1, "很好")
    assert "p90" not in row(desk, "kpi", "solve_mean")
    assert row(desk, "kpi", "solve_mean")["median"] == "4 分"
    assert len(desk.rows("kpi")) == len({r["id"] for r in desk.rows("kpi")})


@pytest.mark.parametrize("lost", ["lose_reply", "lose_request"])
def test_a_write_that_is_lost_is_made_up_for_once(desk: StoryDesk, lost: str) -> None:
    reply(desk, desk.numbers()[0])
    desk.file("蔥抓餅退冰了", customer="李大同", email="lee@example.com", product="蔥抓餅")
    setattr(desk.workbook, lost, True)
    desk.one(60)
    desk.run(1)
    keys = [r["id"] for r in desk.rows("kpi_groups")]
    assert row(desk, "kpi", "received")["this_week"] == 2
    assert "2026-11-01|product|蔥抓餅" in keys
    assert len(keys) == len(set(keys))


def test_a_tab_without_its_header_stops_nobody_and_is_named(desk: StoryDesk) -> None:
    grid = desk.workbook.grids[KPI_DAYS.key]
    grid.rename("id", "別的")
    for at in range(len(grid.header)):
        grid.retitle(at, None)
    desk.file("蔥抓餅退冰了", customer="李大同", email="lee@example.com")
    desk.run(60)
    assert len(desk.numbers()) == 2
    assert row(desk, "kpi", "received")["this_week"] == 2
    said = [str(r.get("content")) for r in desk.rows("state")]
    assert any(KPI_DAYS.title in words and "先不寫" in words for words in said)
    desk.run(1)
    assert [str(r.get("content")) for r in desk.rows("state")].count(next(w for w in said if "先不寫" in w)) == 1


def test_open_cases_are_counted_in_their_hour_and_a_day_that_was_missed_stays_blank(desk: StoryDesk) -> None:
    desk.run(8 * 60 - 1)
    assert row(desk, "kpi_days", "2026-11-23").get("backlog") is None
    desk.run(1)  # 18:00
    assert row(desk, "kpi_days", "2026-11-23")["backlog"] == 1
    desk.run(48 * 60)
    assert row(desk, "kpi_days", "2026-11-24").get("backlog") is None
    assert row(desk, "kpi_days", "2026-11-25")["backlog"] == 1
    assert "1 天沒有記到" in str(row(desk, "kpi", "backlog")["note"])


def test_a_case_that_turns_out_to_be_void_counts_no_more(desk: StoryDesk) -> None:
    desk.type(desk.numbers()[0], "status", "無效")
    desk.run(60)
    assert row(desk, KPI.key, "received")["this_week"] == 0
    assert row(desk, "kpi_days", "2026-11-23")["received"] == 0
    assert row(desk, "kpi_groups", "2026-11-01|product|保鮮盒")["received"] == 0
