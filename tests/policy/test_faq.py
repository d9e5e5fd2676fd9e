"""Which row of 常見問題 answers which text; what is wrong with a row that can't."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.model.sheet import Row
from sheetdesk.policy.faq import LONGEST, Faqs
from sheetdesk.policy.faq_rows import ANSWER_LIMIT, QUESTION_LIMIT, read_faqs
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.suggestion import answered_categories, suggestions
from sheetdesk.policy.triage import judge
from tests.fakes.story_desk import default_settings

TODAY = date(2026, 11, 23)
ROWS: list[dict[str, Any]] = [
    {
        "question": "什麼時候會到貨？",
        "keywords": "什麼時候到、什麼時候會到、何時到貨、到貨時間",
        "answer": "結單後七天。",
    },
    {"question": "下一團什麼時候開？", "keywords": "下一團、再開團、什麼時候開", "answer": "每個月一號。"},
    {"question": "蔥抓餅怎麼煎？", "keywords": "怎麼煎、怎麼煮、不用退冰", "answer": "不用退冰，小火三分鐘。"},
    {"question": "可以放幾天？", "keywords": "放幾天、保留幾天", "answer": "七天。", "categories": "到貨"},
    {"question": "中秋禮盒還有嗎？", "keywords": "禮盒", "answer": "還有。", "until": TODAY},
]
KNOWN = answered_categories(Rules(()), {"詢問": ("到貨", "商品", "保存使用"), "物流問題": ("延遲", "運送損壞")})


def read(*rows: dict[str, Any]):
    return read_faqs([Row(place, cells) for place, cells in enumerate(rows, start=2)], KNOWN)


FAQS = Faqs.of(read(*ROWS)[0].rows, ["蔥抓餅", "水餃"])


def best(text: str, today: date = TODAY, **facts: Any) -> str | None:
    found = FAQS.best(Case("A", text=text, **{"category": "詢問", "subcategory": "到貨", **facts}), today)
    return None if found is None else found.question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("請問什麼時候會到呢", "什麼時候會到貨？"),
        ("请问何时到货", "什麼時候會到貨？"),
        ("想知道到貨時間，謝謝", "什麼時候會到貨？"),
        ("下一團是什麼時候呢？想再買", "下一團什麼時候開？"),
        ("超商可以放幾天啊", "可以放幾天？"),
        ("什麼時候會到？下一團什麼時候開？", None),  # two questions
        ("不是到貨時間的問題，是想問可以刷卡嗎", None),  # denied
        ("請問可以刷條碼嗎", None),  # no keyword
        ("朋友說不知道什麼時候到台北，所以想先問禮盒上面的緞帶可以換成紅色的嗎", None),  # a keyword by chance
        ("什麼時候會到呢" + "，我家的地址在巷子裡面不好找" * 20, None),  # a letter, no question
        ("", None),
    ],
)
def test_a_row_answers_only_what_is_clearly_its_question(text, question):
    assert best(text) == question


def test_a_row_about_a_product_answers_only_who_names_it():
    assert best("請問怎麼煎比較好", product="蔥抓餅", subcategory="保存使用") == "蔥抓餅怎麼煎？"
    assert best("蔥抓餅怎麼煎？", subcategory="保存使用") == "蔥抓餅怎麼煎？"
    assert best("請問怎麼煎比較好", product="水餃", subcategory="保存使用") is None
    assert best("請問怎麼煎比較好", subcategory="保存使用") is None


def test_a_row_answers_only_the_categories_that_it_names():
    assert best("超商可以放幾天啊", subcategory="商品") is None


@pytest.mark.parametrize(("days", "answers"), [(-1, True), (0, True), (1, False)])
def test_a_row_answers_to_the_end_of_its_last_day(days, answers):
    assert (best("中秋禮盒還有嗎", TODAY + timedelta(days)) is not None) is answers


def suggested(text: str, **facts: Any) -> list[tuple[str, str]]:
    case = Case("A", text=text, **{"category": "詢問", "subcategory": "到貨", "nature": "詢問", **facts})
    return [(one.event, one.facts.get("answer", "")) for one in suggestions(case, FAQS, TODAY)]


@pytest.mark.parametrize(
    "text",
    [
        "什麼時候會到？上次的破了",
        "什麼時候會到，有異味的那批",
        "匯款了，什麼時候會到",
        "要退款，不然什麼時候會到",
        "什麼時候會到？不然我要取消",
    ],
)
def test_damage_food_safety_and_money_are_never_answered_by_a_row(text):
    assert suggested(text) == []


def test_a_parcel_comes_before_a_row_where_she_asks_where_it_is():
    parcel = {"tracking_no": "901234567890", "carrier": "黑貓"}
    assert [event for event, _ in suggested("什麼時候會到", **parcel)] == ["tracking"]
    assert [event for event, _ in suggested("下一團什麼時候開", subcategory="商品", **parcel)] == ["answer"]


def test_an_answer_with_a_link_may_be_cut_down_to_it():
    linked = Faqs.of(read({**ROWS[0], "link": "https://example.com/faq"})[0].rows)
    case = Case("A", text="什麼時候會到", category="詢問", subcategory="到貨", nature="詢問")
    assert [one.facts["answer"] for one in suggestions(case, linked, TODAY)] == ["結單後七天。", ""]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"question": None}, "沒有問題"),
        ({"question": "到" * (QUESTION_LIMIT + 1)}, "縮短到 30"),
        ({"keywords": None}, "沒有關鍵字"),
        ({"keywords": "到"}, "太短"),
        ({"keywords": "到" * 31}, "太長"),
        ({"keywords": "、".join(f"第{at}種" for at in range(51))}, "有 51 個字詞"),
        ({"answer": None}, "沒有回答"),
        ({"answer": "好" * (ANSWER_LIMIT + 1)}, "信裡放不下"),
        ({"answer": "好" * 501, "link": "https://example.com"}, "太長"),
        ({"answer": "請提供您的帳號。"}, "帳號"),
        ({"answer": "會盡快寄出"}, "盡快"),
        ({"answer": "這個案件處理中"}, "案件"),
        ({"answer": "明天到🎉"}, "表情符號"),
        ({"link": "example.com"}, "不是網址"),
        ({"categories": "帳務問題"}, "不會自動回答「帳務問題」"),
        ({"categories": "運送損壞"}, "不會自動回答「運送損壞」"),
        ({"until": "月底"}, "看不懂"),
    ],
)
def test_a_broken_row_says_what_is_wrong_and_never_answers(cells, said):
    faqs, problems = read({**ROWS[0], **cells})
    assert faqs.rows == ()
    assert said in "".join(f"{problem.what}{problem.mend}" for problem in problems)
    assert all(problem.mend and problem.row and "常見問題 第 2 列" in problem.place for problem in problems)


def test_a_blank_row_is_none_and_a_question_counts_once():
    faqs, problems = read({}, ROWS[0], {**ROWS[0], "question": "什麼時候會到貨?"})
    assert len(faqs.rows) == 1
    assert ["重複" in problem.what for problem in problems] == [True]


def test_a_row_that_is_not_filled_in_is_no_fault_but_never_answers():
    faqs, problems = read({**ROWS[0], "answer": "大約 ○○ 天。"})
    assert (faqs.rows, problems) == ((), [])
    assert [said for said in faqs.to_fill_in.values() if "「○○」沒有填" in said]


OWN = [
    ("請問蔥抓餅什麼時候會到", None),  # has to be filled in first
    ("貨態都沒有更新，是正常的嗎？", "貨態一直沒有更新？"),
    ("請問7-11的包裹可以放幾天呢", "超商的包裹可以放幾天？"),
    ("貨到超商了，最晚什麼時候取？我下週才回台北", None),
    ("請問去全家取貨要帶證件嗎", "去超商取貨要帶什麼？"),
    ("貨態一直沒動，司機亂丟包裹嗎", None),
    ("我要退貨，可以放幾天再退嗎", None),
    ("蔥抓餅退冰了還能放幾天？", None),
    ("請問蔥抓餅冷凍可以放幾天", None),  # not a parcel in a shop
    ("餅乾都碎了", None),
    ("謝謝，很好吃", None),
]
"""What the desk does with the rows and rules that ship."""


@pytest.fixture(scope="module")
def shipped():
    config, defaults = default_settings()
    rules = read_rules([Row(place, row) for place, row in enumerate(config.rows("rules"))])[0]
    known = answered_categories(rules, defaults.subcategories)
    rows, problems = read_faqs([Row(place, row) for place, row in enumerate(config.rows("faq"), start=2)], known)
    assert problems == []
    return rules, Faqs.of(rows.rows)


@pytest.mark.parametrize(("text", "question"), OWN)
def test_the_rows_that_ship_answer_own_sentences(shipped, text, question):
    rules, faqs = shipped
    case = Case("A", text=text)
    verdict = judge(case, rules)
    case = Case(
        "A",
        text=text,
        nature=verdict.nature,
        category=verdict.category,
        subcategory=verdict.subcategory,
        tags=verdict.tags,
        alarm=verdict.alarm,
    )
    assert next((one.title for one in suggestions(case, faqs, TODAY)), None) == question


@settings(max_examples=30)
@given(st.text(max_size=LONGEST + 10))
def test_no_text_breaks_the_search(text):
    best(text)
