"""Which case each row of the forms belongs to, as the rows of 案件 tell a new ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sheetdesk.ledger.forms import SeenRow
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Value, canonical, same
from sheetdesk.policy.arrival import Answer
from sheetdesk.policy.contacts import person_key
from sheetdesk.policy.masking import tells_nobody

TIME_SHOWN = "11/24 10:05"
"""With the likes of this each entry of 新訊息 begins."""


def match(found: Iterable[Answer], rows: Mapping[str, Row]) -> dict[str, Answer]:
    """Which form row each case came from: the same time, and the same words or the same person, or a row of which the
    customer was taken out.

    The time of an answer that the customer edited is no longer its case's: then words and person tell."""
    by_minute: dict[Value, list[tuple[str, Row]]] = {}
    for number, row in rows.items():
        by_minute.setdefault(canonical(row.get("received_at")), []).append((number, row))
    matched: dict[str, Answer] = {}
    for answer in found:
        near = [(n, row) for n, row in by_minute.get(canonical(answer.submitted_at), []) if n not in matched]
        same_words = (n for n, row in near if same(row.get("text"), answer.fields.get("text")))
        same_person = (n for n, row in near if answer.person is not None and _person(row) == answer.person)
        nobodys = (n for n, row in near if tells_nobody(row.cells))
        its_case = next(same_words, None) or next(same_person, None) or next(nobodys, None)
        if its_case is not None:
            matched[its_case] = answer
    taken = {answer.key for answer in matched.values()}
    for answer in (a for a in found if a.key not in taken and a.person is not None):
        left = ((n, row) for n, row in rows.items() if n not in matched and _person(row) == answer.person)
        edited = next((n for n, row in left if same(row.get("text"), answer.fields.get("text"))), None)
        if edited is not None:
            matched[edited] = answer
    return matched


def joined_in(
    found: Iterable[Answer], known: Mapping[str, Answer], rows: Mapping[str, Row], zone: ZoneInfo
) -> list[tuple[str, Answer]]:
    """Answers that joined a case: their time and all that they say stand in its 新訊息."""
    taken, by_time = {answer.key for answer in known.values()}, dict[str, list[tuple[str, str]]]()
    for number, row in rows.items():
        additions = str(row.get("additions") or "")
        for line in additions.splitlines():
            by_time.setdefault(line[: len(TIME_SHOWN)], []).append((number, additions))
    joined: list[tuple[str, Answer]] = []
    for answer in found:
        said = [canonical(value) for name in ("text", "attachments") if (value := answer.fields.get(name)) is not None]
        if answer.key in taken or answer.submitted_at is None or not said:
            continue
        at = answer.submitted_at.astimezone(zone).strftime("%m/%d %H:%M")
        its = [its for its, words in by_time.get(at, ()) if all(str(one) in words for one in said)]
        joined += [(number, answer) for number in its[:1]]
    return joined


def seen(answer: Answer, number: str, kind: str, now: datetime) -> SeenRow:
    """The form row as the ledger knows one that was taken in."""
    return SeenRow(
        answer.key,
        number,
        answer.tab,
        kind,
        answer.person,
        answer.order_no,
        answer.content,
        answer.submitted_at,
        now,
    )


def _person(row: Row) -> str | None:
    said = (row.get(name) for name in ("email", "phone", "line", "nickname", "customer"))
    return person_key(*(None if value is None else str(value) for value in said))
