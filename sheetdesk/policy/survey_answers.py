"""What a customer answered in the survey's form: cells in, plain facts out. Pure; whose answer it is, isn't judged here."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from sheetdesk.columns import SURVEY
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value, clean_text
from sheetdesk.policy.fold import fold, simplify
from sheetdesk.policy.last_read import LastRead
from sheetdesk.policy.privacy import mask_accounts

LOW_STARS = 2
"""So few stars, or fewer, reopen a case (domain §7)."""

_QUESTIONS = ("solved", "stars", "correct", "comment")
_DIGITS = {"一": 1, "二": 2, "兩": 2, "三": 3, "四": 4, "五": 5}
_STARS = re.compile(r"([1-5])(?:\.0)?(?![\d.])|([一二兩三四五])(?=顆|星|分)")
_NEVER = datetime.max.replace(tzinfo=UTC)

SOLVED = (
    r"還沒|尚未|(?:沒有?|未|不算)解決|^(?:否|沒|未|不是|不算|不$|部分|一半|no\b|not\b)",
    r"^(?:是|有|對|已|解決|完成|yes\b|ok\b|solved)|解決了",
)
CORRECT = (
    r"^(?:否|不是|不對|不正確|不太|不$|錯|no\b|not\b|incorrect|wrong)|有誤|有錯|錯誤",
    r"^(?:是|對|正確|無誤|沒有?(?:錯|誤|問題)|yes\b|ok\b|correct|right)",
)
"""What says no, and what says yes; the no's are looked for first, for 「沒解決」 bears 「解決」."""


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One row of the survey's tab. `key`: its time stamp, token and content, whatever its place.

    None where a question wasn't answered; `unread` tells what was answered and can't be read."""

    key: str
    tab: str
    place: int
    submitted_at: datetime | None
    token: str
    solved: bool | None = None
    stars: int | None = None
    correct: bool | None = None
    comment: str | None = None
    unread: tuple[str, ...] = ()

    @property
    def complaints(self) -> str:
        """What makes it a bad answer, in words; blank for one that isn't (domain §7)."""
        low = self.stars is not None and self.stars <= LOW_STARS
        found = [
            f"{self.stars} 顆星" if low else "",
            "還沒解決" if self.solved is False else "",
            "資訊不正確" if self.correct is False else "",
        ]
        return "、".join(filter(None, found))

    @property
    def is_blank(self) -> bool:
        """Was nothing answered that could be read?"""
        return (self.solved, self.stars, self.correct, self.comment) == (None, None, None, None)

    def said(self) -> str:
        """The whole answer on one line, for 往來紀錄."""
        yes_or_no = {None: "", True: "解決了", False: "還沒解決"}[self.solved]
        found = [
            f"{self.stars} 顆星" if self.stars is not None else "",
            yes_or_no,
            {None: "", True: "資訊正確", False: "資訊不正確"}[self.correct],
            f"「{self.comment}」" if self.comment else "",
        ]
        return "、".join(filter(None, found))


def survey_answers(views: Iterable[TabView]) -> list[SurveyAnswer]:
    """Every answer in the survey's tabs, oldest first, one without a time last; each once."""
    surveys = [view for view in views if view.key == SURVEY.key]
    found = _LAST.all((view.title, row) for view in surveys for row in view.rows if _is_answer(row))
    found.sort(key=lambda answer: (answer.submitted_at or _NEVER, answer.key))
    return list({answer.key: answer for answer in reversed(found)}.values())[::-1]


def _is_answer(row: Row) -> bool:
    return any(row.get(name) is not None for name in ("token", *_QUESTIONS))


def _answer(title: str, row: Row) -> SurveyAnswer:
    stamp = row.get("submitted_at")
    texts = {name: _text(row.get(name)) for name in ("token", *_QUESTIONS)}
    solved, correct = _yes_or_no(texts["solved"], SOLVED), _yes_or_no(texts["correct"], CORRECT)
    stars = read_stars(texts["stars"])
    read = {"solved": solved, "stars": stars, "correct": correct}
    when = stamp.isoformat() if isinstance(stamp, datetime) else str(stamp or "")
    content = sha256("\n".join(texts.values()).encode("utf-8", "replace")).hexdigest()[:12]
    return SurveyAnswer(
        key=f"{when}|{texts['token'][:60]}|{content}",
        tab=title,
        place=row.place,
        submitted_at=stamp if isinstance(stamp, datetime) else None,
        token=texts["token"],
        solved=solved,
        stars=stars,
        correct=correct,
        comment=mask_accounts(texts["comment"]) or None,
        unread=tuple(_unread(name, texts[name]) for name, value in read.items() if texts[name] and value is None),
    )


def _unread(name: str, text: str) -> str:
    return f"「{SURVEY.column(name).title}」看不懂：{text[:20]}"


def _text(value: Value) -> str:
    text = value.text if isinstance(value, Formula) else "" if value is None else str(value)
    return clean_text(text).strip()


def read_stars(text: str) -> int | None:
    """1 to 5 out of 「5」「5 顆星」「★★★★★」「五顆星」; None for anything else, 0 and 6 and 4.5 too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    drawn = sum(plain.count(star) for star in "★⭐🌟")
    if drawn and not any(char.isdigit() for char in plain):
        return drawn if drawn <= 5 else None
    found = _STARS.match(plain)
    if found is None:
        return None
    return int(found[1]) if found[1] else _DIGITS[found[2]]


def _yes_or_no(text: str, words: tuple[str, str]) -> bool | None:
    said = fold(text)
    if words is CORRECT and _pattern(words[1]).search(said):  # 「沒有錯誤」 bears 「錯誤」
        return True
    if _pattern(words[0]).search(said):
        return False
    return True if _pattern(words[1]).search(said) else None


@lru_cache(maxsize=8)
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(simplify(words))


_LAST = LastRead(_answer)
