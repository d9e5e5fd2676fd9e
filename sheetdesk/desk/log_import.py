"""往來紀錄 read back into a new ledger: what was sent is known again, what was open waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sheetdesk.columns import INCIDENTS, LOG
from sheetdesk.desk.incident_row import text_of
from sheetdesk.desk.log_tab import BODY_LIMIT, CHANNELS
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.forms import Inbound
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.message import CANCELLED, GIVEN_UP, KINDS, SENT, Letter, source_of
from sheetdesk.model.sheet import Row, Snapshot
from sheetdesk.policy.corrections import parted, rebuilt
from sheetdesk.policy.incident_letters import FRAME, carried
from sheetdesk.policy.own_words import clean, fingerprint
from sheetdesk.policy.reply import event_of
from sheetdesk.policy.short_code import PLAIN
from sheetdesk.policy.survey import KINDS as SURVEYS
from sheetdesk.policy.tokens import token_in

REBUILT = "帳本重建過，不確定有沒有寄出；請在「決定」選：重寄、視為已寄、不寄"


def take_log(tx: Transaction, raw: Snapshot, rig: Rig, now: datetime) -> int:
    """Every row of the tab under its own number; answers how many messages there were."""
    view, count = raw.tabs.get(LOG.key), 0
    of_all = (
        [text_of(row.get("reply")) or "" for row in raw.tabs[INCIDENTS.key].rows] if INCIDENTS.key in raw.tabs else []
    )
    for key, row in rows_by_key(view).items() if view is not None else ():
        if not key[1:].isdigit():
            continue
        if key.startswith("M"):
            count += _take_message(tx, int(key[1:]), row, rig, now, of_all)
        elif key.startswith("I"):
            _take_inbound(tx, int(key[1:]), row, now)
    return count


def _take_message(tx: Transaction, number: int, row: Row, rig: Rig, now: datetime, of_all: Sequence[str]) -> bool:
    said = {c.key: "" if row.get(c.key) is None else str(row.get(c.key)) for c in LOG.columns}
    kind = next((key for key, word in KINDS.items() if word == said["kind"]), None)
    if kind is None:
        return False
    template, _, version = said["template"].rpartition(" ")
    event = _event(kind, said["subject"], said["body"]) or f"rebuilt:{number}"
    hold = None if said["state"] in (SENT, GIVEN_UP, CANCELLED) else REBUILT
    letter = Letter(
        said["case"] or None,
        kind,
        event,
        said["recipient"],
        said["subject"],
        said["body"],
        template=template,
        version=version,
        hold=hold,
        words=_words(template, said["body"], of_all),
    )
    at = row.get("at")
    when = at if isinstance(at, datetime) else now
    channel = next((key for key, word in CHANNELS.items() if word == said["channel"]), rig.channel)
    detail, told = parted(said["detail"])
    trial = detail.startswith("試寄")
    posted = tx.outbox.post(letter, Posting(channel, rig.sign(letter, tx.fact("secret")), trial, when), number)
    if posted and hold is None:
        tx.outbox.mark(number, said["state"], when, note=detail or None, sent_at=when, trial=trial)
    if said["correction"]:
        tx.corrections.keep([rebuilt(number, said["correction"].strip(), told, source_of(letter), now)])
    return posted


def _words(template: str, body: str, of_all: Sequence[str]) -> str:
    """Which words of hers it bears, as far as they can be told from its frame. `of_all`: every 統一回覆."""
    if template == FRAME:
        return fingerprint(clean(carried(body, of_all, whole=len(body) < BODY_LIMIT)))
    return fingerprint(body) if template == PLAIN else ""


def _event(kind: str, subject: str, body: str) -> str | None:
    """What the letter was sent for, as it was before, so that it isn't sent for it again; None where nothing tells."""
    if kind in SURVEYS:
        token = token_in(body)
        return f"cycle-{token[2]}" if token is not None else None
    return {"receipt": "received", "reply": event_of(subject, body)}.get(kind)


def _take_inbound(tx: Transaction, number: int, row: Row, now: datetime) -> None:
    said = {c.key: "" if row.get(c.key) is None else str(row.get(c.key)) for c in LOG.columns}
    at = row.get("at")
    when = at if isinstance(at, datetime) else now
    tx.forms.hear(
        [Inbound(when, said["case"], said["kind"], said["recipient"], said["body"], said["detail"] or None, number)]
    )
    tx.remember("heard", max(number, tx.fact("heard") or 0))
