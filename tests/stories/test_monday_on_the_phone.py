"""A normal Monday: twelve cases, answered with a thumb between other things. At six each row says what became of it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.fakes.week_desk import WeekDesk, taipei

PEOPLE = {
    "王怡君": ("蔥抓餅", "收到的蔥抓餅都退冰了"),
    "陳柏宏": ("柳丁", "請問什麼時候到貨？"),
    "林小美": ("玻璃保鮮盒", "保鮮盒破了"),
    "張家豪": ("水餃", "水餃少了一包"),
    "黃淑芬": ("水餃", "訂三包，少了一包水餃"),
    "李大同": ("柳丁", "柳丁一直沒收到"),
    "吳美玲": ("玻璃保鮮盒", "蓋子裂了"),
    "周杰": ("測試", "測試表單，請忽略"),
    "許志明": ("蔥抓餅", "蔥抓餅退冰了"),
    "鄭雅文": ("水餃", "少了一包"),
    "何先生": ("柳丁", "請問柳丁要冰嗎？"),
}
"""Who fills in the form in the morning; 陳媽媽 telephones."""


SENT, CALLED = "✅11/23 {} 已寄回覆", "✅11/23 {} 已記下：用 LINE／電話回覆"
AT_SIX = {
    "王怡君": ("處理中", SENT.format("10:32")),
    "陳柏宏": ("等客人", SENT.format("10:32")),
    "林小美": ("處理中", SENT.format("13:32")),
    "張家豪": ("處理中", CALLED.format("10:31")),
    "黃淑芬": ("處理中", SENT.format("10:32")),
    "李大同": ("處理中", CALLED.format("10:31")),
    "吳美玲": ("等廠商", "✅11/23 13:30 等廠商：給廠商的文字在「預覽」，可以整段複製"),
    "周杰": ("無效", "✅11/23 10:31 已標為無效"),
    "許志明": ("處理中", CALLED.format("13:30")),
    "鄭雅文": ("處理中", SENT.format("13:32")),
    "何先生": ("待處理", "✅11/23 10:00 已寄收件通知"),
    "陳媽媽": ("處理中", CALLED.format("10:31")),
}
"""What status and 寄送結果 say of each at six."""


def mail(name: str) -> str:
    return f"c{list(PEOPLE).index(name)}@example.com"


@pytest.fixture
def monday(desk: WeekDesk) -> WeekDesk:
    """Eleven answers of the form at ten, and a call that the organiser typed in by hand."""
    for at, (name, (product, text)) in enumerate(PEOPLE.items()):
        address = None if name == "張家豪" else mail(name)
        phone = f"09123456{at:02}"
        desk.file(text, customer=name, product=product, email=address, phone=phone, order_no=f"A-{at}")
    desk.run()
    desk.type_case(text="電話來說柳丁少了一箱", customer="陳媽媽", phone="0987654321")
    desk.run(1)
    desk.run(3)
    assert len(desk.numbers()) == 12
    return desk


def case_of(desk: WeekDesk, name: str) -> str:
    return next(str(row["number"]) for row in desk.rows() if row["customer"] == name)


def answer_the_first_ones(desk: WeekDesk) -> None:
    """At half past ten: templates and her own words, one with a word forgotten, one template that there isn't."""
    tomorrow = date(2026, 11, 24)
    desk.ask(case_of(desk, "王怡君"), "寄出", reply_template="補寄", follow_up=tomorrow)
    desk.ask(case_of(desk, "陳柏宏"), "寄出,等客人", reply_text="柳丁星期三出貨，您要改送公司嗎？")
    desk.ask(case_of(desk, "林小美"), "寄出", reply_text="今天退 500 元給您。")
    desk.ask(case_of(desk, "張家豪"), "寄出", reply_text="少的那一包明天寄給您。")
    desk.ask(case_of(desk, "黃淑芬"), "寄出", reply_template="缺件補寄", reply_text="水餃 1 包", follow_up=tomorrow)
    desk.ask(case_of(desk, "許志明"), "寄出", reply_text="明天補寄一份給您。")
    desk.ask(case_of(desk, "鄭雅文"), "寄出", reply_text="會在○○前寄到。")
    desk.ask(case_of(desk, "吳美玲"), "寄出", reply_template="換新的")
    desk.at(taipei(23, "10:30"))


def think_again(desk: WeekDesk) -> None:
    """A minute later the list is sorted by name, one letter is stopped, and the rest is tapped through."""
    desk.sort("customer")
    desk.type(case_of(desk, "林小美"), "action", "攔下")
    desk.type(case_of(desk, "李大同"), "action", "已用LINE／電話回")
    desk.type(case_of(desk, "陳媽媽"), "action", "已用LINE／電話回")
    desk.type(case_of(desk, "周杰"), "action", "無效")
    desk.type(case_of(desk, "張家豪"), "action", "已用LINE／電話回")
    desk.channel.refused.add(mail("許志明"))
    desk.run(1)
    assert "已攔下" in desk.outcome(case_of(desk, "林小美"))
    desk.run(1)


def mend_what_went_wrong(desk: WeekDesk) -> None:
    """After lunch the done ones are filtered away; what was handed back is finished, who can't be reached is called."""
    desk.grid.filter("status", without=["等客人", "無效"])
    desk.ask(case_of(desk, "林小美"), "寄出", reply_text="明天補寄一個新的給您。")
    desk.ask(case_of(desk, "鄭雅文"), "寄出", reply_text="會在星期三前寄到。")
    desk.ask(case_of(desk, "吳美玲"), "轉廠商", reply_template=None)
    desk.type(case_of(desk, "許志明"), "action", "已用LINE／電話回")
    desk.at(taipei(23, "13:30"))
    desk.sort("number")
    desk.run(2)


def test_at_the_evening_of_a_monday_with_twelve_cases_each_row_says_what_became_of_it(monday: WeekDesk) -> None:
    desk = monday
    answer_the_first_ones(desk)
    for name, said in {
        "王怡君": "⏳10:32 寄出",
        "張家豪": "✋11/23 10:30 待手動傳送",
        "鄭雅文": "⚠11/23 10:30 沒寄出",
        "吳美玲": "⚠11/23 10:30 沒寄出",
    }.items():
        assert desk.outcome(case_of(desk, name)).startswith(said), name
    think_again(desk)
    mend_what_went_wrong(desk)
    desk.at(taipei(23, "18:00"))
    assert {str(row["customer"]): (row["status"], row.get("outcome")) for row in desk.rows()} == AT_SIX
    each_customer_got_what_she_should_and_once(desk)
    desk.rest()


def each_customer_got_what_she_should_and_once(desk: WeekDesk) -> None:
    replied = ("王怡君", "陳柏宏", "林小美", "黃淑芬", "鄭雅文")
    others = ("李大同", "吳美玲", "周杰", "許志明", "何先生")
    assert all(desk.got(mail(name)) == ["receipt", "reply"] for name in replied)
    assert all(desk.got(mail(name)) == ["receipt"] for name in others)
    assert len(desk.channel.sent) == 2 * len(replied) + len(others)
    for name, words in {
        "王怡君": "11/24（二）前寄出",
        "黃淑芬": "水餃 1 包",
        "林小美": "明天補寄一個新的",
        "鄭雅文": "星期三前寄到",
    }.items():
        assert words in desk.last(mail(name))
