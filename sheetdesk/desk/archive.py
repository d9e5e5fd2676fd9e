"""What the ledger knows of 封存: whose rows stand there, which are to come back, when it is read next. Border: ledger.

The tab grows for years, so it is read once a day, and in a pass that has a row to bring back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sheetdesk.columns import ARCHIVE, CASES
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.desk.archive_returns import WORDS, keep_whole, keep_words, owes_rows
from sheetdesk.desk.observe import Observed
from sheetdesk.desk.rig import Asked
from sheetdesk.desk.settle_moves import Gone
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import KnownTab, Row, Snapshot
from sheetdesk.model.values import Value, nothing, same

JOB, FACT = "archive_cases", "archive"
FROM_HOUR = 3
"""Rows go in the small hours, when nobody has the sheet open."""

FILED = "filed"
"""Where the ledger remembers rows that stand in no tab any more but in a file (desk/filing.py)."""

DOUBT = timedelta(hours=1)
"""More than the time for which a row must be missing before it is put back."""

Cells = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Memo:
    """What is remembered of 封存 beside its rows. `day`: when it was last gone through. `look`: it is to be read at once.

    `wanted`: archived cases that are to come back. `astray`: rows that are no case's and went by mistake. `called`: cases
    that a person took back in this very pass; `stays`: until when they aren't archived again. `stale`: the sheet was set
    back since, so nothing that stands there counts as a person's word. `told`: problems that were found, each as place,
    what and mend."""

    day: str | None = None
    look: bool = False
    wanted: tuple[str, ...] = ()
    astray: tuple[Cells, ...] = ()
    called: tuple[str, ...] = ()
    stays: Mapping[str, datetime] = field(default_factory=nothing)
    agreed: bool = False
    declined_at: datetime | None = None
    asked: tuple[str, str] | None = None
    stale: bool = False
    told: tuple[tuple[str, str, str], ...] = ()


def memo(tx: Transaction) -> Memo:
    """As the ledger keeps it."""
    said: dict[str, Any] = tx.fact(FACT) or {}
    return Memo(**said)


def remember(tx: Transaction, now: Memo) -> None:
    """Keep it."""
    tx.remember(FACT, {name: getattr(now, name) for name in Memo.__slots__})


def is_due(tx: Transaction, zone: ZoneInfo, now: datetime, asked: Asked) -> bool:
    """Is 封存 to be read in this pass?"""
    known, here = memo(tx), now.astimezone(zone)
    if known.look or owes_rows(tx):
        return True
    return (asked.jobs is None or JOB in asked.jobs) and here.hour >= FROM_HOUR and known.day != day_of(now, zone)


def archive_rests(tx: Transaction, zone: ZoneInfo, now: datetime, asked: Asked) -> tuple[KnownTab, ...]:
    """The tab, if nothing of it need be read."""
    return () if is_due(tx, zone, now, asked) else (KnownTab(ARCHIVE.key),)


def keep_moves(tx: Transaction, gone: Iterable[Gone]) -> None:
    """Remember where the rows of a batch stand now, and which of them went by mistake."""
    gone = list(gone)
    if not gone:
        return
    for one in gone:
        if one.right and one.move.key is not None and one.key is not None and one.move.to:
            _keep(tx, one, one.key)
        elif not one.move.to and not one.right:
            _take_back(tx, one)
    known, ours = memo(tx), tx.sheet.rows(CASES.key, {one.key for one in gone if one.key is not None})
    wrong = [one for one in gone if not one.right and one.move.to == ARCHIVE.key]
    for one in wrong:
        if one.key in ours and not one.in_order:
            keep_words(tx, str(one.key), one.cells)
    strays = [dict(one.cells) for one in wrong if one.key not in ours and one.cells]
    back = [cells for cells in known.astray if not any(_is_back(one, cells) for one in gone)]
    here = {one.key for one in gone if one.right and one.move.to == CASES.key}
    wanted = tuple(number for number in known.wanted if number not in here)
    look = known.look or any(not one.right or not one.in_order for one in gone)
    remember(tx, replace(known, look=look, wanted=wanted, astray=(*back, *strays)))


def _keep(tx: Transaction, one: Gone, key: str) -> None:
    """A row in 案件 again is looked at anew: of one that went by mistake, what she did meanwhile is still unheard. What
    landed under wrong titles in 封存 is owed to it."""
    cells = without_stamp(one.cells)
    if one.move.to == ARCHIVE.key:
        after = RowMemory({**cells, **one.move.cells}, dirty=not one.in_order)
    else:
        known = tx.sheet.rows(CASES.key, [key]).get(key, RowMemory(cells))
        after = replace(known, dirty=True, missing_since=None)
    tx.sheet.let_go(one.move.tab, [key])
    tx.sheet.keep(one.move.to, {key: after})


def _take_back(tx: Transaction, one: Gone) -> None:
    """A row that was deleted by mistake stands in 封存 again as it stood at that moment, whoever's it is; one that somebody
    changed meanwhile goes to its file anew."""
    if one.key is not None:
        unfile(tx, [one.key])
    if one.cells:
        keep_whole(tx, one.cells)


def _is_back(one: Gone, cells: Cells) -> bool:
    return one.right and one.move.key is None and one.move.to == CASES.key and shows_all(one.cells, cells)


def shows_all(cells: Cells, of: Cells) -> bool:
    """Does a row show at least all that another did? Somebody may have written in it since."""
    return all(same(cells.get(name), value) for name, value in of.items())


def back_from_archive(
    snapshot: Snapshot, memory: Mapping[str, RowMemory], tx: Transaction, set_back: bool
) -> dict[str, RowMemory]:
    """Archived cases whose row stands in 案件 again: a person brought it back, or the sheet was set back. One of which
    only the number stands there is called for, and its row will be moved."""
    strange = {
        str(number): row
        for row in snapshot.tabs[CASES.key].rows
        if (number := row.cells.get("number")) is not None and number not in memory
    }
    if strange:
        unfile(tx, strange)
    known = tx.sheet.rows(ARCHIVE.key, strange) if strange else {}
    here = {number: row for number, row in known.items() if strange[number].get("text") is not None}
    if known and not set_back:
        call_back(tx, known.keys() - here.keys(), by_hand=tuple(known))
    back = {number: RowMemory(without_stamp(row.seen), dirty=True) for number, row in here.items()}
    tx.sheet.keep(CASES.key, back)
    tx.sheet.let_go(ARCHIVE.key, back)
    if back:  # of a row that was copied, the first stands in 封存 still
        read_soon(tx)
    return back


def unfile(tx: Transaction, numbers: Iterable[str]) -> None:
    """These cases are wanted again: as if their rows had been deleted in 封存, from where they will be called back."""
    rows = tx.sheet.rows(FILED, numbers)
    if rows:
        tx.sheet.let_go(FILED, rows)
        tx.sheet.keep(ARCHIVE.key, rows)
        remember(tx, replace(memo(tx), look=True))


def still_moves(tx: Transaction, numbers: Iterable[str]) -> bool:
    """Is one of these rows, or one that nobody knows, between 封存 and a file: perhaps in both, perhaps in none?"""
    between = memo(tx).look and tx.sheet.rows(FILED, numbers)
    return bool(between or tx.sheet.rows(WORDS, numbers)) or owes_rows(tx)


def read_soon(tx: Transaction) -> None:
    """Something is owed to a row of 封存."""
    remember(tx, replace(memo(tx), look=True))


def call_back(tx: Transaction, numbers: Iterable[str], by_hand: tuple[str, ...] = ()) -> None:
    """These archived cases come back to 案件 in the next pass. `by_hand`: those that a person took back."""
    known = memo(tx)
    wanted = tuple(sorted({*known.wanted, *numbers}))
    remember(tx, replace(known, look=known.look or bool(wanted), wanted=wanted, called=(*known.called, *by_hand)))


def remember_archived(tx: Transaction, archived: Mapping[str, Row], filed: Mapping[str, Row]) -> None:
    """What a rebuilt ledger finds in 封存, and in files alone. Somebody agreed to that once."""
    for tab, rows in ((ARCHIVE.key, archived), (FILED, filed)):
        tx.sheet.keep(tab, {number: RowMemory(row.cells) for number, row in rows.items()})
    remember(tx, replace(memo(tx), agreed=bool(archived or filed)))


def expect_anew(tx: Transaction, now: datetime) -> None:
    """The sheet was set back, or is another one: whatever doesn't stand in 封存 comes back there in the next pass."""
    long_gone = {number: replace(row, missing_since=now - DOUBT) for number, row in tx.sheet.rows(ARCHIVE.key).items()}
    tx.sheet.keep(ARCHIVE.key, long_gone)
    known = memo(tx)
    remember(tx, replace(known, look=known.agreed or bool(long_gone), stale=True))


def without_archived(observed: Observed, snapshot: Snapshot) -> Observed:
    """As observed, but rows that stand in 封存 by mistake aren't missing: they come back whole."""
    there = {row.get("number") for row in rows_in(snapshot)} if observed.missing else set()
    if not there:
        return observed
    return replace(observed, missing=tuple(number for number in observed.missing if number not in there))


def rows_in(snapshot: Snapshot) -> tuple[Row, ...]:
    """The rows of 封存, where it was read."""
    return snapshot.tabs[ARCHIVE.key].rows if ARCHIVE.key in snapshot.tabs else ()


def without_stamp(cells: Cells) -> dict[str, Value]:
    """A row of 封存 as it stood in 案件."""
    return {name: value for name, value in cells.items() if name != ARCHIVED_AT.key}


def day_of(now: datetime, zone: ZoneInfo) -> str:
    """The desk's day, as the memo keeps it."""
    return f"{now.astimezone(zone):%Y-%m-%d}"
