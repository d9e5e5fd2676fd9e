"""Where a forgotten customer's words stand in what is somebody else's, as a person is told: place, and what to do there.

Border: asks the ledger, looks at the sheet; changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sheetdesk.columns import BY_KEY, LOG, MACHINE, TEAM, Column
from sheetdesk.desk.wipe import ROWS
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import Row, TabView, row_of

MOST_LISTED = 30

NOT_HERS = "不是這位客人就不用管"
CHANGE = "是這位客人的話，把{titles}裡的那些字改掉"
KEPT = "{titles}是系統的紀錄，不能只改幾個字；真的要刪，就對那一件的客人也執行 sheetdesk forget"
LEDGER = KEPT.format(titles="這")


def leftovers(tx: Transaction, words: Sequence[str], tabs: Mapping[str, TabView]) -> list[str]:
    """One line a place, those in the sheet first; `words`: as `told_words` gives them. Of rows that are still to be
    wiped nothing is said: they follow by themselves."""
    waiting = tx.fact(ROWS)
    wiped = {(tab, key) for tab, keys in (waiting or {}).items() for key in keys}
    found = tx.forgotten.traces(words) - wiped
    order = sorted((tab, key) for tab, key in found if tab)
    lines = [_line(tab, key, _row(tabs, tab, key), words) for tab, key in order]
    if len(order) < len(found) and waiting is None:
        lines.append(f"帳本的其他紀錄裡還有這些字：{NOT_HERS}；{LEDGER}")
    more = [f"還有 {len(lines) - MOST_LISTED} 個地方也提到這些字"] if len(lines) > MOST_LISTED else []
    return [*lines[:MOST_LISTED], *more]


def told_words(words: Iterable[str], tabs: Mapping[str, TabView]) -> list[str]:
    """Those of her words that tell of her: a single character may be anybody's, and what one of the staff is called
    stands beside every case."""
    staff = {row.get("name") for row in tabs[TEAM.key].rows} if TEAM.key in tabs else set()
    return [word for word in words if len(word) > 1 and word not in staff]


def _row(tabs: Mapping[str, TabView], tab: str, key: str) -> Row | None:
    return row_of(tabs[tab], str(BY_KEY[tab].key_column), key) if tab in tabs else None


def _line(tab: str, key: str, row: Row | None, words: Sequence[str]) -> str:
    """Where, which words, what to do."""
    known, case = BY_KEY[tab], key
    if tab == LOG.key:
        case = str(row.get("case") or key) if row is not None else key
    columns = [c for c in known.columns if row is not None and any(word in str(row.get(c.key) or "") for word in words)]
    if row is None or not columns:
        return f"帳本裡 {case} 以前的紀錄提到這些字（試算表上看不到）：{NOT_HERS}；{LEDGER}"
    where = f"「{known.title}」第 {row.place} 列（{case}）的{_titles(columns)}提到這些字"
    typed, written = [c for c in columns if c.owner != MACHINE], [c for c in columns if c.owner == MACHINE]
    mends = [mend.format(titles=_titles(some)) for mend, some in ((CHANGE, typed), (KEPT, written)) if some]
    return "；".join([f"{where}：{NOT_HERS}", *mends])


def _titles(columns: Iterable[Column]) -> str:
    return "".join(f"「{column.title}」" for column in columns)
