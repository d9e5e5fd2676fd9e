"""Whose answer is this? Finds the cases of the one who wrote it, those of this very pass included. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sheetdesk.desk.customers import Customers
from sheetdesk.model.case import Case
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.contacts import person_keys
from sheetdesk.policy.people import Bearer, by_person, joining_keys, keys_of, topics
from sheetdesk.policy.related import is_same_matter


@dataclass(slots=True)
class Kin:
    """The customers of some answers, looked up together: a question a key would be thousands."""

    customers: Customers
    names: dict[str, dict[str, str | None]] = field(default_factory=dict)
    whose: dict[str, str] = field(default_factory=dict)
    persons: dict[str, list[Bearer]] = field(default_factory=dict)
    fresh: dict[str, list[str]] = field(default_factory=dict)
    """Cases that began in this pass, by key."""

    def candidates(self, answer: Answer, at: datetime) -> list[str]:
        """Numbers of the cases of the same person about the same order or 團號 that this answer may join."""
        mine = about_of(answer)
        if not mine:
            return []
        keys = [key for key in answer_keys(answer) if self._joins(key, _name(answer))]
        old = {self.whose[n] for key in keys for n in self.names.get(key, ()) if n in self.whose}
        theirs = [one for person in old for one in self.persons.get(person, ()) if _is_warm(one, at)]
        found = [one.number for one in theirs if is_same_matter(one.about, mine)]
        return list(dict.fromkeys([*found, *(number for key in keys for number in self.fresh.get(key, ()))]))

    def add(self, case: Case) -> None:
        """A case that began just now: the next answer may be about it."""
        for key in keys_of(case):
            self.names.setdefault(key, {})[case.number] = case.customer or case.nickname
            self.fresh.setdefault(key, []).append(case.number)

    def _joins(self, key: str, name: str | None) -> bool:
        return self.customers.barring.why(key, [*self.names.get(key, {}).values(), name]) is None


def kin_of(customers: Customers, answers: Iterable[Answer]) -> Kin:
    """All that is known of those who gave these answers."""
    keys = {key for answer in answers if about_of(answer) for key in answer_keys(answer)}
    if not keys:
        return Kin(customers)
    names = customers.book.names(keys)
    whose = customers.book.whose({number for by_case in names.values() for number in by_case})
    return Kin(customers, names, whose, by_person(customers.book.of(set(whose.values())).values()))


def answer_keys(answer: Answer) -> tuple[str, ...]:
    """By which keys the one who gave it is known."""
    said = {name: answer.fields.get(name) for name in ("email", "phone", "line", "nickname")}
    return joining_keys(person_keys(**said), answer.fields.get("group_no"))


def about_of(answer: Answer) -> tuple[str, ...]:
    """Which 團號 and which order it is about."""
    return topics(answer.fields.get("group_no"), answer.order_no)


def _name(answer: Answer) -> str | None:
    name = answer.fields.get("customer") or answer.fields.get("nickname")
    return None if name is None else str(name)


def _is_warm(one: Bearer, at: datetime) -> bool:
    return one.joins_until is not None and at <= one.joins_until
