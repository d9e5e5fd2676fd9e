"""Which order a case is about: by its number, else by phone, else by 暱稱 and 團號. Pure; in doubt there is none.

An order that may be somebody else's tells nothing: whoever types a number must also be known by what stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sheetdesk.model.order import KnownLine
from sheetdesk.policy import order_words as words
from sheetdesk.policy.campaigns import likeness
from sheetdesk.policy.fold import fold

WITHIN = timedelta(days=60)
"""An order without its number is looked for so long before the case."""
SLACK = timedelta(days=1)
"""The shop's clock and the form's may lie on two sides of midnight."""

SURE = ("phone", "email", "line")
"""Sorts of marks that are one person's alone; a name or a nickname may be anybody's."""

_AROUND_GROUP = re.compile(f"[\\W_{fold('第團期號')}]+")
"""What people write around the 團號 itself: 「第 3 團」, 「1115團」."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a case tells of its order in its own words: what the desk filled in itself is left out.

    `vouched`: a person of the desk wrote the number."""

    number: str | None
    shown: str
    vouched: bool
    marks: frozenset[str]
    product: str | None
    group: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of the one order that fits, and how it was found; else what the organiser should be told, if anything."""

    lines: tuple[KnownLine, ...] = ()
    why: str = ""
    notice: str | None = None


def find(sought: Sought, lines: Sequence[KnownLine]) -> Found:
    """The order among `lines`: all with the number that is sought, and all orders of the same person."""
    of_number = [line for line in lines if line.number == sought.number] if sought.number else []
    if of_number:
        return _by_number(sought, of_number)
    hers = [line for line in lines if is_hers(line, sought, SURE) and _in_time(line, sought)]
    if sought.number:
        return Found(notice=words.unknown(sought.shown, hers) if hers else None)
    found = _one_of(sought, hers, "電話或 Email")
    if found.lines or found.notice:
        return Found(_whole(found.lines, lines), found.why, found.notice)
    if sought.group is None:
        return Found()
    named = [line for line in lines if is_hers(line, sought, ("nickname",)) and _in_time(line, sought)]
    in_group = [
        line for line in named if _same_group(line, sought.group) and _agrees(line.marks, sought.marks) is not False
    ]
    namesakes = [line for line in in_group if _names_differ(line.marks, sought.marks)]
    if namesakes and len(namesakes) == len(in_group):
        return Found(notice=words.maybe(namesakes))
    found = _one_of(sought, [line for line in in_group if line not in namesakes], "暱稱和團號")
    return Found(_whole(found.lines, lines), found.why, found.notice)


def is_hers(line: KnownLine, sought: Sought, sorts: Iterable[str]) -> bool:
    """Do line and case share a mark of these sorts?"""
    return any(mark.partition(":")[0] in sorts for mark in line.marks & sought.marks)


def _agrees(marks: frozenset[str], others: frozenset[str]) -> bool | None:
    """Are they one person's? None if nothing of both can be compared."""
    for sorts in (SURE, ("nickname", "name")):
        of_both = [{mark for mark in some if mark.partition(":")[0] in sorts} for some in (marks, others)]
        if not of_both[0].isdisjoint(of_both[1]):
            return True
        kinds = [{mark.partition(":")[0] for mark in some} for some in of_both]
        if not kinds[0].isdisjoint(kinds[1]):
            return False
    return None


def _names_differ(marks: frozenset[str], others: frozenset[str]) -> bool:
    """Do both tell a name, and not the same one? Two customers of a group buy may bear one nickname."""
    names = [{mark for mark in some if mark.startswith("name:")} for some in (marks, others)]
    return all(names) and names[0].isdisjoint(names[1])


def _by_number(sought: Sought, lines: Sequence[KnownLine]) -> Found:
    if sought.vouched:
        return _of_group(sought, lines)
    verdicts = {line.key: _agrees(line.marks, sought.marks) for line in lines}
    hers = [line for line in lines if verdicts[line.key]]
    others = [line for line in lines if verdicts[line.key] is False]
    if hers:
        bare = [] if others else [line for line in lines if not line.marks]
        return _of_group(sought, [*hers, *bare])
    if others:
        what = "留的電話、Email 或姓名和這位客人不一樣，可能是別人的，沒有帶入資料。"
    else:
        what = "沒有可以和這位客人對的電話、Email 或暱稱，沒有帶入資料。"
    return Found(notice=f"訂單 {sought.shown} {what}{words.VOUCH}")


def _of_group(sought: Sought, lines: Sequence[KnownLine]) -> Found:
    """The order that is meant among the lines with its number: many shops number anew with each group buy."""
    named = [line for line in lines if sought.group is not None and _same_group(line, sought.group)]
    if sought.group is not None and any(group_of(line) for line in lines if line not in named):
        if named:
            return Found(tuple(named), "訂單編號")
        return Found(notice=words.of_other_group(sought.shown, sought.group, lines))
    recent = [line for line in lines if _in_time(line, sought)]
    if not (recent or named or sought.vouched):
        return Found(notice=words.too_old(sought.shown, WITHIN.days, lines))
    fitting = lines if named else recent or lines
    likes = {line.key: likeness(sought.product, _product(line)) for line in fitting}
    best = max(likes.values())
    alike = [line for line in fitting if likes[line.key] == best] if best and not is_one(fitting) else fitting
    if not is_one(alike):
        return Found(notice=words.anew(sought.shown, alike))
    return Found(tuple(line for line in fitting if is_one([*alike, line])), "訂單編號")


def is_one(lines: Sequence[KnownLine]) -> bool:
    """May these lines with one number be one order? Two group buys, or two days, are two, unless a basket of one day held both."""
    groups = {group_of(line) for line in lines}
    days = {line.day for line in lines if line.dated}
    if len(groups - {""}) > 1:
        return len(days) == 1 and all(line.dated for line in lines)
    return "" not in groups or len(days) <= 1


def _one_of(sought: Sought, lines: Sequence[KnownLine], how: str) -> Found:
    """The one order that fits best by 團號 and 商品."""
    fitting = [
        line
        for line in lines
        if sought.group is None or line.facts.get("group_no") is None or _same_group(line, sought.group)
    ]
    likes = {line.key: likeness(sought.product, _product(line)) for line in fitting} if sought.product else {}
    best = max(likes.values(), default=0)
    named = [line for line in fitting if line.facts.get("product") is not None]
    if sought.product and not best and named:
        return Found(notice=words.maybe(named))
    alike = [line for line in fitting if likes[line.key] == best] if best else fitting
    if len({line.order for line in alike}) > 1:
        return Found(notice=words.maybe(alike))
    if not is_one(alike):
        return Found(notice=words.anew(str(alike[0].facts.get("order_no") or ""), alike))
    narrowed = [
        word for word, used in (("商品", bool(best)), ("團號", sought.group is not None)) if used and word not in how
    ]
    return Found(tuple(alike), "、".join([how, *narrowed])) if alike else Found()


def _whole(lines: Sequence[KnownLine], known: Sequence[KnownLine]) -> tuple[KnownLine, ...]:
    """The lines with the rest of their order: many systems write who ordered beside the first item alone."""
    if not lines or lines[0].number is None:
        return tuple(lines)
    of_order = [line for line in known if line.number == lines[0].number and is_one([*lines, line])]
    hers = {mark for line in lines for mark in line.marks}
    if any(line.marks and hers.isdisjoint(line.marks) for line in of_order):
        return tuple(lines)
    return tuple(lines) + tuple(line for line in of_order if line not in lines)


def _in_time(line: KnownLine, sought: Sought) -> bool:
    early = sought.on - WITHIN
    return early <= line.day <= sought.on + (SLACK if line.dated else WITHIN)


def _same_group(line: KnownLine, group: str) -> bool:
    return group_of(line) == _plain_group(group)


def group_of(line: KnownLine) -> str:
    """Its 團號 as it is compared; empty if it says none."""
    return _plain_group(str(line.facts.get("group_no") or ""))


def _plain_group(text: str) -> str:
    return _AROUND_GROUP.sub("", fold(text)) or fold(text)


def _product(line: KnownLine) -> str | None:
    said = line.facts.get("product")
    return None if said is None else str(said)
