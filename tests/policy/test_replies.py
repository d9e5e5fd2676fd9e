"""What has to be confirmed before replies leave, and what the row says when they don't."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.case import Case, PendingReply
from sheetdesk.model.message import FAILED, SENT, UNSURE, Letter, Message
from sheetdesk.policy.replies import LINE_LIMIT, NO, WAIT, YES, Question, line_link, questions, rule
from sheetdesk.policy.reply import Draft
from sheetdesk.policy.team import Person

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TAIPEI = ZoneInfo("Asia/Taipei")


def case(number: str = "GB1", text: str = "已補寄", **facts: object) -> Case:
    return replace(Case(number, status="待處理", action="寄出", reply_text=text), **facts)  # type: ignore[arg-type]


def letter(one: Case) -> Letter:
    return Letter(one.number, "reply", f"e:{one.reply_text}", "a@example.com", "主旨", str(one.reply_text))


def drafts(*cases: Case) -> dict[str, Draft]:
    return {one.number: Draft(letter(one), str(one.reply_text)) for one in cases}


def message(one: Case, state: str) -> Message:
    return Message(1, "k", letter(one), "email", state, NOW - timedelta(hours=1), "<m@x>", sent_at=NOW)


@pytest.mark.parametrize(("count", "asked"), [(5, 0), (6, 6)])
def test_more_than_five_equal_letters_are_one_question(count: int, asked: int) -> None:
    cases = [case(f"GB{n}") for n in range(count)]
    found = questions(cases, drafts(*cases), ())
    assert len(found) == asked
    assert len({question.key for question in found.values()}) == (1 if asked else 0)


def test_letters_that_are_on_their_way_are_not_asked_about_again() -> None:
    waiting = PendingReply("寄出", "e:已補寄", NOW)
    cases = [replace(case(f"GB{n}"), reply=waiting) for n in range(8)]
    assert questions(cases, drafts(*cases), ()) == {}


@pytest.mark.parametrize(
    ("amount", "asks"), [(500, False), (500.5, True), (501, True), (None, False), ("五百多", True)]
)
def test_more_money_than_the_owner_may_give_is_asked_first(amount: object, asks: bool) -> None:
    one = case(owner="小美", amount=amount)
    assert bool(questions([one], drafts(one), [Person("小美", refund_limit=500)])) is asks


def test_the_limit_is_that_of_whoever_handles_the_case_now() -> None:
    one = case(owner="小美", handler="阿芳", amount=800)
    team = [Person("小美", refund_limit=500), Person("阿芳", refund_limit=1000)]
    assert questions([one], drafts(one), team) == {}


def test_it_waits_for_the_answer_and_goes_on_once_it_is_given() -> None:
    one, question = case(), Question("k", "一樣的回覆要寄給 6 位客人", ("GB1",))
    held = rule(one, drafts(one)["GB1"], None, question, None, NOW, TAIPEI)
    assert held.letter is None
    assert held.case.held == "k"
    assert "待辦" in str(held.case.outcome)
    gone = rule(held.case, drafts(one)["GB1"], None, question, YES, NOW, TAIPEI)
    assert gone.letter is not None
    assert gone.letter.after == NOW + WAIT
    assert gone.case.held is None
    refused = rule(held.case, drafts(one)["GB1"], None, question, NO, NOW, TAIPEI)
    assert refused.letter is None
    assert (refused.case.action, refused.case.held) == (None, None)
    assert refused.case.carried_out == {"action": "寄出"}


def test_a_changed_action_rides_on_the_letter_that_waits() -> None:
    one = replace(case(action="寄出,已解決"), reply=PendingReply("寄出", "e:已補寄", NOW + WAIT))
    ruling = rule(one, drafts(one)["GB1"], None, None, None, NOW + timedelta(minutes=1), TAIPEI)
    assert ruling.letter is None
    assert ruling.case.reply == PendingReply("寄出,已解決", "e:已補寄", NOW + WAIT)


@pytest.mark.parametrize(("state", "goes"), [(SENT, False), (UNSURE, False), (FAILED, True)])
def test_the_same_text_goes_again_only_if_it_never_left(state: str, goes: bool) -> None:
    one = case()
    ruling = rule(one, drafts(one)["GB1"], message(one, state), None, None, NOW, TAIPEI)
    assert (ruling.letter is not None) is goes


def test_a_share_link_carries_every_character_and_no_longer_text() -> None:
    assert line_link("您好，100% & 好了#1\n謝謝") == (
        "https://line.me/R/share?text=%E6%82%A8%E5%A5%BD%EF%BC%8C100%25%20%26%20%E5%A5%BD%E4%BA%86%231%0A%E8%AC%9D%E8%AC%9D"
    )
    assert line_link("長" * (LINE_LIMIT + 1)) is None
