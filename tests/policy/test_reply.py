"""The reply that a row asks for: template, her own words or both; what keeps it from leaving; golden letters."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy.letters import Sender
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.markup import page_of, tidy
from sheetdesk.policy.own_words import clean
from sheetdesk.policy.reply import PREVIEW_LIMIT, Draft, draft, event_of
from sheetdesk.policy.short_code import replies
from sheetdesk.policy.template import Template, Templates
from sheetdesk.templates import load_templates
from tests.policy.test_letters import as_golden, assert_golden

GOLDEN = Path(__file__).parents[1] / "golden"
UPDATE = "SHEETDESK_UPDATE_GOLDEN" in os.environ

TEMPLATES, _ = load_templates()
TAIPEI = ZoneInfo("Asia/Taipei")
NOW = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
LINK = "https://docs.google.com/forms/d/e/example/viewform?usp=pp_url&entry.100={number}"
SENDER = Sender("好日子團購", "阿芳", TAIPEI, LINK)
HAND_MADE = "{{ greeting }}：\n\n您反映的{{ matter }}，看過了。\n\n{{ signature }}"


def case(**fields) -> Case:
    known = {
        "number": "GB2611-0042-K",
        "customer": "王怡君",
        "email": "yijun@example.com",
        "nature": "客訴",
        "product": "玻璃保鮮盒",
        "category": "商品問題",
        "subcategory": "瑕疵破損",
        "text": "蓋子裂開",
        "carrier": "黑貓宅急便",
        "tracking_no": "9012345678",
        "resend_no": "9087654321",
        "amount": 250,
        "follow_up": date(2026, 11, 26),
    }
    return Case(**{**known, **fields})


def drafted(**fields) -> Draft:
    made = draft(case(**fields), TEMPLATES, SENDER, NOW)
    assert made is not None
    return made


def letter(**fields) -> Letter:
    made = drafted(**fields)
    assert made.letter is not None, made.fault
    return made.letter


def fault(**fields) -> str:
    made = drafted(**fields)
    assert made.letter is None
    assert made.preview.startswith("⚠")
    return str(made.fault)


def with_template(body: str, **fields) -> Templates:
    made = Template(name="mine", kind="reply", subject="看過了", body=body, version="1", label="我的", **fields)
    return Templates({**TEMPLATES.by_name, "mine": made})


WORDS = {
    "reply_tracking": "今天早上已到高雄站，下午配送",
    "reply_delay": "產地連日下雨，還沒採收完",
    "reply_missing": "冷凍水餃 1 包",
    "reply_ask_photo": "蓋子裂開的地方和外箱各一張",
    "reply_send_back": "物流 11/26（四）下午到府收件，您交給司機就好",
    "reply_how_to": "收到先放冷凍，可以放三個月。\n煎的時候不用退冰，中小火一面三分鐘。",
    "reply_discount": "下單時備註這個服務單號，年底前都可以用",
    "reply_suggestion": "下個月的柳丁團會多開五斤的小箱。",
    "reply_incident": "冷凍車在路上停了四個小時。每一位都補寄一箱新的，11/26（四）前寄出，原來那箱請先不要吃，也不用寄回。",
    "reply_plain": "您好，我是阿芳。\n\n補寄的保鮮盒廠商今天已經包好，11/26（四）會到您家。",
}
CASES = {
    "reply_missing": case(product="冷凍水餃", subcategory="缺件少寄", text="少一包"),
    "reply_delay": case(product="柳丁", category="物流問題", subcategory="延遲", text="還沒到"),
    "reply_tracking": case(product="蔥抓餅", nature="詢問", category="詢問", subcategory="到貨"),
    "reply_how_to": case(product="蔥抓餅", nature="詢問", category="詢問", subcategory="保存使用"),
    "reply_suggestion": case(product="柳丁", nature="建議", category="建議", subcategory="建議"),
    "reply_refund": case(product="鳳梨酥", category="帳務問題", subcategory="重複扣款", amount=1280),
    "reply_refunded": case(product="鳳梨酥", category="帳務問題", subcategory="重複扣款", amount=1280),
    "reply_exchange": case(product="兒童發熱衣", subcategory="規格尺寸", text="穿起來像 90"),
    "reply_incident": case(product="蔥抓餅", subcategory="退冰融化", text="整箱都軟了", order_no="A1234"),
    "reply_food_safety": case(product="鮮奶吐司", subcategory="變質效期", alarm="發霉", text="整片發霉"),
}
NAMES = sorted(name for name, template in TEMPLATES.by_name.items() if template.kind == "reply")


def golden(name: str) -> Letter:
    asked = None if name == "reply_plain" else TEMPLATES.by_name[name].label
    made = draft(
        replace(CASES.get(name, case()), reply_template=asked, reply_text=WORDS.get(name)), TEMPLATES, SENDER, NOW
    )
    assert made is not None
    assert made.letter is not None, made.fault
    return made.letter


@pytest.mark.parametrize("name", NAMES)
def test_a_reply_reads_as_its_golden_letter(name):
    written = golden(name)
    text = f"主旨：{written.subject}\n範本：{written.template} 第 {written.version} 版\n\n{written.text}\n"
    if UPDATE:
        (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
    assert written.template == name
    assert text == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_reply_is_short_and_its_page_is_valid(name):
    written = golden(name)
    assert counted(written.text, SENDER.signed()) <= LENGTH
    html5lib.HTMLParser(strict=True).parse(page_of(written))


WITH_FORM = replace(SENDER, refund_form="https://docs.google.com/forms/d/e/refund/viewform?usp=pp_url&entry.9={number}")
GIVEN = {"refund_last_five": "45678"}


@pytest.mark.parametrize(
    ("name", "fields"),
    [("reply_refund", {}), ("reply_refund", GIVEN), ("reply_refunded", GIVEN), ("reply_discount", {})],
    ids=lambda one: one if isinstance(one, str) else "answered" if one else "unanswered",
)
def test_with_a_refund_form_a_reply_tells_the_one_way_to_say_where_the_money_goes(name, fields):
    asked = replace(CASES.get(name, case()), reply_template=TEMPLATES.by_name[name].label, **fields)
    made = draft(replace(asked, reply_text=WORDS.get(name)), TEMPLATES, WITH_FORM, NOW)
    assert made is not None
    assert made.letter is not None, made.fault
    assert counted(made.letter.text, SENDER.signed()) <= LENGTH
    ending = "_answered" if fields else ""
    assert_golden(f"{name}_with_form{ending}.txt", as_golden(made.letter))


def test_an_organiser_has_a_dozen_replies_to_begin_with_each_by_a_short_code():
    codes = [template.label for template in replies(TEMPLATES)]
    assert len(set(codes)) == len(codes) >= 12
    assert all(2 <= len(code) <= 8 for code in codes)


@pytest.mark.parametrize("blank", [{}, {"reply_text": ""}, {"reply_text": " \n\u200b"}, {"reply_template": " "}])
def test_a_row_that_asks_for_nothing_has_no_draft(blank):
    assert draft(case(**blank), TEMPLATES, SENDER, NOW) is None


def test_a_reply_is_a_persons_letter_known_by_its_words_whoever_gets_them():
    one, other = letter(reply_text="明天到"), letter(reply_text="明天到", email="other@example.com")
    assert (one.kind, one.automatic, one.recipient) == ("reply", False, "yijun@example.com")
    assert one.event == other.event == event_of(one.subject, one.text)
    assert one.event != letter(reply_text="後天到").event


@pytest.mark.parametrize("asked", ["補寄", " 補 寄", "补寄", "reply_resend", "ＲＥＰＬＹ＿resend", "Reply_Resend\n"])
def test_a_template_is_known_by_its_short_code_or_file_name_however_typed(asked):
    assert letter(reply_template=asked).template == "reply_resend"


@pytest.mark.parametrize(
    ("asked", "near"),
    [("查物流", "已查物流"), ("補照片", "請補照片"), ("退錢", "退款"), ("abc", "從「回覆範本」那一格")],
)
def test_an_unknown_template_names_those_that_look_like_it(asked, near):
    assert f"沒有「{asked}」這個範本" in fault(reply_template=asked)
    assert near in fault(reply_template=asked)


def test_a_row_with_a_fault_that_stands_for_no_file_says_so():
    templates = replace(TEMPLATES, faulty={"我的": "沒有內文"})
    made = draft(case(reply_template="我的"), templates, SENDER, NOW)
    assert made is not None
    assert made.fault == "範本「我的」有錯：沒有內文 → 到分頁「回覆範本」修好那一列"


def test_a_letter_of_the_files_that_counts_for_a_broken_row_says_so():
    templates = replace(TEMPLATES, faulty={"补寄": "主旨：信裡不能寫「盡快」"})
    made = draft(case(reply_template="補寄"), templates, SENDER, NOW)
    assert made is not None
    assert made.letter is not None
    assert made.preview.startswith(
        "（提醒：您的範本「補寄」有錯，這封用的是內建的 → 到分頁「回覆範本」修好那一列）\n\n王怡君"
    )


def test_a_name_as_long_as_a_cell_is_unknown():
    assert fault(reply_template="補寄" * 25_000).startswith("沒有「補寄補寄")


@pytest.mark.parametrize(
    ("asked", "blank", "said"),
    [
        ("已補寄", {"resend_no": None}, "需要「補寄單號」，但它是空的 → 在「處理與求償」那一組展開「補寄單號」"),
        ("已查物流", {"tracking_no": None}, "需要「物流單號」，但它是空的"),
        ("退款", {"amount": None}, "需要「補償金額」，但它是空的"),
        ("退款", {"amount": "兩百"}, "「補償金額」要是大於 0 的數字，現在是「兩百」"),
        ("退款", {"amount": 0}, "「補償金額」要是大於 0 的數字"),
        ("補寄", {"follow_up": None}, "需要「下次跟進」，但它是空的 → 在「下次跟進」填日期"),
        ("補寄", {"follow_up": "下週"}, "「下次跟進」不是日期：「下週」"),
    ],
)
def test_a_blank_or_unreadable_fact_is_named_with_where_to_fill_it_in(asked, blank, said):
    assert said in fault(reply_template=asked, **blank)


def test_what_the_template_does_not_ask_for_may_be_unreadable():
    assert letter(reply_template="請寄回", reply_text="交給司機", amount="兩百", follow_up="下週")


@pytest.mark.parametrize(("day", "leaves"), [(22, False), (23, True), (24, True)])
def test_a_promised_day_may_be_today_and_not_yesterday(day, leaves):
    made = drafted(reply_template="補寄", follow_up=date(2026, 11, day))
    assert (made.letter is not None) is leaves


@pytest.mark.parametrize(("minute", "leaves"), [(4, False), (5, False), (6, True)])
def test_a_promise_that_is_past_is_not_repeated(minute, leaves):
    templates = with_template(HAND_MADE.replace("看過了", "{{ promise }}回覆"))
    promised = datetime(2026, 11, 23, 6, minute, tzinfo=UTC)
    made = draft(case(reply_template="我的", promise_due=promised), templates, SENDER, NOW)
    assert made is not None
    assert (made.letter is not None) is leaves


def test_the_carrier_may_be_unknown():
    assert "由物流公司配送" in letter(reply_template="已查物流", reply_text="在高雄站", carrier=None).text


def test_her_words_go_where_the_template_says_fill_in():
    said = fault(reply_template="已查物流")
    assert said.startswith("還有「填：查到的貨態")
    assert said.endswith(" → 寫在「回覆內容」，會放進信裡這個位置")
    said = fault(reply_template="已查物流", reply_text="還在（填：哪一站）")
    assert said == "還有「填：哪一站」 → 改成您要說的話"
    assert "我們向物流查過了：在高雄站。" in letter(reply_template="已查物流", reply_text="在高雄站").text
    assert "我們向物流查過了：在高雄站。\n" in letter(reply_template="已查物流", reply_text="在高雄站。").text


def test_a_draft_with_a_gap_shows_the_letter_below_the_fault():
    assert "王怡君 您好：" in drafted(reply_template="已查物流").preview


def test_her_words_go_into_the_slot_or_before_the_signature():
    text = letter(reply_template="補寄", reply_text="這次改用紙箱。").text
    assert text.index("寄出後") < text.index("這次改用紙箱。") < text.index("收件的地址")
    made = draft(case(reply_template="我的", reply_text="這次改用紙箱。"), with_template(HAND_MADE), SENDER, NOW)
    assert made is not None
    assert made.preview.endswith("看過了。\n\n這次改用紙箱。\n\n好日子團購 阿芳")


def test_words_that_a_condition_would_swallow_keep_the_letter_back():
    body = HAND_MADE.replace("{{ signature }}", "{% if nature == '稱讚' %}{{ words }}{% endif %}\n\n{{ signature }}")
    made = draft(case(reply_template="我的", reply_text="要緊的話"), with_template(body), SENDER, NOW)
    assert made is not None
    assert str(made.fault).startswith("您寫的話沒有出現在信裡")


@pytest.mark.parametrize("hello", ["王小姐您好，", "怡君您好！", "您好 ", "哈囉怡君～", "早安：", "Dear Emily,"])
def test_a_greeting_of_her_own_is_not_doubled(hello):
    text = letter(reply_text=f"{hello}\n明天到").text
    assert text.startswith(hello.strip())
    assert "王怡君 您好：" not in text
    framed = letter(reply_template="補寄", reply_text=f"{hello}\n這次改用紙箱").text
    assert framed.startswith("王怡君 您好：")
    assert hello.strip() not in framed.removeprefix("王怡君 您好：")


@pytest.mark.parametrize("words", ["希望您好好休息，明天到", "明天到，祝您好運"])
def test_words_that_only_look_like_a_greeting_get_one(words):
    assert letter(reply_text=words).text.startswith("王怡君 您好：")


@pytest.mark.parametrize("name", ["阿芳", "阿芳 敬上", "— 好日子團購 阿芳", "好日子團購"])
def test_a_signature_of_her_own_is_not_doubled(name):
    assert letter(reply_text=f"明天到\n{name}").text.endswith(f"明天到\n{name}")
    framed = letter(reply_template="補寄", reply_text=f"這次改用紙箱。\n\n{name}").text
    assert framed.count("阿芳") == 1


@pytest.mark.parametrize("last", ["有問題就找阿芳，她都在。", "謝謝阿芳", "阿芳會再打給您"])
def test_a_last_line_that_only_names_somebody_is_no_signature(last):
    assert letter(reply_text=f"明天到。\n{last}").text.endswith(f"{last}\n\n好日子團購 阿芳")
    assert last in letter(reply_template="補寄", reply_text=f"改用紙箱。\n{last}").text


def test_her_words_are_neither_template_code_nor_markup():
    typed = "{# number #} {% if x %} **粗** [這裡](https://example.com/) <b>&"
    written = letter(reply_text=typed)
    assert typed in written.text
    assert "&lt;b&gt;" in page_of(written)
    assert "**粗**" in page_of(written)


def test_an_address_that_she_types_is_a_link():
    written = letter(reply_text="看這裡：https://example.com/a?b=1&c=2。謝謝")
    assert '<a href="https://example.com/a?b=1&amp;c=2"' in page_of(written)
    assert "https://example.com/a?b=1&c=2。謝謝" in written.text


def test_the_line_ends_of_the_cell_are_kept():
    assert "第一行\n第二行\n\n第三行" in letter(reply_text="第一行\r\n第二行\r\n\r\n第三行").text


@given(st.text(max_size=300))
def test_her_words_stand_in_the_letter_as_typed_or_it_does_not_leave(words):
    made = draft(case(reply_text=words), TEMPLATES, SENDER, NOW)
    if made is not None and made.letter is not None:
        assert tidy(clean(words)) in made.letter.text


@pytest.mark.parametrize(
    "gap", ["○○", "〇〇", "OO", "XX", "＿＿", "____", "（填日期）", "【請填 單號】", "○", "{{ 商品 }}", "｛｛日期｝｝"]
)
def test_a_gap_that_nobody_filled_keeps_the_letter_back(gap):
    assert fault(reply_text=f"{gap} 會到").startswith("還有「")


@pytest.mark.parametrize("text", ["二〇〇六年", "XXL 的", "https://example.com/OO_XX__", "（填好了）", "BOOK"])
def test_what_only_looks_like_a_gap_leaves(text):
    assert letter(reply_text=f"{text} 會到")


@pytest.mark.parametrize("names", [{"product": "XX牌面膜"}, {"customer": "王○明"}, {"customer": "陳○○"}])
def test_a_name_that_the_case_bears_may_look_like_a_gap(names):
    assert letter(reply_template="補寄", **names)


def test_a_gap_right_behind_an_address_is_found():
    assert fault(reply_text="看 https://example.com/a。○○會到").startswith("還有「○○」")


@pytest.mark.parametrize(("length", "leaves"), [(2900, True), (3001, False)])
def test_a_letter_of_three_thousand_characters_is_long_enough(length, leaves):
    assert (drafted(reply_text="字" * length).letter is not None) is leaves


@pytest.mark.parametrize(
    "text", ["請提供您的銀行帳號", "麻煩傳信用卡卡號給我", "請到 ATM 操作", "告訴我們驗證碼", "請給存摺封面"]
)
def test_a_reply_never_asks_for_an_account_or_a_code(text):
    assert fault(reply_text=text).startswith("看起來在向客人要")


@pytest.mark.parametrize("text", ["已經退回您的帳戶", "請提供 LINE 帳號", "請勿提供驗證碼給任何人"])
def test_a_reply_may_speak_of_an_account_that_it_does_not_ask_for(text):
    assert letter(reply_text=text)


def test_a_reply_never_quotes_an_account():
    assert (
        fault(reply_text="請匯款到台灣銀行 123-456-789012")
        == "信裡有帳號或卡號（末三碼 012） → 拿掉；帳號、卡號不能寫在信裡"
    )


@pytest.mark.parametrize("text", ["郵局掛號單號 12345678901234", "郵局專線 0800700365", "訂單編號 202611230001 已匯款"])
def test_the_number_of_a_parcel_or_a_telephone_is_no_account(text):
    assert letter(reply_text=text)


def test_a_reply_that_names_money_ends_with_the_165_line():
    text = letter(reply_text="退款 300 元給您").text
    assert text.count("165") == 1
    assert "165" in text.split("\n")[-1]
    assert "165" not in letter(reply_text="明天到").text


@pytest.mark.parametrize("word", ["盡快", "親愛的顧客", "案件", "反饋"])
def test_words_that_a_template_may_not_use_are_only_remarked_on_in_her_own(word):
    made = drafted(reply_text=f"會{word}處理")
    assert made.letter is not None
    assert made.preview.startswith(f"（提醒：「{word}」建議")
    assert "{{" not in made.preview
    assert "提醒：「" not in made.letter.text


@pytest.mark.parametrize(("facts", "count"), [({"priority": "緊急"}, 1), ({"category": "帳務問題"}, 1), ({}, 0)])
def test_an_emoji_in_an_urgent_matter_is_remarked_on(facts, count):
    assert drafted(reply_text="收到了 😊", **facts).preview.count("表情符號") == count


@pytest.mark.parametrize(("email", "why"), [(None, "沒有 Email"), ("wang", "Email 少了 @")])
def test_without_an_address_the_text_is_there_to_be_passed_on_by_hand(email, why):
    made = drafted(reply_text="明天到", email=email)
    assert made.letter is None
    assert str(made.fault).startswith(why)
    assert made.manual == "王怡君 您好：\n\n明天到\n\n好日子團購 阿芳"
    assert made.preview.startswith(f"⚠{why}")
    assert made.preview.endswith(made.manual)


def test_the_preview_is_the_letter_and_fits_into_a_cell():
    assert drafted(reply_text="明天到").preview == letter(reply_text="明天到").text
    assert len(drafted(reply_text="字" * 2000).preview) == PREVIEW_LIMIT


def test_every_subject_bears_the_number():
    made = draft(case(reply_template="我的"), with_template(HAND_MADE), SENDER, NOW)
    assert made is not None
    assert made.letter is not None
    assert made.letter.subject == "看過了（服務單號 GB2611-0042-K）"


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        ({}, "回覆您反映的玻璃保鮮盒破損（服務單號 GB2611-0042-K）"),
        ({"nature": "詢問", "subcategory": "到貨"}, "回覆您問的玻璃保鮮盒到貨時間（服務單號 GB2611-0042-K）"),
        ({"nature": "稱讚"}, "回覆您的留言（服務單號 GB2611-0042-K）"),
    ],
)
def test_the_subject_of_her_own_words_says_what_they_are_about(facts, subject):
    assert letter(reply_text="明天到", **facts).subject == subject
