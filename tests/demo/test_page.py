"""The demo's page for those without a spreadsheet program: what it shows, and that nothing hostile on it runs."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]
import pytest
from openpyxl import Workbook

from sheetdesk.channels.mime import to_email
from sheetdesk.columns import ALL_CHARTS, BY_KEY, CASES, CHARTS, KPI_HOURS, LOG, SETTINGS, SHOP, TODO, Tab
from sheetdesk.demo.page import PAGE, write_page
from sheetdesk.demo.page_tabs import MOST_ROWS, MOST_SIGNS
from sheetdesk.errors import UsageError
from sheetdesk.model.drawing import COLUMNS, Drawing, Picture, Strand
from sheetdesk.policy.chart_rows import first_chart_rows
from sheetdesk.policy.picture_places import place
from sheetdesk.workbook.look import RED
from sheetdesk.workbook.xlsx_look import dress
from tests.fakes.postroom import DESK, NOW, a_message

CHART = Drawing("每週", COLUMNS, ("這週",), (Strand("案件", (3,)),))
PNG = b"\x89PNG"

HOSTILE = (
    "<script>alert(1)</script>",
    "</td></table></iframe><img src=https://evil.example/x onerror=alert(1)>",
    '"\' onmouseover=alert(1) href="javascript:alert(1)"',
    "{{ 7 * 7 }}{% for x in y %}",
    "\u202e倒過來\u2066\u200f",
    "\x07\x85\ufdd0\U0001ffff看不見的",
    "<!-- --!> ]]> &lt;b&gt; </style></title></svg>",
)
SEEN_AS = {HOSTILE[5]: "看不見的"}


def fill(book: Workbook, tab: Tab, *rows: dict[str, Any]) -> None:
    """A tab as `init` lays it out, and rows below its header."""
    sheet = book.create_sheet(tab.title)
    places = {column.key: at for at, column in enumerate(tab.columns, 1)}
    dress(sheet, tab, 1, places)
    for down, row in enumerate(rows, 2):
        for key, value in row.items():
            cell = sheet.cell(down, places[key])
            cell.value = value
            if isinstance(value, str) and not value.startswith("=HYPERLINK"):
                cell.data_type = "s"


def post(outbox: Path, number: int, kind: str, subject: str, html: str | None = "<p>您好</p>") -> None:
    mail = EmailMessage()
    mail["To"], mail["Subject"] = "amy@example.com", subject
    mail.set_content("純文字的信")
    if html:
        mail.add_alternative(f"<!doctype html><title>x</title>{html}", subtype="html")
    (outbox / f"20261109-0941_GB2611-0004-A_{kind}_{number}.eml").write_bytes(mail.as_bytes())


def page(folder: Path, book: Workbook) -> tuple[str, Element]:
    """The page as text, and as a browser reads it; anything that isn't well-formed raises."""
    book.save(folder / "desk.xlsx")
    text = write_page(folder, folder / "desk.xlsx", folder / "outbox").read_text(encoding="utf-8")
    return text, html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)


def texts(found: Element, path: str) -> list[str]:
    return ["".join(each.itertext()) for each in found.iterfind(path)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "outbox").mkdir()
    return tmp_path


def test_a_tab_shows_its_visible_columns_in_their_colours_and_says_how_much_is_left_out(folder: Path) -> None:
    book = Workbook()
    rows = [
        {"number": f"GB2611-{n:04}-A", "next_step": "首次回覆", "light": "逾期", "text": "壞" * 999} for n in range(20)
    ]
    wall_time = datetime(2026, 11, 9, 9, 40)  # noqa: DTZ001 - a cell of a file knows no zone
    fill(book, CASES, {**rows[0], "received_at": wall_time, "priority": "緊急"}, *rows[1:])
    _, found = page(folder, book)
    heads = texts(found, ".//section[@id='s1']//thead//th")
    assert heads[:3] == ["案號", "摘要", "下一步"]
    assert "Email" not in heads  # folded away until its group is opened
    assert len(found.findall(".//section[@id='s1']//tbody/tr")) == MOST_ROWS
    assert "共 20 列" in "".join(texts(found, ".//section[@id='s1']/p"))
    first = found.find(".//section[@id='s1']//tbody/tr")
    assert first is not None
    number, shown = first[0], ["".join(cell.itertext()) for cell in first]
    assert (number.tag, f"#{RED.fill}" in number.get("style", "")) == ("th", True)
    assert {"2026/11/09 09:40", "壞" * MOST_SIGNS + "…"} <= set(shown)


def test_a_link_of_ours_shows_its_number_and_a_tab_without_a_row_is_left_out(folder: Path) -> None:
    book = Workbook()
    link = '=HYPERLINK("#\'案件\'!A"&IFERROR(MATCH("GB2611-0004-A",案件!A:A,0),1),"GB2611-0004-A")'
    fill(book, TODO, {"urgency": "逾期", "case": link})
    fill(book, LOG)
    _, found = page(folder, book)
    assert "GB2611-0004-A" in texts(found, ".//tbody//td")
    assert texts(found, ".//h2") == ["待辦", "KPI 圖表"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_wherever_it_stands(folder: Path, text: str) -> None:
    book = Workbook()
    sayable = re.sub("[\x00-\x08]", "", text)  # what a workbook can hold
    fill(book, SETTINGS, {"item": SHOP, "value": sayable})
    fill(book, CASES, {"number": sayable, "summary": sayable})
    fill(book, LOG, {"id": "M1", "kind": "收件通知"}, {"id": "M2", "kind": "警示"})
    fill(book, CHARTS, {"category": sayable, "this_month": 3})
    post(folder / "outbox", 1, "receipt", sayable.replace("\x85", ""), f"<p>{sayable}</p><script>alert(1)</script>")
    post(folder / "outbox", 2, "alarm", "警示", None)
    source, found = page(folder, book)
    seen = SEEN_AS.get(text, text)
    assert texts(found, ".//section[@id='s1']//tbody//th[@scope='row']") == [seen]
    assert texts(found, ".//h1") == [f"{seen}：客訴示範"]
    tags = {element.tag for element in found.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "link", "object", "embed", "form", "base"}
    frames = found.findall(".//iframe")
    assert [(frame.get("sandbox"), frame.get("src")) for frame in frames] == [("", None)]
    assert "<script>alert(1)</script>" in frames[0].get("srcdoc", "")
    attributes = [(name, value) for element in found.iter() for name, value in element.attrib.items()]
    assert not [name for name, _ in attributes if name.startswith("on") or name == "src"]
    assert all(value.startswith("#") for name, value in attributes if name.endswith("href"))
    assert "<script" not in source
    assert "default-src 'none'" in source


def test_each_sort_of_letter_is_shown_once_as_it_went_to_whom_it_was_for(folder: Path) -> None:
    book = Workbook()
    fill(
        book,
        LOG,
        {"id": "M1", "kind": "回覆", "template": "reply_plain 1"},
        {"id": "M2", "kind": "回覆", "template": "reply_incident 1"},
        {"id": "M3", "kind": "回覆", "template": "reply_plain 1"},
        {"id": "M4", "kind": "回覆", "template": "reply_plain 1"},
        {"id": "M5", "kind": "問卷", "template": "survey 1"},
        {"id": "I1", "kind": "評分"},
    )
    for number, subject in ((1, "【試】回覆"), (2, "批次"), (3, "回覆三"), (4, "回覆四")):
        post(folder / "outbox", number, "reply", subject)
    _, found = page(folder, book)
    assert texts(found, ".//article/h3") == ["回覆", "批次事件的統一回覆"]
    assert [each for each in texts(found, ".//article/p") if "主旨" in each] == ["主旨：回覆三", "主旨：批次"]


def test_pictures_of_a_letter_stand_within_the_page_for_nothing_is_fetched(folder: Path) -> None:
    book = Workbook()
    fill(book, LOG, {"id": "M7", "kind": "報告", "template": "report 1"})
    message = replace(a_message(kind="report", html=f"<p>週報</p>{place(1, '')}", pictures=(CHART,)), id=7)
    mail = to_email(message, DESK, NOW, lambda drawing: Picture(PNG, "圖"))
    (folder / "outbox" / "20261109-0941_desk_report_7.eml").write_bytes(mail.as_bytes())
    source, found = page(folder, book)
    [frame] = found.iterfind(".//article/iframe")
    assert f'src="data:image/png;base64,{b64encode(PNG).decode()}"' in frame.get("srcdoc", "")
    assert "img-src data:" in source


def test_all_charts_are_on_the_page_even_before_there_is_a_figure(folder: Path) -> None:
    book = Workbook()
    for key, rows in first_chart_rows().items():
        fill(book, BY_KEY[key], *rows)
    assert set(first_chart_rows()) == {CHARTS.key, KPI_HOURS.key}
    _, found = page(folder, book)
    svg = "{http://www.w3.org/2000/svg}"
    drawn = [each for each in found.iter() if each.tag in ("svg", f"{svg}svg")]
    assert len(drawn) == len(ALL_CHARTS)


def test_a_page_that_cannot_be_written_names_the_place_and_the_mend(folder: Path) -> None:
    Workbook().save(folder / "desk.xlsx")
    (folder / PAGE).mkdir()
    with pytest.raises(UsageError, match="資料夾權限"):
        write_page(folder, folder / "desk.xlsx", folder / "outbox")
