"""A channel that nothing gets through, for minutes or for days: its letters wait in their order, it is asked again after
growing pauses, and is told of once when it is back. Border: the ledger's facts; when it is tried is `policy.rest`'s.

Nobody can be told by mail that mail is down: meanwhile 系統狀態 says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.rig import Rig
from sheetdesk.errors import SendFailed, TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.rest import PAUSES_MIN, Rest, rested
from sheetdesk.policy.shop import Office
from sheetdesk.policy.wording import lasted, moment

RESTS = "channel_rests"


def rests(tx: Transaction) -> dict[str, Rest]:
    """Of each channel that is out of reach, by its name."""
    return {name: Rest(*said) for name, said in (tx.fact(RESTS) or {}).items()}


def note_fault(tx: Transaction, channel: str, fault: SendFailed, now: datetime) -> None:
    """Nothing gets through: until when it is left alone."""
    known = rests(tx)
    known[channel] = rested(known.get(channel), now, str(fault.what), fault.which, fault.mend, PAUSES_MIN)
    _keep(tx, known)


def note_back(rig: Rig, office: Office, tx: Transaction, channel: str, waited: int, now: datetime) -> None:
    """A letter got through; the organiser hears of an outage that was long. `waited`: letters that stood in line."""
    known = rests(tx)
    rest = known.pop(channel, None)
    if rest is None:
        return
    _keep(tx, known)
    if now - rest.since < ALARM_AFTER or office.own_address is None:
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
    try:
        letter = alarm(
            Alert("mail_recovered", f"mail_recovered:{channel}:{rest.since.isoformat()}", facts),
            office.own_address,
            rig.defaults.templates,
        )
    except TemplateFault:  # `templates` names it in 系統狀態; the letters that waited leave all the same
        return
    tx.outbox.post(letter, Posting(channel, rig.sign(letter, tx.fact("secret")), False, now))


def rest_problems(tx: Transaction, zone: ZoneInfo) -> Iterator[Problem]:
    """What 系統狀態 says meanwhile."""
    for rest in rests(tx).values():
        place = f"寄信（{rest.which}）" if rest.which else "寄信"
        what = f"從 {moment(rest.since, zone)} 起寄不出去：{rest.what}；信都先留著，恢復以後照順序寄"
        yield Problem(place, what, rest.mend)


def _keep(tx: Transaction, known: dict[str, Rest]) -> None:
    tx.remember(RESTS, {name: astuple(rest) for name, rest in known.items()})
