"""Titles of ours that people renamed where they stood: believed by what stands below, put back, and told of.

The workbook knows such a column by its neighbours (workbook/headers); whether it is ours, the ledger knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sheetdesk.columns import BY_KEY, CLAIMS, CUSTOMERS, MACHINE, PAYABLES, RULES, STATE, row_key
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.obey import PUT_BACKS_A_DAY
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.desk.state_tab import LAST
from sheetdesk.errors import DeskUnreachable
from sheetdesk.ledger import Transaction
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.sheet import HEADER, Difference, Problem, Snapshot, TabView
from sheetdesk.model.values import Value, canonical, same
from sheetdesk.workbook.headers import letter

PUT_BACK, DOUBT = "titles_put_back", "titles_in_doubt"
A_DAY = timedelta(days=1)

BESIDE = "要另外一欄，請插在旁邊"
STUBBORN = "改了三次都留不住，今天先不改；請看這一格是不是合併儲存格"

Memory = Mapping[str, RowMemory]


def check_titles(snapshot: Snapshot, memory: Mapping[str, Memory], tx: Transaction) -> None:
    """Does below every title that isn't ours, or may have been ours by mistake, stand what we remember of that column?

    Somebody may have deleted our column and put one of her own there. Raises DeskUnreachable naming it."""
    doubt: set[str] = set(tx.fact(DOUBT) or ())
    for view in snapshot.tabs.values():
        doubtful = [key for key in view.header if key in view.renamed or f"{view.key}.{key}" in doubt]
        strange = [key for key in doubtful if key and not _is_ours(view, key, memory.get(view.key), tx)]
        if strange:
            raise _lost(view, strange, "裡面卻不是它的內容")
    if doubt:
        forget_doubt(tx)


def in_doubt(tx: Transaction) -> bool:
    """Is there a title of which nobody knows whether it landed where it belongs?"""
    return bool(tx.fact(DOUBT))


def forget_doubt(tx: Transaction) -> None:
    """Every title is known to stand where it belongs."""
    tx.remember(DOUBT, ())


def refuse_renamed(snapshot: Snapshot) -> None:
    """For a ledger that remembers nothing yet. Raises DeskUnreachable naming every title that isn't ours."""
    for view in snapshot.tabs.values():
        if view.renamed:
            raise _lost(view, view.renamed, "沒有這個標題")


def _lost(view: TabView, keys: Sequence[str], why: str) -> DeskUnreachable:
    titles = "」「".join(BY_KEY[view.key].column(key).title for key in keys)
    places = "、".join(f"{letter(view.header.index(key))} 欄" for key in keys)
    return DeskUnreachable(
        f"少了欄位「{titles}」：{places}在它的位置，{why}",
        which=f"分頁「{view.title}」",
        mend="改回原來的標題，或執行 sheetdesk init 會補上",
    )


def _is_ours(view: TabView, key: str, memory: Memory | None, tx: Transaction) -> bool:
    if view.key in (CUSTOMERS.key, CLAIMS.key, PAYABLES.key):
        memory = tx.sheet.rows(view.key)
    if memory is not None:
        return _is_as_remembered(view, key, memory)
    rows = rows_by_key(view)
    if view.key == STATE.key:
        return not rows or key == "mend" or (LAST in rows and rows[LAST].get(key) is not None)
    cells = {n: row.get(key) for n, row in rows.items() if row.get(key) is not None}
    if view.key == RULES.key and key == "hits":
        hits = tx.sheet.hits()
        return _most(same(value, hits.get(n)) for n, value in cells.items())
    said = [what for text in tx.fact("problems") or () if (what := text.partition("：")[2])]
    return _most(str(cell).startswith(tuple(said)) for cell in cells.values())


def _is_as_remembered(view: TabView, key: str, memory: Memory) -> bool:
    rows = rows_by_key(view)
    if key == BY_KEY[view.key].key_column:
        standing = (n for n, known in memory.items() if known.seen and not known.missing_since and not known.dropped)
        return _most(n in rows for n in standing)
    both = [(known.seen.get(key), rows[n].get(key)) for n, known in memory.items() if n in rows and known.seen]
    agree = [same(seen, now) for seen, now in both if (canonical(seen), canonical(now)) != (None, None)]
    if BY_KEY[view.key].column(key).owner == MACHINE:  # in rows that we never wrote such a column holds nothing
        strangers = (row for row in view.rows if row_key(BY_KEY[view.key], row.cells) not in memory)
        agree += [False for row in strangers if row.get(key) is not None]
    return _most(agree)


def _most(agree: Iterable[bool]) -> bool:
    """More than half of them, or there are none."""
    found = list(agree)
    return not found or 2 * sum(found) > len(found)


def title_wishes(snapshot: Snapshot, tx: Transaction, now: datetime) -> tuple[list[Wish], list[Problem]]:
    """Our titles where others stand, and what to tell people of it: for a day, so that she who did it sees it.

    A title put back three times in a day (a merged cell) is left alone until tomorrow."""
    recent = _recent(tx, now)
    stubborn = {name for name, told in recent.items() if len(told["times"]) >= PUT_BACKS_A_DAY}
    problems = [_told(one["place"], one["what"], name in stubborn) for name, one in recent.items()]
    wishes = []
    for view in snapshot.tabs.values():
        keys = [key for key in view.renamed if f"{view.key}.{key}" not in stubborn]
        if not keys or view.titles is None:
            continue
        wanted: dict[str, Value] = {key: BY_KEY[view.key].column(key).title for key in keys}
        wishes.append(Wish(view.key, HEADER, wanted, view.titles))
        problems += _renamed(view, keys)
    return wishes, problems


def renamed_titles(snapshot: Snapshot) -> list[Problem]:
    """What the next pass will put back, if it finds what it remembers below."""
    return [problem for view in snapshot.tabs.values() for problem in _renamed(view, view.renamed)]


def _renamed(view: TabView, keys: Iterable[str]) -> list[Problem]:
    stands = view.titles.cells if view.titles is not None else {}
    tab = BY_KEY[view.key]
    return [_told(_place(tab.key), _what(stands.get(key), tab.column(key).title), False) for key in keys]


def note_titles(tx: Transaction, batch: Difference, missed: Collection[tuple[str, int, str]]) -> None:
    """Remember which titles `batch` put back, and of which nobody knows where they landed (see `check_titles`)."""
    titles = [write for write in batch.writes if write.key == HEADER and BY_KEY[write.tab].has(write.column)]
    if not titles:
        return
    decided_at: datetime = tx.fact("told_at")
    recent, doubt = _recent(tx, decided_at), set(tx.fact(DOUBT) or ())
    for write in titles:
        name = f"{write.tab}.{write.column}"
        if (write.tab, write.place, write.column) in missed:
            doubt.add(name)
            continue
        times = (*recent.get(name, {"times": ()})["times"], decided_at)
        recent[name] = {"place": _place(write.tab), "what": _what(write.old, write.new), "times": times}
    tx.remember(PUT_BACK, recent)
    tx.remember(DOUBT, sorted(doubt))


def _recent(tx: Transaction, now: datetime) -> dict[str, dict[str, Any]]:
    known: dict[str, dict[str, Any]] = tx.fact(PUT_BACK) or {}
    within = {name: tuple(at for at in told["times"] if now - at < A_DAY) for name, told in known.items()}
    return {name: {**told, "times": within[name]} for name, told in known.items() if within[name]}


def _place(tab: str) -> str:
    return f"分頁「{BY_KEY[tab].title}」"


def _what(old: Value, new: Value) -> str:
    return f"標題{f'「{old}」' if old is not None else '（空白）'}改回「{new}」"


def _told(place: str, what: str, stubborn: bool) -> Problem:
    return Problem(place, what, STUBBORN if stubborn else BESIDE)
