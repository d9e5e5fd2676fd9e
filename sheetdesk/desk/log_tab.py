"""往來紀錄: every message out and in, a row each, and the decisions that people take there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sheetdesk.columns import DECISIONS, LOG, PERSON
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger.forms import Inbound
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.message import CANCELLED, KINDS, SENT, WAITING, WEBHOOK, Message
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Formula, Value, clean_text, same

CHANNELS = {"email": "Email", "outbox": "寄件匣", "webhook": "Webhook"}
BODY_LIMIT = 2000
NOT_TO_BE_SENT = "依您的決定，不寄"


def message_id_of(message: Message) -> str:
    """What 往來紀錄 knows the row by."""
    return message_key(message.id)


def message_key(number: int) -> str:
    """As `message_id_of`, for a message of that number."""
    return f"M{number}"


def message_cells(message: Message) -> dict[str, Value]:
    """One message out."""
    letter = message.letter
    return {
        "at": message.sent_at or message.created_at,
        "case": letter.case,
        "direction": "寄",
        "kind": KINDS.get(letter.kind, letter.kind),
        "channel": CHANNELS.get(message.channel, message.channel),
        "recipient": letter.recipient,
        "subject": letter.subject,
        "body": clean_text(letter.text, BODY_LIMIT),
        "template": " ".join(filter(None, (letter.template, letter.version))),
        "state": message.state,
        "detail": detail_of(message),
        "id": message_id_of(message),
    }


def detail_of(message: Message) -> str | None:
    """What became of it, in words."""
    if message.state == SENT and message.trial:
        if message.channel == WEBHOOK:
            return "試貼：標了【試】"
        where = "存在寄件匣" if message.channel == "outbox" else "寄給您自己"
        return f"試寄：{where}，沒有寄給客人"
    return message.note


def inbound_id_of(item: Inbound) -> str:
    """What 往來紀錄 knows the row by."""
    return f"I{item.id}"


def inbound_cells(item: Inbound) -> dict[str, Value]:
    """One message in."""
    return {
        "at": item.at,
        "case": item.case,
        "direction": "收",
        "kind": item.kind,
        "channel": "表單",
        "recipient": item.sender,
        "body": clean_text(item.body or "", BODY_LIMIT),
        "detail": item.note,
        "id": inbound_id_of(item),
    }


def log_wishes(rows: Mapping[str, Mapping[str, Value]], view: TabView, memory: Mapping[str, RowMemory]) -> list[Wish]:
    """Rows to write or append; a row that a person deleted here stays away, for the ledger keeps it."""
    standing = rows_by_key(view)
    wishes = []
    for key, cells in rows.items():
        if key in standing:
            wishes.append(Wish(LOG.key, key, cells, standing[key]))
        elif key not in memory or not memory[key].seen:
            wishes.append(Wish(LOG.key, key, cells))
    return wishes


def log_restored(rows: Mapping[str, Mapping[str, Value]], view: TabView, memory: Mapping[str, RowMemory]) -> list[Wish]:
    """After the sheet was set back: every row whole again, people's cells as last seen."""
    hers = [c.key for c in LOG.owned_by(PERSON)]
    whole = {}
    for key, cells in rows.items():
        seen = memory.get(key, RowMemory()).seen
        whole[key] = {**{name: seen.get(name) for name in hers if not isinstance(seen.get(name), Formula)}, **cells}
    return log_wishes(whole, view, {})


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a message that needed her, and the state that follows."""

    message: Message
    word: str
    state: str | None
    note: str


def decisions(waiting: Iterable[Message], view: TabView, memory: Mapping[str, RowMemory]) -> list[Decision]:
    """Newly made decisions, and words that decide nothing for as long as they stand.

    A word that stands there from before decides nothing twice."""
    standing, found = rows_by_key(view), []
    for message in waiting:
        row = standing.get(message_id_of(message))
        seen = memory.get(message_id_of(message), RowMemory()).seen
        word = row.get("decision") if row else None
        if word is None:
            continue
        decision = _decide(message, str(word).strip())
        if decision.state is None or not same(word, seen.get("decision")):
            found.append(decision)
    return found


def _decide(message: Message, word: str) -> Decision:
    if word not in DECISIONS:
        return Decision(message, word, None, f"「{word[:20]}」看不懂，決定請選：{'、'.join(DECISIONS)}")
    state = {"重寄": WAITING, "視為已寄": SENT, "不寄": CANCELLED}[word]
    note = {"重寄": "依您的決定重寄", "視為已寄": "依您的決定，視為已寄", "不寄": NOT_TO_BE_SENT}[word]
    return Decision(message, word, state, note)
