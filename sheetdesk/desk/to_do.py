"""待辦 in a pass: what was answered there comes in, what is to be done goes out. Border: tab and ledger, no judgement."""

from __future__ import annotations

from sheetdesk.columns import TODO
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.todo_tab import Answers, read_answers, todo_wishes
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.policy.todo import to_do

SHOWN, GIVEN = "todo_shown", "todo_answers"


def hear_answers(sight: Sight, tx: Transaction) -> dict[str, str]:
    """What people have chosen, by question: now, or before while it is still asked."""
    return {**_given(tx), **_answers(sight, tx).given}


def show_to_do(sight: Sight, desk: Desk, tx: Transaction) -> list[Wish]:
    """How 待辦 should look; answers are kept for as long as their question is asked."""
    if TODO.key not in sight.snapshot.tabs:
        return []
    answers, before = _answers(sight, tx), _given(tx)
    asked = {key: word for key, word in desk.answers_given.items() if key in desk.questions}
    for key, word in answers.given.items():
        numbers = desk.questions[key].cases if key in desk.questions else ()
        tx.cases.tell([Event(desk.now, number, "person", "answered", new=word, why=key) for number in numbers])
    if asked != before:
        tx.remember(GIVEN, asked)
    if answers.shown != (tx.fact(SHOWN) or {}):
        tx.remember(SHOWN, dict(answers.shown))
    open_questions = [question for key, question in desk.questions.items() if key not in asked]
    todo = to_do(desk.cases.values(), open_questions, desk.now, desk.book.defaults.zone)
    return todo_wishes(sight.snapshot.tabs[TODO.key], todo, answers, desk.now, desk.book.defaults.zone)


def _answers(sight: Sight, tx: Transaction) -> Answers:
    view = sight.snapshot.tabs.get(TODO.key)
    return read_answers(view, tx.fact(SHOWN) or {}) if view is not None else Answers({}, {}, frozenset())


def _given(tx: Transaction) -> dict[str, str]:
    return dict(tx.fact(GIVEN) or {})
