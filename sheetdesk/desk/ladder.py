"""Who on the team is told of a case: at once by an alarm, or by the ladder. Border: rungs and words are policy's."""

from __future__ import annotations

from datetime import date

from sheetdesk.desk.desk import Desk
from sheetdesk.model.case import Case
from sheetdesk.policy.assign import Campaigns, Roster
from sheetdesk.policy.rungs import told_at_once


def roster_of(desk: Desk) -> tuple[Roster, date]:
    """Who works here, and the day by which leaves count."""
    book = desk.book
    return Roster(book.team, Campaigns(book.campaigns), book.lead), desk.now.astimezone(book.defaults.zone).date()


def alarm_addresses(desk: Desk, case: Case) -> tuple[str, ...]:
    """Where an alarm about the case goes. In the trial all of them are the organiser's, who needs one."""
    own = desk.book.own_address
    if desk.book.shop.trial:
        return (own,) if own is not None else ()
    found = [one.email for one in told_at_once(case, *roster_of(desk)) if one.email]
    return tuple(dict.fromkeys(found)) or ((own,) if own is not None else ())
