"""The team's chat room in a pass: what is posted there beside letters. Border: the words are `policy.room_posts`'s."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sheetdesk.desk.desk import Desk
from sheetdesk.desk.rig import Rig
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.message import TEAM_ROOM, WEBHOOK, Letter, key_of
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.room_posts import Room, room_post
from sheetdesk.policy.sending import STAFF_KINDS
from sheetdesk.policy.shop import Office


def alarm_address(desk: Desk) -> str | None:
    """Where an alarm about the desk itself goes: to the organiser, or where she has no Email to the room alone."""
    return desk.book.own_address or (TEAM_ROOM if desk.ladder.room.hears("alarm") else None)


def tell_room(desk: Desk) -> None:
    """Beside the letters of this pass, what the room is told of them, each event once."""
    letters, room = dict[str, Letter](), desk.ladder.room
    for letter in desk.letters:
        for one in _with_post(desk, letter, room):
            letters.setdefault(key_of(one), one)
    desk.letters[:] = letters.values()


def _with_post(desk: Desk, letter: Letter, room: Room) -> Iterator[Letter]:
    if letter.recipient != TEAM_ROOM:
        yield letter
    if letter.kind not in STAFF_KINDS or letter.kind in ("reminder", "escalation"):  # of those the ladder tells it
        if letter.recipient == TEAM_ROOM:
            yield letter
    elif room.hears(letter.kind):
        yield room_post(letter, desk.case(letter.case) if letter.case else None, room)


def post_alarm(rig: Rig, office: Office, tx: Transaction, alert: Alert, now: datetime, channel: str = "") -> None:
    """An alarm about the desk itself, outside of its passes: to the organiser and to the room, or to whom there is.

    `channel`: which mail takes; the usual one where none is said. Raises TemplateFault."""
    hears = rig.room.hears("alarm")
    if office.own_address is None and not hears:
        return
    letter = alarm(alert, office.own_address or TEAM_ROOM, rig.defaults.templates)
    if office.own_address is not None:
        _post(rig, tx, letter, channel or rig.channel, now)
    if hears:
        post_to_room(rig, tx, room_post(letter, None, rig.room), now)


def post_to_room(rig: Rig, tx: Transaction, letter: Letter, now: datetime) -> None:
    """Durable, and once for its event."""
    _post(rig, tx, letter, WEBHOOK, now)


def _post(rig: Rig, tx: Transaction, letter: Letter, channel: str, now: datetime) -> None:
    tx.outbox.post(letter, Posting(channel, rig.sign(letter, tx.fact("secret")), False, now))
