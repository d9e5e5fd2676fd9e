"""A channel that nothing gets through, for minutes or for days: its letters wait in their order, it is asked again after
growing pauses, and is told of once when it is back. Border: the ledger's facts; when it is tried is `policy.rest`'s.

Nobody can be told by mail that mail is down: meanwhile 系統狀態 says so, and the team's chat room if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.team_room import post_alarm, post_to_room
from sheetdesk.errors import SendFailed, TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import WEBHOOK
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.letters import Alert
from sheetdesk.policy.rest import PAUSES_MIN, Rest, rested
from sheetdesk.policy.room_posts import room_news
from sheetdesk.policy.shop import Office
from sheetdesk.policy.wording import lasted, moment

RESTS = "channel_rests"


def rests(tx: Transaction) -> dict[str, Rest]:
    """Of each channel that is out of reach, by its name."""
    return {name: Rest(*said) for name, said in (tx.fact(RESTS) or {}).items()}


def note_fault(rig: Rig, tx: Transaction, channel: str, fault: SendFailed, now: datetime) -> None:
    """Nothing gets through: until when it is left alone. The chat room is told of mail that is long down, once."""
    known = rests(tx)
    rest = rested(known.get(channel), now, str(fault.what), fault.which, fault.mend, PAUSES_MIN)
    if fault.wait_s is not None:
        rest = replace(rest, until=max(rest.until, now + timedelta(seconds=fault.wait_s)))
    known[channel] = rest
    _keep(tx, known)
    if channel != WEBHOOK and now - rest.since >= ALARM_AFTER and rig.room.hears("alarm"):
        text = f"從 {moment(rest.since, rig.defaults.zone)} 起信寄不出去，都先留著，恢復以後照順序寄。警示和客人的來信，請直接看試算表。"
        post_to_room(rig, tx, room_news("alarm", _event("down", channel, rest), "【信寄不出去】", text, rig.room), now)


def note_back(rig: Rig, office: Office, tx: Transaction, channel: str, waited: int, now: datetime) -> None:
    """A letter got through; the organiser hears of an outage that was long. `waited`: letters that stood in line."""
    known = rests(tx)
    rest = known.pop(channel, None)
    if rest is None:
        return
    _keep(tx, known)
    if now - rest.since < ALARM_AFTER or channel == WEBHOOK:
        return
    zone = rig.defaults.zone
    facts = {
        "shop": office.shop.name,
        "at": moment(rest.since, zone),
        "until": moment(now, zone),
        "lasted": lasted(now - rest.since),
        "count": str(waited),
        "cause": rest.what,
    }
    with suppress(TemplateFault):  # `templates` names it in 系統狀態; the letters that waited leave all the same
        alert = Alert("mail_recovered", _event("mail_recovered", channel, rest), facts)
        post_alarm(rig, office, tx, alert, now, channel)


def _event(what: str, channel: str, rest: Rest) -> str:
    return f"{what}:{channel}:{rest.since.isoformat()}"


def rest_problems(tx: Transaction, zone: ZoneInfo) -> Iterator[Problem]:
    """What 系統狀態 says meanwhile."""
    for name, rest in rests(tx).items():
        place, deed, whole = ("團隊群組", "貼", "訊息") if name == WEBHOOK else ("寄信", "寄", "信")
        which = f"{place}（{rest.which}）" if rest.which else place
        what = f"從 {moment(rest.since, zone)} 起{deed}不出去：{rest.what}；{whole}都先留著，恢復以後照順序{deed}"
        yield Problem(which, what, rest.mend)


def _keep(tx: Transaction, known: dict[str, Rest]) -> None:
    tx.remember(RESTS, {name: astuple(rest) for name, rest in known.items()})
