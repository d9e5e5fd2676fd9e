"""What kind of case is it, how urgent, and why? One pass over the rules; decides nothing about people's own choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from sheetdesk.model.case import NATURES, PRIORITIES, UNCLASSED, Case
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.fold import Folded, fold, read, simplify
from sheetdesk.policy.phrases import Found, Phrases
from sheetdesk.policy.rule import DEFAULT_FIELD, Rule, Rules, problem_with

COMPLAINT, QUESTION, PROPOSAL, PRAISE = NATURES
NORMAL = PRIORITIES[-1]

_NATURE_OF_CATEGORY = {"詢問": QUESTION, "建議": PROPOSAL}
_LONGEST_WHY = 400
_LONGEST_CHOICE = 40
_LONGEST_ANSWER = 500

_ASKED_EN = ["how", "when", "where", "what", "which"]
_ASKED_EN += [f"{verb} {who}" for verb in ("can", "could", "may", "do") for who in ("i", "you", "we")]
_ASKED_EN += ["is there", "are there"]
_QUESTION_EN = re.compile(f"(?:{'|'.join(f'{words}(?<![a-z0-9]{words})' for words in _ASKED_EN)})(?![a-z0-9])")
"""Looks back only where the words stand: begun with a look back it would halt at every character."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one case. `alarm`: the words that raised it; `why` fits one line of the sheet."""

    nature: str
    category: str
    subcategory: str | None
    priority: str
    tags: str | None
    owner: str | None
    alarm: str | None
    why: str
    hits: tuple[str, ...] = ()
    """Keys of the matching rules' rows."""
    problems: tuple[Problem, ...] = ()


class _Hit(NamedTuple):
    rule: Rule
    reasons: tuple[str, ...]


class _Looked(NamedTuple):
    """One field of the case as the rules see it."""

    text: str
    folded: Folded
    found: Found


_BLANK = _Looked("", Folded(""), Found())


def judge(case: Case, rules: Rules) -> Verdict:
    """Class `case` by `rules` (domain §3): per attribute the first match wins, priority takes the highest, tags add up.

    The customer's own choice in the form comes after all rules. Nothing matched: 待分類 and 一般. A sub-category
    counts only beside its own category. Looks at the case's facts alone, never at what it was classed before."""
    looked = {name: _look(case, name, phrases) for name, phrases in rules.phrases.items()}
    hits: list[_Hit] = []
    problems: list[Problem] = []
    for rule, said in rules.candidates([(name, place.found.said) for name, place in looked.items()]):
        try:
            reasons = _match(rule, said, looked)
        except TimeoutError:
            problems.append(_too_slow(rule))
            continue
        if reasons:
            hits.append(_Hit(rule, reasons))
    return _verdict(case, rules, looked, hits, problems)


def _look(case: Case, name: str, phrases: Phrases) -> _Looked:
    text = _text_of(case, name)
    if not text:
        return _BLANK
    folded = read(text)
    return _Looked(text, folded, phrases.find(folded))


def _text_of(case: Case, name: str) -> str:
    """A field as text; what the customer added later belongs to 內容."""
    if name == DEFAULT_FIELD and case.additions is not None:
        return case.additions if case.text is None else f"{case.text}\n{case.additions}"
    value = getattr(case, name, None)
    return "" if value is None else str(value)


def _match(rule: Rule, triggers: Sequence[str], looked: Mapping[str, _Looked]) -> tuple[str, ...]:
    """The words for which `rule` matches, as its author wrote them; empty if it doesn't match.

    `triggers`: those of its words that are said (see `Rules.candidates`)."""
    if (rule.all_words or rule.none_words) and not _allowed(rule, looked):
        return ()
    reasons = (*triggers, *rule.all_words.values()) if rule.any_words else tuple(triggers)
    if rule.pattern is None:
        return reasons
    places = [looked[name] for name in rule.fields]
    matches = (rule.pattern.find(place.text, place.folded) for place in places)
    matched = next((match for match in matches if match is not None), None)
    return () if matched is None else (*reasons, _one_line(matched, 20) or "（正規表示式）")


def _allowed(rule: Rule, looked: Mapping[str, _Looked]) -> bool:
    """Are all words of 全部字詞 said, and none of 排除字詞?"""
    places = [looked[name].found.said for name in rule.fields]
    said = places[0] if len(places) == 1 else frozenset().union(*places)
    return rule.all_words.keys() <= said and rule.none_words.keys().isdisjoint(said)


def _too_slow(rule: Rule) -> Problem:
    mend = "請簡化「正規表示式」（避免 (a+)+ 這種重複裡的重複），或改用「任一字詞」。"
    return problem_with(rule, "正規表示式太慢，這一件沒有用這條規則", mend)


def _verdict(
    case: Case, rules: Rules, looked: Mapping[str, _Looked], hits: Sequence[_Hit], problems: Sequence[Problem]
) -> Verdict:
    category = nature = owner = None
    rank = len(PRIORITIES) - 1
    tags: dict[str, None] = {}
    alarms: dict[str, None] = {}
    for rule, reasons in hits:
        category, nature, owner = category or rule.category, nature or rule.nature, owner or rule.owner
        rank = min(rank, PRIORITIES.index(rule.priority)) if rule.priority else rank
        tags.update(dict.fromkeys(rule.tags))
        if rule.alarm:
            alarms.update(dict.fromkeys(reasons))
    chosen, chosen_sub = _customers_choice(case, rules) if case.form_category else (None, None)
    by_choice = chosen if category is None else None
    category = category or chosen or UNCLASSED
    siblings = [rule.subcategory for rule, _ in hits if rule.subcategory and rule.category in (None, category)]
    return Verdict(
        nature=nature or _NATURE_OF_CATEGORY.get(category) or _nature_of(case, looked),
        category=category,
        subcategory=siblings[0] if siblings else chosen_sub if category == chosen else None,
        priority=PRIORITIES[rank],
        tags="、".join(tags) or None,
        owner=owner,
        alarm="、".join(alarms) or None,
        why=_why(hits, by_choice),
        hits=tuple([hit.rule.key for hit in hits]),
        problems=tuple(problems),
    )


def _nature_of(case: Case, looked: Mapping[str, _Looked]) -> str:
    """What neither a rule nor the category tells: a bare question is 詢問, all else 客訴."""
    text = looked[DEFAULT_FIELD].folded if DEFAULT_FIELD in looked else read(_text_of(case, DEFAULT_FIELD))
    return QUESTION if _asks(text.text) else COMPLAINT


def _asks(folded: str) -> bool:
    """Is it a question and nothing more? An exclamation is anger, not curiosity."""
    if "!" in folded:
        return False
    return _question().search(folded) is not None or _QUESTION_EN.search(folded) is not None


@cache
def _question() -> re.Pattern[str]:
    return re.compile(simplify(r"\?|嗎|請問|想問|請教|如何|什麼時候|多久|可不可以|能不能|是否|有沒有"))


def _customers_choice(case: Case, rules: Rules) -> tuple[str | None, str | None]:
    """Category and sub-category for what was chosen in the form: a known one, else the choice as it stands.

    「商品問題（破損、退冰）, 物流問題」 is read without the explanation, the first known part first."""
    choice = re.sub(r"[(（\[【].*?[)）\]】]", "", (case.form_category or "")[:_LONGEST_ANSWER])
    parts = [part.strip() for part in re.split(r"[,，\n]", choice) if part.strip()]
    finer = [piece.strip() for part in parts for piece in re.split(r"[、;；/／>＞:：－-]", part) if piece.strip()]
    for part in (*parts, *finer):
        if (known := rules.known.get(fold(part))) is not None:
            return known
    return (_one_line(parts[0], _LONGEST_CHOICE), None) if parts else (None, None)


def _why(hits: Sequence[_Hit], choice: str | None) -> str:
    said = [f"{hit.rule.name}：{'、'.join(hit.reasons)}" for hit in hits]
    if choice is not None:
        said.append(f"客人在表單選的：{choice}")
    return _one_line("；".join(said), _LONGEST_WHY) if said else "沒有規則符合"


def _one_line(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
