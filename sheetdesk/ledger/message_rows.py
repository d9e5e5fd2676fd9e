"""How a message stands in its table. Border: values in, values out; what is asked and told is the outbox's."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sheetdesk.model.message import UNSURE, WAITING, Letter, Message, key_of
from sheetdesk.model.values import dumps, loads

_PARTS = tuple(field.name for field in fields(Letter))


@dataclass(frozen=True, slots=True)
class Posting:
    """How a letter enters the outbox."""

    channel: str
    message_id: str
    trial: bool
    now: datetime
    references: tuple[str, ...] = ()


def letter_text(letter: Letter) -> str:
    """A letter as it is kept."""
    return dumps({name: getattr(letter, name) for name in _PARTS})


def row_of(letter: Letter, how: Posting) -> dict[str, Any]:
    """A letter that enters the outbox."""
    return {
        "key": key_of(letter),
        "case_no": letter.case,
        "kind": letter.kind,
        "state": UNSURE if letter.hold else WAITING,
        "channel": how.channel,
        "recipient": letter.recipient,
        "letter": letter_text(letter),
        "references": dumps(how.references),
        "message_id": how.message_id,
        "automatic": letter.automatic,
        "trial": how.trial,
        "released": False,
        "attempts": 0,
        "created_at": how.now,
        "next_try_at": max(letter.after or how.now, how.now),
        "note": letter.hold,
        "updated_at": how.now,
    }


def message_of(row: Any) -> Message:
    """A whole message as it is kept."""
    return Message(
        id=row.id,
        key=row.key,
        letter=Letter(**loads(row.letter)),
        channel=row.channel,
        state=row.state,
        created_at=row.created_at,
        message_id=row.message_id,
        trial=row.trial,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        sent_at=row.sent_at,
        note=row.note,
        references=loads(row.references),
        released=row.released,
        address=row.address,
    )
