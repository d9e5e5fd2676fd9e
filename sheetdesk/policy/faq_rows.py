"""常見問題: each row as an answer, and what is wrong with those that can't be one. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sheetdesk.columns import FAQ, row_key
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.policy.confidential import asked_for, quoted
from sheetdesk.policy.fold import fold
from sheetdesk.policy.lint import EMOJI, INNER, REFUSED
from sheetdesk.policy.reply_faults import unfinished
from sheetdesk.policy.setting_row import SettingRow

QUESTION_LIMIT, ANSWER_LIMIT = 30, 90
"""Characters of a question and of an answer that stand in a receipt; an answer with a link may be longer."""

LONGEST_ANSWER, LONGEST_LINK = 500, 500
"""Of an answer that is only pasted, and of its link."""

SHORTEST_KEYWORD, MOST_KEYWORDS, LONGEST_KEYWORD = 2, 50, 30

TO_FILL_IN = "還有「{}」沒有填，先不會用它回答 → 改成您的內容，或刪掉這一列"


@dataclass(frozen=True, slots=True)
class Faq:
    """One row that may answer. `key`: what it is known by, however its other cells change; `row`: its row."""

    question: str
    keywords: tuple[str, ...]
    answer: str = ""
    link: str = ""
    categories: tuple[str, ...] = ()
    until: date | None = None
    row: str = ""

    @property
    def key(self) -> str:
        return fold(self.question)


@dataclass(frozen=True, slots=True)
class FaqRows:
    """The tab: what may answer, in its order, and the rows that only have to be filled in, each with what to do."""

    rows: tuple[Faq, ...] = ()
    to_fill_in: Mapping[str, str] = field(default_factory=dict)


def read_faqs(rows: Sequence[Row], known: Collection[str]) -> tuple[FaqRows, list[Problem]]:
    """The answers, and what is wrong with rows that can't be used. `known`: categories that are answered at all, and
    their sub-categories."""
    faqs: list[Faq] = []
    to_fill_in: dict[str, str] = {}
    problems: list[Problem] = []
    for row in rows:
        said = SettingRow(FAQ, row)
        if said.is_blank():
            continue
        faq = _read(said, row_key(FAQ, row.cells) or "", known, {known_faq.key for known_faq in faqs})
        blank = None if faq is None else unfinished(f"{faq.question}\n{faq.answer}\n{faq.link}", ())
        if faq is not None and blank is not None:
            to_fill_in[faq.row] = TO_FILL_IN.format(blank)
        elif faq is not None:
            faqs.append(faq)
        problems += said.problems
    return FaqRows(tuple(faqs), to_fill_in), problems


def _read(said: SettingRow, key: str, known: Collection[str], taken: Collection[str]) -> Faq | None:
    """The answer of one row; None where something is wrong with it, which is then among its problems."""
    faq = Faq(
        question=" ".join((said.text("question") or "").split()),
        keywords=said.words("keywords"),
        answer=(said.text("answer") or "").strip(),
        link=said.text("link") or "",
        categories=said.words("categories"),
        until=said.day("until"),
        row=key,
    )
    for column, what, mend in _faults(faq, known, taken):
        said.fault(column, what, mend)
    return None if said.problems else faq


def _faults(faq: Faq, known: Collection[str], taken: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Column, what is wrong, and the mend."""
    if not faq.question:
        yield "question", "沒有問題，這一列不算", "寫客人會問的一句話，例如 什麼時候會到貨？"
    elif len(faq.question) > QUESTION_LIMIT:
        yield "question", f"有 {len(faq.question)} 個字", f"縮短到 {QUESTION_LIMIT} 個字以內"
    elif faq.key in taken:
        yield "question", f"「{faq.question}」重複，只算上面那一列", "改成別的問題，或刪掉一列"
    if not faq.keywords:
        yield "keywords", "沒有關鍵字，不會用它回答", "寫客人會用的字，用「、」隔開，例如 什麼時候到、何時到貨"
    for word in faq.keywords:
        if not SHORTEST_KEYWORD <= len(fold(word)) <= LONGEST_KEYWORD:
            mend = f"寫 {SHORTEST_KEYWORD} 到 {LONGEST_KEYWORD} 個字；不同的字用「、」隔開"
            yield "keywords", f"「{word[:20]}」太短或太長", mend
    if len(faq.keywords) > MOST_KEYWORDS:
        yield "keywords", f"有 {len(faq.keywords)} 個字詞", f"留最常用的 {MOST_KEYWORDS} 個"
    yield from _faults_of_answer(faq)
    for word in faq.categories:
        if word not in known:
            yield "categories", f"不會自動回答「{word}」", f"可填：{'、'.join(sorted(known))}；空白就是都可以"


def _faults_of_answer(faq: Faq) -> Iterator[tuple[str, str, str]]:
    if not faq.answer and not faq.link:
        yield "answer", "沒有回答，也沒有連結", "至少填一個"
    if len(faq.answer) > LONGEST_ANSWER or len(faq.link) > LONGEST_LINK:
        yield "answer", "回答或連結太長", f"縮短到 {LONGEST_ANSWER} 個字以內"
    elif len(faq.answer) > ANSWER_LIMIT and not faq.link:
        yield (
            "answer",
            f"有 {len(faq.answer)} 個字，信裡放不下",
            f"縮短到 {ANSWER_LIMIT} 個字以內，或填連結（信裡就只放連結）",
        )
    if faq.link and not (faq.link.startswith(("https://", "http://")) and len(faq.link.split()) == 1):
        yield "link", f"「{faq.link[:20]}」不是網址", "貼上 https:// 開頭的網址，或清空"
    said = f"{faq.question}\n{faq.answer}"
    for pattern, mend in {**REFUSED, **INNER}.items():
        if word := re.search(pattern, said):
            yield "answer", f"信裡不能寫「{word.group()}」", mend
    if secret := asked_for(said) or quoted(said):
        yield "answer", f"看起來有帳號、卡號，或在向客人要「{secret[:12]}」", "拿掉；收件通知不能寫這些"
    if EMOJI.search(said):
        yield "answer", "不能有表情符號", "拿掉表情符號"
