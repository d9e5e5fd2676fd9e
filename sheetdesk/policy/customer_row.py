"""A customer's row in the tab 客人: what it shows, how it explains itself, and what 不用來合併 means. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from sheetdesk.model.values import Value
from sheetdesk.policy.contacts import person_keys, repair_phone
from sheetdesk.policy.people import KINDS, Bearer
from sheetdesk.policy.wording import words_of

MOST_SHOWN = 5
"""Contacts and explanations that a cell names; a wholesaler may have dozens."""

_KIND_OF = {title.casefold(): kind for kind, title in KINDS.items()}


def cells_of(theirs: Sequence[Bearer], barred: Mapping[str, str]) -> dict[str, Value]:
    """What the machine's cells show for the customer who has these cases, the oldest first."""
    counted = [one for one in theirs if one.counts]
    ratings = [one.rating for one in counted if one.rating is not None]
    return {
        "name": next((one.name for one in reversed(theirs) if one.name), None),
        "contacts": _contacts(theirs),
        "cases": len(counted),
        "open": sum(one.is_open for one in counted),
        "last_at": max((one.heard_at for one in theirs if one.heard_at), default=None),
        "rating": round(mean(ratings), 1) if ratings else None,
        "joined": _explained(theirs, barred),
    }


def joined_cells(person: str) -> dict[str, Value]:
    """What the row of one who turned out to be somebody else shows: what people wrote beside it stays."""
    said = f"和「第一件」是 {person} 的那一列是同一位客人，請看那一列。"
    return {**dict.fromkeys(("name", "contacts", "last_at", "rating")), "cases": 0, "open": 0, "joined": said}


def keys_named(word: str, theirs: Iterable[Bearer]) -> tuple[str, ...]:
    """The keys of these cases that a person means: 「電話」 all telephones, or the very one that she typed."""
    keys = dict.fromkeys(key for one in theirs for key in one.keys)
    found: set[str] = set()
    for said in words_of(word):
        kind = _KIND_OF.get(said.casefold())
        named = set(person_keys(email=said, phone=repair_phone(said), line=said, nickname=said))
        found |= {key for key in keys if _kind(key) == kind or key.partition("@")[0] in named or key in named}
    return tuple(key for key in keys if key in found)


def _contacts(theirs: Sequence[Bearer]) -> str | None:
    keys = dict.fromkeys(key for one in reversed(theirs) for key in one.keys)
    said = [f"LINE {_word(key)}" if _kind(key) == "line" else _word(key) for key in keys if _kind(key) != "nickname"]
    return "、".join(said[:MOST_SHOWN]) or None


def _explained(theirs: Sequence[Bearer], barred: Mapping[str, str]) -> str | None:
    """Which keys made these cases one customer's, and which of her keys join nobody, and why."""
    counts = Counter(key for one in theirs for key in dict.fromkeys(one.keys))
    shared = [f"{_told(key)}（{count} 件）" for key, count in counts.items() if count > 1 and key not in barred]
    lines = [f"用這些認出是同一人：{'、'.join(shared[:MOST_SHOWN])}"] if shared else []
    lines += [f"{_told(key)}：{barred[key]}" for key in counts if key in barred][:MOST_SHOWN]
    return "\n".join(lines) or None


def _told(key: str) -> str:
    kind, word = _kind(key), _word(key)
    name, _, group = word.rpartition("@") if kind == "nickname" else (word, "", "")
    return f"{KINDS[kind]} {name}" + (f"（{group} 團）" if group else "")


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _word(key: str) -> str:
    return key.partition(":")[2]
