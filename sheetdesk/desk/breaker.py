"""The breaker: too many automatic letters in an hour, and all but alarms wait (domain §6, mail loops)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sheetdesk.desk.rig import Rig
from sheetdesk.desk.team_room import post_alarm
from sheetdesk.errors import TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.policy.letters import Alert
from sheetdesk.policy.sending import HOUR, Verdict
from sheetdesk.policy.shop import Office
from sheetdesk.policy.wording import moment

TRIPPED_AT = "breaker_at"


def trip(rig: Rig, office: Office, tx: Transaction, verdict: Verdict, now: datetime) -> None:
    """Remember when it tripped, and post the one alarm of it."""
    tx.remember(TRIPPED_AT, now)
    zone = rig.defaults.zone
    facts = {
        "shop": office.shop.name,
        "count": str(rig.limits.per_hour),
        "limit": str(rig.limits.per_hour),
        "at": moment(now, zone),
        "until": moment(verdict.until or now + HOUR, zone),
    }
    with suppress(TemplateFault):  # `templates` names it in 系統狀態
        post_alarm(rig, office, tx, Alert("breaker", f"breaker:{now.isoformat()}", facts), now)
