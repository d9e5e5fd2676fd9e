"""What leaves the desk: golden letters, and promises that hold for every case and every template."""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import NATURES, PRIORITIES, Case
from sheetdesk.model.message import Letter, key_of
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.faq_rows import Faq
from sheetdesk.policy.letters import Alert, Sender, alarm, case_alarm, receipt
from sheetdesk.policy.lint import LENGTH, MONEY, counted
from sheetdesk.policy.markup import page_of
from sheetdesk.policy.receipts import answering_receipt
from sheetdesk.policy.suggestion import Suggestion
from sheetdesk.policy.template import Templates
from sheetdesk.policy.variables import RECEIPT
from sheetdesk.policy.wording import BROADER, MATTERS
from sheetdesk.templates import load_templates

GOLDEN = Path(__file__).parents[1] / "golden"
UPDATE = "SHEETDESK_UPDATE_GOLDEN" in os.environ
"""Set it to write the golden letters anew; read the difference before committing it."""

TEMPLATES, _ = load_templates()
TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 21, 6, 5, tzinfo=UTC)
LINK = "https://docs.google.com/forms/d/e/example/viewform?usp=pp_url&entry.100={number}"
SENDER = Sender("好日子團購", "阿芳", TAIPEI, LINK)


def case(**fields) -> Case:
    known = {
        "number": "GB2611-0042-K",
        "customer": "王怡君",
        "email": "yijun@example.com",
        "nature": "客訴",
        "received_at": NOW,
        "promise_due": datetime(2026, 11, 24, 2, tzinfo=UTC),
    }
    return Case(**{**known, **fields})


def sent(**fields) -> Letter:
    return receipt(case(**fields), SENDER, TEMPLATES, NOW)


CASES = {
    "receipt_broken": case(
        product="玻璃保鮮盒", category="商品問題", subcategory="瑕疵破損", text="三個裡面有一個蓋子裂開，盒子也破了"
    ),
    "receipt_food": case(
        product="蔥抓餅", category="商品問題", subcategory="退冰融化", text="到的時候軟掉了，冰袋也是溫的"
    ),
    "receipt_missing_wrong": case(
        product="冷凍水餃", category="商品問題", subcategory="缺件少寄", text="訂四包只有三包"
    ),
    "receipt_product": case(
        product="兒童發熱衣", category="商品問題", subcategory="規格尺寸", text="標 110，穿起來像 90"
    ),
    "receipt_delivery": case(product="柳丁", category="物流問題", subcategory="顯示送達未收到", text="管理室說沒有"),
    "receipt_service": case(category="客服問題", subcategory="回覆慢", text="問了三天都已讀不回", customer=None),
    "receipt_money": case(product="鳳梨酥", category="帳務問題", subcategory="重複扣款", text="刷了兩次"),
    "receipt_return": case(product="氣炸鍋紙", category="退換貨", subcategory="退貨", text="買錯尺寸想退"),
    "receipt_order_change": case(product="麻辣鍋底", category="退換貨", subcategory="改單", text="想改成兩包小辣"),
    "receipt_question": case(
        nature="詢問", product="蔥抓餅", category="詢問", subcategory="到貨", text="什麼時候會到呢"
    ),
    "receipt_suggestion": case(
        nature="建議", product="柳丁", category="建議", subcategory="建議", text="可以出小箱的嗎"
    ),
    "receipt_praise": case(
        nature="稱讚", product="鳳梨酥", category="建議", subcategory="稱讚", text="超好吃，阿嬤一直稱讚"
    ),
    "receipt_default": case(category="待分類", text="……"),
    "receipt_food_safety": case(
        product="鮮奶吐司", category="商品問題", subcategory="變質效期", priority="緊急", alarm="發霉", text="整片發霉"
    ),
    "receipt_injury": case(
        product="電動按摩槍", category="商品問題", priority="緊急", alarm="送醫、受傷", text="手被夾到受傷送醫"
    ),
    "receipt_urgent": case(
        product="羽絨被", category="客服問題", subcategory="未解決", priority="緊急", alarm="消保官", text="要找消保官"
    ),
    "receipt_product_english": case(
        customer="Emily Chen",
        product="Glass Box",
        category="商品問題",
        text="The lid does not fit the box that I ordered.",
    ),
    "receipt_answer": case(
        nature="詢問", product="蔥抓餅", category="詢問", subcategory="到貨", text="請問蔥抓餅什麼時候到"
    ),
    "receipt_answer_link": case(
        nature="客訴", product="水餃", category="物流問題", subcategory="取貨逾期", text="來不及去拿，可以放幾天"
    ),
    "receipt_tracking": case(
        nature="詢問", product="蔥抓餅", category="詢問", subcategory="到貨", tracking_no="901234567890", carrier="黑貓"
    ),
    "receipt_tracking_complaint": case(
        product="玻璃保鮮盒",
        category="物流問題",
        subcategory="顯示送達未收到",
        tracking_no="12345678901",
        pickup="全家店到店",
    ),
    "receipt_delivery_nothing_known": case(customer=None, category="物流問題", text="還沒到"),
}


def as_golden(letter: Letter) -> str:
    return f"主旨：{letter.subject}\n範本：{letter.template} 第 {letter.version} 版\n\n{letter.text}\n"


def assert_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if UPDATE:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


FAQS = Faqs.of(
    [
        Faq("什麼時候會到貨？", ("什麼時候到", "何時到貨"), "開團貼文有寫預計到貨日，有延後會在群組公告。"),
        Faq("可以放幾天？", ("放幾天", "放多久"), link="https://example.com/faq#storage"),
    ]
)


def answered(name, **hostile):
    """The receipt of a golden case, with what it proposes."""
    return answering_receipt(replace(CASES[name], **hostile), SENDER, TEMPLATES, NOW, FAQS)


@pytest.mark.parametrize("name", CASES)
def test_a_receipt_reads_as_its_golden_letter(name):
    letter = answered(name)
    assert name.startswith(letter.template)
    assert_golden(f"{name}.txt", as_golden(letter))


@pytest.mark.parametrize("name", CASES)
def test_a_golden_receipt_is_short_enough_to_be_read(name):
    letter = answered(name)
    assert counted(letter.text, SENDER.signed()) <= LENGTH


@pytest.mark.parametrize("name", CASES)
def test_the_page_of_a_receipt_is_valid_html(name):
    letter = answered(name, customer="<b>&\"'", product="<!-- [a](https://bad.example) **x**")
    html5lib.HTMLParser(strict=True).parse(page_of(letter))


def test_every_receipt_of_the_folder_has_a_golden_letter():
    receipts = {name for name, template in TEMPLATES.by_name.items() if template.kind == "receipt"}
    assert receipts <= CASES.keys()


def test_the_page_of_a_receipt_reads_as_its_golden_page():
    letter = receipt(CASES["receipt_broken"], SENDER, TEMPLATES, NOW)
    assert_golden("receipt_broken.html", page_of(letter))


ALERTS = {
    "alarm_mass_change": Alert(
        "mass_change",
        "mass_change:17",
        {
            "shop": "好日子團購",
            "at": "11/21（六）下午 2:05",
            "count": "31",
            "open_count": "120",
            "examples": ("GB2611-0042-K 狀態：處理中 → 空白", "GB2611-0043-M 這一列不見了"),
        },
    ),
    "alarm_breaker": Alert(
        "breaker",
        "breaker:2026-11-21T06",
        {
            "shop": "好日子團購",
            "at": "11/21（六）下午 2:05",
            "count": "101",
            "limit": "100",
            "until": "11/21（六）下午 3:05",
        },
    ),
    "alarm_unreachable": Alert(
        "unreachable",
        "unreachable:1",
        {"shop": "好日子團購", "at": "11/21（六）下午 2:05", "cause": "檔案 desk.xlsx 打不開（權限不足）"},
    ),
    "alarm_incident": Alert(
        "incident",
        "incident:E1:1",
        {
            "shop": "好日子團購",
            "matter": "「蔥抓餅」（團號 1115）",
            "count": "6",
            "cause": "退冰融化 5、瑕疵破損 1",
            "examples": ("GB2611-0042-K｜蔥抓餅｜退冰融化", "GB2611-0043-H｜蔥抓餅｜瑕疵破損"),
        },
    ),
    "alarm_recovered": Alert(
        "recovered",
        "recovered:1",
        {"shop": "好日子團購", "at": "11/21（六）下午 2:35", "lasted": "30 分", "count": "4"},
    ),
    "alarm_peak_began": Alert(
        "peak_began", "peak_began:1", {"shop": "好日子團購", "count": "63", "cause": "平常一天 8 件"}
    ),
    "alarm_peak_ended": Alert(
        "peak_ended",
        "peak_ended:1",
        {
            "shop": "好日子團購",
            "count": "11",
            "cause": "平常一天 8 件",
            "at": "11/21（六）下午 2:05",
            "lasted": "2 天 5 小時",
        },
    ),
    "alarm_mail_recovered": Alert(
        "mail_recovered",
        "mail_recovered:email:1",
        {
            "shop": "好日子團購",
            "at": "11/21（六）下午 2:05",
            "until": "11/21（六）下午 5:25",
            "lasted": "3 小時 20 分",
            "count": "12",
            "cause": "連不上郵件伺服器",
        },
    ),
}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alarm_about_the_desk_reads_as_its_golden_letter(name):
    letter = alarm(ALERTS[name], "fang@example.com", TEMPLATES)
    assert letter.template == name
    assert_golden(f"{name}.txt", as_golden(letter))


@pytest.mark.parametrize(
    ("name", "which"), [("alarm_food_safety", "receipt_food_safety"), ("alarm_urgent_case", "receipt_urgent")]
)
def test_an_alarm_about_a_case_reads_as_its_golden_letter(name, which):
    late = replace(CASES[which], first_reply_due=NOW + timedelta(minutes=15))
    letter = case_alarm(late, SENDER, "fang@example.com", TEMPLATES)
    assert letter.template == name
    assert_golden(f"{name}.txt", as_golden(letter))


def test_an_alarm_tells_what_the_customer_wrote_last_first() -> None:
    late = case(alarm="送醫", text="保鮮盒破了", additions="11/23 09:10 孩子送醫了\n11/22 18:00 還沒收到")
    letter = case_alarm(late, SENDER, "fang@example.com", TEMPLATES)
    assert "「11/23 09:10 孩子送醫了 11/22 18:00 還沒收到 保鮮盒破了」" in letter.text


def test_an_alarm_about_a_case_that_was_answered_names_no_time_for_a_first_reply() -> None:
    answered = case(alarm="送醫", first_reply_due=NOW, first_reply_at=NOW)
    letter = case_alarm(answered, SENDER, "fang@example.com", TEMPLATES)
    assert "首次回覆期限" not in letter.text
    assert "已用LINE／電話回" in letter.text


def test_an_alarm_leads_to_the_staff_form_where_there_is_one():
    """However long its address is: one that is cut leads nowhere."""
    form = f"https://docs.google.com/forms/d/e/{'x' * 200}/viewform?usp=pp_url&entry.11=GB2611-0042-K&entry.12=T"
    late = replace(CASES["receipt_urgent"], first_reply_due=NOW + timedelta(minutes=15), alarm="消保官")
    letter = case_alarm(late, SENDER, "fang@example.com", TEMPLATES, form)
    assert f"打開處理表單：{form}\n" in letter.text
    assert f'href="{form.replace("&", "&amp;")}"' in page_of(letter)
    short = case_alarm(late, SENDER, "fang@example.com", TEMPLATES, "https://example.com/staff?no=1&token=2")
    assert_golden("alarm_urgent_case_with_form.txt", as_golden(short))


def test_every_alarm_of_the_folder_has_a_golden_letter():
    alarms = {name for name, template in TEMPLATES.by_name.items() if template.kind == "alarm"}
    assert alarms == {*ALERTS, "alarm_food_safety", "alarm_urgent_case", "alarm_low_rating"}


def test_the_same_alarm_words_in_another_order_are_the_same_alarm():
    one = case_alarm(case(alarm="送醫、過敏"), SENDER, "fang@example.com", TEMPLATES)
    other = case_alarm(case(alarm="過敏、送醫"), SENDER, "fang@example.com", TEMPLATES)
    more = case_alarm(case(alarm="過敏、送醫、提告"), SENDER, "fang@example.com", TEMPLATES)
    assert key_of(one) == key_of(other) != key_of(more)


def test_two_people_each_get_an_alarm():
    one, other = (case_alarm(case(alarm="過敏"), SENDER, f"{who}@example.com", TEMPLATES) for who in ("a", "b"))
    assert key_of(one) != key_of(other)


def test_a_receipt_is_sent_once_for_a_case():
    assert key_of(sent()) == key_of(sent(category="帳務問題")) == "GB2611-0042-K|receipt|received"


@pytest.mark.parametrize("nature", ["詢問", "建議", "稱讚"])
def test_who_asks_proposes_or_praises_gets_no_apology(nature):
    for category in (*BROADER, "詢問", "建議", "待分類", None):
        assert not re.search("抱歉|對不起|不好意思", sent(nature=nature, category=category).text)


@pytest.mark.parametrize("subcategory", ["退冰融化", "變質效期"])
def test_about_food_the_letter_says_do_not_eat_keep_it_and_see_a_doctor(subcategory):
    text = sent(category="商品問題", subcategory=subcategory).text
    assert "先不要吃" in text
    assert "留著" in text
    assert "先就醫" in text


@pytest.mark.parametrize("words", ["過敏", "異物", "發霉、送醫", "食物中毒", "提告、記者、發霉"])
def test_food_safety_words_win_over_the_category(words):
    letter = sent(category="帳務問題", alarm=words)
    assert letter.template == "receipt_food_safety"
    assert {"先不要吃", "留樣", "先就醫"} <= set(re.findall("先不要吃|留樣|先就醫", letter.text))


@pytest.mark.parametrize(
    ("tag", "template"),
    [
        ("食安", "receipt_food_safety"),
        ("人身安全", "receipt_injury"),
        ("法律", "receipt_urgent"),
        ("商譽", "receipt_urgent"),
    ],
)
def test_the_tag_of_an_alarm_finds_its_letter_whatever_the_word(tag, template):
    assert sent(category="商品問題", alarm="某個字", tags=f"冷鏈、{tag}").template == template
    assert sent(category="商品問題", alarm=None, tags=tag).template == "receipt_product"


@pytest.mark.parametrize("category", ["帳務問題", "詢問", "待分類"])
def test_a_letter_that_names_money_ends_with_the_165_line(category):
    letter = sent(category=category, subcategory="退款進度", text="Where is my refund? It has been two weeks.")
    assert "165 反詐騙" in letter.text.split("\n")[-1]
    assert letter.text.count("165 反詐騙") == 1


def test_without_money_there_is_no_165_line_even_if_the_number_holds_165():
    assert "反詐騙" not in sent(number="GB2611-0165-K", category="物流問題").text
    assert "反詐騙" in sent(number="GB2611-0165-K", category="退換貨", product="退款專用").text


def test_without_a_form_link_the_letter_tells_to_write_the_number():
    letter = receipt(case(), replace(SENDER, form_link=None), TEMPLATES, NOW)
    assert "http" not in letter.text
    assert "「服務單號」寫 GB2611-0042-K" in letter.text


@pytest.mark.parametrize("link", ["https://example.com/form", "javascript:{number}", "example.com/{number}", "", "  "])
def test_a_form_link_that_leads_nowhere_stops_the_letter(link):
    with pytest.raises(TemplateFault, match=re.escape("{number}")):
        receipt(case(), replace(SENDER, form_link=link), TEMPLATES, NOW)


@pytest.mark.parametrize("email", [None, ""])
def test_without_an_address_there_is_no_receipt(email):
    with pytest.raises(TemplateFault, match="沒有 Email"):
        sent(email=email)


def test_without_a_promise_there_is_no_receipt():
    with pytest.raises(TemplateFault, match="對客承諾"):
        sent(promise_due=None)


@pytest.mark.parametrize(("minutes", "leaves"), [(-1, False), (0, False), (1, True)])
def test_a_promise_is_never_made_for_the_past(minutes, leaves):
    due = NOW + timedelta(minutes=minutes)
    if leaves:
        assert sent(promise_due=due).text
    else:
        with pytest.raises(TemplateFault, match="已經過了"):
            sent(promise_due=due)


def test_without_shop_and_signature_there_is_no_receipt():
    with pytest.raises(TemplateFault, match="署名"):
        receipt(case(), replace(SENDER, shop="", signature=" "), TEMPLATES, NOW)


@pytest.mark.parametrize(
    ("shop", "signature", "signed"), [("好日子", "阿芳", "好日子 阿芳"), ("好日子", "", "好日子"), ("甲", "甲", "甲")]
)
def test_a_signature_names_shop_and_person_once(shop, signature, signed):
    assert Sender(shop, signature, TAIPEI).signed() == signed


def test_a_refused_template_gives_way_to_the_next_one():
    rest = Templates({name: t for name, t in TEMPLATES.by_name.items() if name != "receipt_broken"})
    broken = CASES["receipt_broken"]
    assert receipt(broken, SENDER, rest, NOW).template == "receipt_product"
    rest = Templates({name: t for name, t in rest.by_name.items() if name != "receipt_product"})
    assert receipt(broken, SENDER, rest, NOW).template == "receipt_default"


def test_without_any_template_the_fault_says_what_to_do():
    with pytest.raises(TemplateFault, match="收件通知"):
        receipt(case(), SENDER, Templates(), NOW)


@pytest.mark.parametrize("name", ALERTS)
def test_an_alarm_leaves_with_the_few_facts_that_it_needs(name):
    few = {key: ALERTS[name].facts[key] for key in ("shop", "matter", "count", "cause") if key in ALERTS[name].facts}
    text = alarm(replace(ALERTS[name], facts=few), "fang@example.com", TEMPLATES).text
    assert not re.search("  |（）|例如：\n|^[，、]", text)


def test_an_alarm_with_a_missing_fact_is_not_sent_half_filled():
    with pytest.raises(TemplateFault):
        alarm(Alert("breaker", "breaker:1", {"shop": "好日子團購"}), "fang@example.com", TEMPLATES)
    with pytest.raises(TemplateFault, match="「cause」"):
        alarm(Alert("unreachable", "1", {"shop": "甲", "at": "乙", "cause": ""}), "fang@example.com", TEMPLATES)


def test_facts_of_an_alarm_are_one_line_each_and_hide_accounts():
    facts = {"shop": "甲", "at": "乙", "cause": "壞了\r\nBcc: x\u202e 帳號 012345678901"}
    letter = alarm(Alert("unreachable", "1", facts), "fang@example.com", TEMPLATES)
    assert "壞了 Bcc: x 帳號 ＊＊＊＊901" in letter.text


def test_an_english_customer_also_reads_english_with_the_promise():
    text = sent(text="The box arrived broken, please help.").text
    assert "will reply by 10:00 on Tue 24 Nov (Taiwan time)" in text
    assert "We have received" not in sent(text="盒子破了").text


HOSTILE = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "{{ 7*7 }}",
            "{% for %}",
            "<script>alert(1)</script>",
            "王\r\nBcc: x@example.com",
            "\u202e王\u200b",
            "**粗**",
            "[a](https://bad.example)",
            "=IMPORTXML(1)",
            "甲" * 5000,
            "\x00",
            "0123456789012345 帳號",
        ]
    ),
    st.text(max_size=60),
)
SHAPES = st.builds(
    case,
    number=st.sampled_from(["GB2611-0042-K", "GB2611-12345-A"]),
    customer=HOSTILE,
    nickname=HOSTILE,
    product=HOSTILE,
    text=HOSTILE,
    nature=st.sampled_from([None, *NATURES]),
    category=st.sampled_from([None, *BROADER, "詢問", "建議", "其他", "待分類", "自訂"]),
    subcategory=st.one_of(st.sampled_from([None, *MATTERS]), HOSTILE),
    priority=st.sampled_from([None, *PRIORITIES]),
    alarm=st.sampled_from([None, "", "過敏", "異物、發霉", "受傷", "提告", "自訂的字"]),
)
SENDERS = st.sampled_from([SENDER, replace(SENDER, form_link=None), Sender("甲", "", TAIPEI, LINK)])


def assert_sound(letter: Letter, shape: Case) -> None:
    assert shape.number in letter.subject
    assert letter.subject.splitlines() == [letter.subject]
    assert "11/24（二）上午 10:00 前" in letter.text
    assert "系統自動" in letter.text
    assert not set(letter.subject + letter.text) & set("\ue000\ue001\r\x00\u202e\u200b")
    theirs = f"{shape.customer} {shape.nickname} {shape.product}"
    assert "undefined" in theirs.lower() or "undefined" not in letter.text.lower()
    assert all(word in theirs for word in re.findall("案件|客訴|結案|升級", letter.text))
    assert "<script" not in page_of(letter)
    assert "bad.example" not in page_of(letter).lower()


@settings(max_examples=100, deadline=None)
@given(shape=SHAPES, sender=SENDERS)
def test_every_case_gets_a_sound_receipt(shape, sender):
    letter = receipt(shape, sender, TEMPLATES, NOW)
    assert_sound(letter, shape)
    if MONEY.search(letter.subject + letter.text):
        assert "165 反詐騙" in letter.text.split("\n")[-1]


@settings(max_examples=12, deadline=None)
@given(shape=SHAPES, sender=SENDERS)
@pytest.mark.parametrize("name", [name for name, t in TEMPLATES.by_name.items() if t.kind == "receipt"])
def test_every_template_fits_every_case(name, shape, sender):
    anywhere = replace(TEMPLATES.by_name[name], natures=(), categories=(), alarm_words=())
    parts = {part: t for part, t in TEMPLATES.by_name.items() if t.kind == "part"}
    event = "".join(anywhere.events)
    suggestion = Suggestion(event, "查貨態", RECEIPT) if event else None
    letter = receipt(shape, sender, Templates({**parts, name: anywhere}), NOW, suggestion)
    assert letter.template == name
    assert_sound(letter, shape)
    assert counted(letter.text, sender.signed()) <= LENGTH
