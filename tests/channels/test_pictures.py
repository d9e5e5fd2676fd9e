"""Charts within a letter, as the standard library reads it back."""

from __future__ import annotations

import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

from sheetdesk.channels.mime import to_email
from sheetdesk.channels.pictures import MOST_BYTES, Painter, no_painter
from sheetdesk.drawing.png import ChartPainter
from sheetdesk.model.drawing import COLUMNS, Drawing, Picture, Strand
from sheetdesk.policy.picture_places import place
from tests.fakes.postroom import DESK, NOW, a_message

CHARTS = tuple(Drawing(title, COLUMNS, ("這週",), (Strand("案件", (3,)),)) for title in ("每週", "類別"))
PAGE = f"<p>週報</p>{place(1, '<i>長條一</i>')}{place(2, '<i>長條二</i>')}"


def sent(paint: Painter, page: str = PAGE) -> EmailMessage:
    message = a_message(kind="report", html=page, pictures=CHARTS)
    data = to_email(message, DESK, NOW, paint).as_bytes()
    assert data == to_email(message, DESK, NOW, paint).as_bytes(), "handed over again it is the same mail"
    assert max(map(len, data.split(b"\r\n"))) <= 998
    data.decode("ascii")
    return message_from_bytes(data, policy=policy.default)


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content()).strip()


def of_size(count: int) -> Painter:
    return lambda drawing: Picture(b"\x89PNG" + bytes(count - 4), f'{drawing.title} "3" <件>')


def test_the_page_shows_each_picture_that_lies_beside_it_and_says_it_in_words():
    mail = sent(of_size(3000))
    text, related = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert text.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    assert related.get_param("type") == "text/html"
    page, *images = related.iter_parts()
    assert page.get_content_type() == "text/html"
    assert [image.get_content_type() for image in images] == ["image/png"] * 2
    assert [image.get_filename() for image in images] == ["chart1.png", "chart2.png"]
    assert {image.get_content_disposition() for image in images} == {"inline"}
    assert all(image.get_content() == b"\x89PNG" + bytes(2996) for image in images)
    names = [str(image["Content-ID"])[1:-1] for image in images]
    assert len(set(names)) == 2
    assert [said(mail).count(f'src="cid:{name}"') for name in names] == [1, 1]
    assert 'alt="每週 &quot;3&quot; &lt;件&gt;"' in said(mail)
    assert "長條" not in said(mail)


def test_where_nothing_is_painted_the_bars_stay_and_the_mail_is_as_any_other():
    mail = sent(no_painter)
    assert said(mail) == "<p>週報</p><i>長條一</i><i>長條二</i>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_pictures_that_are_too_large_together_are_left_out():
    mail = sent(of_size(MOST_BYTES - 1))
    assert said(mail).count("<img") == 1
    assert said(mail).endswith("<i>長條二</i>")
    assert "<img" not in said(sent(of_size(MOST_BYTES + 1)))


def test_a_picture_without_a_place_in_the_page_is_no_part_of_the_mail():
    assert [part.get_content_type() for part in sent(of_size(9), "<p>週報</p>").iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_a_computer_without_pillow_paints_nothing_and_breaks_nothing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sheetdesk.drawing.canvas", None)
    assert "<img" not in said(sent(ChartPainter()))
