"""What a template may not say, and that the fault names file, line and mend."""

from dataclasses import replace
from datetime import date

import pytest

from sheetdesk.policy.lint import counted, faults, lint, lint_all, names_money, remarks, stale
from sheetdesk.policy.template import Template

FRAME = "{{ greeting }}：\n\n%s\n\n{{ addition }}\n\n{{ signature }}\n\n{{ english }}"


def receipt(text: str = "您反映的{{ matter }}，我們收到了。", **fields) -> Template:
    known = {
        "name": "receipt_x",
        "kind": "receipt",
        "subject": "收到了（{{ number }}）",
        "body": FRAME % text,
        "version": "1",
        "subject_line": 2,
        "body_line": 6,
    }
    return Template(**{**known, **fields})


def test_a_good_letter_has_no_problem():
    assert lint(receipt()) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("親愛的顧客", "親愛的顧客"),
        ("造成不便敬請見諒", "造成不便敬請見諒"),
        ("造成您的不便，敬請見諒。", "造成您的不便，敬請見諒"),
        ("我們會盡快回覆", "盡快"),
        ("我們會儘速處理", "儘速"),
        ("本店生鮮不退換", "生鮮不退換"),
        ("生鮮商品恕不退換", "生鮮商品恕不退換"),
        ("逾時不受理", "逾時不受理"),
        ("其他渠道", "渠道"),
        ("您的反饋", "反饋"),
        ("商品質量", "質量"),
        ("請拍視頻", "視頻"),
        ("請留信息", "信息"),
        ("您的案件", "案件"),
        ("您的客訴", "客訴"),
        ("已經結案", "結案"),
        ("為您升級處理", "升級"),
    ],
)
def test_a_refused_word_makes_a_template_unusable(text, word):
    problems = faults(receipt(f"第一行\n{text}"))
    assert [p.place for p in problems] == ["reply_templates/receipt_x.txt 第 9 行"]
    assert f"「{word}」" in problems[0].what
    assert problems[0].mend


def test_words_of_the_desk_are_fine_in_a_letter_to_staff():
    alarm = receipt(kind="alarm", body="到「案件」找 {{ number }}", subject="{{ words }}")
    assert lint(alarm) == []
    assert faults(replace(alarm, body="請盡快到「案件」找 {{ number }}"))


def test_a_refused_word_in_the_subject_names_its_line():
    assert faults(receipt(subject="您的案件"))[0].place.endswith("第 2 行")


@pytest.mark.parametrize(
    "text",
    [
        "請提供您的銀行帳號",
        "麻煩回覆匯款帳號末五碼",
        "信用卡號是多少呢？",
        "請到 ATM 操作",
        "請回傳驗證碼",
        "我們不會忘記您。請提供帳號。",
    ],
)
def test_a_letter_never_asks_for_an_account_or_a_code(text):
    assert any("看起來在要" in p.what for p in faults(receipt(f"{text}\n\n{{{{ anti_fraud }}}}")))


def test_a_letter_may_say_that_it_never_asks():
    text = "我們不會請您提供帳號、卡號或驗證碼，也不會請您操作 ATM。請勿把密碼告訴任何人。"
    assert faults(receipt(body=FRAME % text + "\n\n{{ anti_fraud }}")) == []


@pytest.mark.parametrize(
    "text", ["我們會退款給您", "差額會補償", "NT$300", "已扣款", "退 1,200 元", "運費由我們出", "請匯款"]
)
def test_a_letter_on_money_needs_the_165_line_at_its_end(text):
    bare = receipt(text)
    assert names_money(text)
    assert any("165" in p.what for p in faults(bare))
    assert not faults(replace(bare, body=bare.body + "\n\n{{ anti_fraud }}"))
    assert not faults(replace(bare, body=bare.body + "\n\n可撥 165 反詐騙專線查證。"))
    assert faults(replace(bare, body="{{ anti_fraud }}\n\n" + bare.body))


@pytest.mark.parametrize("natures", [(), ("客訴",), ("客訴", "詢問")])
def test_an_emoji_is_refused_where_the_letter_may_be_urgent_or_on_money(natures):
    assert any("表情符號" in p.what for p in faults(receipt("收到了 😊", natures=natures)))


@pytest.mark.parametrize("nature", ["詢問", "建議", "稱讚"])
def test_an_emoji_is_fine_in_a_friendly_letter(nature):
    assert faults(receipt("謝謝您 ☀", natures=(nature,))) == []


def test_a_letter_without_signature_is_unusable():
    assert [p.what for p in faults(receipt(body="{{ greeting }}：\n\n{{ promise }}"))] == ["沒有署名"]


@pytest.mark.parametrize("name", ["cause", "顧客", "case", "greetings"])
def test_an_unknown_variable_is_found_before_any_letter_needs_it(name):
    problems = faults(receipt(f"第一行\n第二行 {{{{ {name} }}}}"))
    assert [p.place for p in problems] == ["reply_templates/receipt_x.txt 第 9 行"]
    assert f"「{name}」" in problems[0].what


@pytest.mark.parametrize(
    "text",
    [
        "{{ self }}",
        "{% for x in examples %}{{ loop }}{% endfor %}",
        "{% for x in examples %}{% endfor %}{% if examples > shop %}{% endif %}",
    ],
)
def test_a_template_that_could_never_be_filled_is_found_at_once(text):
    assert faults(receipt(kind="alarm", subject="x", body=text))


def test_broken_syntax_names_its_line_in_the_file():
    problems = lint(receipt("第一行\n{{ matter item }}"))
    assert [p.place for p in problems] == ["reply_templates/receipt_x.txt 第 9 行"]
    problems = lint(receipt("第一行\n第二行\n{{ matter * 2 }}"))
    assert [p.place for p in problems] == ["reply_templates/receipt_x.txt 第 10 行"]


@pytest.mark.parametrize("text", ["{% for x in matter %}{{ x }}{% endfor %}", "{{ examples }}"])
def test_only_a_list_is_gone_through_and_a_list_is_never_shown_whole(text):
    staff = receipt(kind="alarm", subject="x", body=text)
    assert faults(staff)
    assert not faults(replace(staff, body="{% for x in examples %}{{ x }}{% endfor %}"))


@pytest.mark.parametrize(
    ("text", "natures", "remarked"),
    [
        ("很抱歉。", ("客訴",), 0),
        ("很抱歉，對不起。", ("客訴",), 1),
        ("很抱歉，不好意思，深表歉意。", (), 2),
        ("不好意思讓您久等。", ("詢問",), 1),
        ("很抱歉。", ("稱讚", "建議"), 1),
        ("很抱歉。", ("客訴", "詢問"), 0),
    ],
)
def test_one_apology_is_enough_and_friends_get_none(text, natures, remarked):
    assert sum("道歉" in p.what for p in remarks(receipt(text, natures=natures))) == remarked


@pytest.mark.parametrize(
    "text", ["您好,謝謝", "真的嗎?", "謝謝!", "收到;好", "請看(這裡)附近", "好.謝謝", "{{ item }}, 好"]
)
def test_half_width_marks_between_chinese_are_remarked(text):
    assert any("半形" in p.what for p in remarks(receipt(text)))


@pytest.mark.parametrize(
    "text", ["11/24（二）上午 10:00 前", "[補照片]({{ link }})", "Hello, world!", "{{ item }}（一）"]
)
def test_half_width_marks_elsewhere_are_fine(text):
    assert remarks(receipt(text)) == []


@pytest.mark.parametrize(("extra", "remarked"), [(0, False), (1, True)])
def test_a_letter_holds_200_characters_before_its_signature(extra, remarked):
    addition = 26
    letter = receipt("甲" * (200 - addition + extra))
    assert any("200" in p.what for p in remarks(letter)) is remarked


def test_on_line_a_letter_holds_120_characters():
    assert any("120" in p.what for p in remarks(receipt("甲" * 120, channels=("line",))))
    assert remarks(receipt("甲" * 120)) == []


def test_greeting_signature_addresses_and_blanks_do_not_count():
    text = "王怡君 您好：\n\n甲 乙：https://example.com/very/long\n丙\n\n好日子 阿芳\n\nEnglish\n\n165"
    assert counted(text, "好日子 阿芳") == len("甲乙：丙")


def test_a_template_with_a_remark_is_used_and_one_with_a_fault_is_not():
    remarked, refused = receipt("您好,謝謝"), receipt("我們會盡快回覆", name="receipt_y")
    usable, problems = lint_all([remarked, refused])
    assert usable == [remarked]
    assert len(problems) == 2


@pytest.mark.parametrize(("day", "count"), [(date(2026, 11, 20), 0), (date(2026, 11, 21), 1)])
def test_a_template_is_stale_after_365_days(day, count):
    assert len(stale(receipt(reviewed=date(2025, 11, 20)), day)) == count


def test_a_template_that_nobody_ever_reviewed_is_stale():
    assert stale(receipt(), date(2026, 11, 21))
