"""待辦 in a pass: what was answered there comes in, what is to be done goes out. Border: tab and ledger, no judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheetdesk.columns import TODO
from sheetdesk.desk.desk import Desk
from sheetdesk.desk.difference import Wish
from sheetdesk.desk.sight import Sight
from sheetdesk.desk.staff_facts import with_links
from sheetdesk.desk.todo_tab import PAUSED, WELL, Answers, halted_wishes, read_answers, todo_wishes
from sheetdesk.ledger import Transaction
from sheetdesk.ledger.cases import Event
from sheetdesk.model.case import DONE, Case
from sheetdesk.model.moments import needs_a_person
from sheetdesk.policy.corrections import is_by_hand
from sheetdesk.policy.replies import Question
from sheetdesk.policy.todo import ToDo, to_do

SHOWN, GIVEN, ASKED = "todo_shown", "todo_answers", "todo_questions"


def hear_answers(sight: Sight, tx: Transaction) -> dict[str, str]:
    """What people have chosen, by question: now, or before while it is still asked."""
    return {**_given(tx), **_answers(sight, tx).given}


def show_to_do(sight: Sight, desk: Desk, tx: Transaction, asks: bool) -> list[Wish]:
    """How 待辦 should look; answers are kept for as long as their question is asked.

    `asks`: the jobs that have questions were done; else those of the last pass stand."""
    if TODO.key not in sight.snapshot.tabs:
        return []
    answers, before = _answers(sight, tx), _given(tx)
    questions = desk.questions if asks else _asked_before(tx) | desk.questions
    asked = {key: word for key, word in desk.answers_given.items() if key in questions}
    for key, word in answers.given.items():
        numbers = questions[key].cases if key in questions else ()
        tx.cases.tell([Event(desk.now, number, "person", "answered", new=word, why=key) for number in numbers])
    _remember(tx, GIVEN, before, asked)
    _remember(tx, SHOWN, tx.fact(SHOWN) or {}, dict(answers.shown))
    _remember(tx, ASKED, tx.fact(ASKED) or (), tuple((q.key, q.what, q.cases, q.draft) for q in questions.values()))
    todo = _to_do(desk, tx, questions)
    condition = PAUSED if desk.book.shop.paused else WELL
    local = desk.now.astimezone(desk.book.defaults.zone)
    return todo_wishes(sight.snapshot.tabs[TODO.key], todo, answers, condition, local)


def to_do_now(desk: Desk, tx: Transaction) -> ToDo:
    """What needs a person, as this pass's jobs have left it."""
    return _to_do(desk, tx, desk.questions)


def _to_do(desk: Desk, tx: Transaction, questions: Mapping[str, Question]) -> ToDo:
    open_questions = [question for key, question in questions.items() if key not in desk.answers_given]
    pairs = [(question, desk.case(question.cases[0]) if question.cases else None) for question in open_questions]
    todo = to_do(_listed(desk, tx), pairs, desk.now, desk.book.defaults.zone, desk.peak.state is not None)
    return with_links(todo, desk.cases, desk.staff)


def show_halted(sight: Sight) -> list[Wish]:
    """How the first line of 待辦 should look while the desk has stopped itself."""
    view = sight.snapshot.tabs.get(TODO.key)
    return halted_wishes(view, sight.too_much) if view is not None else []


def _listed(desk: Desk, tx: Transaction) -> Iterator[Case]:
    """The cases that somebody still owes work on; closed or not, those whose correction she passes on herself, until
    she has, and those of which an account's number stands somewhere; and resolved ones that need her all the same."""
    by_hand = {message.letter.case for message in filter(is_by_hand, tx.outbox.needing_a_person())}
    whatever = by_hand | desk.exposed.keys()
    for number in whatever:
        desk.case(number or "")
    for case in desk.cases.values():
        if case.status not in DONE or case.next_due is not None or needs_a_person(case) or case.number in whatever:
            yield case


def _remember(tx: Transaction, fact: str, before: object, now: object) -> None:
    if before != now:
        tx.remember(fact, now)


def _asked_before(tx: Transaction) -> dict[str, Question]:
    return {key: Question(key, *said) for key, *said in tx.fact(ASKED) or ()}


def _answers(sight: Sight, tx: Transaction) -> Answers:
    view = sight.snapshot.tabs.get(TODO.key)
    return read_answers(view, tx.fact(SHOWN) or {}) if view is not None else Answers({}, {}, frozenset())


def _given(tx: Transaction) -> dict[str, str]:
    return dict(tx.fact(GIVEN) or {})
