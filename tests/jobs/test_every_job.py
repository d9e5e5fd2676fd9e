"""Every job: does it, leaves others alone, and a second run changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sheetdesk.columns import CASES, SHARED
from sheetdesk.desk.book import Book, read_book
from sheetdesk.jobs import JOBS, assign_owners, send_receipts, stamp_deadlines, triage
from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import Value
from sheetdesk.policy.rules import read_rules
from tests.fakes.story_desk import MONDAY, StoryDesk

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
CASE = Case(
    "GB2611-0001-G",
    received_at=NOON,
    first_seen_at=NOON,
    status="待處理",
    text="蔥抓餅退冰了",
    product="蔥抓餅",
    email="wang@example.com",
    status_log=((NOON, "待處理"),),
    receipt="due",
)


@pytest.fixture
def desk(tmp_path: Path) -> StoryDesk:
    return StoryDesk(tmp_path)


@pytest.fixture
def book(desk: StoryDesk) -> Book:
    desk.fill(
        "team",
        [
            {"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"},
            {
                "name": "小美",
                "categories": "商品問題",
                "active": "是",
                "proxy": "大明",
                "leave_from": date(2026, 11, 24),
                "leave_to": date(2026, 11, 25),
            },
            {"name": "大明", "categories": "物流問題", "active": "是"},
        ],
    )
    return read_book(desk.workbook.read(), desk.defaults)


def apply(case: Case, changes: list) -> Case:  # type: ignore[type-arg]
    return replace(case, **{change.field: change.value for change in changes})


def test_every_job_is_of_the_one_shape() -> None:
    for name, job in JOBS.items():
        words = str(job.__doc__)
        assert all(word in words for word in ("Reads:", "Decides:", "Repeat:")), name
        assert isinstance(job.LETTERS, tuple)
        assert callable(job.run)


def test_triage_classes_a_case_and_says_why(book: Book) -> None:
    changes, hits, problems = triage.plan([CASE], book.rules)
    case = apply(CASE, changes)
    assert (case.category, case.subcategory, case.nature) == ("商品問題", "退冰融化", "客訴")
    assert "退冰" in str(case.why)
    assert sum(hits.values()) >= 1
    assert problems == []


def test_triage_says_nothing_new_the_second_time(book: Book) -> None:
    changes, _, _ = triage.plan([CASE], book.rules)
    again, hits, _ = triage.plan([apply(CASE, changes)], book.rules)
    assert (again, hits) == ([], Counter())


def test_triage_leaves_silent_cases_alone(book: Book) -> None:
    assert triage.plan([replace(CASE, silent=True)], book.rules)[0] == []


def test_triage_proposes_behind_what_a_person_chose(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了")
    desk.run()
    [number] = desk.numbers()
    desk.type(number, "category", "其他")
    desk.run(1)
    desk.type(number, "text", "其實是沒收到包裹")
    desk.run(60)  # 內容 is read once an hour
    case = desk.case(number)
    assert (case.category, case.proposed["category"]) == ("其他", "物流問題")


def test_an_owner_is_found_by_skill_and_her_proxy_handles_it_while_she_is_away(book: Book) -> None:
    classed = replace(CASE, category="商品問題")
    at_work = apply(classed, assign_owners.plan([classed], book, Counter(), date(2026, 11, 23)))
    assert (at_work.owner, at_work.handler) == ("小美", "小美")
    away = apply(at_work, assign_owners.plan([at_work], book, Counter(), date(2026, 11, 24)))
    assert (away.owner, away.handler) == ("小美", "大明")
    assert assign_owners.plan([away], book, Counter(), date(2026, 11, 24)) == []


def test_an_owner_whom_a_rule_names_comes_before_one_by_skill(book: Book) -> None:
    rows: list[dict[str, Value]] = [
        {"any_words": "退冰", "owner": "大明"},
        {"any_words": "退冰", "category": "商品問題"},
    ]
    named = replace(book, rules=read_rules([Row(place, row) for place, row in enumerate(rows)])[0])
    changes = assign_owners.plan([replace(CASE, category="商品問題")], named, Counter(), date(2026, 11, 23))
    assert [(change.value, change.why) for change in changes if change.field == "owner"] == [("大明", "規則指定")]


def test_done_and_silent_cases_keep_their_owner(book: Book) -> None:
    done = [replace(CASE, status=status, owner="誰") for status in ("已解決", "已結案", "無效")]
    assert assign_owners.plan([*done, replace(CASE, silent=True)], book, Counter(), date(2026, 11, 23)) == []


def test_cases_of_one_pass_are_shared_out(book: Book) -> None:
    equal = replace(book, team=tuple(replace(p, categories=("商品問題",)) for p in book.team if p.name != "阿芳"))
    cases = [replace(CASE, number=f"N{i}", category="商品問題") for i in range(4)]
    owners = [c.value for c in assign_owners.plan(cases, equal, Counter(), date(2026, 11, 23)) if c.field == "owner"]
    assert Counter(owners) == {"小美": 2, "大明": 2}


def test_deadlines_are_stamped_with_their_reason_and_stand(book: Book) -> None:
    classed = replace(CASE, priority="一般", category="商品問題", nature="客訴")
    changes, _ = stamp_deadlines.plan([classed], book.policies, book.calendar, NOON)
    case = apply(classed, changes)
    assert case.first_reply_due == NOON + timedelta(hours=24)
    assert case.how_counted
    assert stamp_deadlines.plan([case], book.policies, book.calendar, NOON) == ([], [])


@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_a_clock_is_late_from_its_minute_on(book: Book, minutes: int) -> None:
    classed = replace(CASE, priority="一般", category="商品問題", nature="客訴")
    case = apply(classed, stamp_deadlines.plan([classed], book.policies, book.calendar, NOON)[0])
    assert case.first_reply_due is not None
    now = case.first_reply_due + timedelta(minutes=minutes)
    late = apply(case, stamp_deadlines.plan([case], book.policies, book.calendar, now)[0])
    assert (late.light == "逾期") == (minutes >= 0)


def test_only_due_receipts_are_planned() -> None:
    cases = [CASE, replace(CASE, receipt="decided"), replace(CASE, by_hand=True), replace(CASE, silent=True)]
    assert send_receipts.plan(cases) == [CASE]


def test_a_case_without_address_says_so_and_is_decided(desk: StoryDesk) -> None:
    desk.file("保鮮盒破了", email=None, phone="0912345678")
    desk.run()
    assert "沒有 Email" in str(desk.rows()[0]["outcome"])
    assert desk.case(desk.numbers()[0]).receipt == "decided"


@pytest.mark.parametrize("typed", ["912345678", "0912-345-678", "+886 912 345 678"])
def test_intake_keeps_phones_and_numbers_as_text(desk: StoryDesk, typed: str) -> None:
    desk.file("破了", phone=typed, order_no="00120")
    desk.run()
    row = desk.rows()[0]
    assert row["order_no"] == "00120"
    assert isinstance(row["phone"], str)
    assert row["phone"].replace("-", "").replace(" ", "").removeprefix("+886").removeprefix("0") == "912345678"


def test_intake_counts_from_now_where_the_form_lies_in_the_future(desk: StoryDesk) -> None:
    desk.file("破了", submitted_at=MONDAY + timedelta(hours=3))
    desk.run()
    assert desk.rows()[0]["received_at"] == MONDAY
    assert "未來" in str(desk.rows()[0]["notice"])


@pytest.mark.parametrize("name", list(JOBS))
def test_no_job_touches_a_persons_choice_or_a_case_that_needs_nothing(desk: StoryDesk, name: str) -> None:
    desk.file("保鮮盒破了", product="保鮮盒")
    desk.run()
    [number] = desk.numbers()
    hers: dict[str, Value] = {}
    for column in CASES.owned_by(SHARED):
        if column.type == "text" and column.key not in ("email", "text", "incident"):
            hers[column.key] = "她改的"
            desk.type(number, column.key, "她改的")
    desk.run(1)
    before = desk.row(number)
    desk.run(1, None)
    desk.one(0)
    assert {k: desk.row(number)[k] for k in hers} == hers
    assert desk.row(number) == before
    assert name in JOBS
