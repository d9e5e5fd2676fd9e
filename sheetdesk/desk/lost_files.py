"""Before a rebuild: cases whose rows ought to stand in a file and stand nowhere. To rebuild without them would make their
old answers new cases, and their customers would hear from us again.

Border: asks the workbook, the files and the old ledger; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.columns import ARCHIVE, CASES, LOG
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.desk.archive import FILED
from sheetdesk.desk.rig import Rig
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Value
from sheetdesk.policy.numbers import is_case_number
from sheetdesk.policy.retention import STAYS_AT_LEAST, Terms, filed_after

Cells = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Known:
    """What an old ledger tells. `rows`: those that left 案件; `dropped`: cases whose row somebody deleted for good."""

    rows: Mapping[str, Cells] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lost:
    """`rows`: as the old ledger still knows them; `told`: when the last letter of a case left of which 往來紀錄 alone tells."""

    rows: Mapping[str, Cells]
    told: Mapping[str, datetime]

    @property
    def numbers(self) -> list[str]:
        """All of them."""
        return sorted({*self.rows, *self.told})

    def years(self, terms: Terms, zone: ZoneInfo) -> set[int]:
        """The years whose files held them; where the ledger doesn't know, the one in which they could go first."""
        moved = [at for row in self.rows.values() if isinstance(at := row.get(ARCHIVED_AT.key), datetime)]
        moved += [at + terms.after if terms.after is not None else at for at in self.told.values()]
        return {at.astimezone(zone).year for at in moved}


def known_to(tx: Transaction) -> Known:
    """What a ledger that is to be replaced tells of rows that left 案件."""
    rows = {**tx.sheet.rows(ARCHIVE.key), **tx.sheet.rows(FILED)}
    dropped = {number for number, row in tx.sheet.rows(CASES.key).items() if row.dropped}
    return Known({number: row.seen for number, row in rows.items()}, frozenset(dropped))


def find_lost(rig: Rig, known: Known, now: datetime) -> Lost:
    """Raises DeskUnreachable if workbook or files can't be read.

    Of cases that only 往來紀錄 tells of, those count whose last letter is so old that they may have been filed."""
    tabs = rig.workbook.read().tabs
    there = {*_numbers(tabs.get(CASES.key)), *_numbers(tabs.get(ARCHIVE.key))}
    there |= {*rig.years().rows()} if rig.years is not None else set()
    rows = {n: row for n, row in known.rows.items() if n not in there and _may_be_filed(row, now)}
    latest = now - filed_after(rig.defaults.retention)
    spoken = _last_spoken_of(tabs.get(LOG.key))
    gone = {n: at for n, at in spoken.items() if n not in there and n not in rows and n not in known.dropped}
    return Lost(rows, {number: at for number, at in gone.items() if at <= latest})


def _may_be_filed(row: Cells, now: datetime) -> bool:
    """What was deleted in 封存 a while ago comes back by itself, and is no file's loss."""
    at = row.get(ARCHIVED_AT.key)
    return isinstance(at, datetime) and now - at >= STAYS_AT_LEAST


def _numbers(view: TabView | None) -> set[str]:
    return {str(row.get("number")) for row in view.rows} if view is not None else set()


def _last_spoken_of(log: TabView | None) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for row in log.rows if log is not None else ():
        number, at = str(row.get("case") or ""), row.get("at")
        if isinstance(at, datetime) and is_case_number(number):
            found[number] = max(at, found.get(number, at))
    return found
