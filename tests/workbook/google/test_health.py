"""What a person has to mend in a spreadsheet, at its bounds."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sheetdesk.model.sheet import Locked
from sheetdesk.workbook.google.health import place_of, problems
from sheetdesk.workbook.google.tabs import Size, Tabs

TAIPEI = ZoneInfo("Asia/Taipei")


def spreadsheet(**known):
    """One in which all is well."""
    well = {
        "ours": {"cases": 1},
        "forms": (2,),
        "image": 3,
        "image_size": Size(1100, 90),
        "widest": 64,
        "cells": 350_000,
        "title": "好日子團購",
        "zone": "Asia/Taipei",
        "locale": "zh_TW",
        "locked": (),
        "more_forms": (),
        "formless": False,
        "asked_for": ("表單回應 1",),
        "spreadsheet": "1AbC",
        "asked_at": datetime(2026, 11, 23, tzinfo=UTC),
    }
    return Tabs(**{**well, **known})


def said(**known):
    return [str(problem) for problem in problems(spreadsheet(**known), TAIPEI, "desk@example.com")]


def test_a_spreadsheet_in_which_all_is_well_has_no_problem():
    assert said() == []


@pytest.mark.parametrize(("cells", "count"), [(7_999_999, 0), (8_000_000, 1), (10_000_000, 1)])
def test_a_nearly_full_spreadsheet_is_told_in_good_time(cells, count):
    assert len(said(cells=cells)) == count


def test_a_spreadsheet_without_a_form_is_told():
    assert "沒有表單回應的分頁" in said(forms=())[0]


def test_everything_at_once_comes_in_the_order_of_mending():
    found = said(zone="Asia/Tokyo", forms=(), more_forms=("表單回應 2",), locked=(Locked("cases"),), cells=9_000_000)
    signs = ("時區", "沒有表單回應", "沒有在讀", "有保護", "9,000,000")
    assert len(found) == len(signs)
    assert all(sign in problem for sign, problem in zip(signs, found, strict=True))


def test_a_protection_names_who_must_be_let_in():
    assert "把 desk@example.com 加進可以編輯的人" in said(locked=(Locked("cases"),))[0]


@pytest.mark.parametrize(
    ("area", "place"),
    [
        (Locked("cases"), "分頁「案件」"),
        (Locked("cases", first=3, last=3), "分頁「案件」 D 欄"),
        (Locked("cases", first=3, last=27), "分頁「案件」 D 到 AB 欄"),
        (Locked("cases", first_row=2), "分頁「案件」第 2 列起"),
        (Locked("cases", first_row=2, last_row=9, first=0, last=0), "分頁「案件」 A 欄第 2 到 9 列"),
    ],
    ids=["tab", "column", "columns", "rows on", "cells"],
)
def test_a_place_is_named_as_a_person_finds_it(area, place):
    assert place_of(area) == place
