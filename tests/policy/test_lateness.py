from datetime import timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.lateness import doubtful, too_late
from tests.fakes.postroom import NOW, a_message

CASE = Case("GB2611-0042-K")


@pytest.mark.parametrize(("kind", "hours"), [("receipt", 24), ("progress", 24), ("reply", 48), ("correction", 48)])
def test_what_waited_too_long_is_for_a_person_to_release(kind: str, hours: int) -> None:
    letter, limit = a_message(kind=kind), timedelta(hours=hours)
    assert doubtful(letter, CASE, NOW + limit - timedelta(minutes=1)) is None
    assert doubtful(letter, CASE, NOW + limit) == (
        f"這封信等了 {hours} 小時才能寄，內容可能過時了，先不寄；要照寄請在「決定」選重寄"
    )
    assert doubtful(a_message(kind=kind, released=True), CASE, NOW + limit) is None


@pytest.mark.parametrize("kind", ["alarm", "report", "survey", "addition"])
def test_other_kinds_are_nobodys_to_release(kind: str) -> None:
    assert doubtful(a_message(kind=kind), CASE, NOW + timedelta(days=9)) is None


def test_a_letter_that_was_to_leave_later_has_waited_from_then_on() -> None:
    letter = a_message(kind="progress", after=NOW + timedelta(hours=10))
    assert doubtful(letter, CASE, NOW + timedelta(hours=33)) is None
    assert doubtful(letter, CASE, NOW + timedelta(hours=34)) is not None


def test_a_note_of_an_addition_is_stale_after_a_day() -> None:
    note = a_message(kind="addition")
    assert too_late(note, CASE, NOW + timedelta(hours=24, minutes=-1)) is None
    assert too_late(note, CASE, NOW + timedelta(hours=24)) == "晚了一天以上，補充通知不寄了"


@pytest.mark.parametrize(("minutes", "needless"), [(-1, False), (0, False), (1, True)])
def test_who_was_answered_since_needs_no_receipt_any_more(minutes: int, needless: bool) -> None:
    answered = Case("GB2611-0042-K", last_reply_at=NOW + timedelta(minutes=minutes))
    assert (too_late(a_message(), answered, NOW + timedelta(hours=1)) is not None) == needless
    assert too_late(a_message(kind="reply"), answered, NOW + timedelta(hours=1)) is None
