"""A workbook that can't be read or written for long: one alarm, and one letter when it works again (design §5)."""

from __future__ import annotations

from dataclasses import astuple
from datetime import datetime, timedelta

from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.team_room import post_alarm
from sheetdesk.errors import DeskUnreachable, SheetdeskError, TemplateFault
from sheetdesk.ledger import Transaction
from sheetdesk.model.message import CANCELLED, FAILED, GIVEN_UP, WAITING, Message
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.letters import Alert
from sheetdesk.policy.rest import WORKBOOK_MIN, Rest, rested
from sheetdesk.policy.room_posts import room_event
from sheetdesk.policy.shop import Office, Shop
from sheetdesk.policy.wording import lasted, moment

ALARM_AFTER = timedelta(minutes=15)
"""Quotas refill within a minute and most troubles of a server end by themselves within a few; what lasts longer is
a revoked key or a deleted column, which somebody has to mend. No setting: nothing is lost meanwhile."""

SINCE, REST = "outage_since", "outage_rest"


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
        tx.remember(SINCE, tx.fact(SINCE) or report.now)
        _raise_alarm(rig, tx, fault, report)


def rest_after(rig: Rig, fault: DeskUnreachable, report: Report) -> None:
    """It couldn't be read. What may end by itself is left alone for growing pauses; what a person mends, she wants to see
    mended with the next pass."""
    with rig.ledger.begin() as tx:
        before = tx.fact(REST)
        known = Rest(*before) if before is not None else None
        rest = rested(known, report.now, str(fault.what), fault.which, fault.mend, WORKBOOK_MIN)
        tx.remember(REST, astuple(rest) if fault.passing else None)


def left_alone(rig: Rig, asked: Asked, report: Report) -> DeskUnreachable | None:
    """Why the workbook isn't read in this pass: the fault of the last try, while its pause lasts. The alarm falls due all
    the same."""
    with rig.ledger.begin() as tx:
        known = tx.fact(REST) if asked.patient and not asked.rehearse else None
        if known is None or not (rest := Rest(*known)).holds(report.now, patient=True, began=report.now):
            return None
        fault = DeskUnreachable(rest.what, which=rest.which, mend=rest.mend)
        _raise_alarm(rig, tx, fault, report)
    return fault


def _raise_alarm(rig: Rig, tx: Transaction, fault: SheetdeskError, report: Report) -> None:
    since = tx.fact(SINCE)
    if since is not None and report.now - since >= ALARM_AFTER:
        facts = {"at": moment(since, rig.defaults.zone), "cause": str(fault)}
        _post(rig, tx, Alert("unreachable", _event(since), facts), report)


def note_recovery(rig: Rig, report: Report) -> None:
    """The workbook was read, and written if there was anything to write: an outage is over, and told of if its alarm was."""
    with rig.ledger.begin() as tx:
        since = tx.fact(SINCE)
        if since is None:
            return
        tx.remember(SINCE, None)
        tx.remember(REST, None)
        events = (_event(since), room_event(_event(since)))
        told = [m for m in tx.outbox.updated_since(since) if m.letter.event in events]
        late = [m.id for m in told if _never_left(m)]  # that way was out of reach too: the news is old by now
        tx.outbox.mark_all(late, CANCELLED, report.now, note="試算表已經恢復，這封警示不用寄了")
        if not any(m.id not in late and m.state not in (CANCELLED, GIVEN_UP) for m in told):
            return
        counts = tx.outbox.counts()
        facts = {
            "at": moment(report.now, rig.defaults.zone),
            "lasted": lasted(report.now - since),
            "count": str(counts.get(WAITING, 0) + counts.get(FAILED, 0)),
        }
        _post(rig, tx, Alert("recovered", f"recovered:{since.isoformat()}", facts), report)


def _event(since: datetime) -> str:
    return f"unreachable:{since.isoformat()}"


def _never_left(message: Message) -> bool:
    return message.state == FAILED or (message.state == WAITING and not message.attempts)


def _post(rig: Rig, tx: Transaction, alert: Alert, report: Report) -> None:
    """To the organiser and the chat room; its key, the outage, lets it enter the outbox once."""
    office = known_office(tx)
    if office is None:
        return
    facts = {"shop": office.shop.name, **alert.facts}
    try:
        post_alarm(rig, office, tx, Alert(alert.name, alert.event, facts), report.now)
    except TemplateFault as fault:
        report.problems.append(Problem(fault.which, fault.what, fault.mend))
        report.new_problems.append(report.problems[-1])
