"""The section `escalation`: who hears of a clock that runs out, and what is said of one that can't be read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from sheetdesk.config.escalation import EscalationSection
from sheetdesk.policy.ladder import USUAL, Ladders


def test_what_ships_is_what_counts_without_it() -> None:
    assert Ladders(**EscalationSection().model_dump()) == USUAL


def test_a_ladder_is_read_step_by_step() -> None:
    said = EscalationSection.model_validate({"normal": ["不通知", "不通知", "主揪", "老闆"], "rest": "1 hour"})
    assert (said.normal, said.rest) == (("不通知", "不通知", "主揪", "老闆"), timedelta(hours=1))


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"normal": ["主揪"]}, "要寫 4 個，依序是 50 %、80 %、100 %、150 %"),
        ({"urgent": "主揪"}, "要寫 4 個"),
        (
            {"important": ["負責人", "組長", "主揪", "老闆"]},
            "裡的「組長」不能用；可以寫 負責人、備援、主揪、老闆、不通知",
        ),
        ({"rest": "soon"}, "看不懂"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_is_allowed(said: dict[str, Any], word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        EscalationSection.model_validate(said)
