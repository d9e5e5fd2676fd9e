"""What an incident says to customers: golden letters, the question before they leave, and what mustn't be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sheetdesk.errors import TemplateFault
from sheetdesk.model.incident import OPEN, Incident
from sheetdesk.policy.incident_letters import (
    Reach,
    announcement,
    carried,
    digest_of,
    promise_of,
    question,
    told_troubles,
    uniform,
    words_for_all,
)
from sheetdesk.policy.letters import receipt
from sheetdesk.policy.lint import LENGTH, counted
from tests.policy.test_letters import NOW, SENDER, TEMPLATES, as_golden, assert_golden, case

MELTED = {"product": "蔥抓餅", "category": "商品問題", "subcategory": "退冰融化", "text": "整箱都軟了"}
WHAT = "冷凍車在路上停了四個小時，這一團都受影響。"
REPLY = "每一位都補寄一箱新的，11/26（四）前寄出，原來那箱請先不要吃，也不用寄回。"


def incident(**fields: Any) -> Incident:
    known = {"id": 1, "made_at": NOW, "group_no": "1115", "product": "蔥抓餅", "what": WHAT, "reply": REPLY}
    return Incident(**{**known, "status": OPEN, **fields})


def test_the_announcement_reads_as_its_golden_text() -> None:
    promise = datetime(2026, 11, 24, 2, tzinfo=UTC)
    whole = announcement(incident(), TEMPLATES, SENDER, promise)
    bare = announcement(incident(product=None, what=None, reply=None), TEMPLATES, replace(SENDER, form_link=None), None)
    assert_golden("announcement.txt", f"{whole}\n")
    assert_golden("announcement_nothing_known.txt", f"{bare}\n")


@pytest.mark.parametrize("subcategory", ["退冰融化", "瑕疵破損"])
def test_a_new_receipt_tells_what_is_known_of_the_batch(subcategory: str) -> None:
    told = case(**{**MELTED, "subcategory": subcategory})
    letter = receipt(told, SENDER, TEMPLATES, NOW, said=words_for_all(incident())[0])
    assert_golden(f"{letter.template}_of_an_incident.txt", as_golden(letter))
    assert counted(letter.text, SENDER.signed()) <= LENGTH + len(WHAT)


def test_her_letter_names_her_goods_and_her_order() -> None:
    made = uniform(case(**MELTED, order_no="A1234"), incident(), TEMPLATES, SENDER, NOW)
    assert made is not None
    assert made.letter is not None
    assert made.letter.text.startswith(
        "王怡君 您好：\n\n關於您（訂單 A1234）反映的蔥抓餅退冰，讓您遇到這樣的事，很抱歉。\n\n" + REPLY
    )
    assert (made.letter.kind, made.letter.automatic) == ("reply", False)


@pytest.mark.parametrize("words", ["補寄的單號是 ○○", "請把卡號告訴我們", "匯到 0123456789012"])
def test_what_mustnt_leave_in_a_reply_leaves_in_no_receipt_and_no_announcement(words: str) -> None:
    text, why = words_for_all(incident(what=words))
    assert text == ""
    assert why is not None
    with pytest.raises(TemplateFault):
        announcement(incident(reply=words), TEMPLATES, SENDER, None)


def test_more_cases_of_the_same_trouble_are_the_same_question_and_anything_else_is_another() -> None:
    melted, late = case(**MELTED), case(**{**MELTED, "number": "GB2611-0002-E", "subcategory": "延遲"})
    digest = digest_of(incident(), trial=False)
    asked = question(incident(), "寄出", digest, Reach((melted,)), "")
    more = question(incident(), "寄出", digest, Reach((melted,), (replace(melted, number="GB2611-0003-C"),), 1), "")
    assert more.key == asked.key
    assert (
        "退冰融化 2，寄信 1 件、要您手動傳 1 件、正在個別回覆、不寄 1 件。之後加入、問題一樣的，也會自動收到"
        in more.what
    )
    other = digest_of(incident(reply="改成退款"), trial=False)
    keys = {
        question(incident(), "寄出,已解決", digest, Reach((melted,)), "").key,
        question(incident(), "寄出", other, Reach((melted,)), "").key,
        question(incident(), "寄出", digest, Reach((melted, late)), "").key,
        question(incident(id=2), "寄出", digest, Reach((melted,)), "").key,
    }
    assert len(keys | {asked.key}) == 5


def test_a_letter_of_the_trial_is_another_letter() -> None:
    assert digest_of(incident(), trial=True) != digest_of(incident(), trial=False)


@pytest.mark.parametrize(("alarm", "tags"), [("律師", "法律"), ("爆料", "商譽"), ("送醫", "受傷")])
def test_who_threatens_with_law_or_press_or_is_hurt_is_told_of_the_batch_by_a_person_only(
    alarm: str, tags: str
) -> None:
    letter = receipt(case(**MELTED, alarm=alarm, tags=tags), SENDER, TEMPLATES, NOW, said=words_for_all(incident())[0])
    assert letter.template in ("receipt_urgent", "receipt_injury")
    assert "冷凍車" not in letter.text
    assert "親自回覆您" in letter.text


def test_the_most_frequent_troubles_come_first_and_the_rest_is_summed_up() -> None:
    kinds = ["退冰融化"] * 3 + ["缺件少寄"] * 2 + ["寄錯", "延遲", "遺失", "價格"]
    assert told_troubles(case(subcategory=kind) for kind in kinds) == "退冰融化 3、缺件少寄 2、價格 1、寄錯 1、其他 2"


def test_the_group_is_told_the_last_promise_that_is_still_open() -> None:
    due = [NOW + timedelta(hours=hours) for hours in (-1, 2, 5)]
    cases = [case(promise_due=at) for at in due]
    assert promise_of(cases, NOW) == due[2]
    assert promise_of([*cases[:2], replace(cases[2], first_reply_at=NOW)], NOW) == due[1]
    assert promise_of(cases[:1], NOW) is None


@pytest.mark.parametrize(
    ("text", "replies", "found"),
    [
        ("王怡君 您好：\n\n全額退款，\n週五前退。\n\n好日子團購", ("全額退款，週五前退。", "補寄"), 0),
        ("全額退款，週五前退。", ("您好，全額退款，週五前退。",), 0),
        ("全額退款，週五前退。", ("全額退款", "全額退款，週五前退。"), 1),
        ("全額退款，週五前退。\n\n好日子", ("全額退款，週五前退。\n阿芳敬上",), 0),
        ("全額退款，週五前退。", ("全額退款，週六前退。", None, "", "您好："), None),
    ],
)
def test_a_letter_tells_which_words_for_all_it_carries(
    text: str, replies: tuple[str | None, ...], found: int | None
) -> None:
    assert carried(text, replies) == (None if found is None else replies[found])


def test_of_a_letter_whose_end_is_lost_the_beginning_of_the_words_tells() -> None:
    long = "退款" * 600
    assert carried(f"您好：\n\n{long[:700]}…", (long,)) is None
    assert carried(f"您好：\n\n{long[:700]}…", (long,), whole=False) == long
