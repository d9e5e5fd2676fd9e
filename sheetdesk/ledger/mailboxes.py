"""What the desk has learned of an address by writing to it: when it was last asked, and whether it takes letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.chunks import chunks
from sheetdesk.model.message import GIVEN_UP, SENDING, SENT, UNSURE
from sheetdesk.policy.queue import TRIES


class MailboxBook:
    """Asked for one address at a time, just before it is written to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_asked(
        self, address: str, cases: Iterable[str] = (), but: int | None = None, live: bool = False
    ) -> datetime | None:
        """When a closing letter last left for it, or for one of these cases, and may have arrived. `but`: a message that
        isn't looked at; `live`: nor are those of the trial, which reached no customer."""
        m = schema.messages.c
        query = select(m.id, m.state, m.attempts, m.sent_at, m.updated_at, m.trial).where(m.kind == "survey")
        conditions = [m.recipient == address, *(m.case_no.in_(some) for some in chunks(dict.fromkeys(cases)))]
        rows = (row for condition in conditions for row in self._connection.execute(query.where(condition)))
        left = (row for row in rows if row.id != but and _may_have_arrived(row) and not (live and row.trial))
        return max((row.sent_at or row.updated_at for row in left), default=None)

    def refuses(self, address: str) -> bool:
        """Was the last letter that left for good one that its server would not take?

        One given up after all tries was our trouble, or its server's, and says nothing of the address."""
        return bool(self.refusing([address]))

    def refusing(self, addresses: Iterable[str]) -> set[str]:
        """Those of the addresses that refuse letters."""
        m, last = schema.messages.c, dict[str, Any]()
        for some in chunks(dict.fromkeys(addresses)):
            query = select(m.id, m.recipient, m.state, m.attempts).where(m.recipient.in_(some), ~m.trial)
            done = (row for row in self._connection.execute(query) if row.state in (SENT, GIVEN_UP))
            last |= {row.recipient: row for row in sorted(done, key=lambda row: int(row.id))}
        return {address for address, row in last.items() if row.state == GIVEN_UP and row.attempts < TRIES}


def _may_have_arrived(row: Any) -> bool:
    return row.state in (SENT, SENDING) or (row.state == UNSURE and row.attempts > 0)
