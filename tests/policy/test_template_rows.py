"""The tab 回覆範本: what a row makes, what it stands in for, and what is wrong with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sheetdesk.columns import TEMPLATES, row_key
from sheetdesk.model.sheet import Problem, Row
from sheetdesk.model.values import Formula, Value
from sheetdesk.policy.lint import STALE_DAYS
from sheetdesk.policy.short_code import replies
from sheetdesk.policy.template import Template, Templates
from sheetdesk.policy.template_rows import first_rows, read_templates, stale_rows
from sheetdesk.templates import load_templates

FILES, _ = load_templates()
TODAY = date(2026, 11, 23)


def row(**cells: Value) -> Row:
    return Row(2, {"name": "我的", "body": "我們看過了。", "version": "1", "reviewed": TODAY, **cells})


def read(*rows: Row) -> tuple[Templates, list[Problem]]:
    return read_templates(rows, FILES)


def made(**cells: Value) -> Template:
    templates, problems = read(row(**cells))
    assert problems == []
    return next(template for template in templates.by_name.values() if template.row is not None)


def wrong(**cells: Value) -> Problem:
    templates, problems = read(row(**cells))
    assert not any(template.row for template in templates.by_name.values())
    assert len(problems) == 1
    assert problems[0].row == row_key(TEMPLATES, row(**cells).cells)
    assert problems[0].mend
    return problems[0]


def test_a_row_is_a_reply_with_greeting_and_signature():
    template = made()
    assert (template.kind, template.label, template.name) == ("reply", "我的", "我的")
    assert template.body == "{{ greeting }}：\n\n我們看過了。\n\n{{ signature }}"
    assert template.subject == FILES.by_name["reply_plain"].subject


@pytest.mark.parametrize(
    "body", ["{{ 稱呼 }}：\n\n看過了。\n\n{{ 署名 }}", "{{ greeting }}：\n\n看過了。\n\n{{signature}}"]
)
def test_a_row_that_has_its_own_frame_gets_no_other(body):
    assert made(body=body).body.count("greeting") == 1
    assert made(body=body).body.count("signature") == 1


def test_a_row_may_use_peoples_names_for_what_is_filled_in():
    template = made(body='{% if 商品名稱 == "商品" %}{{ 商品 }}{% endif %} {{ 補寄單號 }} 商品', subject="{{ 問題 }}")
    assert '{% if product == "商品" %}{{ item }}{% endif %} {{ resend_no }} 商品' in template.body
    assert template.subject == "{{ matter }}"


def test_a_row_stands_in_for_the_file_of_its_short_code_or_name():
    for name in ("補寄", " 補 寄 ", "reply_resend", "Reply_Resend"):
        templates, problems = read(row(name=name, version=2.0))
        assert problems == []
        template = templates.by_name["reply_resend"]
        assert (template.version, template.label) == ("2", name.strip())
        assert "我們看過了。" in template.body
        assert len(templates.by_name) == len(FILES.by_name)


def test_a_row_may_stand_in_for_a_receipt_and_is_for_the_same_matters():
    body = "{{ greeting }}：\n\n我們收到了，{{ promise }}回覆。\n\n{{ signature }}"
    templates, problems = read(row(name="receipt_broken", body=body))
    template, file = templates.by_name["receipt_broken"], FILES.by_name["receipt_broken"]
    assert problems == []
    assert template.body == body
    assert (template.kind, template.categories, template.natures) == ("receipt", file.categories, file.natures)
    assert template.subject == file.subject


def test_a_new_receipt_is_made_by_its_kind():
    body = "{{ greeting }}：\n\n收到了，{{ promise }}回覆。\n\n{{ signature }}"
    template = made(name="柳丁", kind="收件通知", subject="收到了", body=body, categories="物流問題、詢問/到貨")
    assert (template.kind, template.categories) == ("receipt", ("物流問題", "詢問/到貨"))


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"name": None}, "沒有名稱"),
        ({"body": None}, "沒有內文"),
        ({"body": Formula('="x"')}, "是公式"),
        ({"kind": "便條"}, "不認得「便條」"),
        ({"kind": "收件通知"}, "沒有主旨"),
        ({"name": "補寄", "kind": "收件通知"}, "內建的「補寄」不是「收件通知」"),
        ({"body": "親愛的顧客您好"}, "內文第 1 行：信裡不能寫「親愛的顧客」"),
        ({"body": "看過了。\n\n我們會盡快處理"}, "內文第 3 行：信裡不能寫「盡快」"),
        ({"body": "看過了，{{ 運費單號 }}"}, "內文第 1 行：這裡不能用變數「運費單號」"),
        ({"body": "看過了\n{{ 商品 "}, "內文第 2 行：範本的寫法有錯"),
        ({"subject": "盡快處理"}, "主旨：信裡不能寫「盡快」"),
        ({"body": "請提供銀行帳號"}, "看起來在要「帳號」"),
        ({"name": "只寫自己的話"}, "是系統用來寄您自己的話的"),
        ({"name": "reply_plain"}, "是系統用來寄您自己的話的"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(cells, what):
    assert what in wrong(**cells).what


def test_an_unknown_name_is_answered_with_those_that_there_are():
    mend = wrong(body="{{ 運費單號 }}").mend
    assert "補寄單號" in mend
    assert "resend_no" not in mend


def test_the_file_counts_where_its_row_has_a_fault():
    templates, problems = read(row(name="補寄", body="我們會盡快處理"))
    assert templates.by_name["reply_resend"] == FILES.by_name["reply_resend"]
    assert len(problems) == 1


@pytest.mark.parametrize(("name", "folded"), [("我的", "我的"), ("補寄", "补寄")])
def test_a_row_with_a_fault_is_remembered_as_faulty(name, folded):
    templates, _ = read(row(name=name, body="我們會盡快處理"))
    assert list(templates.faulty) == [folded]
    assert "盡快" in templates.faulty[folded]


def test_of_two_rows_of_one_name_the_upper_one_counts():
    templates, problems = read(row(body="第一"), row(body="第二"), row(name=" 我 的 ", body="第三"))
    assert "第一" in templates.by_name["我的"].body
    assert ["重複" in problem.what for problem in problems] == [True, True]


def test_a_row_that_could_be_better_is_used_and_remarked_on():
    templates, problems = read(row(body="您好,我們看過了。"))
    assert "我的" in templates.by_name
    assert "半形標點" in problems[0].what


def test_a_day_of_review_that_cannot_be_read_is_named_and_the_row_is_used():
    templates, problems = read(row(reviewed="上週"))
    assert templates.by_name["我的"].reviewed is None
    assert [problem.what for problem in problems] == ["看不懂「上週」"]


def test_blank_rows_and_what_the_desk_wrote_beside_them_are_nothing():
    assert read(Row(2, {}), Row(3, {"uses": 3, "problem": "x"})) == (Templates(dict(FILES.by_name)), [])


def test_what_init_puts_into_the_tab_reads_as_the_files_do():
    rows = [Row(place, cells) for place, cells in enumerate(first_rows(FILES), start=2)]
    templates, problems = read(*rows)
    assert problems == []
    for name, file in FILES.by_name.items():
        template = templates.by_name[name]
        same = replace(template, row=None, subject_line=file.subject_line, body_line=file.body_line)
        assert same == file
    assert len(rows) == len(replies(FILES))


def test_a_desk_that_is_set_up_years_later_has_a_year_to_read_them_again():
    set_up = date(2030, 2, 28)
    rows = [Row(place, cells) for place, cells in enumerate(first_rows(FILES, set_up), start=2)]
    templates, _ = read(*rows)
    assert stale_rows(templates, set_up + timedelta(days=STALE_DAYS)) == []
    assert len(stale_rows(templates, set_up + timedelta(days=STALE_DAYS + 1))) == 1


def test_what_init_puts_into_the_tab_is_written_in_peoples_words():
    texts = [f"{cells['subject']}{cells['body']}" for cells in first_rows(FILES)]
    assert not [
        text for text in texts if "{{ " in text and any(c.isascii() and c.isalpha() for c in text.split("{{ ")[1][:2])
    ]
    assert not [text for text in texts if "稱呼" in text or "署名" in text]


@pytest.mark.parametrize(
    ("reviewed", "count"), [(date(2025, 11, 24), 0), (date(2025, 11, 23), 0), (date(2025, 11, 22), 1), (None, 1)]
)
def test_a_row_that_nobody_has_read_for_a_year_is_named(reviewed, count):
    templates, _ = read(row(reviewed=reviewed))
    assert len(stale_rows(templates, TODAY)) == count


def test_all_stale_rows_are_one_thing_to_mend_and_files_are_none():
    templates, _ = read(row(name="甲", reviewed=None), row(name="乙", reviewed=None))
    assert [p.what for p in stale_rows(templates, date(2036, 1, 1))] == ["2 個範本超過 365 天沒有人讀過：乙、甲"]
    assert stale_rows(FILES, date(2036, 1, 1)) == []
