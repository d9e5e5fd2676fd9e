"""What the desk makes of 常見問題: the tab 貼文, and the line of 系統狀態 that says which questions it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from sheetdesk.columns import FAQ, POSTS, STATE
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.model.sheet import Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.faq_gaps import gaps, told
from sheetdesk.policy.faq_posts import posts

LACKING = "沒有答案的問題"
GAPS = "faq_gaps"
LOOKED_AT = 1500
"""Of so many newest cases the questions are looked at, once a day: four weeks of 20,000 cases a year."""


def faq_wishes(snapshot: Snapshot, desk: Desk, tx: Transaction) -> list[Wish]:
    """Both tabs, in place; what isn't needed any more is blanked."""
    wishes = _rows(snapshot, POSTS.key, posts(desk.book.faq.rows, _today(desk)))
    said = lacking(desk, tx)
    mend = f"要系統自動回答，就在「{FAQ.title}」加一列"
    wanted: dict[str, dict[str, Value]] = {LACKING: {"content": said, "mend": mend}} if said else {}
    return [*wishes, *_rows(snapshot, STATE.key, wanted, only=LACKING)]


def lacking(desk: Desk, tx: Transaction) -> str | None:
    """The most frequent questions without an answer: looked for once a day, and when 常見問題 has changed."""
    book, today = desk.book, _today(desk)
    rows = sha256(repr((book.faq.rows, book.defaults.zone.key)).encode()).hexdigest()[:16]
    known = tx.fact(GAPS)
    if known is None or tuple(known[:2]) != (today, rows):
        known = [today, rows, told(gaps(tx.cases.newest(LOOKED_AT), book.faqs, desk.now, today))]
        tx.remember(GAPS, known)
    said: str | None = known[2]
    return said


def _today(desk: Desk) -> date:
    return desk.now.astimezone(desk.book.defaults.zone).date()


def _rows(snapshot: Snapshot, tab: str, wanted: Mapping[str, dict[str, Value]], only: str | None = None) -> list[Wish]:
    view = snapshot.tabs.get(tab)
    if view is None:
        return []
    standing = rows_by_key(view)
    over = [item for item in reversed(standing) if item not in wanted and (only is None or item == only)]
    blank: dict[str, Value] = dict.fromkeys(("keywords", "content") if only is None else ("content", "mend"))
    wishes = [
        Wish(tab, item, cells if item in standing else {"item": item, **cells}, standing.get(item))
        for item, cells in wanted.items()
    ]
    return [*wishes, *(Wish(tab, item, blank, standing[item]) for item in over)]
