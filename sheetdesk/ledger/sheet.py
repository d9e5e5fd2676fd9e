"""How the sheet was last seen, what is being written into it, and what is still owed to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import tee
from sys import intern
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, Text, and_, bindparam, cast, insert, select

from sheetdesk.columns import TABS
from sheetdesk.ledger import schema
from sheetdesk.ledger.asking import among, rows_among
from sheetdesk.ledger.bulk import put_all
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.recall import Recall
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.row_move import RowMove
from sheetdesk.model.sheet import CellWrite, Difference, NewRow, Repair, Stamp
from sheetdesk.model.values import Value, dumps, loads, loads_all

PENDING, SETTLED, DROPPED = "pending", "settled", "dropped"

_NEWEST_DROPPED = (
    select(schema.journals.c.batch)
    .where(schema.journals.c.state == DROPPED)
    .order_by(schema.journals.c.batch.desc())
    .limit(5)
)
"""More than five writes were hardly given up within the hour in which they may still turn up."""

# Asked in every pass: to put a question together takes SQLAlchemy as long as to have it answered.
_OWED = select(schema.sheet_rows.c.tab, schema.sheet_rows.c.key).where(
    schema.sheet_rows.c.tab.in_([tab.key for tab in TABS]), schema.sheet_rows.c.dirty
)
_PENDING = (
    select(schema.journals.c.difference).where(schema.journals.c.state == PENDING).order_by(schema.journals.c.batch)
)
_JOURNAL = insert(schema.journals).values(difference=cast(bindparam("difference", type_=LargeBinary), Text))
_REPAIRS = select(schema.repairs.c.repair).order_by(schema.repairs.c.id)
_NO_REPAIRS = schema.repairs.delete()
_HITS = select(schema.hits.c.rule, schema.hits.c.count)

_ROWS = select(schema.sheet_rows).where(schema.sheet_rows.c.tab == bindparam("its_tab"))
_DIRTY_ROWS, _SOME_ROWS = _ROWS.where(schema.sheet_rows.c.dirty), _ROWS.where(among(schema.sheet_rows.c.key))

_J = schema.journals.c
_SETTLE = schema.journals.update().where(_J.batch == bindparam("its_batch")).values(state=SETTLED, difference="")
_DROP = schema.journals.update().where(_J.batch == bindparam("its_batch")).values(state=DROPPED)
_EMPTY_DROPPED = (
    schema.journals.update().where(_J.state == DROPPED, _J.batch.not_in(_NEWEST_DROPPED)).values(difference="")
)
_FORGET_OLD = schema.journals.delete().where(_J.batch <= bindparam("last"), _J.state != PENDING)


class SheetBook:
    """Rows as last seen, journals of writes, repairs, hit counts."""

    def __init__(self, connection: Connection, recall: Recall) -> None:
        self._connection, self._recall = connection, recall
        self._dirty: defaultdict[str, set[str]] | None = None
        """Keys of the rows to which a write is owed, by tab: asked for once a transaction, for a pass wants them of five
        tabs, some twice."""

    def rows(self, tab: str, keys: Iterable[str] | None = None) -> dict[str, RowMemory]:
        """Rows of a tab as last seen, by key: all of them, or those of `keys` that are known."""
        known = self._recall.rows(tab)
        if known is not None:
            return known if keys is None else {key: known[key] for key in keys if key in known}
        if keys is None:
            found = _by_key(self._connection.execute(_ROWS, {"its_tab": tab}))
            self._recall.learn_rows(tab, found)
            return found
        return _by_key(rows_among(self._connection, _SOME_ROWS, keys, its_tab=tab))

    def standing(self, tab: str, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose row was seen in the tab and isn't missing there."""
        table, found = schema.sheet_rows, set[str]()
        stands = and_(table.c.tab == tab, table.c.seen != dumps({}), table.c.missing_since.is_(None))
        for piece in chunks(keys):
            found.update(self._connection.execute(select(table.c.key).where(stands, table.c.key.in_(piece))).scalars())
        return found

    def dirty(self, tab: str) -> dict[str, RowMemory]:
        """Rows of a tab to which a write is owed, by key."""
        known = self._recall.rows(tab)
        if known is not None:
            return {key: row for key, row in known.items() if row.dirty}
        return _by_key(self._connection.execute(_DIRTY_ROWS, {"its_tab": tab}))

    def dirty_keys(self, tab: str) -> set[str]:
        """Which rows these are, without what was seen of them."""
        if self._dirty is None:
            self._dirty = defaultdict(set)
            for row in self._connection.execute(_OWED):
                self._dirty[row.tab].add(row.key)
        return set(self._dirty[tab])

    def keep(self, tab: str, rows: Mapping[str, RowMemory]) -> None:
        """Remember these rows."""
        if not rows:
            return
        with self._recall.following():
            rows_of_tab = (_columns_of(tab, key, row) for key, row in rows.items())
            put_all(self._connection, schema.sheet_rows, rows_of_tab, over=True)
            self._recall.keep(tab, rows)
        if self._dirty is not None:
            self._dirty[tab] = self._dirty[tab] - rows.keys() | {key for key, row in rows.items() if row.dirty}

    def let_go(self, tab: str, keys: Iterable[str]) -> None:
        """Nothing is remembered of these rows any more: they stand in another tab, or nowhere."""
        gone, table = list(keys), schema.sheet_rows
        with self._recall.following():
            for piece in chunks(gone):
                self._connection.execute(table.delete().where(table.c.tab == tab, table.c.key.in_(piece)))
            self._recall.let_go(tab, gone)
        if self._dirty is not None:
            self._dirty[tab] -= set(gone)

    def recognise(self, tab: str, rows: Mapping[str, RowMemory]) -> None:
        """These rows were seen to show what is remembered of them: from now on the memory is the very cells that were
        read, and a row is known again by identity. Nothing is written."""
        self._recall.keep(tab, rows)

    def journal(self, difference: Difference, now: datetime) -> None:
        """The coming write, durable before it happens."""
        row = {"batch": difference.batch, "written_at": now, "state": PENDING}
        self._connection.execute(_JOURNAL, {**row, "difference": _difference_to_json(difference)})

    def pending(self) -> list[Difference]:
        """Writes whose outcome isn't known, oldest first."""
        return [_difference_from_text(text) for text in self._connection.execute(_PENDING).scalars()]

    def given_up(self, since: datetime) -> list[NewRow]:
        """New rows of the batches written after `since` that were not in the workbook when it was read again."""
        j = schema.journals.c
        texts = select(j.difference).where(j.batch.in_(_NEWEST_DROPPED), j.written_at > since).order_by(j.batch.desc())
        return [insert for text in self._connection.execute(texts).scalars() for insert in _inserts_of(loads(text))]

    def close_journal(self, batch: int, state: str) -> None:
        """Settled or dropped. Of the last two hundred batches it is kept when they were written and what became of
        them; what they were to write (up to 2 MB each) only while it is pending, and of the newest five dropped."""
        self._connection.execute({SETTLED: _SETTLE, DROPPED: _DROP}[state], {"its_batch": batch})
        self._connection.execute(_EMPTY_DROPPED)
        self._connection.execute(_FORGET_OLD, {"last": batch - 200})

    def repairs(self) -> list[Repair]:
        """Cells that our writes hit and that are to be put right, oldest first."""
        return [Repair(**loads(text)) for text in self._connection.execute(_REPAIRS).scalars()]

    def owe(self, repairs: Iterable[Repair]) -> None:
        """Replace the list of owed repairs."""
        self._connection.execute(_NO_REPAIRS)
        rows = [{"repair": dumps({name: getattr(r, name) for name in r.__slots__})} for r in repairs]
        if rows:
            self._connection.execute(schema.repairs.insert(), rows)

    def hits(self) -> dict[str, int]:
        """How often each rule has matched, by rule key."""
        return {row[0]: row[1] for row in self._connection.execute(_HITS)}

    def count_hits(self, more: Mapping[str, int]) -> None:
        """Add to the rules' counts."""
        known = self.hits()
        counted = ((rule, known.get(rule, 0) + count) for rule, count in more.items())
        put_all(self._connection, schema.hits, counted, over=True)


def _by_key(found: Iterable[Row[Any]]) -> dict[str, RowMemory]:
    rows, ahead = tee(found)
    seen = loads_all(row.seen for row in ahead)
    return {intern(row.key): _memory_of(row, cells) for row, cells in zip(rows, seen, strict=True)}


def _columns_of(tab: str, key: str, row: RowMemory) -> tuple[Any, ...]:
    facts = row.print, row.dirty, row.missing_since, row.dropped
    return tab, key, dumps(row.seen), *facts, dumps(row.put_backs)


def _memory_of(row: Any, seen: dict[str, Value]) -> RowMemory:
    put_backs = loads(row.put_backs) if row.put_backs != "{}" else {}
    return RowMemory(seen, row.print, row.dirty, row.missing_since, row.dropped, put_backs)


def _difference_to_json(difference: Difference) -> bytes:
    """Row by row, and as bytes: one emoji makes four bytes of every character of a text, and of all rows at once the
    encoder would keep every cell and comma apart until the end."""
    stamp = difference.stamp
    parts = {
        b"batch": _json(difference.batch),
        b"stamp": _json([stamp.ledger_id, stamp.host, stamp.batch]),
        b"writes": _list_of([getattr(w, name) for name in CellWrite.__slots__] for w in difference.writes),
        b"inserts": _list_of([i.tab, i.key, i.cells] for i in difference.inserts),
        b"headers": _json(difference.headers),
        b"was": _list_of([tab, place, cells] for (tab, place), cells in difference.was.items()),
        b"moves": _list_of([getattr(m, name) for name in RowMove.__slots__] for m in difference.moves),
    }
    return b"{%s}" % b",".join(b'"%s":%s' % part for part in parts.items())


def _list_of(items: Iterable[Any]) -> bytes:
    return b"[%s]" % b",".join(map(_json, items))


def _json(value: Any) -> bytes:
    return dumps(value).encode()


def _inserts_of(plain: Mapping[str, Any]) -> Iterable[NewRow]:
    return (NewRow(*insert) for insert in plain["inserts"])


def _difference_from_text(text: str) -> Difference:
    plain: dict[str, Any] = loads(text)
    was: dict[tuple[str, int], Mapping[str, Value]] = {(tab, place): cells for tab, place, cells in plain["was"]}
    return Difference(
        plain["batch"],
        Stamp(*plain["stamp"]),
        tuple(CellWrite(*write) for write in plain["writes"]),
        tuple(_inserts_of(plain)),
        plain["headers"],
        was,
        moves=tuple(RowMove(*move) for move in plain.get("moves", ())),
    )
