"""Is a word denied by what stands before it? Works on folded text; in doubt it says no, for a missed alarm is worse."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from sheetdesk.policy.fold import simplify

_REACH = 24
_REACH_EN = 48
"""How many characters before a word can deny it."""

_BEGINNINGS = "不沒未無非別勿免毋零防抗"
_OPENINGS = f"{_BEGINNINGS}以預避"
_ENDINGS = f"{_BEGINNINGS}止"
"""What every denial contains, can begin with (以防, 預防, 避免) and can end with: elsewhere none is looked for.
An inability at the very end denies nothing."""

_INABILITY = ("不能", "不可以", "沒辦法", "無法")
"""「不能退款」 speaks of a refund all the same; but 「不能不退款」 is a double denial."""

_NEGATORS = (
    "(?<!要)不",
    "(?<![有淹沉出埋])沒(?!得)",
    "(?<!有)無",
    "(?<![除莫是])非(?!常)",
    "(?<![特個分差級區類性告])別(?![人的])",
    "(?<!難)免",
    "(?:以|預)?防止?",
    "避免",
    "抗",
    "未(?![來必])",
    "勿",
    "毋",
    "零",
)

_FILLERS = (
    "有 是 會 要 想 用 需 必 必要 需要 曾 被 得 的 地 來 算 像 到 人 "
    "很 太 大 多 甚 夠 特別 十分 非常 怎麼 怎樣 那麼 這麼 比較 真的 真 "
    "任何 什麼 甚麼 啥 其他 其它 明顯 嚴重 重大 大量 額外 多餘 "
    "一 一點 一絲 一個 一件 一包 一盒 一瓶 一顆 一條 半點 半個 點 絲毫 絲 "
    "造成 發生 出現 引起 產生 打算 要求 申請 辦理 為了 覺得 感到 說要 說想 "
    "可能 想像中 想像 之前 以前 上次 預期"
)
"""What may stand between. Left out on purpose: 再 (「不要再破損了」: it was), 發現 and 看到 (「沒發現過期」: it is),
收到 and 給 (「沒收到退款」「不給退款」: a complaint about the refund)."""

_EN_DENIAL = re.compile(
    r"(?<![a-z0-9'])(?:not|no|never|without|nor|neither|zero"
    r"|(?:is|was|are|were|do|does|did|wo|have|has|had|would)n'?t)(?![a-z0-9'])"
)
_EN_FILLERS = (
    r"(?:an?|any|the|my|really|actually|been|be|being|is|was|are|were|want(?:ed|ing)?|need(?:ed|ing)?|ask(?:ed|ing)?"
    r"|looking|request(?:ing)?|for|to|have|had|signs?|of|so|very|that|at|all|like|seem|look|feel|felt)"
)
_EN_CHAIN = re.compile(f"(?:{_EN_DENIAL.pattern} (?:{_EN_FILLERS} )*(?:get |got |getting )?)+\\Z")


_EN_SIGNS = "no|ne|without|zero|n'?t"
"""What every English denial contains, and more."""


class _Grammar(NamedTuple):
    beginnings: frozenset[str]
    endings: frozenset[str]
    openings: re.Pattern[str]
    chain: re.Pattern[str]
    denial: re.Pattern[str]
    inability: frozenset[str]
    joined: re.Pattern[str]
    asserted: re.Pattern[str]
    questioned: re.Pattern[str]
    unwanted: re.Pattern[str]
    sign: re.Pattern[str]


def first_sign(text: str) -> int:
    """Where `text` may first deny anything, its length if nowhere: a word that begins before is not denied."""
    sign = _grammar().sign.search(text)
    return len(text) if sign is None else sign.start()


def negated(text: str, start: int, end: int, gaps: Collection[int] = frozenset()) -> bool:
    """Is `text[start:end]` denied, as in 「沒有破損」「不是要退款」 or "not damaged"?

    A double denial is none; a border (punctuation, 但, 卻, any word that isn't a mere filler) ends the reach.
    `gaps`: see `fold.Folded`."""
    if not start:
        return False
    grammar, before = _grammar(), text[start - 1]
    if text[start] in grammar.beginnings and before == text[start + 1 : start + 2]:
        return True  # 「好不好吃」 asks, and doesn't say 不好吃
    if before == " ":
        denied = _negated_en(text[max(0, start - _REACH_EN) : start])
    else:
        denied = before in grammar.endings and _negated_zh(text, start, end, gaps)
    return denied and not grammar.questioned.match(text, end)


def carries_on(text: str, denied_end: int, start: int, end: int) -> bool:
    """Does a denial that ended at `denied_end` also cover the next word, as in 「沒有破損、異物或發霉」?"""
    grammar = _grammar()
    joined = grammar.joined.fullmatch(text, denied_end, start)
    return joined is not None and not grammar.asserted.match(text, end)


def _negated_zh(text: str, start: int, end: int, gaps: Collection[int]) -> bool:
    grammar = _grammar()
    openings = grammar.openings.finditer(text, max(0, start - _REACH), start)
    chain = next((found for at in openings if (found := grammar.chain.match(text, at.start(), start))), None)
    if chain is None or _is_cut_off(text, chain.start(), start, gaps):
        return False
    if text.startswith("的", end) and grammar.unwanted.search(chain[0]):
        return False  # who says 「我不要發霉的」 has got a mouldy one
    denials = [denial[0] for denial in grammar.denial.finditer(text, chain.start(), start)]
    return len(denials) % 2 == 1 and denials[-1] not in grammar.inability


def _is_cut_off(text: str, first: int, start: int, gaps: Collection[int]) -> bool:
    """Is there a space that stands for a comma: 「退款也沒有 發霉…」, but not 「商品 沒有 破損」?"""
    if not any(first < gap <= start for gap in gaps):
        return False
    return first > 0 and first not in gaps and text[first - 1].isalnum()


def _negated_en(before: str) -> bool:
    chain = _EN_CHAIN.search(before)
    return chain is not None and len(_EN_DENIAL.findall(chain[0])) % 2 == 1


@cache
def _grammar() -> _Grammar:
    """All patterns, in folded writing.

    The chain is denials and fillers that end where the word begins. 「有沒有」「是不是」「會不會」 ask: A-not-A denies
    nothing."""
    fillers = "|".join(sorted(_FILLERS.split(), key=len, reverse=True))
    denial = rf"(?!(?<=(.))[不沒]\1)(?:{'|'.join(_INABILITY)}|{'|'.join(_NEGATORS)})"
    compiled = {
        "openings": f"[{_OPENINGS}]",
        "chain": f"(?:{denial}(?:{fillers})*)+\\Z",
        "denial": denial,
        "joined": "(?:[、或和及跟與]|或是|或者|以及| (?:or|nor|and) )有?",
        "asserted": "[了得很]",
        "questioned": r"[的了]?(?:嗎|嘛|呢|不然|是什麼|是甚麼)",
        "unwanted": r"(?:不想?要|別要)\Z",
        "sign": f"{'|'.join(_BEGINNINGS)}|{_EN_SIGNS}",
    }
    return _Grammar(
        beginnings=frozenset(simplify(_BEGINNINGS)),
        endings=frozenset(simplify(_ENDINGS)).union(simplify(filler)[-1] for filler in _FILLERS.split()),
        inability=frozenset(map(simplify, _INABILITY)),
        **{name: re.compile(simplify(pattern)) for name, pattern in compiled.items()},
    )
