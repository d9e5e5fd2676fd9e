"""What keeps a finished reply from leaving, and what its writer should know before it does (domain §6, Tone). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sheetdesk.model.case import Case
from sheetdesk.policy import confidential
from sheetdesk.policy.lint import EMOJI, INNER, REFUSED
from sheetdesk.policy.own_words import WEB

TEXT_LIMIT = 3000
"""Characters of a letter: ten times what anybody reads on a phone."""

FILL_IN = re.compile(
    r"[（(【［〔\[]\s*請?(?:填|輸入|待補)(?!好|過|完|單|妥|寫完|表)[^）)】］〕\]\n]{0,60}[）)】］〕\]]"
)
"""「（填：查到的貨態）」: a template says what has to be written here."""

_UNFINISHED = (
    re.compile(r"(?<![一二三四五六七八九十百千])[○◯〇]{2,}(?![一二三四五六七八九十年])|[○◯]"),
    re.compile(r"(?<![A-Za-zＡ-Ｚ0-9-])(?:O{2,}|o{2,}|X{2,}|x{2,}|Ｏ{2,}|Ｘ{2,})(?![A-Za-zＡ-Ｚ0-9-])"),
    re.compile(r"＿+|_{2,}"),
    re.compile(r"[{｛]{2}[^{}｛｝\n]{0,60}[}｝]{2}"),
    FILL_IN,
)


def faults(subject: str, text: str, facts: Iterable[str], hers: str) -> Iterator[str]:
    """What mustn't reach a customer, each with its mend. `facts`: what the case itself says; `hers`: her own words."""
    if len(text) > TEXT_LIMIT:
        yield f"信有 {len(text)} 個字，太長了 → 刪到 {TEXT_LIMIT} 個字以內"
    left = unfinished(f"{subject}\n{text}", facts)
    if left and FILL_IN.fullmatch(left) and left in hers:
        yield f"還有「{left.strip('（）')}」 → 改成您要說的話"
    elif left and FILL_IN.fullmatch(left):
        yield f"還有「{left.strip('（）')}」 → 寫在「回覆內容」，會放進信裡這個位置"
    elif left:
        yield f"還有「{left}」沒有填 → 改成完整的字；範本裡的話，到分頁「回覆範本」改"
    if word := confidential.asked_for(text):
        yield f"看起來在向客人要「{word}」 → 拿掉；信裡不能請客人提供帳號、卡號或驗證碼"
    if number := confidential.quoted(text):
        yield f"信裡有帳號或卡號（末三碼 {number[-3:]}） → 拿掉；帳號、卡號不能寫在信裡"


def unfinished(text: str, facts: Iterable[str]) -> str | None:
    """The first ○○, OO, XX, ＿＿, {{ … }} or 「（填…）」 that nobody filled in: her own words are no template. A person's or product's own name may bear one: 王○明."""
    text = WEB.sub(" ", text)
    for fact in facts:
        text = text.replace(fact, " ") if len(fact) > 1 else text
    found = (pattern.search(text) for pattern in _UNFINISHED)
    return next((match.group() for match in found if match), None)


def remarks(words: str, case: Case) -> Iterator[str]:
    """What of her own words a customer may take amiss. She may send them all the same."""
    for pattern, mend in (REFUSED | INNER).items():
        for word in dict.fromkeys(re.findall(pattern, words)):
            yield f"「{word}」建議{re.sub(r'（{{.*?}}）', '', mend)}"
    if EMOJI.search(words) and (case.priority == "緊急" or case.category == "帳務問題"):
        yield "緊急和帳務的信建議不放表情符號"
