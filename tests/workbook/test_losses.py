"""What a write would lose is named beforehand, and kept in a copy."""

import io
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference

from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.sheet import Difference, NewRow, Stamp
from sheetdesk.workbook import losses as room
from sheetdesk.workbook.losses import losses, losses_in
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_layout import set_up

TAIPEI = ZoneInfo("Asia/Taipei")
DRAWING = "xl/drawings/drawing1.xml"
X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A new desk with a chart on 案件, so that the tab has a drawing to add to."""
    path = tmp_path_factory.mktemp("desk") / "desk.xlsx"
    set_up(path, TAIPEI, {})
    book = load_workbook(path)
    chart, cases = BarChart(), book["案件"]
    chart.add_data(Reference(cases, min_col=45, min_row=1, max_row=3))
    cases.add_chart(chart, "C3")  # type: ignore[call-arg]  # never a chart sheet
    book.save(path)
    return path.read_bytes()


def rebuilt(data, change=lambda name, content: content, more=()):
    """The zip `data` with each part as `change(name, content)` answers it, and with parts of the names `more`."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
        for name in more:
            new.writestr(name, b"<x/>")
    return buffer.getvalue()


def with_text(part, before, text):
    def change(name, content):
        return content.replace(before.encode(), text.encode() + before.encode()) if name == part else content

    return change


SHEET = "xl/worksheets/sheet2.xml"
SHAPE = "<xdr:twoCellAnchor><xdr:sp macro=''></xdr:sp></xdr:twoCellAnchor>"
BUTTON = "<xdr:sp macro=''><a14:compatExt xmlns:a14='x' spid='_x0000_s1025'/></xdr:sp>"
EXTENSION = f"<extLst><ext uri='x' {X14}>{{}}</ext></extLst>"


@pytest.mark.parametrize(
    ("part", "before", "text", "says"),
    [
        (SHEET, "</worksheet>", EXTENSION.format("<x14:sparklineGroups><x14:sparklineGroup type='line'/></x14:sparklineGroups>"), "走勢圖"),
        (SHEET, "</worksheet>", EXTENSION.format("<x14:conditionalFormattings><x14:conditionalFormatting/></x14:conditionalFormattings>").replace("tting/>", "tting></x14:conditionalFormatting>"), "條件格式"),
        (SHEET, "</worksheet>", EXTENSION.format("<x14:dataValidations><x14:dataValidation type='list'/></x14:dataValidations>"), "下拉選單"),
        (SHEET, "</worksheet>", "<oleObjects></oleObjects>", "嵌入的物件"),
        (SHEET, "</worksheet>", "<controls></controls>", "表單控制項"),
        (DRAWING, "</xdr:wsDr>", BUTTON, "文字方塊"),
        (DRAWING, "</xdr:wsDr>", "<sle:slicer xmlns:sle='x' name='a'/>", "交叉分析篩選器"),
    ],
)  # fmt: skip
def test_what_is_lost_in_a_tab_is_named_with_the_tab(desk, part, before, text, says):
    data = rebuilt(_prefixed(desk), with_text(part, before, text))
    assert [loss for loss in losses_in(data) if says in loss and loss.startswith("分頁「案件」：")]


def _prefixed(data):
    # openpyxl writes drawings without the prefix that Excel gives them.
    def change(name, content):
        return (
            content.replace(b"</wsDr>", b"</xdr:wsDr>").replace(b"<wsDr ", b"<xdr:wsDr ")
            if name == DRAWING
            else content
        )

    return rebuilt(data, change)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("xl/threadedComments/threadedComment1.xml", "註解"),
        ("xl/slicers/slicer1.xml", "篩選器"),
        ("xl/richData/richValue.xml", "圖片"),
        ("xl/connections.xml", "外部資料"),
        ("xl/vbaProject.bin", "巨集"),
    ],
)
def test_what_is_lost_in_the_whole_file_is_named(desk, part, says):
    assert any(says in loss for loss in losses_in(rebuilt(desk, more=(part,))))


def test_a_desk_of_our_own_with_notes_and_a_chart_loses_nothing(desk):
    assert losses_in(desk) == []


def test_shapes_and_pictures_that_stand_for_themselves_are_kept(desk):
    picture = "<xdr:twoCellAnchor><xdr:pic></xdr:pic></xdr:twoCellAnchor>"
    assert losses_in(rebuilt(_prefixed(desk), with_text(DRAWING, "</xdr:wsDr>", SHAPE + picture))) == []


@pytest.mark.parametrize("has_pillow", [True, False])
def test_pictures_beside_a_button_are_lost_only_where_pillow_is_missing(desk, monkeypatch, has_pillow):
    monkeypatch.setattr(room, "find_spec", lambda name: object() if has_pillow else None)
    picture = "<xdr:twoCellAnchor><xdr:pic></xdr:pic></xdr:twoCellAnchor>"
    data = rebuilt(_prefixed(desk), with_text(DRAWING, "</xdr:wsDr>", picture + BUTTON))
    assert ("分頁「案件」：圖片" in losses_in(data)) is not has_pillow


def test_a_broken_file_is_left_to_who_opens_it(tmp_path):
    assert losses_in(b"PK\x03\x04 half a zip") == []
    with pytest.raises(DeskUnreachable):
        losses(tmp_path / "no.xlsx")


def test_before_a_write_that_loses_something_a_copy_is_kept(desk, tmp_path):
    path = tmp_path / "desk.xlsx"
    sparkline = EXTENSION.format("<x14:sparklineGroup type='line'/>")
    path.write_bytes(rebuilt(desk, with_text(SHEET, "</worksheet>", sparkline)))
    before, workbook = path.read_bytes(), XlsxWorkbook(path, TAIPEI)
    for number in ("A", "B"):
        snapshot = workbook.read()
        workbook.apply(Difference(1, Stamp("x", "h", 1), (), (NewRow("cases", number, {"number": number}),)), snapshot)
    assert losses(path) == []
    assert path.with_name("desk.kept.xlsx").read_bytes() == before
    assert len(list(tmp_path.glob("desk.kept*"))) == 1


def test_a_loss_to_come_is_a_problem_of_the_desk(desk, tmp_path):
    path = tmp_path / "desk.xlsx"
    sparkline = EXTENSION.format("<x14:sparklineGroup type='line'/>")
    path.write_bytes(rebuilt(desk, with_text(SHEET, "</worksheet>", sparkline)))
    assert [problem.what for problem in XlsxWorkbook(path, TAIPEI).read().problems] == [
        "分頁「案件」：走勢圖（sparkline），系統寫入後會不見"
    ]


def test_macros_of_an_xlsm_are_kept(desk, tmp_path):
    path = tmp_path / "desk.xlsm"

    def change(name, content):
        if name != "[Content_Types].xml":
            return content
        macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        return content.replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", macro.encode()
        )

    path.write_bytes(rebuilt(desk, change, more=("xl/vbaProject.bin",)))
    workbook = XlsxWorkbook(path, TAIPEI)
    assert losses(path) == []
    row = NewRow("cases", "A", {"number": "A"})
    workbook.apply(Difference(1, Stamp("x", "h", 1), (), (row,)), workbook.read())
    with ZipFile(path) as parts:
        assert parts.read("xl/vbaProject.bin") == b"<x/>"
        assert b"macroEnabled" in parts.read("[Content_Types].xml")
