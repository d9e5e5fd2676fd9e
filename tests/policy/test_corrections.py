"""Whom a correction reaches, what it asks, and what rests meanwhile: rules before, on and after their minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.model.correction import (
    ASKED,
    CONFIRMED,
    DECLINED,
    REPLACED,
    SAME_TEMPLATE,
    SAME_WORDS,
    WITHDRAWN,
    Correction,
    Group,
)
from sheetdesk.model.message import SENT, UNSURE, WAITING, Letter, Message
from sheetdesk.policy.correction_question import decided, group_of, questions
from sheetdesk.policy.corrections import concerned, done, parted, rebuilt, refusal, refused, replaced, withdrawn
from sheetdesk.policy.replies import NO, YES
from sheetdesk.policy.template import Template, Templates
from sheetdesk.policy.wrong_templates import holds_template, is_reviewed, without_wrong

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
TEMPLATE = Template("reply_delay", "reply", "主旨", "內文", "1", date(2026, 11, 22), label="延遲說明")
TEMPLATES = Templates({"reply_delay": TEMPLATE})
BOTH = (SAME_TEMPLATE, SAME_WORDS)
ONE = Correction(7, "12/8", NOON, "reply_delay 1|abc", scopes=BOTH, reviewed=date(2026, 11, 22))
TWO_GROUPS = replace(ONE, groups=(Group(SAME_TEMPLATE, ("A", "B"), people=2), Group(SAME_WORDS, ("A",), people=1)))


def cases(*known: Case) -> dict[str, Case]:
    return {case.number: case for case in known}


def told(*known: Case, got: str, bounced: frozenset[str] = frozenset()) -> tuple[dict[str, str | None], int]:
    """Why by hand, by case number, of those who are told; and how many are left out."""
    found, left_out = concerned(
        {number: at for at, number in enumerate(got)}, cases(*known).get, lambda addresses: bounced
    )
    return {number: one.by_hand for number, one in found.items()}, left_out


@pytest.mark.parametrize(
    ("case", "by_hand", "left_out"),
    [
        (Case("A", email="a@example.com"), {"A": None}, 0),
        (Case("A", email="a@example.com", status="已結案"), {"A": None}, 0),
        (Case("A"), {"A": "沒有 Email"}, 0),
        (Case("A", email="b@example.com"), {"A": "這個 Email 上次寄不到"}, 0),
        (Case("A", email="a@example.com", status="無效"), {}, 1),
        (Case("A", email="a@example.com", silent=True), {}, 1),
        (Case("A", email="a@example.com", forgotten_at=NOON), {}, 1),
        (Case("A", email="a@example.com", merged_to="Z"), {}, 1),
    ],
)
def test_who_is_told_and_how(case: Case, by_hand: dict[str, str | None], left_out: int) -> None:
    assert told(case, got="A", bounced=frozenset({"b@example.com"})) == (by_hand, left_out)


def test_a_merged_case_is_told_in_the_one_that_it_went_to_if_that_is_the_same_customers() -> None:
    target = Case("B", email="a@example.com")
    merged = Case("A", email="A@Example.com ", merged_to="B")
    assert told(merged, target, got="A") == ({"B": None}, 0)
    assert told(replace(merged, email="other@example.com"), target, got="AB") == ({"B": None}, 1)
    found, _ = concerned({"B": 5, "A": 9}, cases(merged, target).get, lambda addresses: ())
    assert found["B"].wrong == 5


def test_people_are_counted_by_address_and_letters_by_case() -> None:
    known = cases(Case("A", email="a@example.com"), Case("B", email="a@example.com"), Case("C"))
    found, left_out = concerned(dict.fromkeys("ABC", 1), known.get, lambda addresses: ())
    assert group_of(SAME_WORDS, found, left_out) == Group(SAME_WORDS, ("A", "B"), ("C",), 0, 2)


def test_of_two_groups_with_the_same_cases_only_the_templates_is_asked_for() -> None:
    assert list(questions(TWO_GROUPS, TEMPLATES)) == [SAME_TEMPLATE, SAME_WORDS]
    alike = replace(TWO_GROUPS, groups=tuple(replace(group, by_mail=("A",)) for group in TWO_GROUPS.groups))
    assert list(questions(alike, TEMPLATES)) == [SAME_TEMPLATE]
    assert list(questions(replace(TWO_GROUPS, declined=(SAME_TEMPLATE,)), TEMPLATES)) == [SAME_WORDS]


def test_other_words_are_another_question_so_no_answer_counts_for_both() -> None:
    keys = {
        question.key
        for text in ("12/8", "12/9")
        for question in questions(replace(TWO_GROUPS, text=text), TEMPLATES).values()
    }
    assert len(keys) == 4


SENT_LETTER = Letter("GB1", "reply", "e", "a@example.com", "主旨", "內文")
MESSAGE = Message(7, "k", SENT_LETTER, "email", SENT, NOON, "<m>", False)


@pytest.mark.parametrize(
    "message",
    [
        None,
        replace(MESSAGE, letter=replace(SENT_LETTER, kind="alarm")),
        replace(MESSAGE, state=UNSURE),
        replace(MESSAGE, state=WAITING),
        replace(MESSAGE, trial=True),
    ],
    ids=["no letter", "to the staff", "in doubt", "not sent", "trial"],
)
def test_what_cannot_be_corrected_says_to_empty_the_cell(message: Message | None) -> None:
    what, mend = refusal(message) or ("", "")
    assert "清空「更正」" in mend
    assert refused(ONE, what, mend).said.count("清空「更正」") == 1


def test_words_that_cannot_be_sent_may_be_mended_or_dropped() -> None:
    said = refused(ONE, "只有數字「46364」", "寫成一句話").said
    assert said == "⚠更正沒有做：只有數字「46364」 → 寫成一句話；不更正了就清空「更正」"


@pytest.mark.parametrize(
    ("answers", "state", "scope"),
    [
        ({SAME_TEMPLATE: None, SAME_WORDS: None}, ASKED, None),
        ({SAME_TEMPLATE: YES, SAME_WORDS: None}, CONFIRMED, SAME_TEMPLATE),
        ({SAME_TEMPLATE: NO, SAME_WORDS: YES}, CONFIRMED, SAME_WORDS),
        ({SAME_TEMPLATE: NO, SAME_WORDS: None}, ASKED, None),
        ({SAME_TEMPLATE: NO, SAME_WORDS: NO}, DECLINED, None),
    ],
)
def test_what_she_answers_decides(answers: dict[str, str | None], state: str, scope: str | None) -> None:
    after = decided(TWO_GROUPS, answers, answers)
    assert (after.state, after.scope) == (state, scope)


def test_the_two_questions_may_be_declined_one_after_another() -> None:
    first = decided(TWO_GROUPS, {SAME_TEMPLATE: NO, SAME_WORDS: None}, BOTH)
    assert (first.state, holds_template(first)) == (ASKED, False)
    assert decided(first, {SAME_WORDS: NO}, (SAME_WORDS,)).state == DECLINED


@pytest.mark.parametrize(
    ("version", "reviewed", "free"),
    [
        ("1", date(2026, 11, 21), False),
        ("1", date(2026, 11, 22), False),
        ("1", date(2026, 11, 23), True),
        ("1", None, False),
        ("2", None, True),
    ],
)
def test_a_template_is_reviewed_once_its_version_or_day_is_raised(
    version: str, reviewed: date | None, free: bool
) -> None:
    template = replace(TEMPLATE, version=version, reviewed=reviewed)
    assert is_reviewed(ONE, template) is free
    held = without_wrong(Templates({"reply_delay": template}), [ONE], NOON)
    assert (held.wrong == {}) is free


@pytest.mark.parametrize(("minutes", "rests"), [(-1, True), (0, False), (1, False)])
def test_confirmed_words_rest_for_a_day(minutes: int, rests: bool) -> None:
    confirmed = replace(ONE, state=CONFIRMED, scope=SAME_WORDS)
    now = NOON + timedelta(days=1, minutes=minutes)
    assert (ONE.source in without_wrong(TEMPLATES, [confirmed], now).wrong_words) is rests
    assert ONE.source in without_wrong(TEMPLATES, [ONE], now).wrong_words


def test_what_came_to_an_end_holds_nothing_back_but_a_template_that_was_confirmed_to_be_wrong() -> None:
    confirmed = replace(ONE, state=CONFIRMED, scope=SAME_TEMPLATE)
    ended = [withdrawn(ONE), replaced(ONE), decided(ONE, {SAME_TEMPLATE: NO, SAME_WORDS: NO}, BOTH)]
    assert not any(one.live for one in ended)
    assert without_wrong(TEMPLATES, ended, NOON) is TEMPLATES
    assert (withdrawn(confirmed).state, holds_template(withdrawn(confirmed))) == (WITHDRAWN, True)
    assert (replaced(confirmed).state, holds_template(replaced(confirmed))) == (REPLACED, True)


@given(st.text("甲：；⚠更正", max_size=30))
def test_what_is_told_of_a_letter_and_of_its_correction_are_parted_again(note: str) -> None:
    confirmed = replace(ONE, state=CONFIRMED, scope=SAME_TEMPLATE)
    said = done(confirmed, 3, 1, 0, without_wrong(TEMPLATES, [confirmed], NOON)).said
    assert said == "更正：要寄 3 件、要您手動傳 1 件；範本「延遲說明」第 1 版先不能用，改好請把「版本」加 1"
    if "更正：" not in note:
        assert parted(f"{note}；{said}" if note else said) == (note, said)
    kept = rebuilt(7, "12/8", said, ONE.source, NOON)
    assert (kept.state, holds_template(kept), kept.said) == (CONFIRMED, True, said)
    assert not rebuilt(7, "12/8", "更正：要寄 3 件", ONE.source, NOON).live
