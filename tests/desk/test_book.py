"""The book is read again when a settings tab or config has changed, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sheetdesk.columns import CAMPAIGNS, FAQ, HOURS, POLICIES, RULES, SETTINGS, TEAM
from sheetdesk.desk.book import Book, Defaults, read_book
from sheetdesk.model.sheet import Row, Snapshot
from sheetdesk.model.values import Value
from sheetdesk.policy.shop import first_rows
from tests.fakes.moving_workbook import MovingWorkbook
from tests.fakes.story_desk import default_settings

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def defaults() -> Defaults:
    return default_settings()[1]


@pytest.fixture
def snapshot(defaults: Defaults) -> Snapshot:
    workbook = MovingWorkbook()
    for tab, rows in {**default_settings()[0].first_rows(), SETTINGS.key: first_rows(defaults.shop)}.items():
        workbook.fill(tab, [dict(row) for row in rows])
    return workbook.read()


def changed(snapshot: Snapshot, tab: str, **cells: Value) -> Snapshot:
    """As `snapshot`, with other cells in the first row of `tab`, or such a row if it has none."""
    view = snapshot.tabs[tab]
    first = view.rows[0] if view.rows else Row(2, {})
    rows = (replace(first, cells={**first.cells, **cells}), *view.rows[1:])
    return replace(snapshot, tabs={**snapshot.tabs, tab: replace(view, rows=rows)})


def fresh(snapshot: Snapshot, defaults: Defaults) -> Book:
    """As a process would read it that never read another."""
    read_book(replace(snapshot, tabs={}), defaults)
    return read_book(snapshot, defaults)


def test_settings_that_stand_as_before_give_the_very_same_book(snapshot: Snapshot, defaults: Defaults) -> None:
    book = read_book(snapshot, defaults)
    assert read_book(changed(snapshot, "cases", text="破了"), replace(defaults)) is book
    assert read_book(changed(snapshot, RULES.key, hits=7, problem="看不懂"), defaults) is book


@pytest.mark.parametrize(
    ("tab", "cells"),
    [
        (SETTINGS.key, {"value": "別的店"}),
        (HOURS.key, {"note": "改過", "day": MONDAY.date(), "day_kind": "休假"}),
        (POLICIES.key, {"first_reply": "看不懂"}),
        (RULES.key, {"category": "別類"}),
        (TEAM.key, {"name": "新人", "active": "是"}),
        (CAMPAIGNS.key, {"group_no": "G1", "supplier": "某廠"}),
        (FAQ.key, {"answer": "結單後七天。"}),
    ],
)
def test_a_change_in_any_settings_tab_is_read(
    snapshot: Snapshot, defaults: Defaults, tab: str, cells: dict[str, Value]
) -> None:
    before, other = fresh(snapshot, defaults), changed(snapshot, tab, **cells)
    after = read_book(other, defaults)
    assert repr(after) != repr(before)
    assert repr(after) == repr(fresh(other, defaults))


def test_sample_answers_that_no_organiser_has_seen_reach_nobody(snapshot: Snapshot, defaults: Defaults) -> None:
    assert read_book(snapshot, defaults).faq.rows
    without = replace(snapshot, tabs={key: view for key, view in snapshot.tabs.items() if key != FAQ.key})
    assert read_book(without, defaults).faq.rows == ()


def test_what_python_takes_for_equal_is_read_all_the_same(snapshot: Snapshot, defaults: Defaults) -> None:
    ticked, number = (changed(snapshot, TEAM.key, name="小美", max_open=value) for value in (True, 1))
    first = read_book(ticked, defaults)
    assert repr(read_book(number, defaults)) == repr(fresh(number, defaults))
    assert read_book(number, defaults) is not first


def test_another_beginning_of_live_makes_another_book(snapshot: Snapshot, defaults: Defaults) -> None:
    read_book(snapshot, replace(defaults, live_from=None))
    assert read_book(snapshot, replace(defaults, live_from=MONDAY)).defaults.live_from == MONDAY


def test_a_tab_that_goes_missing_falls_back_to_config(snapshot: Snapshot, defaults: Defaults) -> None:
    other = changed(snapshot, TEAM.key, name="新人", active="是")
    assert "新人" in {person.name for person in read_book(other, defaults).team}
    tabs = {key: view for key, view in other.tabs.items() if key != TEAM.key}
    assert "新人" not in {person.name for person in read_book(replace(other, tabs=tabs), defaults).team}
