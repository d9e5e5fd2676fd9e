"""Charts in a file: drawn once by `init`, kept by every write, left where people put them."""

import io
import re
from dataclasses import replace
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from sheetdesk.columns import ALL_CHARTS, CHART_SOURCES, CHARTS
from sheetdesk.model.sheet import CellWrite, Difference, Stamp
from sheetdesk.policy.chart_rows import first_chart_rows
from sheetdesk.workbook import xlsx_charts as room
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up

TAIPEI = ZoneInfo("Asia/Taipei")
VOLUME = ALL_CHARTS[0]
DRAWING = "xl/drawings/sheetdesk.xml"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    path = tmp_path_factory.mktemp("fresh") / "desk.xlsx"
    said = set_up(path, TAIPEI, first_chart_rows())
    assert f"分頁「{CHARTS.title}」：畫了 {len(ALL_CHARTS)} 張圖" in said
    return path.read_bytes()


@pytest.fixture
def path(tmp_path, fresh):
    path = tmp_path / "desk.xlsx"
    path.write_bytes(fresh)
    return path


def _any(sheet: Any) -> Any:
    return sheet


def init(path):
    return set_up(path, TAIPEI, first_chart_rows())


def part(path, name=DRAWING):
    with ZipFile(path) as parts:
        return parts.read(name).decode()


def changed(path, change, name=DRAWING):
    """A person's own program saved the file with this part of it otherwise."""
    with ZipFile(io.BytesIO(path.read_bytes())) as old, ZipFile(path, "w") as new:
        for each in old.namelist():
            content = old.read(each)
            new.writestr(each, change(content.decode()) if each == name else content)


def test_a_second_init_draws_nothing(path):
    assert init(path) == []


def test_each_chart_shows_its_columns_and_reads_as_a_chart(path):
    book = load_workbook(path)
    sheet = _any(book[CHARTS.title])
    found = [[series.tx.strRef.f for series in chart.series] for chart in sheet._charts]
    assert len(found) == len(ALL_CHARTS)
    for references, chart in zip(found, ALL_CHARTS, strict=True):
        shown = []
        for reference in references:
            title, cell = reference.replace("$", "").rsplit("!", 1)
            shown.append(book[title.strip("'")][cell].value)
        tab = next(t for t in CHART_SOURCES if t.key == chart.tab)
        assert shown == [tab.column(series.column).title for series in chart.series]


def test_charts_stand_right_of_the_hidden_table(path):
    sheet = _any(load_workbook(path)[CHARTS.title])
    column = sheet._charts[0].anchor._from.col
    assert column == len(CHARTS.columns)
    assert all(sheet.cell(1, at + 1).value for at in range(column))
    assert all(sheet.column_dimensions[sheet.cell(1, at + 1).column_letter].hidden for at in range(column))


def test_a_write_of_figures_keeps_the_charts_as_people_moved_them(path):
    changed(path, lambda text: text.replace("<xdr:row>1</xdr:row>", "<xdr:row>77</xdr:row>", 1))
    before, workbook = part(path), XlsxWorkbook(path, TAIPEI)
    snapshot = workbook.read()
    at = snapshot.tabs[CHARTS.key].header.index("received")
    write = CellWrite(CHARTS.key, 2, "01", "received", at, None, 12)
    workbook.apply(Difference(1, Stamp("x", "h", 1), (write,), ()), snapshot)
    assert part(path) == before
    assert load_workbook(path)[CHARTS.title].cell(2, at + 1).value == 12
    assert init(path) == []


def test_a_chart_that_is_described_in_another_way_now_gets_its_new_look_in_its_place(path, monkeypatch):
    changed(path, lambda text: text.replace("<xdr:row>1</xdr:row>", "<xdr:row>77</xdr:row>", 1))
    described = replace(VOLUME, title="每週收到幾件", about="另一種說法 & 記號")
    monkeypatch.setattr(room, "ALL_CHARTS", (described, *ALL_CHARTS[1:]))
    assert init(path)[0] == f"分頁「{CHARTS.title}」：更新了 1 張圖的樣子，位置和大小不變"
    assert "每週收到幾件" in part(path, "xl/charts/sheetdesk_volume.xml")
    assert "<xdr:row>77</xdr:row>" in part(path)
    assert init(path) == []


def test_a_chart_is_known_again_without_its_alternative_text(path):
    changed(path, lambda text: re.sub(r' descr="[^"]*"', "", text))  # as LibreOffice saves it
    assert init(path) == []


def test_charts_of_a_file_that_a_script_saved_without_their_names_are_not_drawn_twice(path):
    load_workbook(path).save(path)
    assert "sheetdesk" not in part(path, "xl/drawings/drawing1.xml")
    assert init(path) == []


def test_a_chart_that_a_person_deleted_is_drawn_again_and_the_others_stay(path):
    changed(path, lambda text: re.sub(r"<xdr:oneCellAnchor.*?</xdr:oneCellAnchor>", "", text, count=1))
    assert init(path)[0] == f"分頁「{CHARTS.title}」：畫了 1 張圖"
    ids = re.findall(r' Id="([^"]+)"', part(path, "xl/drawings/_rels/sheetdesk.xml.rels"))
    assert len(ids) == len(set(ids)) == len(ALL_CHARTS)
    titles = re.findall(r'name="([^"]+)〔', part(path))
    assert sorted(titles) == sorted(chart.title for chart in ALL_CHARTS)
    with ZipFile(path) as parts:
        assert len(parts.namelist()) == len(set(parts.namelist()))
    assert init(path) == []
