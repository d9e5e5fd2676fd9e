"""What 批次事件, 案件 and 往來紀錄 tell a new ledger of incidents: who is in, who was taken out, who got the letter, what the
organiser heard of. Border: ledger and read, no letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import INCIDENTS
from sheetdesk.desk.book import Book
from sheetdesk.desk.incident_alarms import sorts_of
from sheetdesk.desk.incident_row import heard, text_of
from sheetdesk.desk.settle import rows_by_key
from sheetdesk.ledger import Transaction
from sheetdesk.model.case import Case
from sheetdesk.model.incident import ENDED, OPEN, PROPOSED, RESTS, SENT, Incident
from sheetdesk.model.message import CANCELLED, Message, source_of
from sheetdesk.model.sheet import Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.campaigns import Campaigns
from sheetdesk.policy.fold import fold
from sheetdesk.policy.incident_course import proposed, question_of, size_when_refused
from sheetdesk.policy.incident_letters import FRAME, digest_of, told_troubles
from sheetdesk.policy.incidents import fitness, is_recent, matter_of, may_join, pile_of, read_number
from sheetdesk.policy.own_words import clean, fingerprint

REBUILT = "⚠帳本重建過：之後加入的不會自動收到統一回覆，要寄請再選一次「動作」"

Letters = Mapping[str, Sequence[Message]]
"""Letters made of 統一回覆 by the fingerprint of her words."""


def take_incidents(tx: Transaction, raw: Snapshot, cases: Sequence[Case], book: Book, now: datetime) -> None:
    """Every row that bears a number of ours; what was asked in 動作 is handed back."""
    view = raw.tabs.get(INCIDENTS.key)
    rows = {read_number(key): row.cells for key, row in rows_by_key(view).items()} if view is not None else {}
    letters = defaultdict[str, list[Message]](list)
    for message in tx.outbox.updated_since(None) if rows else ():
        if message.letter.template == FRAME and message.letter.words:
            letters[message.letter.words].append(message)
    found = [incident_of_row(number, cells, now) for number, cells in rows.items() if number is not None]
    found = [_with_cases(_with_letters(one, letters, book.shop.trial), cases, book, now) for one in found]
    tx.incidents.keep((one, not one.is_over or one.status == RESTS) for one in found)


def incident_of_row(number: int, cells: Mapping[str, Value], now: datetime) -> Incident:
    """The incident as its row tells it."""
    shown = text_of(cells.get("status"))
    status = shown if shown in (PROPOSED, OPEN, SENT, ENDED, RESTS) else OPEN
    one = Incident(number, now, status=status, status_seen=shown, decided_at=now, joined_at=now)
    one = replace(heard(one, cells, now), wants=None, words_at=None, status=status)
    said = REBUILT if one.joins and one.reply else None
    size = size_when_refused(text_of(cells.get("outcome")) or "")
    return replace(one, said=said, size=size, gathered=one.about)


def _with_letters(one: Incident, letters: Letters, trial: bool) -> Incident:
    """Who got the words that stand there gets them no more, though in another frame. Which 動作 went with them and for
    which troubles nobody knows: none leaves by itself."""
    words = clean(one.reply)
    its = [message for message in letters.get(fingerprint(words), ()) if message.trial == trial] if words else []
    told = {str(m.letter.case) for m in its if m.state != CANCELLED}
    if not told:
        return one
    return replace(one, digest=digest_of(one, trial), source=source_of(its[-1].letter), told=tuple(sorted(told)))


def _with_cases(one: Incident, cases: Iterable[Case], book: Book, now: datetime) -> Incident:
    """Of whom the organiser has heard, and who fits and isn't in it: she took them out, or they would be."""
    campaigns = Campaigns(book.campaigns)
    alarmed = {sort for case in cases if case.incident == one.number for sort in sorts_of(case, book.rules)}
    fit = [case for case in cases if may_join(one, case) and fitness(one, case, campaigns.of(case))]
    one = replace(one, alarmed=tuple(sorted(alarmed)))
    if one.status == PROPOSED:
        return _still_proposed(one, fit, now)
    return replace(one, left=tuple(case.number for case in fit)) if one.joins else one


def _still_proposed(one: Incident, fit: Sequence[Case], now: datetime) -> Incident:
    """The question goes on, for she was alarmed of it already. One of yesterday is proposed again if it has to be."""
    matters = [(case, matter) for case in fit if (matter := matter_of(case)) is not None]
    times = [(matter.product, matter.at) for _, matter in matters if matter.at is not None]
    pile = pile_of(times, fold(one.product or ""), now)
    if not pile.recent:
        return replace(one, status=RESTS)
    troubles = told_troubles(case for case, matter in matters if is_recent(matter, now))
    return proposed(one, pile, question_of(one, pile, troubles))
