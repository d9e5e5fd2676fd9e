"""The rules of config.yaml on sentences as customers of group buys in Taiwan write them."""

from __future__ import annotations

from functools import cache

import pytest

from sheetdesk.config import load_config
from sheetdesk.config.places import default_config
from sheetdesk.model.case import NATURES, UNCLASSED, Case
from sheetdesk.model.sheet import Row
from sheetdesk.policy.rule import Rules
from sheetdesk.policy.rules import read_rules
from sheetdesk.policy.triage import Verdict, judge


@cache
def default_rules() -> Rules:
    rows = load_config(default_config(), {}).rows("rules")
    rules, problems = read_rules([Row(place, cells) for place, cells in enumerate(rows, start=2)])
    assert problems == []
    assert len(rules.rules) == len(rows)
    return rules


def verdict(text: str, **fields: str) -> Verdict:
    return judge(Case("GB2611-0001-A", text=text, **fields), default_rules())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到的時候玻璃保鮮盒破了兩個", "商品問題／瑕疵破損"),
        ("蔥抓餅收到時已經退冰，整包軟軟的", "商品問題／退冰融化"),
        ("沒有冰塊都退冰了", "商品問題／退冰融化"),
        ("牛奶過期了", "商品問題／變質效期"),
        ("肉臭掉了，有怪味", "商品問題／變質效期"),
        ("草莓爛掉一半", "商品問題／變質效期"),
        ("我訂三包只收到兩包", "商品問題／缺件少寄"),
        ("訂五包來四包，麻煩補寄一包", "商品問題／缺件少寄"),
        ("還沒出貨的話想改地址", "退換貨／改單"),
        ("請幫我調簽收單，管理員說沒看到", "物流問題／顯示送達未收到"),
        ("最後一天去領，門市說不給領了", "物流問題／取貨逾期"),
        ("沒有發霉，也沒有異物，但是缺一包", "商品問題／缺件少寄"),
        ("寄錯口味，我訂原味給我辣味", "商品問題／寄錯"),
        ("顏色跟圖片不一樣，色差很大", "商品問題／與圖不符"),
        ("衣服尺寸太小穿不下", "商品問題／規格尺寸"),
        ("到現在都還沒收到貨，已經兩個星期了", "物流問題／延遲"),
        ("貨態三天沒更新了", "物流問題／延遲"),
        ("取貨通知一直沒來", "物流問題／延遲"),
        ("包裹顯示已送達但我沒收到", "物流問題／顯示送達未收到"),
        ("7-11顯示已取件可是我沒去領", "物流問題／顯示送達未收到"),
        ("黑貓司機態度很差，把東西丟在樓下", "物流問題／司機態度"),
        ("外箱破損，裡面的瓶子壓壞了", "物流問題／運送損壞"),
        ("東西很好吃但是包裝破了", "物流問題／運送損壞"),
        ("我來不及去全家取貨，可以延長嗎", "物流問題／取貨逾期"),
        ("客服態度惡劣", "客服問題／態度"),
        ("訊息已讀不回三天了", "客服問題／回覆慢"),
        ("已匯款，後五碼12345，麻煩對帳", "帳務問題／對帳不符"),
        ("信用卡被重複扣款", "帳務問題／重複扣款"),
        ("刷卡一直失敗", "帳務問題／付款失敗"),
        ("上次說要退款到現在還沒退", "帳務問題／退款進度"),
        ("沒收到發票", "帳務問題／發票"),
        ("團購價比網路還貴", "帳務問題／價格"),
        ("我要退貨", "退換貨／退貨"),
        ("可以換貨嗎，想換大一號", "退換貨／換貨"),
        ("想取消訂單", "退換貨／取消"),
        ("可以改成宅配嗎，想改地址", "退換貨／改單"),
        ("請問什麼時候到貨", "詢問／到貨"),
        ("不是要退款，只是想問什麼時候出貨", "詢問／到貨"),
        ("請問蔥抓餅要冷凍嗎", "詢問／保存使用"),
        ("請問退冰後可以再冷凍嗎", "詢問／保存使用"),
        ("請問有過敏原標示嗎", "詢問／商品"),
        ("這次的滷味很好吃，謝謝團主", "建議／稱讚"),
        ("建議可以增加宅配選項", "建議／建議"),
        ("布丁打翻了整盒都是", "物流問題／運送損壞"),
        ("罐頭凸罐", "商品問題／變質效期"),
        ("低溫配送送來是常溫的", "商品問題／退冰融化"),
        ("寄來的是綠色，我訂的是藍色", "商品問題／寄錯"),
        ("物流說送到了，但管理員沒看到", "物流問題／顯示送達未收到"),
        ("賣貨便下單一直沒出貨", "物流問題／延遲"),
        ("退款沒有收到", "帳務問題／退款進度"),
        ("請問可以開三聯式發票嗎", "帳務問題／發票"),
        ("訂單編號12345想加購一包", "退換貨／改單"),
        ("沒有要退貨，只是想問怎麼保養", "詢問／保存使用"),
        ("希望可以多開一些素食的團", "建議／建議"),
        ("I never received my package", "物流問題／延遲"),
        ("The jar arrived broken", "商品問題／瑕疵破損"),
        ("The food was melted when I received it", "商品問題／退冰融化"),
        ("It's not damaged but one is missing", "商品問題／缺件少寄"),
        ("You sent the wrong size", "商品問題／寄錯"),
        ("My parcel hasn't arrived yet", "物流問題／延遲"),
        ("I was charged twice", "帳務問題／重複扣款"),
        ("I want a refund", "退換貨／退貨"),
        ("I'm not asking for a refund, when will it ship?", "詢問／到貨"),
        ("How do I store it?", "詢問／保存使用"),
        ("袖子太短了想換大一號，來回運費我出", "商品問題／規格尺寸"),
        ("運費怎麼比商品貴", "帳務問題／價格"),
        ("麻煩補寄贈品給我", "商品問題／缺件少寄"),
        ("補寄的到了，可是有一包袋子破", "物流問題／運送損壞"),
        ("標示500公克，實際只有460公克", "商品問題／缺件少寄"),
        ("一盒寫24顆，打開數只有22顆", "商品問題／缺件少寄"),
        ("司機來的時候狂按電鈴，東西往地上一丟", "物流問題／司機態度"),
        ("泡菜已經發酵，袋子膨起來", "商品問題／變質效期"),
        ("客服的服務態度差，聽了很不舒服", "客服問題／態度"),
        ("穿起來不舒服", "商品問題／None"),
        ("說好退款，到今天都沒看到", "帳務問題／退款進度"),
        ("包裹問了說沒看到，是不是被別人搬走了", "物流問題／遺失"),
        ("不是說今天到嗎，等一整天了", "物流問題／延遲"),
        ("芋頭糕是小辣還是大辣，會辣嗎，怕長輩不能吃", "詢問／商品"),
        ("請問柿子星期六會到嗎", "詢問／到貨"),
        ("請問年糕要退冰再蒸嗎，怕壞掉", "詢問／保存使用"),
        ("請問可以面交嗎", "詢問／商品"),
        ("請問成分有花生嗎", "詢問／商品"),
        ("標示全素，成分卻有蛋", "商品問題／與圖不符"),
        ("幫我加一箱", "退換貨／改單"),
        ("I ordered two green ones but you sent me red", "商品問題／寄錯"),
        ("Can I swap it for another one?", "退換貨／換貨"),
        ("The kimchi smells sour and is all fermented", "商品問題／變質效期"),
        ("The courier was rude and threw the box over the fence", "物流問題／司機態度"),
        ("Which day can I pick it up?", "詢問／到貨"),
        ("Do they contain egg? I'm vegetarian", "詢問／商品"),
    ],
)
def test_a_sentence_is_classed_as_an_organiser_would(text: str, expected: str) -> None:
    judged = verdict(text)
    assert f"{judged.category}／{judged.subcategory}" == expected
    assert judged.priority != "緊急"
    assert judged.alarm is None


@pytest.mark.parametrize(
    "text",
    [
        *("過敏", "食物中毒", "異物", "發霉", "受傷", "送醫", "消保官", "消基會", "爆料", "記者", "律師", "提告"),
        *("过敏", "過　敏", "發黴", "异物"),
        "吃了你們的餅乾全身過敏起疹子",
        "我對蝦過敏，你們卻寄來蝦仁口味，請問怎麼辦",
        "我對蝦過敏，吃了才發現有蝦，可以退嗎",
        "她對花生過敏，你們根本沒有標示",
        "我對蝦過敏，想知道有沒有蝦，已經煮了",
        "我對蛋過敏，喉嚨怪怪的，請問有蛋嗎",
        "擦了會過敏，能退嗎",
        "用一次就過敏",
        "小孩過敏，請問可以退嗎",
        "阿公半夜吐了，現在一直拉肚子",
        "孩子說肚子怪怪的",
        "咬到小石頭，牙齒崩了一角",
        "飯裡有沙子",
        "手受傷了",
        "杯子一倒熱水就炸裂",
        "I'm allergic to nuts and I have eaten one, does it contain nuts?",
        "My son is allergic and your cake had nuts",
        "我是過敏體質，吃完還是過敏",
        "小孩吃完拉肚子送醫了",
        "麵包裡面有一根頭髮",
        "沒有破損，但是發霉了",
        "玻璃碎片割到手流血",
        "再不處理我就找消保官",
        "I got food poisoning from your cake",
        "The cake is moldy",
        "You will hear from my lawyer",
    ],
)
def test_words_of_safety_and_reputation_are_urgent_and_raise_the_alarm(text: str) -> None:
    judged = verdict(text)
    assert judged.priority == "緊急"
    assert judged.alarm
    assert judged.nature == "客訴"


@pytest.mark.parametrize("text", ["瑕疵", "品質差", "服務態度惡劣", "延遲交貨", "投訴", "I want to file a complaint"])
def test_words_of_the_second_list_are_important(text: str) -> None:
    assert verdict(text).priority == "重要"


@pytest.mark.parametrize(
    "text",
    ["沒有過敏", "並未發霉", "無異物", "沒有人受傷", "請問會不會過敏", "外箱沒有破損，謝謝", "There is no mold on it"],
)
def test_a_denied_word_neither_alarms_nor_hurries(text: str) -> None:
    judged = verdict(text)
    assert (judged.priority, judged.alarm) == ("一般", None)


@pytest.mark.parametrize(
    "text",
    [
        "我對蝦過敏，請問有蝦嗎？",
        "女兒對堅果過敏，想問成分有沒有堅果",
        "我是過敏體質，請問可以吃嗎",
        "請問吃素的人會過敏嗎",
        "I'm allergic to shrimp, does it contain shrimp?",
        "分手以後心靈受傷，吃甜的真好",
        "好吃到炸裂",
    ],
)
def test_a_question_about_allergies_and_a_figure_of_speech_raise_no_alarm(text: str) -> None:
    judged = verdict(text)
    assert (judged.priority, judged.alarm) == ("一般", None)


@pytest.mark.parametrize(
    ("text", "nature"),
    [
        ("請問什麼時候到貨", "詢問"),
        ("很好吃", "稱讚"),
        ("建議可以增加口味", "建議"),
        ("群組都說融化，我的沒有退冰，好吃", "稱讚"),
        ("上次退冰是小珍處理的，我要稱讚她", "稱讚"),
        ("謝謝團主，辛苦了", "稱讚"),
        ("我的那箱找不到，再麻煩了，謝謝你們", "客訴"),
        ("要退冰嗎？怕長輩不能吃", "詢問"),
        ("破掉了", "客訴"),
        ("不好吃", "客訴"),
    ],
)
def test_nature_picks_the_tone(text: str, nature: str) -> None:
    assert verdict(text).nature == nature


def test_what_no_rule_knows_is_left_to_a_person() -> None:
    assert verdict("阿姨昨天打麻將").category == UNCLASSED


def test_a_wish_to_be_sent_what_lacks_is_no_exchange() -> None:
    assert verdict("如照片", wish="補寄").subcategory == "缺件少寄"


def test_what_the_customer_wishes_classes_a_case_that_says_nothing_else() -> None:
    assert verdict("如照片", wish="退款").category == "退換貨"


def test_every_alarm_is_urgent() -> None:
    assert {rule.priority for rule in default_rules().rules if rule.alarm} == {"緊急"}


def test_every_category_and_subcategory_set_is_one_of_the_config() -> None:
    categories = load_config(default_config(), {}).categories
    for rule in default_rules().rules:
        assert rule.category is None or rule.category in categories, rule.name
        assert rule.subcategory is None or rule.subcategory in categories[rule.category or ""], rule.name
        assert rule.nature is None or rule.nature in NATURES


def test_the_rules_stay_few_enough_to_be_read() -> None:
    assert len(default_rules().rules) <= 95
