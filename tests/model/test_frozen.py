"""Frozen dataclasses that are filled as plain ones: nobody can tell the difference."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from sheetdesk.model.case import Case
from sheetdesk.model.frozen import copying, made_plain


@dataclass(frozen=True, slots=True)
class Usual:
    number: str
    note: str | None = None
    seen: dict[str, int] = field(default_factory=dict)


@made_plain
@dataclass(frozen=True, slots=True)
class Quick:
    number: str
    note: str | None = None
    seen: dict[str, int] = field(default_factory=dict)


def test_it_is_filled_by_place_by_name_and_by_default() -> None:
    assert Quick("1", seen={"a": 1}) == Quick("1", None, {"a": 1})
    assert repr(Quick("1")) == repr(Usual("1")).replace("Usual", "Quick")


def test_it_can_not_be_changed_once_it_is_made() -> None:
    made = Quick("1")
    assert type(made) is Quick
    with pytest.raises(FrozenInstanceError):
        made.note = "x"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.note


def test_a_default_that_is_made_anew_is_shared_by_nobody() -> None:
    assert Quick("1").seen is not Quick("1").seen


@pytest.mark.parametrize("facts", [{}, {"number": "1", "nick": "x"}])
def test_a_missing_or_unknown_field_is_refused(facts: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        Quick(**facts)  # type: ignore[arg-type]


def test_a_case_is_made_this_way_for_it_has_a_hundred_fields_and_each_new_one_is_copied_a_dozen_times() -> None:
    assert vars(Case.__init__).get("__wrapped__") is not None


def test_a_case_can_be_replaced_copied_and_pickled() -> None:
    case = Case("GB2611-0001-A", text="破了", proposed={"owner": "阿芳"})
    assert replace(case, text="退冰") == Case("GB2611-0001-A", text="退冰", proposed={"owner": "阿芳"})
    assert copy.deepcopy(case) == pickle.loads(pickle.dumps(case)) == case


def test_a_copy_bears_the_new_facts_and_the_first_one_keeps_the_old() -> None:
    first, copied = Quick("1", seen={"a": 1}), copying(Quick)
    assert copied(first, note="x") == replace(first, note="x") == Quick("1", "x", {"a": 1})
    assert first.note is None
    with pytest.raises(TypeError, match="nick"):
        copied(first, nick="x")


@dataclass(frozen=True, slots=True)
class Slow:
    number: str
    _sum: int | None = field(default=None, init=False, repr=False, compare=False)

    def sum(self) -> int:
        if self._sum is None:
            object.__setattr__(self, "_sum", sum(map(int, self.number)))
        assert self._sum is not None
        return self._sum


def test_what_one_has_worked_out_for_itself_is_worked_out_anew_by_its_copy() -> None:
    first = Slow("12")
    assert first.sum() == 3
    assert copying(Slow)(first, number="123").sum() == 6
    with pytest.raises(FrozenInstanceError):
        copying(Slow)(first).number = "1"  # type: ignore[misc]
    with pytest.raises(TypeError, match="_sum"):
        copying(Slow)(first, _sum=1)
