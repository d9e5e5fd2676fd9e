"""Charts of a letter, painted as it leaves and shown within its page (RFC 2387, RFC 2392). Border: knows no way to paint.

The letter keeps its charts as plain values, so that a report to twenty people makes no megabytes in the ledger, and one
that is handed over again is painted as before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.message import EmailMessage
from hashlib import sha256
from html import escape

from sheetdesk.model.drawing import Drawing, Picture
from sheetdesk.model.message import Message
from sheetdesk.policy.picture_places import filled, places_in

Painter = Callable[[Drawing], Picture | None]
"""Answers None where this computer can't paint."""

MOST_BYTES = 500_000
"""Of all pictures of one letter; those beyond are left out, for some mail servers refuse a letter of a few megabytes."""


def no_painter(drawing: Drawing) -> Picture | None:
    """Where nothing is ever painted."""
    return None


def painted(message: Message, page: str, paint: Painter) -> dict[int, Picture]:
    """The pictures that `page` has a place for, by number, as far as they can be painted and are small enough together."""
    found, room = dict[int, Picture](), MOST_BYTES
    places = places_in(page) if message.letter.pictures else ()
    for number, drawing in enumerate(message.letter.pictures, start=1):
        picture = paint(drawing) if number in places else None
        if picture is not None and len(picture.png) <= room:
            found[number] = picture
            room -= len(picture.png)
    return found


def with_images(page: str, pictures: Mapping[int, Picture], message_id: str) -> str:
    """The page with an image for each picture, and with what stands there instead for the others."""
    return filled(page, {number: _image(one, _name(number, message_id)) for number, one in pictures.items()})


def attach(mail: EmailMessage, pictures: Mapping[int, Picture], message_id: str) -> None:
    """Put the pictures beside the page of `mail`, which is multipart/alternative with the page as its last part."""
    *_, page = mail.iter_parts()
    assert isinstance(page, EmailMessage), "the page was added as one"
    for number, picture in pictures.items():
        page.add_related(picture.png, "image", "png", cid=f"<{_name(number, message_id)}>")
    for number, part in zip(pictures, list(page.iter_parts())[1:], strict=True):
        part.replace_header("Content-Disposition", f'inline; filename="chart{number}.png"')
    boundary = f"=_r{sha256(message_id.encode()).hexdigest()[:32]}"
    page.replace_header("Content-Type", f'multipart/related; type="text/html";\r\n boundary="{boundary}"')


def _name(number: int, message_id: str) -> str:
    """A Content-ID without its brackets: unlike any other letter's, and the same each time this one is made."""
    return f"chart{number}.{sha256(message_id.encode()).hexdigest()[:24]}@sheetdesk.invalid"


def _image(picture: Picture, name: str) -> str:
    style = "display:block;width:100%;max-width:480px;height:auto;border:0"
    return f'<img src="cid:{name}" alt="{escape(picture.words)}" width="360" style="{style}">'
