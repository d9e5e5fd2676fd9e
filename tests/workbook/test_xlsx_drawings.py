"""People's charts, pictures and shapes in a file outlast every write of ours, byte for byte."""

import io
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook as Book
from openpyxl.chart import BarChart, LineChart, Reference

from sheetdesk.model.sheet import Difference, NewRow, Stamp
from sheetdesk.workbook.xlsx import XlsxWorkbook
from sheetdesk.workbook.xlsx_book import open_book, reads_back_alike, to_bytes
from sheetdesk.workbook.xlsx_drawings import drawing_over
from sheetdesk.workbook.xlsx_layout import set_up

TAIPEI = ZoneInfo("Asia/Taipei")
STYLE = ("http://schemas.microsoft.com/office/2011/relationships/chartStyle", "style1.xml")
SHAPE = (
    b'<xdr:twoCellAnchor xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
    b"<xdr:sp macro=''><xdr:txBody/></xdr:sp></xdr:twoCellAnchor>"
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{STYLE[0]}" Target="{STYLE[1]}"/></Relationships>'
)
GIF = bytes.fromhex("47494638396101000100800000000000ffffff2c00000000010001000002024401003b")


def with_charts(book):
    """Two tabs with a chart each, one of them a chart sheet."""
    first = book.worksheets[0]
    for line in (("週", "件數"), ("11/9", 3), ("11/16", 5)):
        first.append(line)
    for kind, sheet in ((BarChart, first), (LineChart, book.create_chartsheet("圖"))):
        chart = kind()
        chart.add_data(Reference(first, min_col=2, min_row=1, max_row=3), titles_from_data=True)
        sheet.add_chart(chart)
    return book


@pytest.fixture(scope="module")
def by_excel():
    """A file with what Excel lays over cells: a chart with its style, a text box, a picture."""
    plain, made = io.BytesIO(), io.BytesIO()
    with_charts(Book()).save(plain)
    with ZipFile(plain) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/drawings/drawing1.xml":
                content = content.replace(b"</wsDr>", SHAPE + b"</wsDr>")
            if name == "xl/drawings/_rels/drawing1.xml.rels":
                picture = b'<Relationship Id="rId9" Type="x/image" Target="../media/image1.gif"/></Relationships>'
                content = content.replace(b"</Relationships>", picture)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"<Override", b'<Default Extension="gif" ContentType="image/gif"/><Override', 1
                )
            new.writestr(name, content)
        new.writestr("xl/charts/_rels/chart1.xml.rels", RELATIONS)
        new.writestr("xl/charts/style1.xml", b"<cs:chartStyle xmlns:cs='x'/>")
        new.writestr("xl/media/image1.gif", GIF)
    return made.getvalue()


def over_cells(data):
    """What lies over cells in a file, by its parts' names."""
    with ZipFile(io.BytesIO(data)) as parts:
        assert len(parts.namelist()) == len(set(parts.namelist()))
        kinds = ("xl/charts/", "xl/drawings/", "xl/media/")
        return {name: parts.read(name) for name in parts.namelist() if name.startswith(kinds)}


def test_a_save_keeps_what_lies_over_the_cells_byte_for_byte(by_excel, tmp_path):
    book = open_book(by_excel, tmp_path / "a.xlsx")
    assert reads_back_alike(book)
    written = to_bytes(book)
    assert over_cells(written) == over_cells(by_excel)
    assert over_cells(to_bytes(book)) == over_cells(by_excel)
    again = open_book(written, tmp_path / "a.xlsx")
    assert all(drawing_over(sheet) for sheet in (*again.worksheets, *again.chartsheets))
    assert again.worksheets[0]["B3"].value == 5


def test_a_drawing_tied_to_a_button_is_left_to_openpyxl_and_takes_nobody_elses_name(by_excel, tmp_path):
    data = io.BytesIO()
    with ZipFile(io.BytesIO(by_excel)) as old, ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(SHAPE, b"<!-- compatExt spid='_x0000_s1025' -->"))
    book = open_book(data.getvalue(), tmp_path / "a.xlsx")
    assert drawing_over(book.worksheets[0]) is None
    assert drawing_over(book.chartsheets[0]) is not None
    assert not reads_back_alike(book)
    over_cells(to_bytes(book))


def test_charts_in_a_desk_stay_where_people_put_them_while_cases_come(tmp_path):
    path = tmp_path / "desk.xlsx"
    with_charts(Book()).save(path)
    set_up(path, TAIPEI, {})
    workbook, before = XlsxWorkbook(path, TAIPEI), over_cells(path.read_bytes())
    for number in ("A", "B"):
        row = NewRow("cases", number, {"number": number})
        workbook.apply(Difference(1, Stamp("x", "h", 1), (), (row,)), workbook.read())
    after = over_cells(path.read_bytes())
    assert {name: after[name] for name in after if "charts/" in name or "drawings/drawing" in name} == {
        name: before[name] for name in before if "charts/" in name or "drawings/drawing" in name
    }
    assert workbook.read().tabs["cases"].rows
