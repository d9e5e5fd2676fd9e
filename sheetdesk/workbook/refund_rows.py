"""The tab of the refund form in a workbook of its own: which column is which, and its rows as the desk may know them.

Whole account numbers end here. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sheetdesk.columns import REFUND, REFUND_ALIASES
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.refund import RefundAnswer
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.workbook.cells import Raw, as_text, read_cell
from sheetdesk.workbook.headers import HEADER_WITHIN, Grid, fold_title, keys_in

NEEDED = ("submitted_at", "case_no", "account")
"""All that is read of an answer."""

WIPED = "（已刪除）"
LAST = 5
_NOT_A_DIGIT = re.compile(r"\D")


class RefundSheet(Protocol):
    """The second workbook, that only named people open."""

    where: str
    """What people call it."""

    def read(self) -> list[RefundAnswer]:
        """Every answer that still holds an account. Raises DeskUnreachable."""

    def wipe(self, numbers: Iterable[str]) -> int:
        """Blank the answers of these cases but for their time and number; how many there were.

        Raises DeskUnreachable, WorkbookBusy, WorkbookChanged or OutcomeUnknown."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the questions stand: the header's index, and each one's position, both from 0."""

    header: int
    positions: Mapping[str, int]
    width: int

    @property
    def to_wipe(self) -> list[int]:
        """Every column but the time and the case's number."""
        kept = {self.positions["submitted_at"], self.positions["case_no"]}
        return [at for at in range(self.width) if at not in kept]


def columns_in(head: Grid, title: str, where: str) -> Columns:
    """The columns by the first rows of the tab. Raises DeskUnreachable naming the questions that are missing."""
    titles = {fold_title(c.title): c.key for c in REFUND.columns}
    titles |= {fold_title(word): key for key, words in REFUND_ALIASES.items() for word in words}
    found = [keys_in(line, titles, loose=True) for line in head[:HEADER_WITHIN]]
    best = max(range(len(found)), key=lambda at: len(set(found[at]) - {None}), default=0)
    keys = found[best] if found else ()
    lost = [REFUND.column(key).title for key in NEEDED if key not in keys]
    if lost:
        raise DeskUnreachable(
            f"分頁「{title}」找不到題目「{'」「'.join(lost)}」",
            which=where,
            mend="把退款表單的題目改回來；題目的名稱在說明的「退款帳號」",
        )
    positions = {key: keys.index(key) for key in NEEDED}
    return Columns(best, positions, len(head[best]))


def answer_of(place: int, raws: Mapping[str, Raw], zone: ZoneInfo) -> RefundAnswer | None:
    """One row of the three columns; None for one without an account, or that was wiped."""
    account = unicodedata.normalize("NFKC", as_text(raws.get("account")))
    if not account.strip() or account.strip() == unicodedata.normalize("NFKC", WIPED):
        return None
    digits = _NOT_A_DIGIT.sub("", account)
    at = read_cell(raws.get("submitted_at"), "datetime", zone)
    return RefundAnswer(
        place=place,
        submitted_at=at if isinstance(at, datetime) else None,
        number=as_text(raws.get("case_no")).strip()[:40],
        last_five=digits[-LAST:] if len(digits) >= LAST else None,
    )


def answers_in(columns: Columns, lines: Sequence[Mapping[str, Raw]], zone: ZoneInfo) -> list[RefundAnswer]:
    """The answers below the header, in order."""
    first = columns.header + 2
    found = (answer_of(place, raws, zone) for place, raws in enumerate(lines, start=first))
    return [answer for answer in found if answer is not None]


def places_of(answers: Iterable[RefundAnswer], numbers: Iterable[str]) -> list[int]:
    """Rows of the answers of these cases."""
    wanted = set(numbers)
    return [a.place for a in answers if (find_case_number(a.number) or a.number) in wanted]
