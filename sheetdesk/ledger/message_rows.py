"""How a message stands in its table. Border: values in, values out; what is asked and told is the outbox's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sheetdesk.model.drawing import Drawing, Strand
from sheetdesk.model.message import UNSURE, WAITING, Letter, Message, key_of, source_of
from sheetdesk.model.values import dumps, loads

PICTURES = "pictures"
_PARTS = tuple(field.name for field in fields(Letter) if field.name != PICTURES)


@dataclass(frozen=True, slots=True)
class Posting:
    """How a letter enters the outbox."""

    channel: str
    message_id: str
    trial: bool
    now: datetime
    references: tuple[str, ...] = ()


def letter_text(letter: Letter) -> str:
    """A letter as it is kept; few have pictures, so those of the others aren't spoken of."""
    plain = {name: getattr(letter, name) for name in _PARTS}
    if letter.pictures:
        plain[PICTURES] = [asdict(drawing) for drawing in letter.pictures]
    return dumps(plain)


def _letter_of(plain: Mapping[str, Any]) -> Letter:
    return Letter(**{**plain, PICTURES: tuple(_drawing_of(one) for one in plain.get(PICTURES, ()))})


def _drawing_of(plain: Mapping[str, Any]) -> Drawing:
    return Drawing(**{**plain, "strands": tuple(Strand(**one) for one in plain["strands"])})


def posted(letter: Letter, how: Posting, number: int) -> Message:
    """A letter as it enters the outbox; number 0: the next free one, which the table gives it."""
    return Message(
        id=number,
        key=key_of(letter),
        letter=letter,
        channel=how.channel,
        state=UNSURE if letter.hold else WAITING,
        created_at=how.now,
        message_id=how.message_id,
        trial=how.trial,
        next_try_at=max(letter.after or how.now, how.now),
        note=letter.hold,
        references=how.references,
    )


def row_of(message: Message, revision: int) -> tuple[Any, ...]:
    """A message that nothing happened to yet, a value for each column of the table, in its order."""
    letter = message.letter
    return (
        message.id or None,
        message.key,
        letter.case,
        letter.kind,
        message.state,
        message.channel,
        letter.recipient,
        message.address,
        letter_text(letter),
        dumps(message.references),
        message.message_id,
        letter.automatic,
        message.trial,
        message.released,
        message.attempts,
        message.created_at,
        message.next_try_at,
        message.sent_at,
        message.note,
        message.created_at,
        revision,
        source_of(letter),
    )


def message_of(row: Any) -> Message:
    """A whole message as it is kept."""
    return Message(
        id=row.id,
        key=row.key,
        letter=_letter_of(loads(row.letter)),
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
