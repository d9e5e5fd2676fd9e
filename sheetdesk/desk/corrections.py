"""更正 in 往來紀錄 in a pass: what was written there comes in, what became of it is kept and told beside it. Border: tab
and ledger; what it means is policy's."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from sheetdesk.columns import LOG, row_key
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.people import tell_cases_of_messages
from sheetdesk.desk.sight import Sight
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.model.correction import CONFIRMED, REFUSED, SAME_TEMPLATE, Correction
from sheetdesk.model.memory import RowMemory
from sheetdesk.model.message import CANCELLED, SENT, UNSURE, WAITING, Letter, source_of
from sheetdesk.model.sheet import Problem, TabView
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.correction_question import sketched
from sheetdesk.policy.corrections import (
    HELD,
    TOLD_BY_HAND,
    is_by_hand,
    released,
    scopes_of,
    withdrawn,
)
from sheetdesk.policy.wrong_templates import content_of, holds_template, is_over, problems, without_wrong

COLUMN = "correction"
HELD_BACK = "held_back"
"""The fact under which the ledger keeps which templates and words were held back in the last pass."""

NO_MORE = "「更正」改過或清空了，這一版沒有寄"

NO_FORMULA = Problem(f"{LOG.title}「{LOG.column(COLUMN).title}」", "是公式，系統讀不到結果", "請改寫成文字")


def take_up_corrections(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> None:
    """Hear what people wrote, and hold back what is wrong before any job writes a letter."""
    desk.corrections = tx.corrections.live()
    if desk.obeys:
        _hear(sight, desk, tx, now)
    templates = desk.book.templates
    over = (one for one in desk.corrections.values() if not one.waits and one.blocks)
    desk.corrections |= {one.message: released(one) for one in over if is_over(one, templates, now)}
    held = without_wrong(templates, desk.corrections.values(), now)
    desk.book = replace(desk.book, templates=held)
    said = (*sorted(held.wrong), *sorted(held.wrong_words))
    if said != (tx.fact(HELD_BACK) or ()):
        desk.look_at_drafts = True
        tx.remember(HELD_BACK, said)


def keep_corrections(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> None:
    """Everything durable; automatic letters of a wrong template that wait are held for a person, or let go again."""
    _hear_of_calls(desk, tx, now)
    before = tx.corrections.some(desk.corrections)
    changed = [one for number, one in desk.corrections.items() if before.get(number) != one]
    tx.corrections.keep(changed)
    still = {one.template for one in desk.corrections.values() if holds_template(one)}
    _take_back(before, changed, desk, tx, now)
    stirred = [number for one in changed for number in _hold(before.get(one.message), one, still, tx, now)]
    tell_cases_of_messages(desk, tx.outbox.by_ids(stirred))
    news = [one for one in changed if one.said != getattr(before.get(one.message), "said", "")]
    desk.told_of |= {m.id: m for m in tx.outbox.by_ids({one.message for one in news} - desk.told_of.keys())}
    # Above the mark they can't be written: the next pass reads the tab whole for their sake.
    rows = tx.sheet.rows(LOG.key, (one.row for one in news))
    sight.log_news |= {key: replace(sight.log_news.get(key, row), dirty=True) for key, row in rows.items()}
    desk.problems += problems(desk.book.templates, desk.corrections.values())


def with_corrections(rows: Mapping[str, dict[str, Value]], tx: Transaction) -> dict[str, dict[str, Value]]:
    """The rows of 往來紀錄 with what became of 更正 in 說明."""
    numbers = {number: key for key in rows if (number := _number(key)) is not None}
    told = {numbers[number]: one.said for number, one in tx.corrections.some(numbers).items() if one.said}
    said = {key: "；".join(filter(None, (str(rows[key]["detail"] or ""), words))) for key, words in told.items()}
    return {key: {**cells, "detail": said[key]} if key in said else cells for key, cells in rows.items()}


def overtaken(letter: Letter, tx: Transaction) -> str | None:
    """Why this correction isn't the one that she wants sent any more."""
    number = letter.event.partition(":")[0]
    if not number.isdecimal():  # its ledger was rebuilt, and a person has let it go
        return None
    one = tx.corrections.some([int(number)]).get(int(number))
    if one is not None and one.state == CONFIRMED and one.event == letter.event:
        return None
    return NO_MORE


def _hear(sight: Sight, desk: Desk, tx: Transaction, now: datetime) -> None:
    """New words, other words, and cells that were emptied."""
    written = dict(_written(sight, desk))
    known = {**tx.corrections.some(written), **{n: desk.corrections[n] for n in written.keys() & desk.corrections}}
    for number, text in written.items():
        old = known.get(number)
        if text is None:
            desk.corrections |= {number: withdrawn(old)} if old is not None and old.text else {}
        elif old is None or old.text != text:
            _begin(number, text, desk, tx, now)


def _written(sight: Sight, desk: Desk) -> Iterator[tuple[int, str | None]]:
    """What stands beside each message, by its number; None where a word was before, or is still remembered."""
    view = sight.snapshot.tabs.get(LOG.key)
    if view is None or COLUMN not in view.header:
        return
    known = (row.seen for row in sight.log_memory.values())
    if not desk.corrections and not any(COLUMN in cells for cells in (*(row.cells for row in view.rows), *known)):
        return  # nearly always so, and a file is read whole in each pass
    for key, value in _beside(view).items():
        number = _number(key)
        if number is None:
            continue
        if isinstance(value, Formula):
            desk.problems.append(NO_FORMULA)
        elif value is not None and str(value).strip():
            yield number, str(value).strip()
        elif number in desk.corrections or sight.log_memory.get(key, RowMemory()).seen.get(COLUMN) is not None:
            yield number, None


def _beside(view: TabView) -> dict[str, Value]:
    """What stands in 更正, by the row's key: of a row and its pasted copy the one in which something stands."""
    found: dict[str, Value] = {}
    for row in view.rows:
        key = row_key(LOG, row.cells)
        if key is not None and found.get(key) is None:
            found[key] = row.get(COLUMN)
    return found


def _number(key: str) -> int | None:
    """Reverse of `Correction.row`; None for a row of nobody's."""
    sign = {"M": 1, "I": -1}.get(key[:1])
    return sign * int(key[1:]) if sign is not None and key[1:].isdecimal() else None


def _begin(number: int, text: str, desk: Desk, tx: Transaction, now: datetime) -> None:
    """A correction that nobody has looked at yet."""
    message = next(iter(tx.outbox.by_ids([number])), None)
    new = Correction(number, text, now)
    if message is not None:
        template = desk.book.templates.by_name.get(message.letter.template)
        reviewed = template.reviewed if template is not None else None
        same = template is not None and template.version == message.letter.version
        content = content_of(template) if template is not None and same else ""
        new = replace(
            new, source=source_of(message.letter), scopes=scopes_of(message), reviewed=reviewed, content=content
        )
        case = desk.case(message.letter.case) if message.letter.case else None
        sketch = sketched(new, message, case, desk.book.sender, desk.book.templates)
        new = sketch if sketch.state == REFUSED else new  # what can't be done holds nothing back
        desk.events.append(Event(now, message.letter.case, "person", "correction", new=text))
    desk.corrections[number] = new


def _hear_of_calls(desk: Desk, tx: Transaction, now: datetime) -> None:
    """已用LINE／電話回 on a case whose correction waits to be passed on by hand: that was it."""
    called = {number for number in desk.touched if desk.cases[number].last_reply_at == now}
    waiting = [m for m in tx.outbox.needing_a_person() if m.letter.case in called and is_by_hand(m)] if called else []
    tx.outbox.mark_all((m.id for m in waiting), SENT, now, note=TOLD_BY_HAND)
    tell_cases_of_messages(desk, tx.outbox.by_ids(m.id for m in waiting))


def _take_back(
    before: Mapping[int, Correction], changed: Iterable[Correction], desk: Desk, tx: Transaction, now: datetime
) -> None:
    """What she was to pass on by hand isn't what she wants said any more."""
    old = {was.event for one in changed if (was := before.get(one.message)) is not None and was.state == CONFIRMED}
    old -= {one.event for one in changed if one.state == CONFIRMED}
    waiting = [m for m in tx.outbox.needing_a_person() if m.letter.event in old and is_by_hand(m)] if old else []
    tx.outbox.mark_all((m.id for m in waiting), CANCELLED, now, note=NO_MORE)
    tell_cases_of_messages(desk, tx.outbox.by_ids(m.id for m in waiting))


def _hold(
    before: Correction | None, after: Correction, still: Container[tuple[str, str]], tx: Transaction, now: datetime
) -> list[int]:
    """The numbers of the letters that were held, or let go; of the templates in `still` none is let go."""
    held, holds = before is not None and holds_template(before), holds_template(after)
    if holds and not held:
        found = tx.corrections.waiting(after.source)
        tx.outbox.mark_all(found, UNSURE, now, note=HELD)
        return found
    if held and not holds and after.scope != SAME_TEMPLATE and after.template not in still:
        found = tx.corrections.held(after.source, HELD)
        tx.outbox.mark_all(found, WAITING, now, note=None, next_try_at=now)
        return found
    return []
