"""The e-mail channel: hands messages to the shop's mail server. Border: no ledger, no clock, no rule of who may be
written to."""

from __future__ import annotations

import ssl
from datetime import datetime

from sheetdesk.channels import smtp
from sheetdesk.channels.mime import ShopMailbox, recipients_of, to_email
from sheetdesk.channels.pictures import Painter, no_painter
from sheetdesk.channels.smtp import Server
from sheetdesk.errors import SendFailed, SheetdeskError
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Problem

MESSAGES_A_CONNECTION = 50


class EmailChannel:
    """One mail account. Keeps its connection for the messages of a pass; `close()` ends it."""

    name = "email"
    resend_safe = False
    trial = False

    def __init__(
        self, server: Server, sender: ShopMailbox, tls: ssl.SSLContext | None = None, paint: Painter = no_painter
    ) -> None:
        self._server, self._sender, self._tls, self._paint = server, sender, tls, paint
        self._session: smtp.Session | None = None
        self._handed_over = 0

    def send(self, message: Message, now: datetime) -> None:
        """Hand `message` over to all of its recipients or to none.

        Raises SendFailed (it did not leave) or SendOutcomeUnknown (lost after its body began to leave)."""
        mail = to_email(message, self._sender, now, self._paint)
        try:
            smtp.deliver(self._open(), self._sender.address, recipients_of(message), mail.as_bytes())
        except SheetdeskError as error:
            error.which = error.which or message.letter.case or message.letter.kind
            raise
        self._handed_over += 1

    def probe(self) -> Problem | None:
        """Can we reach the server and log in? None if all is well, else what is wrong and how to mend it."""
        try:
            smtp.leave(smtp.connect(self._server, self._tls))
        except SendFailed as error:
            return Problem(f"寄信（{error.which}）", error.what, error.mend)
        return None

    def close(self) -> None:
        """End the conversation with the server; the next message opens a new one."""
        if self._session is not None:
            smtp.leave(self._session)
        self._session, self._handed_over = None, 0

    def _open(self) -> smtp.Session:
        """The conversation that is open, if the server still listens, else a new one: nothing was sent in it yet."""
        worn_out = self._handed_over >= MESSAGES_A_CONNECTION
        if self._session is not None and not worn_out and smtp.is_alive(self._session):
            return self._session
        self.close()
        self._session = smtp.connect(self._server, self._tls)
        return self._session
