"""Begin and end 旺季模式, and tell the organiser once each way.

Reads:   how many cases came in, how many usually do, 設定
Decides: whether complaints go first from now on
Repeat:  safe - it begins above one limit and ends below a lower one, and what is on stays on
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import SETTINGS
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.peak import volume_of
from sheetdesk.desk.team_room import alarm_address
from sheetdesk.policy.letters import Alert, alarm
from sheetdesk.policy.peak import Peak, Volume, peak_now
from sheetdesk.policy.wording import lasted, moment

LETTERS = ("alarm",)


def run(desk: Desk, now: datetime) -> str:
    """Look whether it is one; without a new case only whether it still is."""
    before, switch = desk.peak.state, desk.book.shop.peak
    if not (desk.created or before or switch):
        return "volume: as usual"
    volume = volume_of(desk, now)
    after = peak_now(before, switch, volume, desk.book.defaults.peak, now)
    desk.peak = replace(desk.peak, state=after)
    if (before is None) != (after is None) and not switch:
        _tell(desk, before, after, volume)
    return f"volume: {volume.recent} in a day, peak {'on' if after else 'off'}"


def _tell(desk: Desk, before: Peak | None, after: Peak | None, volume: Volume) -> None:
    """One letter each way; what she switched herself she knows."""
    peak, to, zone = after or before, alarm_address(desk), desk.book.defaults.zone
    if peak is None or to is None:
        return
    name = "peak_began" if after is not None else "peak_ended"
    facts = {
        "shop": desk.book.shop.name,
        "count": str(volume.recent),
        "cause": f"平常一天 {peak.usual:.0f} 件",
        "at": moment(peak.since, zone),
        "lasted": lasted(desk.now - peak.since),
    }
    alert = Alert(name, f"{name}:{peak.since.isoformat()}", facts)
    desk.post(lambda: alarm(alert, to, desk.book.templates), SETTINGS.title)
