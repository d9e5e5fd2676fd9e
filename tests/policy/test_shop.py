"""設定: what can't be read keeps letters on the safe side."""

from __future__ import annotations

import pytest

from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Value
from sheetdesk.policy.quiet import Quiet
from sheetdesk.policy.shop import Shop, first_rows, read_shop

DEFAULT = Shop("好日子團購", "阿芳")


def rows(**values: Value) -> list[Row]:
    names = {"mode": "試營運／正式", "pause": "☐暫停所有寄信", "shop": "店名", "sign": "署名", "quiet": "安靜時段"}
    return [Row(at, {"item": names[k], "value": v}) for at, (k, v) in enumerate(values.items(), start=2)]


def test_an_empty_tab_leaves_the_defaults_in_trial() -> None:
    assert read_shop([], DEFAULT) == (DEFAULT, [])


@pytest.mark.parametrize(("word", "trial", "faults"), [("正式", False, 0), ("試營運", True, 0), ("上線", True, 1)])
def test_only_the_word_itself_goes_live(word: str, trial: bool, faults: int) -> None:
    shop, problems = read_shop(rows(mode=word), DEFAULT)
    assert (shop.trial, len(problems)) == (trial, faults)


@pytest.mark.parametrize(
    ("value", "paused", "faults"),
    [("是", True, 0), (None, False, 0), ("否", False, 0), (True, True, 1), ("停", True, 1)],
)
def test_anything_but_no_pauses(value: Value, paused: bool, faults: int) -> None:
    shop, problems = read_shop(rows(pause=value), DEFAULT)
    assert (shop.paused, len(problems) <= faults) == (paused, True)


def test_name_and_signature_are_the_sheets() -> None:
    shop, _ = read_shop(rows(shop="晴天團", sign="小晴"), DEFAULT)
    assert (shop.name, shop.signature) == ("晴天團", "小晴")


def test_what_init_writes_reads_back_the_same() -> None:
    written = [Row(at, cells) for at, cells in enumerate(first_rows(Shop("晴天團", "小晴", trial=False)), start=2)]
    assert read_shop(written, DEFAULT) == (Shop("晴天團", "小晴", trial=False, quiet=Quiet(22 * 60, 8 * 60)), [])


@pytest.mark.parametrize(
    ("value", "quiet", "faults"),
    [("22:00-08:00", Quiet(22 * 60, 8 * 60), 0), (None, None, 0), ("晚上", None, 1)],
)
def test_quiet_hours_that_cannot_be_read_are_named(value: Value, quiet: Quiet | None, faults: int) -> None:
    shop, problems = read_shop(rows(quiet=value), DEFAULT)
    assert (shop.quiet, len(problems)) == (quiet, faults)
    assert all("安靜時段" in problem.place and "22:00-08:00" in problem.mend for problem in problems)
