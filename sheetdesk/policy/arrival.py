"""What a form row is: known, a new version, a double, an addition, or a new case (design §2, in this order). Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sheetdesk.columns import FORM
from sheetdesk.model.memory import masked_in
from sheetdesk.model.sheet import Row, TabView
from sheetdesk.model.values import Formula, Value, clean_text
from sheetdesk.policy.contacts import person_key, repair_phone
from sheetdesk.policy.fold import fold
from sheetdesk.policy.last_read import LastRead
from sheetdesk.policy.numbers import find_case_number
from sheetdesk.policy.privacy import without_masks

KNOWN, NEW, DOUBLE, ADDITION, VERSION = "known", "new", "double", "addition", "version"

DOUBLE_WITHIN = timedelta(minutes=10)

FORM_FIELDS = (
    "source",
    "customer",
    "nickname",
    "email",
    "phone",
    "line",
    "group_no",
    "order_no",
    "product",
    "quantity",
    "pickup",
    "received_on",
    "wish",
    "tracking_no",
    "text",
    "attachments",
    "form_category",
)
"""What a case takes over from an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a form. `key`: its time stamp + mail or phone, whatever its tab, place and other columns; without a time
    that can be read, who she is and what it says as well: of rows that a shop pastes, all may bear its own address."""

    key: str
    tab: str
    place: int
    submitted_at: datetime | None
    person: str | None
    order_no: str | None
    content: str
    fields: Mapping[str, Value]
    case_no: str | None
    unreadable_time: str | None = None
    masked: tuple[str, ...] = ()
    """Questions in whose answer the form's tab shows an account's number."""


@dataclass(frozen=True, slots=True)
class Known:
    """A form row that was taken in before."""

    case: str | None
    kind: str
    person: str | None
    order_no: str | None
    content: str
    submitted_at: datetime | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Arrival:
    """An answer that wasn't known, and what it is. `case`: the case it belongs to, None for a new one.

    `of`: for a double of an answer in the same read, that answer's key."""

    kind: str
    answer: Answer
    case: str | None = None
    of: str | None = None


def answers(
    views: Iterable[TabView], contents_of: Callable[[Collection[str]], Mapping[str, str]] = lambda keys: {}
) -> list[Answer]:
    """Every answer in the complaint forms' tabs, oldest first, those of one second as they stand.

    Two with one key are told apart by their content. `contents_of`: what the answers known by these keys say; who has the
    plain key keeps it, whatever came to stand beside it."""
    complaints = [view for view in views if view.key == FORM.key]
    found = _LAST.all((view.title, row) for view in complaints for row in view.rows if _says_something(row))
    found.sort(key=lambda a: a.submitted_at or datetime.max.replace(tzinfo=UTC))
    said: dict[str, set[str]] = {}
    for answer in found:
        said.setdefault(answer.key, set()).add(answer.content)
    shared = {key: sorted(contents) for key, contents in said.items() if len(contents) > 1}
    if not shared:
        return found
    known = contents_of({name for key, some in shared.items() for name in (key, *(f"{key}|{one}" for one in some))})
    plain = {key: _plain_one(key, contents, known) for key, contents in shared.items()}
    return [a if plain.get(a.key, a.content) == a.content else replace(a, key=f"{a.key}|{a.content}") for a in found]


def _plain_one(key: str, contents: Sequence[str], known: Mapping[str, str]) -> str:
    """Which of these contents the plain key means: the one known by it, else one that isn't known by a longer key."""
    if known.get(key) in contents:
        return known[key]
    return next((content for content in contents if f"{key}|{content}" not in known), contents[0])


def is_old(answer: Answer, before: datetime | None) -> bool:
    """Is it known to have been sent before that moment?"""
    return before is not None and answer.submitted_at is not None and answer.submitted_at < before


def _says_something(row: Row) -> bool:
    return any(row.get(name) is not None for name in ("text", "case_no", "product", "form_category", "attachments"))


def _answer(title: str, row: Row) -> Answer:
    fields = {name: _plain(value) for name, value in row.cells.items()}
    fields["phone"] = repair_phone(str(fields["phone"])) if fields.get("phone") is not None else None
    stamp = row.get("submitted_at")
    submitted_at = stamp if isinstance(stamp, datetime) else None
    person = person_key(*(_text(fields, name) for name in ("email", "phone", "line", "nickname", "customer")))
    content = _content(fields)
    contact = fold(str(fields.get("email") or fields.get("phone") or "")) or content
    key = f"{submitted_at.isoformat() if submitted_at else str(stamp or '')}|{contact}"
    who = (fold(_text(fields, name) or "") for name in ("customer", "nickname"))
    named = _text(fields, "case_no")
    return Answer(
        key=key if submitted_at else "|".join((key, content, *who)),
        tab=title,
        place=row.place,
        submitted_at=submitted_at,
        person=person,
        order_no=_text(fields, "order_no"),
        content=content,
        fields=fields,
        case_no=(find_case_number(named) or named) if named else None,
        unreadable_time=str(stamp) if stamp is not None and submitted_at is None else None,
        masked=masked_in(row.cells),
    )


_LAST = LastRead(_answer)


def _plain(value: Value) -> Value:
    """A formula in a form's tab is somebody's text to us. Text is kept whole: only a cell of ours is shortened."""
    if isinstance(value, Formula):
        return value.text
    return clean_text(value, limit=2 * len(value)).strip() or None if isinstance(value, str) else value


def _text(fields: Mapping[str, Value], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else str(value)


def _content(fields: Mapping[str, Value]) -> str:
    # An account's number doesn't count: the same answer is known again once a person has taken it out of the form's row.
    texts = (_text(fields, name) or "" for name in ("text", "product", "order_no", "wish", "case_no"))
    said = "\n".join(fold(without_masks(text)) for text in texts)
    return sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An answer that a later one may repeat: whose, when, and the case it went to (or the key of a case to come)."""

    person: str | None
    at: datetime | None
    case: str | None
    of: str | None = None


def sort_out(
    found: Sequence[Answer], known: Mapping[str, Known], case_exists: Callable[[str], bool], whole: bool = True
) -> tuple[list[Arrival], list[str]]:
    """What each unknown answer is, oldest first, and the keys of known rows that are gone.

    `whole`: every answer that stands in a form's tab is among `found`; else none is known to be gone."""
    keys = {answer.key for answer in found}
    gone = {key: row for key, row in known.items() if key not in keys and not row.gone} if whole else {}
    replaceable: dict[tuple[str | None, str | None], str] = {
        (row.person, row.order_no): key
        for key, row in gone.items()
        if row.person and row.case and row.kind != ADDITION  # what was added isn't what the case is about
    }
    earlier: dict[str, list[_Earlier]] = {}
    for row in known.values():
        earlier.setdefault(row.content, []).append(_Earlier(row.person, row.submitted_at, row.case))
    arrivals: list[Arrival] = []
    taken: set[str] = set()
    for answer in found:
        before = known.get(answer.key)
        if answer.key in taken or (before is not None and not before.gone):
            continue
        taken.add(answer.key)
        if before is not None:  # it was gone and stands there again: the same row
            arrivals.append(Arrival(KNOWN, answer, before.case))
            continue
        arrival = _judge(answer, replaceable, earlier.get(answer.content, ()), case_exists)
        if arrival.kind == VERSION:
            arrival = replace(arrival, case=gone[replaceable.pop((answer.person, answer.order_no))].case)
        arrivals.append(arrival)
        link = _Earlier(answer.person, answer.submitted_at, arrival.case, arrival.of or answer.key)
        earlier.setdefault(answer.content, []).append(link)
    return arrivals, list(gone)


def _judge(
    answer: Answer,
    replaceable: Mapping[tuple[str | None, str | None], str],
    earlier: Sequence[_Earlier],
    case_exists: Callable[[str], bool],
) -> Arrival:
    """New version, double, addition or new case. A version replaces a row that is gone in the very read in which
    this one of the same person and order is new; what bears a known number adds to a case and replaces nothing, nor does
    a row without time and order, which may be anybody's whose words the shop pasted over the last ones."""
    adds = answer.case_no is not None and case_exists(answer.case_no)
    tells = answer.submitted_at is not None or answer.order_no is not None
    if not adds and tells and (answer.person, answer.order_no) in replaceable:
        return Arrival(VERSION, answer)
    for other in earlier:
        if _is_double(answer, other):
            return Arrival(DOUBLE, answer, other.case, of=None if other.case else other.of)
    if adds:
        return Arrival(ADDITION, answer, answer.case_no)
    return Arrival(NEW, answer)


def _is_double(answer: Answer, other: _Earlier) -> bool:
    if answer.submitted_at is None or other.at is None or answer.person != other.person:
        return False
    return abs(answer.submitted_at - other.at) <= DOUBLE_WITHIN
