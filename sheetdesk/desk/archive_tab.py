"""封存 in a pass: what its job has to know, which rows go there, and which come back. Border: tab and ledger, no judgement.

The tab is known by what the ledger says: a row there whose case isn't archived went by mistake and comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sheetdesk.columns import ARCHIVE, CASES, CLAIMS
from sheetdesk.columns.archive import ARCHIVED_AT
from sheetdesk.desk.archive import (
    FILED,
    Memo,
    day_of,
    expect_anew,
    memo,
    remember,
    rows_in,
    shows_all,
    unfile,
    without_stamp,
)
from sheetdesk.desk.archive_facts import Archive
from sheetdesk.desk.archive_returns import numbers_returning, return_wishes, word_wishes
from sheetdesk.desk.archive_twins import Twins, find_twins
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.observe import has_settled
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.wishes import cells_of
from sheetdesk.ledger import Transaction
from sheetdesk.model.incident import JOINING
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import Problem, Row, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.replies import Question
from sheetdesk.policy.retention import ENDED, Strings

STAYS = timedelta(days=30)
"""So long a case that a person took back stays in 案件, closed or not."""

MOST = 500
"""Rows that leave 封存 in one pass."""

LOCKED = Problem(
    "分頁「案件」「封存」", "有保護的範圍，刪不了列，所以先不封存", "把系統的帳號加進可以編輯的人，或取消保護"
)
MISSING = Problem("試算表", f"少了分頁「{ARCHIVE.title}」，結案的案件先留在「案件」", "執行 sheetdesk init 會補上")


def open_archive(sight: Sight, desk: Desk, tx: Transaction) -> Archive:
    """What the job has to know."""
    known = _with_stays(tx, desk.now)
    question = Question(*known.asked, ()) if known.asked is not None else None
    facts = Archive(agreed=known.agreed, declined_at=known.declined_at, asked=question)
    if not sight.archive_due:
        desk.problems += [Problem(*said) for said in known.told]
        return facts
    view = sight.snapshot.tabs.get(ARCHIVE.key)
    if view is None or ARCHIVE.key_column not in view.header:
        desk.problems.append(MISSING)
        return replace(facts, due=True)
    twins = _twins(view, sight, desk, known, tx)
    told = (*twins.told, *((LOCKED,) if _is_locked(sight) else ()))
    desk.problems += told
    remember(tx, replace(known, told=tuple((one.place, one.what, one.mend) for one in told)))
    ended = ((number, row) for number, row in sight.observed.rows.items() if row.get("status") in ENDED)
    busy = sight.observed.changed | known.stays.keys() | twins.left
    rows = {number: row.cells for number, row in ended if number not in busy}
    archived = tx.sheet.rows(ARCHIVE.key, twins.standing.keys() - twins.left)
    records = {number: twins.standing[number].cells for number, known in archived.items() if not known.dirty}
    return replace(facts, due=True, rows=rows, strings=strings_of(rows, tx), records=records, twins=twins)


def _twins(view: TabView, sight: Sight, desk: Desk, known: Memo, tx: Transaction) -> Twins:
    def worthless(number: str) -> bool:
        case = desk.case(number)
        return known.stale or (case is not None and case.forgotten_at is not None)

    coming = {row.place for _, row in _coming(sight, tx)}
    return find_twins(view, sight.cases, sight.observed.rows, tx.sheet.rows(ARCHIVE.key), coming, worthless)


def _with_stays(tx: Transaction, now: datetime) -> Memo:
    """The memo, in which a case that a person took back stays in 案件 for a while."""
    known = memo(tx)
    stays = {number: until for number, until in known.stays.items() if until > now}
    stays |= dict.fromkeys(known.called, now + STAYS)
    if known.called or len(stays) < len(known.stays):
        known = replace(known, called=(), stays=stays)
        remember(tx, known)
    return known


def strings_of(numbers: Iterable[str], tx: Transaction) -> Strings:
    """What is open beside the rows of these cases."""
    waiting = {message.letter.case for message in tx.outbox.by_ids(tx.outbox.unfinished())}
    claims = tx.sheet.rows(CLAIMS.key, numbers)
    return Strings(
        frozenset(number for number in waiting if number is not None),
        frozenset(number for number, row in claims.items() if row.seen.get("credited") is not None),
        frozenset(one.number for one in tx.incidents.live().values() if one.status in JOINING),
    )


def archive_wishes(sight: Sight, desk: Desk, tx: Transaction) -> list[Wish]:
    """Rows of 封存 to be put right: those that somebody deleted come back from the ledger, as last seen, after two reads;
    those that landed under wrong titles are written anew. What people change there stays as they left it."""
    view = sight.snapshot.tabs.get(ARCHIVE.key)
    if not desk.archive.due or view is None or ARCHIVE.key_column not in view.header:
        return []
    standing, stale, returning = desk.archive.twins.standing, memo(tx).stale, numbers_returning(tx)
    wishes, news = [*desk.archive.twins.fills, *return_wishes(view, tx)], dict[str, RowMemory]()
    wishes += word_wishes(sight.cases, sight.observed.rows, tx)
    for number, known in tx.sheet.rows(ARCHIVE.key).items():
        row = standing.get(number)
        if row is not None and (known.dirty or (stale and not known.shows(row.cells))):
            news[number] = replace(known, dirty=True, missing_since=None)
            wishes.append(Wish(ARCHIVE.key, number, _owed(number, known, row, sight, desk), row))
        elif row is not None and (known.missing_since is not None or not known.shows(row.cells)):
            news[number] = RowMemory(row.cells)
        elif number in returning or known.dropped:
            continue
        elif row is None and has_settled(known.missing_since, desk.now):
            cells = {name: value for name, value in known.seen.items() if not isinstance(value, Formula)}
            wishes.append(Wish(ARCHIVE.key, number, cells))
        elif row is None and known.missing_since is None:
            news[number] = replace(known, missing_since=desk.now)
    tx.sheet.keep(ARCHIVE.key, news)
    return wishes + _calls(sight, tx)


def _owed(number: str, known: RowMemory, row: Row, sight: Sight, desk: Desk) -> dict[str, Value]:
    """What a row is to show: what stood in it, or what is left of a customer who was forgotten."""
    case = desk.case(number) if sight.wipe.holds(ARCHIVE.key, number) else None
    if case is None:
        return dict(known.seen)
    return {**cells_of(case, desk.book.categories), ARCHIVED_AT.key: row.get(ARCHIVED_AT.key)}


def _calls(sight: Sight, tx: Transaction) -> list[Wish]:
    """A number that somebody typed into a blank row of 案件 to call the case back gives way to the row itself."""
    wanted, gone = memo(tx).wanted, sight.memory.keys()
    called = [row for row in sight.observed.strangers if row.get("number") in wanted]
    return [Wish(CASES.key, None, {"number": None}, row) for row in called if row.get("number") not in gone]


def archive_moves(sight: Sight, desk: Desk, tx: Transaction) -> list[RowMove]:
    """The rows that move in this pass; those that come back go before all others. Once nothing more goes or comes, the
    tab rests until the next day."""
    if sight.set_back:
        expect_anew(tx, desk.now)
    if not desk.obeys:
        return []
    moves = _moves(sight, desk, tx) if desk.archive.due and ARCHIVE.key in sight.snapshot.tabs else []
    known, facts = memo(tx), desk.archive
    asked = (facts.asked.key, facts.asked.what) if facts.asked is not None else None
    after = replace(known, agreed=facts.agreed, declined_at=facts.declined_at, asked=asked)
    newly = facts.agreed and not known.agreed
    if facts.due:
        again = bool(moves or facts.twins.fills) or newly
        read = ARCHIVE.key in sight.snapshot.tabs
        after = replace(
            after, day=day_of(desk.now, desk.book.defaults.zone), look=again, stale=known.stale and not read
        )
    elif newly:
        after = replace(after, look=True)
    remember(tx, after)
    return moves


def _is_locked(sight: Sight) -> bool:
    return any(area.tab in (CASES.key, ARCHIVE.key) for area in sight.snapshot.locked)


def _moves(sight: Sight, desk: Desk, tx: Transaction) -> list[RowMove]:
    if _is_locked(sight):
        return []
    _give_up(sight, desk, tx)
    back = [RowMove(ARCHIVE.key, row.place, number, CASES.key) for number, row in _coming(sight, tx)]
    out = {row.place: number for number, row in (*_filed(sight, tx), *desk.archive.twins.gone)}
    back = back or [RowMove(ARCHIVE.key, place, number, "") for place, number in sorted(out.items())]
    if back:
        return back[:MOST]
    rows = ((case.number, sight.observed.rows[case.number]) for case in desk.archive.goes)
    return [RowMove(CASES.key, row.place, number, ARCHIVE.key, {ARCHIVED_AT.key: desk.now}) for number, row in rows]


def _filed(sight: Sight, tx: Transaction) -> Iterator[tuple[str, Row]]:
    """Rows of 封存 that a file holds. One in which somebody wrote since stays, and goes to its file anew on another day."""
    keyed = [(str(row.get("number")), row) for row in rows_in(sight.snapshot)]
    known, stale = tx.sheet.rows(FILED, {number for number, _ in keyed}), memo(tx).stale
    written = {n for n, row in keyed if n in known and not stale and not known[n].shows(row.cells)}
    unfile(tx, written)
    return ((number, row) for number, row in keyed if number in known and number not in written)


def _give_up(sight: Sight, desk: Desk, tx: Transaction) -> None:
    """A row that is to come back and that somebody deleted in 封存 comes back from the ledger."""
    known = memo(tx)
    standing = {row.get("number") for row in rows_in(sight.snapshot)}
    wanted = tuple(n for n in known.wanted if n in standing and n not in sight.observed.rows)
    lost = tx.sheet.rows(ARCHIVE.key, set(known.wanted) - standing)
    tx.sheet.let_go(ARCHIVE.key, lost)
    gone = {number: RowMemory(without_stamp(row.seen), missing_since=desk.now) for number, row in lost.items()}
    tx.sheet.keep(CASES.key, gone)
    remember(tx, replace(known, wanted=wanted))


def _coming(sight: Sight, tx: Transaction) -> Iterator[tuple[str | None, Row]]:
    """Rows of 封存 that belong into 案件: of cases that aren't archived, that are wanted, and rows that are no case's and
    went by mistake."""
    rows, known = rows_in(sight.snapshot), memo(tx)
    keyed = {str(row.get("number")): row for row in rows if row.get("number") is not None}
    ours = tx.sheet.rows(CASES.key, keyed)
    for number, row in keyed.items():
        if number not in sight.observed.rows and (number in ours or number in known.wanted):
            yield number, row
    for row in rows:
        strange = row.get("number") is None or str(row.get("number")) not in ours
        if strange and any(shows_all(row.cells, cells) for cells in known.astray):
            yield None, row
