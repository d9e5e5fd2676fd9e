"""Which cases are one customer's, in the middle of a pass. Asks the ledger for those that this concerns; writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from sheetdesk.model.case import Case
from sheetdesk.policy import related
from sheetdesk.policy.customer_row import keys_named
from sheetdesk.policy.people import Barring, Bearer, Said, bearer_of, by_person, persons, tier_of

Names = Mapping[str, Mapping[str, str | None]]
"""By key, then by case number: under which name a case bears the key."""


class People(Protocol):
    """What the ledger is asked (ledger/people.py)."""

    def some(self, numbers: Iterable[str]) -> dict[str, Bearer]:
        """These cases, as last kept."""

    def whose(self, numbers: Iterable[str]) -> dict[str, str]:
        """The person of each of these cases."""

    def of(self, persons: Iterable[str]) -> dict[str, Bearer]:
        """All cases of these persons."""

    def names(self, keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """Who bears each of these keys."""


class Nobody:
    """A ledger that knows no customer yet."""

    def some(self, numbers: Iterable[str]) -> dict[str, Bearer]:
        """None."""
        return {}

    def whose(self, numbers: Iterable[str]) -> dict[str, str]:
        """None."""
        return {}

    def of(self, persons: Iterable[str]) -> dict[str, Bearer]:
        """None."""
        return {}

    def names(self, keys: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """None."""
        return {}


@dataclass(frozen=True, slots=True)
class Regrouped:
    """Every case of the customers concerned, each with its person as it is now."""

    bearers: Mapping[str, Bearer] = field(default_factory=dict)
    changed: tuple[Bearer, ...] = ()
    """Those that the ledger knows otherwise, or not at all."""
    barred: Mapping[str, str] = field(default_factory=dict)
    """Keys that join nobody, and why."""
    before: frozenset[str] = frozenset()
    """The persons that these cases were of."""

    def persons(self) -> dict[str, list[Bearer]]:
        """Each person's cases, the oldest first."""
        return by_person(self.bearers.values())


@dataclass(slots=True)
class Customers:
    """What the ledger knows of customers. `before`: by which bars it was kept; `barring`: those of this pass."""

    book: People = field(default_factory=Nobody)
    before: Barring = field(default_factory=Barring)
    barring: Barring = field(default_factory=Barring)
    said: dict[str, Said] = field(default_factory=dict)
    """What people typed beside customers, by the row's number."""
    behind: bool = False
    """Cases of before were taken in just now: what open cases say of their customers may be otherwise."""
    heard: set[str] = field(default_factory=set)
    """Rows in which something else stands since this pass."""
    _last: tuple[object, Regrouped] | None = None
    """What was asked last, and the answer: most cases say the same of their customer at the end of a pass as when she was
    recognised."""

    def regroup(self, cases: Iterable[Case], unchanged_too: bool = False) -> Regrouped:
        """The customers of these cases as they are now, and of all whom that moves. Without those of whom nothing has
        changed since they were kept, unless `unchanged_too`."""
        now = {case.number: bearer(case) for case in cases}
        asked = now, self.barring, frozenset(self.heard), unchanged_too
        if self._last is None or self._last[0] != asked:
            self._last = asked, self._regrouped(now, unchanged_too)
        return self._last[1]

    def kept(self) -> None:
        """The ledger knows other customers than before."""
        self._last = None

    def _regrouped(self, now: Mapping[str, Bearer], unchanged_too: bool) -> Regrouped:
        known = self.book.some(now)
        news = {n: one for n, one in now.items() if known.get(n) != one}
        moved = [n for n in news if n not in known or _joins(known[n]) != _joins(news[n])]
        loose = {key for n in moved for one in (news[n], known.get(n)) if one for key in one.keys}
        loose |= (self.before.staff ^ self.barring.staff) | (self.before.cut ^ self.barring.cut)
        if not (news or loose or self.heard or (unchanged_too and now)):
            return Regrouped()
        names = self.book.names(loose)
        told = _with(names, {n: news[n] for n in moved})
        touched = self.heard | {
            number for key in loose if self._matters(key, names, told) for number in names.get(key, ())
        }
        moved_from = [known[n].person for n in (known if unchanged_too else news) if n in known]
        before = {*moved_from, *self.book.whose(touched - known.keys()).values()}
        before |= {known[n].person for n in touched if n in known}
        before_them = self.book.of(before)
        theirs = {**before_them, **news}
        told = {**self.book.names({key for one in theirs.values() for key in one.keys} - loose), **told}
        whys = ((key, self.barring.why(key, by_case.values())) for key, by_case in told.items())
        barred = {key: why for key, why in whys if why is not None}
        fresh = persons(theirs.values(), barred)
        changed = tuple(one for number, one in fresh.items() if _is_new(one, before_them.get(number)))
        return Regrouped(fresh, changed, barred, frozenset(before))

    def _matters(self, key: str, before: Names, now: Names) -> bool:
        """A key that joined nobody and still joins nobody moves nobody, however many bear it."""
        was = self.before.why(key, before.get(key, {}).values())
        return was is None or self.barring.why(key, now.get(key, {}).values()) is None

    def hear(self, number: str, said: Said) -> None:
        """What a person typed in that row, as it is now."""
        self.said[number] = said
        self.heard.add(number)
        self.barring = replace(self.barring, cut=cut_by(self.said))

    def keys_named(self, number: str, word: str) -> tuple[str, ...]:
        """Which keys of the customer of that row a person means by this word."""
        return keys_named(word, self.book.of(self.book.whose([number]).values()).values())

    def barred(self, keys: Iterable[str]) -> dict[str, str]:
        """Those of the keys that join nobody, and why."""
        whys = ((key, self.barring.why(key, names.values())) for key, names in self.book.names(keys).items())
        return {key: why for key, why in whys if why is not None}

    def tier(self, cases: Iterable[Bearer]) -> str | None:
        """等級 of the customer who has these cases, the oldest first."""
        tiers = {number: said.tier for number, said in self.said.items() if said.tier is not None}
        return tier_of(cases, tiers)


def cut_by(said: Mapping[str, Said]) -> frozenset[str]:
    """The keys that people said not to join by."""
    return frozenset(key for words in said.values() for key in words.cut)


def bearer(case: Case) -> Bearer:
    """The case as far as it tells who came."""
    return bearer_of(case, related.last_contact(case), related.joins_until(case))


def _is_new(one: Bearer, before: Bearer | None) -> bool:
    return before is None or before != one or before.person != one.person


def _joins(one: Bearer) -> tuple[tuple[str, ...], str | None]:
    return one.keys, one.name


def _with(names: Names, news: Mapping[str, Bearer]) -> dict[str, dict[str, str | None]]:
    """The names by key as they will be once `news` are kept."""
    told = {key: {n: name for n, name in by_case.items() if n not in news} for key, by_case in names.items()}
    for number, one in news.items():
        for key in one.keys:
            told.setdefault(key, {})[number] = one.name
    return told
