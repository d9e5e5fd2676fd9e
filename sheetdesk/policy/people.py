"""Which cases are one customer's: by which keys they join, and which keys join nobody. Pure; order makes no difference."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from sheetdesk.model.case import Case, is_open, time_received
from sheetdesk.model.frozen import copying
from sheetdesk.policy.contacts import BLANKS, person_keys
from sheetdesk.policy.fold import fold

MOST_NAMES = 2
"""A couple shares a telephone. What more different names share is an office's or a helper's: it tells nobody apart."""

KINDS = {"phone": "電話", "email": "Email", "line": "LINE", "nickname": "暱稱"}
"""What keys are made of, in the words of the tab 客人. A nickname counts only within one 團號."""

_TITLE = re.compile(r"(小姐|先生|太太|女士|媽媽|爸爸|阿姨|老師|同學|媽|mrs?|ms|miss)$")
_UNTOLD = frozenset(map(fold, (*BLANKS, "不知道", "不清楚", "忘了", "忘記", "忘記了", "沒有單號")))


@dataclass(frozen=True, slots=True)
class Bearer:
    """What a case says of its customer. `person`: the number of the oldest case that is known to be the same person's;
    two that say the same are equal whosever they are."""

    number: str
    keys: tuple[str, ...] = ()
    name: str | None = None
    is_open: bool = False
    counts: bool = True
    """Void and merged cases don't (domain §8)."""
    received_at: datetime | None = None
    heard_at: datetime | None = None
    """Last contact, either way."""
    joins_until: datetime | None = None
    """Until when an answer about the same thing joins it; None: never."""
    about: tuple[str, ...] = ()
    """團號 and 訂單編號, as they are compared."""
    category: str | None = None
    rating: float | None = None
    person: str = field(default="", compare=False)


def keys_of(case: Case) -> tuple[str, ...]:
    """By what this case's customer is known: 「phone:0912345678」."""
    said = {name: getattr(case, name) for name in ("email", "phone", "line", "nickname")}
    return joining_keys(person_keys(**said), case.group_no)


def joining_keys(keys: Iterable[str], group_no: object) -> tuple[str, ...]:
    """Those of a row's keys that may join it to others: no mere name, and a nickname only within its 團號."""
    group = told(group_no)
    found = []
    for key in keys:
        kind = key.partition(":")[0]
        if kind == "nickname" and group:
            found.append(f"{key}@{group}")
        elif kind in ("email", "phone", "line"):
            found.append(key)
    return tuple(found)


def told(value: object) -> str | None:
    """團號 or 訂單編號 in the form to compare; None for what people type to get past the question."""
    return _told(str(value)) if value is not None else None


@lru_cache(maxsize=4096)
def _told(text: str) -> str | None:
    """Kept, for a new case is asked a dozen times for the same two."""
    plain = fold(text)
    return None if not plain or plain in _UNTOLD else plain


def about(case: Case) -> tuple[str, ...]:
    """What the case is about, for comparing: its 團號 and its 訂單編號, those that are told."""
    return topics(case.group_no, case.order_no)


def topics(group_no: object, order_no: object) -> tuple[str, ...]:
    """「團:a12」, 「單:0042」: as `about`."""
    named = (("團", told(group_no)), ("單", told(order_no)))
    return tuple(f"{kind}:{word}" for kind, word in named if word)


def bearer_of(case: Case, heard_at: datetime | None, joins_until: datetime | None) -> Bearer:
    """The case as far as it tells who came. `heard_at`, `joins_until`: what `related` says of it."""
    return Bearer(
        number=case.number,
        keys=keys_of(case),
        name=case.customer or case.nickname,
        is_open=is_open(case),
        counts=case.status != "無效" and case.merged_to is None,
        received_at=time_received(case) or case.first_seen_at,
        heard_at=heard_at,
        joins_until=joins_until,
        about=about(case),
        category=case.category,
        rating=case.rating,
    )


def age(number: str) -> tuple[int, str]:
    """Sorts the older case first: running numbers only rise."""
    running = number.split("-")[1:2]
    return int(running[0]) if running and running[0].isdecimal() else 0, number


def different_names(names: Iterable[str | None]) -> int:
    """How many people these can be the names of: 「怡君」 and 「王小姐」 may well be 「王怡君」."""
    plain = {_TITLE.sub("", fold(name).replace(" ", "")) or fold(name) for name in names if name}
    return sum(not any(name != other and name in other for other in plain) for name in plain)


@dataclass(frozen=True, slots=True)
class Said:
    """What a person typed in a row of the tab 客人. `cut`: the keys that 不用來合併 meant when it was typed."""

    tier: str | None = None
    apart: str | None = None
    cut: tuple[str, ...] = ()


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Barring:
    """Which keys join nobody: those of the staff, those that a person said so of, and those of too many names."""

    staff: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()

    def why(self, key: str, names: Iterable[str | None]) -> str | None:
        """Why this key joins nobody; None if it joins."""
        if key in self.staff:
            return "是分工表裡的人的，不拿來合併"
        if key in self.cut:
            return f"您選了不用這個{KINDS[key.partition(':')[0]]}合併"
        given = {name for name in names if name}
        if len(given) <= MOST_NAMES:  # nearly every key; the rest takes twenty times as long
            return None
        count = different_names(given)
        return f"有 {count} 個不同的名字在用，不拿來合併" if count > MOST_NAMES else None


def persons(bearers: Collection[Bearer], barred: Container[str]) -> dict[str, Bearer]:
    """The same cases, each with its person: all that are linked by keys that aren't barred. The order is of no account."""
    root = {bearer.number: bearer.number for bearer in bearers}

    def top(number: str) -> str:
        while root[number] != number:
            root[number] = number = root[root[number]]
        return number

    first: dict[str, str] = {}
    for bearer in bearers:
        for key in bearer.keys:
            if key in barred:
                continue
            one, other = top(first.setdefault(key, bearer.number)), top(bearer.number)
            if one != other:
                older, younger = sorted((one, other), key=age)
                root[younger] = older
    tops = ((bearer, top(bearer.number)) for bearer in bearers)
    return {one.number: one if one.person == person else _with_person(one, person=person) for one, person in tops}


_with_person = copying(Bearer)


def by_person(bearers: Iterable[Bearer]) -> dict[str, list[Bearer]]:
    """Each person's cases, the oldest first."""
    found: dict[str, list[Bearer]] = {}
    for bearer in sorted(bearers, key=lambda one: age(one.number)):
        found.setdefault(bearer.person, []).append(bearer)
    return found


def tier_of(cases: Iterable[Bearer], tiers: Mapping[str, str]) -> str | None:
    """等級 of a person: what stands beside her oldest case, else beside one that was a person of its own before."""
    return next((tiers[case.number] for case in cases if case.number in tiers), None)
