"""The mail server of the simulated year: a real one on loopback that keeps what it took, and fails as it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.fakes.mail_servers import Mailroom, free_port

SHOP = "desk@shop.example.com"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that was taken: its Message-ID, who it went to, and what a person reads in it."""

    id: str
    to: str
    subject: str
    text: str


class Postoffice(Mailroom):
    """Takes every mail, unless `replies` or `die_at` say otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Mail] = []
        self.swallows_last_word = False
        """The next mail is taken, and the line is cut before the sender hears of it."""
        self.gone: set[str] = set()
        """Mailboxes that are no more."""

    def be_well(self) -> None:
        """No fault is planned any more."""
        self.replies.clear()
        self.die_at, self.swallows_last_word = None, False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.gone:
            return "550 no such user"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.die_at == "DATA":  # dead before it took anything
            server.transport.abort()
            return "451 dying"
        reply: str = await super().handle_DATA(server, session, envelope)
        self.taken += [_mail(kept) for kept in self.mails]
        self.mails.clear()
        if self.swallows_last_word:
            server.transport.abort()
        return reply


def _mail(envelope: Envelope) -> Mail:
    content = envelope.content
    assert isinstance(content, bytes)
    mail = message_from_bytes(content, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    to = ", ".join(address for address in envelope.rcpt_tos if address)
    return Mail(str(mail["Message-ID"]), to, str(mail["Subject"]), body.get_content())


@contextmanager
def postoffice() -> Iterator[Postoffice]:
    """One that listens while the `with` lasts."""
    room = Postoffice()
    room.port = free_port()
    controller = Controller(room, hostname="127.0.0.1", port=room.port)
    controller.start()
    try:
        yield room
    finally:
        controller.stop()
