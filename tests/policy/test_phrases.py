"""Phrases: the fast search finds what a search word by word finds, and judges each place alike."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.policy.fold import Folded, read
from sheetdesk.policy.negation import carries_on, first_sign, negated
from sheetdesk.policy.phrases import Found, Phrases

LETTER = "[a-z0-9\u00c0-\u024f]"

WORDS = st.text("退款不沒坏了 atesn'é1", min_size=1, max_size=5)
TEXTS = st.text("退款不沒坏了，、、或嗎的 atesndingor'é1\n", max_size=40)
DENIALS = st.lists(
    st.sampled_from(
        [
            "退款",
            "坏",
            "late",
            "不",
            "没有",
            "无法",
            "不是",
            "以防",
            "、",
            "，",
            "或",
            "not ",
            "no ",
            " or ",
            "的",
            "吗",
            " ",
        ]
    ),
    max_size=12,
).map("".join)


def word_by_word(words: Iterable[str], folded: Folded) -> Found:
    """What `find` promises, without any index."""
    text, said, denied, denied_end = folded.text, set(), set(), -1
    for start in range(len(text)):
        for word in sorted(set(words)):
            end = start + len(word)
            if not stands_whole(word, text, start):
                continue
            listed = 0 <= denied_end <= start and carries_on(text, denied_end, start, end)
            if negated(text, start, end, folded.gaps) or listed:
                denied.add(word)
                denied_end = end
            else:
                said.add(word)
    return Found(frozenset(said), frozenset(denied - said))


def stands_whole(word: str, text: str, start: int) -> bool:
    """Does `word` stand at `start`, and is it no part of a longer English word?"""
    before = f"(?<!{LETTER})" if re.match(LETTER, word[0]) else ""
    ending = "(?:s|es|d|ed|ing)?" if len(word) >= 4 else ""
    after = f"{ending}(?!{LETTER})" if re.match(LETTER, word[-1]) else ""
    return re.compile(f"{before}{re.escape(word)}{after}").match(text, start) is not None


@given(st.lists(WORDS, max_size=12), TEXTS)
def test_every_word_is_found_where_it_stands(words: list[str], text: str) -> None:
    folded = read(text)
    assert Phrases.of(words).find(folded) == word_by_word(words, folded)


@given(st.lists(st.sampled_from(["退款", "坏", "late", "不", "不是", "无法", "没有坏"])), DENIALS)
def test_every_place_is_judged_like_the_word_alone(words: list[str], text: str) -> None:
    folded = read(text)
    assert Phrases.of(words).find(folded) == word_by_word(words, folded)


@given(DENIALS)
def test_no_word_is_denied_before_the_first_sign_of_a_denial(text: str) -> None:
    folded = read(text)
    spans = [(start, end) for end in range(len(folded.text) + 1) for start in range(end)]
    denied = [start for start, end in spans if negated(folded.text, start, end, folded.gaps)]
    assert all(start >= first_sign(folded.text) for start in denied)


def test_no_words_are_found_nowhere() -> None:
    assert Phrases().find(read("退款")) == Phrases.of([]).find(read("退款")) == Found()
