"""The words of the ladder on which a case goes up (domain §5), and the shares of a clock at which it does (domain §4.7)."""

from __future__ import annotations

OWNER, BACKUP, LEAD, BOSS = "負責人", "備援", "主揪", "老闆"
RUNGS = (OWNER, BACKUP, LEAD, BOSS)
"""From the lowest."""
NOBODY = "不通知"
PERCENTS = (50, 80, 100, 150)
