"""Charts on Google: drawn once by `init`, found again by their mark, left where and as people have them."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from sheetdesk.columns import ALL_CHARTS, CHARTS, KPI_HOURS
from sheetdesk.policy.chart_rows import first_chart_rows
from sheetdesk.workbook.google import charts as room
from sheetdesk.workbook.google.charts import chart_id
from tests.fakes.google import FakeGoogle
from tests.workbook.google.test_layout import PHONE, ROW_NUMBERS, Organiser

VOLUME = ALL_CHARTS[0]
DREW = f"分頁「{CHARTS.title}」：畫了 {len(ALL_CHARTS)} 張圖"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "key.json"
    with FakeGoogle() as google:
        yield google, google.service_account(key), key


@pytest.fixture
def fan(world, tmp_path):
    google, email, key = world
    made = Organiser(google, email, key, tmp_path)
    made.init(first_chart_rows())
    return made


def charts(fan):
    """EmbeddedCharts of the tab, by id."""
    return {chart["chartId"]: chart for chart in fan.tab(CHARTS.title).get("charts", [])}


def drawn(fan, chart=VOLUME):
    return charts(fan)[chart_id(chart)]


def sources(thing):
    """GridRanges of a spec, the labels' first."""
    basic = thing["spec"]["basicChart"]
    data = [basic["domains"][0]["domain"], *(one["series"] for one in basic["series"])]
    return [one["sourceRange"]["sources"][0] for one in data]


def test_init_draws_every_chart_once_and_says_so(world, tmp_path):
    google, email, key = world
    fan = Organiser(google, email, key, tmp_path)
    assert DREW in fan.init(first_chart_rows())
    assert {chart["spec"]["title"] for chart in charts(fan).values()} == {chart.title for chart in ALL_CHARTS}
    assert fan.init(first_chart_rows()) == []


def test_a_chart_shows_its_columns_with_their_titles(fan):
    for chart in ALL_CHARTS:
        tab = fan.book[KPI_HOURS.title if chart.tab == KPI_HOURS.key else CHARTS.title]
        areas = sources(drawn(fan, chart))
        assert {area["sheetId"] for area in areas} == {tab.id}
        shown = [tab.header()[area["startColumnIndex"]] for area in areas]
        columns = [chart.labels, *(one.column for one in chart.series)]
        by_key = {c.key: c.title for c in (KPI_HOURS if chart.tab == KPI_HOURS.key else CHARTS).columns}
        assert shown == [by_key[key] for key in columns]
        assert {(area["startRowIndex"], area["endRowIndex"]) for area in areas} == {(0, chart.rows + 1)}


def test_charts_stand_below_each_other_and_fit_a_phone(fan):
    places = [chart["position"]["overlayPosition"] for chart in charts(fan).values()]
    rows = [place["anchorCell"]["rowIndex"] for place in places]
    assert rows == sorted(set(rows))
    gaps = {after - before for before, after in pairwise(rows)}
    assert all(gap * 21 >= place["heightPixels"] for gap in gaps for place in places)
    assert all(place["widthPixels"] <= PHONE - ROW_NUMBERS for place in places)
    first = places[0]["anchorCell"]["columnIndex"]
    widths = fan.widths(CHARTS.title)
    assert all(width.get("hiddenByUser") for width in widths[:first])
    assert not widths[first].get("hiddenByUser")


def test_a_chart_that_people_moved_and_enlarged_stays_so(fan):
    cell = {"sheetId": fan.book[CHARTS.title].id, "rowIndex": 40, "columnIndex": 17}
    place = {"overlayPosition": {"anchorCell": cell, "widthPixels": 600, "heightPixels": 400}}
    fan.change(updateEmbeddedObjectPosition={"objectId": chart_id(VOLUME), "newPosition": place, "fields": "*"})
    assert fan.init(first_chart_rows()) == []
    assert drawn(fan)["position"] == place


def test_a_chart_that_is_described_in_another_way_now_gets_its_new_look_in_its_place(fan, monkeypatch):
    before = drawn(fan)
    described = replace(VOLUME, title="每週收到幾件")
    monkeypatch.setattr(room, "ALL_CHARTS", (described, *ALL_CHARTS[1:]))
    assert fan.init(first_chart_rows())[0] == f"分頁「{CHARTS.title}」：更新了 1 張圖的樣子，位置和大小不變"
    assert drawn(fan)["spec"]["title"] == "每週收到幾件"
    assert drawn(fan)["position"] == before["position"]
    assert fan.init(first_chart_rows()) == []


def test_a_chart_of_which_a_person_rewrote_the_text_is_hers(fan):
    spec = {**drawn(fan)["spec"], "altText": "給老闆看的", "title": "我的圖"}
    fan.change(updateChartSpec={"chartId": chart_id(VOLUME), "spec": spec})
    assert fan.init(first_chart_rows()) == []
    assert drawn(fan)["spec"]["title"] == "我的圖"


def test_people_s_own_charts_stay_and_a_deleted_one_comes_back_alone(fan):
    own = {**drawn(fan), "chartId": 7}
    own["spec"] = {**own["spec"], "altText": "", "title": "自己的"}
    fan.change(addChart={"chart": own})
    fan.change(deleteEmbeddedObject={"objectId": chart_id(VOLUME)})
    said = fan.init(first_chart_rows())
    assert said[0] == f"分頁「{CHARTS.title}」：畫了 1 張圖"
    assert [list(request) for request in fan.sent()] == [["addChart"]]
    assert charts(fan)[7]["spec"]["title"] == "自己的"
