"""Parts of cases as the ledger tells them: what most cases have alike is kept once."""

from __future__ import annotations

from typing import Any

from sheetdesk.model.case import Case

PLAIN: dict[str, Any] = {
    "number": "GB2611-0001-G",
    "first_target": {"minutes": 240, "clock": "營業", "since": None},
    "climb": {"steps": {"首次回覆:0:50": "", "首次回覆:0:80": "小幫手"}, "owed": ("首次回覆:0:80",)},
    "filled": {"order": "A1", "by_order": {"phone": "0912345678"}},
}


def a_case(**other: Any) -> Case:
    return Case.from_plain_dict({**PLAIN, **other})


def test_equal_targets_and_steps_are_one_object_in_all_cases() -> None:
    one, other = a_case(), a_case(number="GB2611-0002-J")
    assert one.first_target is other.first_target
    assert one.climb is not None
    assert other.climb is not None
    assert one.climb.steps is other.climb.steps


def test_those_that_differ_are_kept_apart() -> None:
    one, other = (
        a_case(),
        a_case(first_target={**PLAIN["first_target"], "minutes": 480}, climb={"steps": {"解決:0:50": ""}}),
    )
    assert (one.first_target, other.first_target) != (one.first_target, one.first_target)
    assert other.climb is not None
    assert other.climb.steps == {"解決:0:50": ""}


def test_a_case_is_the_same_again_after_a_stay_in_the_ledger() -> None:
    assert Case.from_plain_dict(a_case().to_plain_dict()) == a_case()
