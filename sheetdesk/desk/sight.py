"""What this pass finds: earlier writes settled, our slips laid aside, people's changes, and whether to go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sheetdesk.columns import ARCHIVE, CASES, CLAIMS, CUSTOMERS, LOG, PAYABLES
from sheetdesk.desk.archive import back_from_archive, keep_moves, without_archived
from sheetdesk.desk.archive_returns import note_returned
from sheetdesk.desk.formulas import with_known_formulas
from sheetdesk.desk.observe import Observed, observe, too_much_at_once
from sheetdesk.desk.overlay import Owed, overlay
from sheetdesk.desk.refund_reading import RefundReading
from sheetdesk.desk.rig import Rig
from sheetdesk.desk.settle import Settlement, as_journaled, owed_in, rows_by_key, seen_to_stand, settle, still_owed
from sheetdesk.desk.stamp_check import DISPLACED, OWNER, another_wrote, displaced, is_set_back, own_of
from sheetdesk.desk.titles import check_titles, note_titles
from sheetdesk.desk.wipe import Wipe, open_wipe
from sheetdesk.errors import DeskUnreachable
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.sheet import DROPPED, SETTLED
from sheetdesk.model.memory import RowMemory, masked_in, with_memory
from sheetdesk.model.sheet import Difference, Repair, Row, Snapshot, TabView
from sheetdesk.model.values import Value

REMEMBERED = (CASES.key, LOG.key, CUSTOMERS.key, CLAIMS.key, PAYABLES.key, ARCHIVE.key)
"""Tabs whose rows the ledger knows as last seen."""


@dataclass(slots=True)
class Sight:
    """The desk as found. `raw`: as read; `snapshot`: as it would be without our slips, `owed`."""

    raw: Snapshot
    snapshot: Snapshot
    owed: tuple[Owed, ...]
    observed: Observed
    memory: dict[str, RowMemory]
    log_memory: dict[str, RowMemory]
    set_back: bool
    too_much: int
    """How many cases changed at once, if that is more than people do by hand."""
    news: dict[str, RowMemory] = field(default_factory=dict)
    """Rows of 案件 to be remembered otherwise than before."""
    log_news: dict[str, RowMemory] = field(default_factory=dict)

    masked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns in which a row of 案件 holds an account's number, by case number."""
    wipe: Wipe = field(default_factory=Wipe)
    """Rows out of which a forgotten customer is taken."""
    refunds: RefundReading = field(default_factory=RefundReading)
    archive_due: bool = False
    """Was 封存 to be read in this pass?"""

    @property
    def cases(self) -> TabView:
        """The tab 案件."""
        return self.snapshot.tabs[CASES.key]

    def known(self, number: str) -> RowMemory:
        """What is remembered of a case's row, this pass's news included."""
        return self.news.get(number) or self.memory.get(number) or RowMemory()


def look(rig: Rig, raw: Snapshot, tx: Transaction) -> Sight:
    """Settle what earlier passes left open, then observe. Raises DeskNotOurs, DeskUnreachable."""
    if CASES.key not in raw.tabs:
        raise DeskUnreachable(f"找不到分頁「{CASES.title}」", mend="執行 sheetdesk init 建立；改過名的話請改回來")
    if (host := tx.fact(DISPLACED)) is not None:
        raise displaced(host)
    own = own_of(tx.fact)
    set_back = is_set_back(raw, own, rig.defaults.zone)
    for journal in tx.sheet.pending():
        image = raw.image if raw.image is not None and raw.image.batch == journal.batch else None
        if image is not None and (other := another_wrote(journal, image, own)) is not None:
            raise displaced(other.host)
        _close(journal, raw, tx, set_back)
    tx.remember(OWNER, None)
    snapshot, owed = overlay(raw, tx.sheet.repairs())
    memory, log_memory = tx.sheet.rows(CASES.key), _log_memory(raw, tx)
    memory |= back_from_archive(snapshot, memory, tx, set_back)
    snapshot = with_known_formulas(snapshot, {CASES.key: memory, LOG.key: log_memory})
    check_titles(snapshot, {CASES.key: memory, LOG.key: log_memory}, tx)
    observed, wipe = observe(snapshot.tabs[CASES.key], memory), open_wipe(tx, set_back)
    observed = without_archived(observed, snapshot)
    if wipe.rows:  # what stands there was never a person's change: the ledger has let go of what it showed
        observed = replace(observed, edits=tuple(e for e in observed.edits if not wipe.holds(CASES.key, e.case)))
    as_before = _as_before(observed, memory)
    memory |= as_before
    tx.sheet.recognise(CASES.key, as_before)
    too_much = 0 if set_back else too_much_at_once(observed, tx.cases.open_count())
    masked = {number: columns for number, row in observed.rows.items() if (columns := masked_in(row.cells))}
    return Sight(raw, snapshot, owed, observed, memory, log_memory, set_back, too_much, masked=masked, wipe=wipe)


def _as_before(observed: Observed, memory: Mapping[str, RowMemory]) -> dict[str, RowMemory]:
    """Unchanged rows with the cells of this read as what was seen: two copies of 5,000 rows are 25 MB, and one object
    compared with itself takes no time."""
    unchanged = (
        (number, row.cells, memory[number]) for number, row in observed.rows.items() if number not in observed.changed
    )
    return {number: with_memory(known, seen=cells) for number, cells, known in unchanged if cells is not known.seen}


def _log_memory(raw: Snapshot, tx: Transaction) -> dict[str, RowMemory]:
    """What is known of the rows of 往來紀錄 that were read, and of those to which a write is owed."""
    log = raw.tabs.get(LOG.key)
    if log is None or not log.left_out:
        return tx.sheet.rows(LOG.key)
    return tx.sheet.rows(LOG.key, rows_by_key(log)) | tx.sheet.dirty(LOG.key)


def _close(journal: Difference, raw: Snapshot, tx: Transaction, set_back: bool) -> None:
    """A write whose reply was never seen: the stamp says whether it was applied."""
    if set_back or raw.stamp is None or raw.stamp.batch < journal.batch:
        tx.sheet.close_journal(journal.batch, DROPPED)
        return
    if raw.image is None:
        settlement = settle(journal, as_journaled(journal))
    elif raw.image.batch == journal.batch:
        settlement = settle(journal, raw.image)
    else:
        settlement = seen_to_stand(journal, raw)
    carried, left = owed_in(journal, tx.sheet.repairs())
    keep_settlement(tx, journal, settlement, (*left, *still_owed(carried, settlement)))


def keep_settlement(tx: Transaction, journal: Difference, settlement: Settlement, repairs: tuple[Repair, ...]) -> None:
    """Remember what stands now, what is still owed, and that the batch is settled."""
    clean = _clean_rows(journal, settlement)
    for tab in REMEMBERED:
        stood = {key: cells for (its_tab, key), cells in settlement.stood.items() if its_tab == tab}
        memory = tx.sheet.rows(tab, stood)
        tx.sheet.keep(
            tab,
            {
                key: _with_cells(memory.get(key, RowMemory()), dict(cells), dirty=(tab, key) not in clean)
                for key, cells in stood.items()
            },
        )
    note_returned(tx, settlement.stood)
    keep_moves(tx, settlement.gone)
    note_titles(tx, journal, settlement.missed)
    tx.sheet.owe(repairs)
    tx.sheet.close_journal(journal.batch, SETTLED)
    tx.remember("confirmed", max(journal.batch, tx.fact("confirmed") or 0))


def _clean_rows(journal: Difference, settlement: Settlement) -> set[tuple[str, str]]:
    """Rows of which every write stood."""
    missed_rows = {(tab, place) for tab, place, _ in settlement.missed}
    missed = {(w.tab, w.key) for w in journal.writes if (w.tab, w.place) in missed_rows}
    sizes = {(i.tab, i.key): len(i.cells) for i in journal.inserts}
    partly = {key for key, size in sizes.items() if len(settlement.stood.get(key, ())) < size}
    return settlement.stood.keys() - missed - partly - settlement.astray


def _with_cells(known: RowMemory, cells: dict[str, Value], dirty: bool) -> RowMemory:
    seen = {name: value for name, value in {**known.seen, **cells}.items() if value is not None}
    return with_memory(known, seen=seen, print="", dirty=dirty, missing_since=None)


def notice_rows(sight: Sight, now: datetime) -> None:
    """Remember every row that differs from the last read, and since when a row is missing."""
    for number in sight.observed.changed:
        cells = sight.observed.rows[number].cells
        sight.news[number] = replace(sight.known(number), seen=cells, print="", missing_since=None)
    for number, known in sight.memory.items():
        if (known.missing_since is not None or known.dropped) and number in sight.observed.rows:
            sight.news[number] = replace(sight.known(number), missing_since=None, dropped=False)
    for number in sight.observed.missing:
        known = sight.known(number)
        if known.missing_since is None:
            sight.news[number] = replace(known, missing_since=now)
    if LOG.key in sight.snapshot.tabs:
        _notice_log_rows(sight, rows_by_key(sight.snapshot.tabs[LOG.key]), now)


def _notice_log_rows(sight: Sight, standing: Mapping[str, Row], now: datetime) -> None:
    for key, row in standing.items():
        known = sight.log_memory.get(key, RowMemory())
        if not known.shows(row.cells) or known.missing_since is not None:
            sight.log_news[key] = replace(known, seen=row.cells, print="", dirty=True, missing_since=None)
    for key, known in sight.log_memory.items():
        if key not in standing and known.seen and known.missing_since is None:
            sight.log_news[key] = replace(known, missing_since=now)
