"""The rivals do the desk's visible work on the desk's own spreadsheet: the same cases in the same columns, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from sheetdesk.columns import CASES, FORM
from tests.bench.rivals import new_case, usual
from tests.bench.rivals.config_rules import rules
from tests.bench.rivals.shop import Shop
from tests.fakes.google.book import Book
from tests.fakes.google_real_desk import GoogleRealDesk

SENT_BY_MAIL = {"寄送結果"}
"""What the desk fills in because it writes receipts, which no rival does."""


def work_of(cases: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What the desk and the scripts are to agree on."""
    return sorted((case["內容"], case["顧客"], case["類別"], case["子類別"], case["優先級"]) for case in cases)


@dataclass(frozen=True)
class Example:
    """A spreadsheet with answers that nobody has taken in, and what the real desk made of a copy of it."""

    book: Book
    now: datetime
    ours: list[dict[str, Any]]


@pytest.fixture(scope="module", params=[0, 50])
def example(request, company, tmp_path_factory) -> Example:
    folder = tmp_path_factory.mktemp("desk")
    shop = Shop(company.google, company.new_desk(), folder / "key.json")
    shop.answer(request.param)
    desk = GoogleRealDesk(company, folder, shop.book)
    desk.run(shop.now)
    desk.rig.ledger.close()
    ours = Shop(company.google, desk.spreadsheet, shop.key).cases()
    assert len(ours) == request.param
    return Example(shop.book, shop.now, ours)


def test_a_rival_makes_the_cases_and_fills_the_columns_that_the_desk_does(shop, example, script):
    shop.take_over(example.book)
    shop.now = example.now
    shop.run(script)
    assert work_of(shop.cases()) == work_of(example.ours)
    assert filled(example.ours) - filled(shop.cases()) <= SENT_BY_MAIL


def filled(cases: list[dict[str, Any]]) -> set[str]:
    return {title for case in cases for title, value in case.items() if value != ""}


def test_a_second_run_adds_nothing(shop, script):
    shop.answer(13)
    shop.run(script)
    before = shop.cases()
    shop.run(script)
    assert len(before) == 13
    assert shop.cases() == before


def test_only_what_came_in_since_is_taken_in(shop, script):
    shop.answer(2)
    shop.run(script)
    shop.answer(1, Email="late@example.com", 問題描述="包裹送錯了")
    shop.run(script)
    assert [case["案號"] for case in shop.cases()] == ["GB2611-0001", "GB2611-0002", "GB2611-0003"]
    assert shop.case("包裹送錯了")["子類別"] == "寄錯"


def test_a_case_whose_reply_is_overdue_is_marked(shop, script):
    shop.answer(2, 問題描述="寄錯了")
    shop.run(script)
    shop.now += timedelta(hours=1)
    shop.run(script)
    assert [case["燈號"] for case in shop.cases()] == ["逾期", "逾期"]


def test_the_titles_are_those_of_the_desk():
    asked, kept = new_case.COPIED.keys(), {*new_case.COPIED.values(), *usual.JUDGED}
    assert (FORM.title, CASES.title) == (new_case.FORM, new_case.CASES)
    assert asked <= {column.title for column in FORM.columns}
    assert kept <= {column.title for column in CASES.columns}


@pytest.mark.parametrize("rule", new_case.RULES, ids=lambda rule: rule[1])
def test_the_handful_of_words_comes_from_the_rules_that_ship(rule):
    category, _, priority, tag, words = rule
    for word in words:
        assert any(
            (known.category, known.priority, known.tags) == (category, priority, tag)
            and any(said in word for said in known.words)
            for known in rules()
        ), word


def test_a_time_reads_the_same_however_it_is_shown():
    shown = ("2026/11/23 上午 12:05:00", "2026/11/23 00:05", "2026/11/23 00:05:00")
    assert {new_case.moment(time) for time in shown} == {datetime(2026, 11, 23, 0, 5)}  # noqa: DTZ001 - a wall time
