"""分類回報 of a made-up week, held against a letter that was read; whose cases are in it, and when there is none.

SHEETDESK_UPDATE_GOLDEN=1 writes it anew."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sheetdesk.model.case import Case
from sheetdesk.policy.areas import answers_for
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report import Report
from sheetdesk.policy.report_letter import letter_of
from sheetdesk.policy.report_owners import Area, foot, owners
from sheetdesk.policy.report_terms import ReportTerms
from sheetdesk.policy.team import Person

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "reports"
WEEK = Period(date(2026, 11, 23), date(2026, 11, 30))
AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MEI = Person("小美", email="mei@example.com", categories=("物流問題",), goods=("A12", "玻璃保鮮盒", "大成食品"))


def row(number: int, product: str | None = "蔥抓餅", nature: str = "客訴", **facts: object) -> CaseFigures:
    made = CaseFigures(
        f"GB2611-{number:04}-A", True, AT, AT, nature, "商品問題", product=product, supplier="大成食品", group_no="A12"
    )
    return replace(made, **facts)  # type: ignore[arg-type]


LATE = Case(
    number="GB2611-0003-A",
    customer="王怡君",
    product="蔥抓餅",
    category="商品問題",
    subcategory="退冰融化",
    handler="阿芳",
)
AREA = Area(
    received=[*map(row, (1, 2, 3)), row(4, "玻璃保鮮盒", "詢問"), row(5, None, group_no=None)],
    before=[row(90)],
    claims=[
        row(1, paid_by="廠商", amount=150),
        row(2, paid_by="廠商"),
        row(91, paid_by="物流", amount=1200),
        row(92, paid_by="快遞"),
    ],
    open=4,
    late=[(LATE, "首次回覆 11/28（六）上午 10:00，過了 1 天")],
)


def made(area: Area = AREA, proxy: bool = False) -> Report:
    report = owners(MEI, WEEK, area, proxy)
    assert report is not None
    return report


def test_it_leaves_as_it_was_read_and_names_no_customer() -> None:
    letter = letter_of(made(), "好日子團購", foot(MEI, proxy=False), "mei@example.com")
    for suffix, said in (("txt", f"{letter.subject}\n\n{letter.text}\n"), ("html", str(letter.html))):
        file = GOLDEN / f"owners.{suffix}"
        if os.environ.get("SHEETDESK_UPDATE_GOLDEN"):
            file.write_text(said, encoding="utf-8")
        assert said == file.read_text(encoding="utf-8")
        assert "王怡君" not in said


def test_a_proxy_reads_whose_it_is() -> None:
    letter = letter_of(made(proxy=True), "店", foot(MEI, proxy=True), "fang@example.com")
    assert letter.subject == "分類回報 11/23（一）–11/29（日）（代小美）：店"
    assert "小美請假，這一份先給您。" in letter.text
    own = letter_of(made(), "店", "", "fang@example.com")
    assert own.event == letter.event, "she reads it or her proxy does, and each once"
    other = owners(replace(MEI, name="阿強"), WEEK, AREA, proxy=True)
    assert other is not None
    assert other.key != made().key, "one proxy may stand in for two"


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (Area(), False),
        (Area(before=AREA.before, open=3), False),
        (Area(received=AREA.received[:1]), True),
        (Area(late=AREA.late, open=1), True),
        (Area(claims=AREA.claims), True),
    ],
)
def test_without_anything_new_late_or_owed_there_is_none(area: Area, said: bool) -> None:
    assert (owners(MEI, WEEK, area, proxy=False) is not None) is said


def test_one_case_repeats_nothing_and_the_same_trouble_of_other_goods_neither() -> None:
    text = letter_of(made(Area(received=[row(1), row(2, "豆漿"), row(3, None), row(4, None)])), "店", "", "a@b.tw").text
    assert "蔥抓餅・商品問題" not in text
    assert "A12・商品問題：2 件（前一週 0 件）：GB2611-0003-A、GB2611-0004-A" in text


def test_words_of_customers_are_words() -> None:
    evil = "<script>alert(1)</script>\r\nBcc: a@b.c"
    late = [(replace(LATE, product=evil), "解決 11/28，過了 1 天")]
    letter = letter_of(made(Area([row(1, evil), row(2, evil)], late=late)), "店", "", "a@example.com")
    assert "<script>" not in str(letter.html)
    assert "\nBcc" not in letter.text


@pytest.mark.parametrize(
    ("hers", "facts"),
    [
        (True, {"category": "物流問題"}),
        (True, {"category": "其他", "subcategory": "物流問題"}),
        (True, {"group_no": "ａ12"}),
        (True, {"product": "玻璃保鮮盒 3入"}),
        (True, {"supplier": "大成食品"}),
        (False, {"supplier": "大成"}),
        (False, {"product": "蔥抓餅", "group_no": "A1", "category": "商品問題"}),
        (False, {}),
    ],
)
def test_hers_are_the_cases_of_her_categories_goods_groups_and_suppliers(hers: bool, facts: dict[str, str]) -> None:
    assert answers_for(MEI, Case(number="GB2611-0001-A", **facts)) is hers  # type: ignore[arg-type]
    nobody = Person("阿花")
    assert not answers_for(nobody, Case(number="GB2611-0001-A", **facts))  # type: ignore[arg-type]


def test_nobody_gets_one_who_was_not_asked_for() -> None:
    assert "owners" not in ReportTerms().slots
