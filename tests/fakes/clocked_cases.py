"""What the tests of clocks share: the calendar and targets that ship in config.yaml, and a maker of cases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetdesk.config import load_config
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.policy.hours import read_calendar
from sheetdesk.policy.policies import read_policies

TAIPEI = ZoneInfo("Asia/Taipei")
MON = date(2026, 11, 23)
"""A Monday without holidays near."""

_CONFIG = load_config(Path(__file__).parents[2] / "config.yaml", {})


def rows(*cells):
    return [Row(place, row) for place, row in enumerate(cells, 2)]


CALENDAR, CALENDAR_PROBLEMS = read_calendar(rows(*_CONFIG.rows("hours")), TAIPEI)
POLICIES, POLICY_PROBLEMS = read_policies(rows(*_CONFIG.rows("sla")))


def at(day, clock):
    """The instant of a wall time in Taipei; `day` counts from that Monday, -1 is the Sunday before."""
    return datetime.fromisoformat(f"{MON + timedelta(days=day)} {clock}").replace(tzinfo=TAIPEI).astimezone(UTC)


def case(**fields):
    """A case of Monday 10:00, 一般, seen at once."""
    received = fields.setdefault("received_at", at(0, "10:00"))
    facts = {"priority": "一般", "nature": "客訴", "category": "商品問題", "source": "表單", "status": "待處理"}
    return Case("GB2611-0001-X", **{"first_seen_at": received, **facts, **fields})
