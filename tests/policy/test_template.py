"""Reading a template's file, and choosing the one that speaks to the occasion."""

from datetime import date

import pytest

from sheetdesk.errors import TemplateFault
from sheetdesk.policy.template import MOST_PICKED, Occasion, Template, Templates, parse

GOOD = "種類: 收件通知\n主旨：收到了：{{ number }}\n版本: 2\n上次檢視: 2026-11-21\n# 說明\n類別: 商品問題/寄錯、退換貨\n---\n\n您好\n"


def template(name: str, **criteria) -> Template:
    return Template(name, criteria.pop("kind", "receipt"), "主旨", "內文", "1", **criteria)


def picked(*templates: Template, **occasion) -> str:
    given = {"kind": "receipt", **occasion}
    return Templates({t.name: t for t in templates}).pick(Occasion(**given)).name


def test_a_file_becomes_a_template():
    read, problems = parse("receipt_x", GOOD)
    assert problems == []
    assert read is not None
    assert (read.kind, read.subject, read.body) == ("receipt", "收到了：{{ number }}", "您好")
    assert (read.version, read.reviewed) == ("2", date(2026, 11, 21))
    assert read.categories == ("商品問題/寄錯", "退換貨")
    assert (read.subject_line, read.body_line) == (2, 9)


@pytest.mark.parametrize("dress", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")])
def test_what_an_editor_of_windows_adds_does_no_harm(dress):
    assert parse("receipt_x", dress(GOOD)) == parse("receipt_x", GOOD)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("---\n", "", 1),
        ("種類: 收件通知\n", "", 1),
        ("種類: 收件通知", "種類: 卡片", 1),
        ("版本: 2\n", "", 1),
        ("主旨：收到了：{{ number }}\n", "", 1),
        ("2026-11-21", "昨天", 4),
        ("2026-11-21", "2026-02-30", 4),
        ("# 說明", "顏色: 紅", 5),
        ("# 說明", "說明", 5),
        ("\n您好\n", "\n \n", 1),
    ],
)
def test_an_unreadable_header_is_named_with_line_and_mend(old, new, line):
    read, problems = parse("receipt_x", GOOD.replace(old, new, 1))
    assert read is None
    assert [p.place for p in problems] == [f"reply_templates/receipt_x.txt 第 {line} 行"]
    assert all(p.mend for p in problems)


def test_all_faults_of_a_header_are_told_at_once():
    _, problems = parse("receipt_x", "顏色: 紅\n上次檢視: 昨天\n---\n")
    assert len(problems) == 6


def test_the_sub_category_comes_before_the_category_before_the_nature():
    plain, nature = template("a"), template("b", natures=("客訴",))
    category, exact = template("c", categories=("商品問題",)), template("d", categories=("商品問題/寄錯",))
    case = {"nature": "客訴", "category": "商品問題", "subcategory": "寄錯"}
    assert picked(plain, nature, category, exact, **case) == "d"
    assert picked(plain, nature, category, **case) == "c"
    assert picked(plain, nature, **case) == "b"
    assert picked(plain, **case) == "a"


def test_alarm_words_come_before_everything():
    safety, exact = template("a", alarm_words=("Allergy", "過敏")), template("b", categories=("商品問題/寄錯",))
    case = {"category": "商品問題", "subcategory": "寄錯"}
    assert picked(safety, exact, alarm="過敏、送醫", **case) == "a"
    assert picked(safety, exact, alarm="allergy", **case) == "a"
    assert picked(safety, exact, alarm="律師", **case) == "b"
    assert picked(safety, exact, **case) == "b"


def test_a_criterion_that_does_not_fit_rules_a_template_out():
    plain = template("z")
    for criteria in ({"natures": ("詢問",)}, {"categories": ("詢問",)}, {"channels": ("line",)}, {"kind": "alarm"}):
        assert picked(template("a", **criteria), plain, nature="客訴", category="商品問題") == "z"


def test_of_two_equals_the_first_by_name_is_taken():
    assert picked(template("b", natures=("客訴",)), template("a", natures=("客訴",)), nature="客訴") == "a"


def test_an_alarm_is_found_by_its_event():
    one, other = template("a", kind="alarm", events=("breaker",)), template("b", kind="alarm", events=("other",))
    assert picked(one, other, kind="alarm", event="other") == "b"
    with pytest.raises(TemplateFault):
        picked(one, kind="alarm", event="other")


def test_a_missing_part_is_named():
    with pytest.raises(TemplateFault, match=r"part_english\.txt"):
        Templates().part("english")


def test_whatever_was_picked_before_a_class_gets_its_own_template():
    plain, hurt = template("plain"), template("hurt", alarm_words=("受傷",))
    templates = Templates({t.name: t for t in (plain, hurt)})
    classes = [Occasion("receipt", alarm=f"{word}{n}") for n in range(2 * MOST_PICKED) for word in ("受傷", "發霉")]
    assert [templates.pick(one) for one in classes] == [hurt, plain] * (2 * MOST_PICKED)
    assert templates == Templates(templates.by_name)
