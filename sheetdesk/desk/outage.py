"""A workbook that can't be read or written for long: one alarm, and one letter when it works again (design §5)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sheetdesk.desk.rig import Report, Rig
from sheetdesk.errors import SheetdeskError, TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, WAITING, Message
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.shop import Office, Shop
from sheetdesk.policy.wording import moment

ALARM_AFTER = timedelta(minutes=15)
"""Quotas refill within a minute and most troubles of a server end by themselves within a few; what lasts longer is
a revoked key or a deleted column, which somebody has to mend. No setting: nothing is lost meanwhile."""

SINCE = "outage_since"


def known_office(tx: Transaction) -> Office | None:
    """The switches and the organiser's address as the last good pass read them; None before the first."""
    known = tx.fact("office")
    if known is None:
        return None
    *shop, own_address = known
    return Office(Shop(*shop), own_address)


def note_fault(rig: Rig, fault: SheetdeskError, report: Report) -> None:
    """Remember since when the workbook has been out of reach; once that is long, post the one alarm of this outage."""
    with rig.ledger.begin() as tx:
        since = tx.fact(SINCE) or report.now
        tx.remember(SINCE, since)
        if report.now - since >= ALARM_AFTER:
            facts = {"at": moment(since, rig.defaults.zone), "cause": str(fault)}
            _post(rig, tx, Alert("unreachable", _event(since), facts), report)


def note_recovery(rig: Rig, report: Report) -> None:
    """The workbook was read, and written if there was anything to write: an outage is over, and told of if its alarm was."""
    with rig.ledger.begin() as tx:
        since = tx.fact(SINCE)
        if since is None:
            return
        tx.remember(SINCE, None)
        told = next((m for m in tx.outbox.updated_since(since) if m.letter.event == _event(since)), None)
        if told is None or told.state in (CANCELLED, GIVEN_UP):
            return
        if _never_left(told):  # the mail server was out of reach too: the news is old by now
            tx.outbox.mark(told.id, CANCELLED, report.now, note="試算表已經恢復，這封警示不用寄了")
            return
        facts = {"at": moment(report.now, rig.defaults.zone)}
        _post(rig, tx, Alert("recovered", f"recovered:{since.isoformat()}", facts), report)


def _event(since: datetime) -> str:
    return f"unreachable:{since.isoformat()}"


def _never_left(message: Message) -> bool:
    return message.state == FAILED or (message.state == WAITING and not message.attempts)


def _post(rig: Rig, tx: Transaction, alert: Alert, report: Report) -> None:
    """To the organiser's own address; its key, the outage, lets it enter the outbox once. Nothing without an address."""
    office = known_office(tx)
    if office is None or office.own_address is None:
        return
    facts = {"shop": office.shop.name, **alert.facts}
    try:
        letter = alarm(Alert(alert.name, alert.event, facts), office.own_address, rig.defaults.templates)
    except TemplateFault as fault:
        report.problems.append(Problem(fault.which, fault.what, fault.mend))
        report.new_problems.append(report.problems[-1])
        return
    tx.outbox.post(letter, Posting(rig.channel, rig.sign(letter, tx.fact("secret")), False, report.now))
