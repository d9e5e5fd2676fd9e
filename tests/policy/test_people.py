"""Who is who: by which keys cases are one person's, whatever the order in which they came."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.policy.people import (
    Barring,
    Bearer,
    by_person,
    different_names,
    keys_of,
    persons,
    tier_of,
    topics,
)


def number(running: int) -> str:
    return f"GB2611-{running:04}-X"


KEYS = st.sampled_from(["phone:a", "phone:b", "email:c", "email:d", "line:e", "nickname:f@1115"])
NAMES = st.sampled_from(["王怡君", "怡君", "陳大明", "林小美", "李先生", None])


@st.composite
def several(draw: st.DrawFn) -> list[Bearer]:
    """Up to a dozen cases with a few keys each."""
    keys = draw(st.lists(st.lists(KEYS, max_size=3, unique=True), max_size=12))
    return [Bearer(number(at), tuple(own), draw(NAMES)) for at, own in enumerate(keys, start=1)]


def slowly(bearers: Iterable[Bearer], barred: set[str]) -> set[frozenset[str]]:
    """The same worked out by hand: groups that share a key are put together until none do."""
    groups = [({one.number}, set(one.keys) - barred) for one in bearers]
    while True:
        pair = next(
            ((a, b) for at, a in enumerate(groups) for b in groups[at + 1 :] if not a[1].isdisjoint(b[1])), None
        )
        if pair is None:
            return {frozenset(numbers) for numbers, _ in groups}
        groups = [group for group in groups if group not in pair]
        groups.append((pair[0][0] | pair[1][0], pair[0][1] | pair[1][1]))


@given(several(), st.sets(KEYS), st.randoms(use_true_random=False))
def test_the_joining_is_independent_of_the_order(bearers: list[Bearer], barred: set[str], chance) -> None:
    shuffled = list(bearers)
    chance.shuffle(shuffled)
    one, other = persons(bearers, barred), persons(shuffled, barred)
    assert {number: bearer.person for number, bearer in one.items()} == {
        n: bearer.person for n, bearer in other.items()
    }


@given(several(), st.sets(KEYS))
def test_cases_are_one_persons_exactly_if_keys_link_them(bearers: list[Bearer], barred: set[str]) -> None:
    groups = by_person(persons(bearers, barred).values())
    assert {frozenset(one.number for one in theirs) for theirs in groups.values()} == slowly(bearers, barred)


@given(several(), st.sets(KEYS))
def test_a_person_is_called_by_her_oldest_case(bearers: list[Bearer], barred: set[str]) -> None:
    for name, theirs in by_person(persons(bearers, barred).values()).items():
        assert name == theirs[0].number == min(one.number for one in theirs)


@given(several(), KEYS)
@settings(max_examples=50)
def test_a_key_that_is_cut_joins_nobody_whatever_comes_later(bearers: list[Bearer], key: str) -> None:
    newest = Bearer(number(99), (key,))
    found = persons([*bearers, newest], {key})
    assert found[newest.number].person == newest.number


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (["王怡君", "怡君", "王小姐", "王 怡君"], 1),
        (["王怡君", "陳大明"], 2),
        (["王怡君", "陳大明", "林小美"], 3),
        (["王怡君", None], 1),
        (["小姐", None], 1),
        ([None], 0),
        (["Emily Chen", "emily chen"], 1),
    ],
)
def test_names_count_as_different_only_if_neither_can_be_the_other(names: list[str | None], count: int) -> None:
    assert different_names(names) == count


def test_two_share_a_telephone_and_three_do_not() -> None:
    assert Barring().why("phone:a", ["王怡君", "陳大明"]) is None
    assert Barring().why("phone:a", ["王怡君", "陳大明", "林小美"]) == "有 3 個不同的名字在用，不拿來合併"


def test_the_staff_and_what_was_cut_join_nobody() -> None:
    barring = Barring(frozenset({"email:afang@example.com"}), frozenset({"phone:a"}))
    assert barring.why("email:afang@example.com", ["王怡君"]) == "是分工表裡的人的，不拿來合併"
    assert barring.why("phone:a", ["王怡君"]) == "您選了不用這個電話合併"


def test_a_case_is_known_by_what_it_bears_but_not_by_a_mere_name() -> None:
    case = Case(
        "A",
        customer="王怡君",
        nickname="小 兔",
        email="Wang@Example.com",
        phone="0912-345-678、02-27123456",
        line="wang_1",
        group_no="１１１５",
    )
    assert keys_of(case) == (
        "email:wang@example.com",
        "phone:0912345678",
        "phone:0227123456",
        "line:wang_1",
        "nickname:小兔@1115",
    )
    assert keys_of(Case("A", customer="王怡君", nickname="小兔")) == ()


@pytest.mark.parametrize("blank", [None, "", "無", "不知道", "忘了", "N/A"])
def test_what_is_typed_to_get_past_the_question_is_no_order(blank: str | None) -> None:
    assert topics("1115", blank) == ("團:1115",)


def test_the_tier_of_a_person_is_the_one_beside_her_oldest_row() -> None:
    theirs = [Bearer(number(1)), Bearer(number(2)), Bearer(number(3))]
    assert tier_of(theirs, {number(2): "VIP", number(3): "一般"}) == "VIP"
    assert tier_of(theirs, {}) is None
