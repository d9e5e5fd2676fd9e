"""Put right what a letter said wrongly: to everyone who got it, after one 確認.

Reads:   更正 in 往來紀錄, who got that template version or that text, 回覆範本, answers in 待辦
Decides: the questions, the letters, whom she has to tell by hand, and what 說明 says of it
Repeat:  safe - a correction is confirmed once, and its key enters the outbox once a case
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import attrgetter

from sheetdesk.desk.desk import Desk
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import Case
from sheetdesk.model.correction import CONFIRMED, REFUSED, SAME_TEMPLATE, Correction, Group
from sheetdesk.model.message import Letter, Message
from sheetdesk.policy.correction_letter import correction_letter
from sheetdesk.policy.correction_question import NOBODY, asks, decided, group_of, questions, sketched
from sheetdesk.policy.corrections import (
    WAITS,
    Concerned,
    by_hand,
    concerned,
    done,
    has_it,
    overtakes,
    refused,
    replaced,
)
from sheetdesk.policy.replies import WAIT

LETTERS = ("correction",)


def run(desk: Desk, now: datetime) -> str:
    """Ask for what is new, and send what was confirmed."""
    waiting = sorted((one for one in desk.corrections.values() if one.waits), key=attrgetter("age"), reverse=True)
    letters = len(desk.letters)
    for one in waiting:
        if desk.corrections[one.message] is not one:  # a later one was confirmed in this very pass
            continue
        wrong = next(iter(desk.letters_numbered([one.message])), None)
        judged = desk.corrections[one.message] = _judged(desk, one, wrong)
        old = [other for other in desk.corrections.values() if overtakes(judged, other, anew=one.said != WAITS)]
        desk.corrections |= {other.message: replaced(other) for other in old}
    return f"corrections asked for: {len(waiting)}, letters: {len(desk.letters) - letters}"


def _judged(desk: Desk, one: Correction, wrong: Message | None) -> Correction:
    """What becomes of it in this pass."""
    case = desk.case(wrong.letter.case) if wrong is not None and wrong.letter.case else None
    one = sketched(one, wrong, case, desk.book.sender, desk.book.templates)
    if one.state == REFUSED:
        return one
    one = replace(one, groups=tuple(_count(desk, one)))
    asked = questions(one, desk.book.templates)
    if not asked:
        return refused(one, *NOBODY)
    answers = {scope: desk.ask(question) for scope, question in asked.items()}
    after = decided(asks(one), answers, asked)
    return _send(desk, after) if after.state == CONFIRMED else after


def _count(desk: Desk, one: Correction) -> Iterator[Group]:
    for scope in one.scopes:
        found, left_out = _concerned(desk, one, scope)
        yield group_of(scope, found, left_out)


def _concerned(desk: Desk, one: Correction, scope: str) -> tuple[dict[str, Concerned], int]:
    whole = scope == SAME_TEMPLATE
    got = desk.who_got(one.source, whole) if whole or one.words else _alone(desk, one)
    known = _cases(desk, got)
    known |= _cases(desk, {case.merged_to for case in known.values() if case.merged_to is not None})
    return concerned(got, known.get, desk.refusing)


def _cases(desk: Desk, numbers: Iterable[str]) -> dict[str, Case]:
    """As this pass has them, the others all at once from the ledger."""
    here = {number: desk.cases[number] for number in numbers if number in desk.cases}
    return here | dict(desk.find_many(set(numbers) - here.keys()))


def _alone(desk: Desk, one: Correction) -> dict[str, int]:
    """Nobody knows any more what she wrote in it, so nobody else got the same."""
    return {str(wrong.letter.case): wrong.id for wrong in desk.letters_numbered([one.message])}


def _send(desk: Desk, one: Correction) -> Correction:
    """Write to each of them, in the thread of her case."""
    found, _ = _concerned(desk, one, str(one.scope))
    wrong = {message.id: message for message in desk.letters_numbered({who.wrong for who in found.values()})}
    posted = {number: _write(desk, one, who, wrong[who.wrong]) for number, who in found.items()}
    told = {number: who for number, who in found.items() if posted[number]}
    for number, who in told.items():
        letter = wrong[who.wrong].letter
        what = f"M{who.wrong} {letter.template} {letter.version}"
        desk.events.append(Event(desk.now, number, "person", "corrected", new=one.text, why=what))
    by_mail = sum(who.by_hand is None for who in told.values())
    have = sum(left is False for left in posted.values())
    return done(one, by_mail, len(told) - by_mail, have, desk.book.templates)


def _write(desk: Desk, one: Correction, who: Concerned, wrong: Message) -> bool | None:
    """Is it posted? No if she has it already; None if it can't be written."""
    if desk.post(partial(_letter, desk, one, who, wrong), who.case.number) is not None:
        return None
    if not has_it(desk.letters_of(who.case.number), desk.letters[-1]):
        return True
    desk.letters.pop()
    return False


def _letter(desk: Desk, one: Correction, who: Concerned, wrong: Message) -> Letter:
    letter = correction_letter(who.case, wrong, one, desk.book.sender, desk.book.templates)
    hold = by_hand(who.by_hand, letter.text) if who.by_hand is not None else None
    return replace(letter, after=desk.now + WAIT, hold=hold)
