"""Findings of the last look, given again only where nothing can have changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.last_found import LastFound

NOON = datetime(2026, 11, 16, 4, tzinfo=UTC)
ONE, OTHER = Case("GB1", customer="王"), Case("GB2", customer="陳")


class Judge:
    """Finds the customer's name, for an hour; `asked` tells of whom it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, case: Case) -> tuple[str, datetime]:
        self.asked.append(case.number)
        return str(case.customer), NOON + timedelta(hours=1)


def looked_twice(*second: Case, at: datetime = NOON, day: str = "Monday") -> tuple[list[str], list[str]]:
    """What the second look finds, and of whom it asks."""
    last, judge = LastFound[str](), Judge()
    last.all([ONE, OTHER], NOON, "Monday", judge)
    judge.asked = []
    return last.all(second, at, day, judge), judge.asked


def test_a_case_that_is_the_very_same_is_not_judged_again() -> None:
    assert looked_twice(OTHER, ONE) == (["陳", "王"], [])


def test_a_case_that_is_another_object_is_judged_again() -> None:
    assert looked_twice(Case("GB1", customer="林"), OTHER) == (["林", "陳"], ["GB1"])


@pytest.mark.parametrize(("minutes", "asked"), [(59, []), (60, ["GB1"]), (61, ["GB1"]), (-1, ["GB1"])])
def test_what_was_found_holds_until_its_moment_and_for_no_earlier_look(minutes: int, asked: list[str]) -> None:
    assert looked_twice(ONE, at=NOON + timedelta(minutes=minutes)) == (["王"], asked)


def test_on_another_day_every_case_is_judged_again() -> None:
    assert looked_twice(ONE, day="Tuesday") == (["王"], ["GB1"])
