"""The breaker: too many automatic letters in an hour, and all but alarms wait (domain §6, mail loops)."""

from __future__ import annotations

from datetime import datetime

from sheetdesk.desk.rig import Rig
from sheetdesk.errors import TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.sending import HOUR, Verdict
from sheetdesk.policy.shop import Office
from sheetdesk.policy.wording import moment

TRIPPED_AT = "breaker_at"


def trip(rig: Rig, office: Office, tx: Transaction, verdict: Verdict, now: datetime) -> None:
    """Remember when it tripped, and post the one alarm of it."""
    tx.remember(TRIPPED_AT, now)
    if office.own_address is None:
        return
    zone = rig.defaults.zone
    facts = {
        "shop": office.shop.name,
        "count": str(rig.limits.per_hour),
        "limit": str(rig.limits.per_hour),
        "at": moment(now, zone),
        "until": moment(verdict.until or now + HOUR, zone),
    }
    try:
        letter = alarm(
            Alert("breaker", f"breaker:{now.isoformat()}", facts), office.own_address, rig.defaults.templates
        )
    except TemplateFault:
        return
    tx.outbox.post(letter, Posting(rig.channel, rig.sign(letter, tx.fact("secret")), False, now))
