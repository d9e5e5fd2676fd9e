"""Thirty melted boxes in two hours: one alarm, one decision, thirty letters, one survey each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.incident_desk import REPLY, WHAT, IncidentDesk
from tests.fakes.week_desk import taipei


@pytest.fixture
def desk(tmp_path: Path, workbook: None) -> IncidentDesk:
    return IncidentDesk(tmp_path)


def test_thirty_melted_boxes_are_settled_with_one_decision(desk: IncidentDesk) -> None:
    desk.at(taipei(23, "13:00"))
    the_fifth_is_one_too_many(desk)
    she_takes_them_for_one_and_says_what_is_known(desk)
    all_get_their_own_letter(desk)
    who_comes_later_gets_it_too(desk)
    each_is_asked_once_how_it_went(desk)
    desk.quiet()


def the_fifth_is_one_too_many(desk: IncidentDesk) -> None:
    for n in range(4):
        desk.melts(n)
    desk.one(12)
    assert desk.incidents == []
    desk.melts(4, product="蔥抓餅 五片裝")
    desk.run(4)
    assert (desk.incident()["product"], desk.incident()["group_no"], desk.incident()["status"]) == (
        "蔥抓餅",
        "1115",
        "建議",
    )
    [question] = desk.asked()
    assert "「蔥抓餅」（團號 1115）24 小時內有 5 件客訴（退冰融化 5），平常一天 0 件" in question
    [alarm] = desk.warned()
    assert "24 小時內 5 件" in alarm.letter.subject
    assert desk.members() == []


def she_takes_them_for_one_and_says_what_is_known(desk: IncidentDesk) -> None:
    desk.answer("確認")
    desk.write(what=WHAT)
    desk.one(1)
    assert len(desk.members()) == 5
    assert (desk.incident()["status"], desk.incident()["count"]) == ("進行中", 5)
    for n in range(5, 30):
        desk.melts(n)
    desk.one(96)
    assert desk.incident()["count"] == 30
    assert "目前知道的是：冷凍車在路上停了四個小時。" in desk.last("c29@example.com")
    assert WHAT.rstrip("。") not in desk.last("c0@example.com")
    assert "客人" not in str(desk.incident()["announcement"])
    assert WHAT in str(desk.incident()["announcement"])
    assert len(desk.warned()) == 1


def all_get_their_own_letter(desk: IncidentDesk) -> None:
    desk.write(reply=REPLY, deed="寄出,已解決")
    desk.run(1)
    [question] = desk.asked()
    assert "退冰融化 30，寄信 30 件。之後加入、問題一樣的，也會自動收到" in question
    assert REPLY in question
    desk.answer("確認")
    desk.one(1)
    assert desk.outcome_of() == "⏳等著寄 30 封，可選「攔下」"
    desk.one(1.9)
    assert desk.letters() == []
    desk.run(0.1)
    letters = {message.address: message.letter.text for message in desk.letters()}
    assert len(letters) == len(desk.letters()) == 30
    assert letters["c7@example.com"].startswith("客人7 您好：\n\n關於您（訂單 A7）反映的蔥抓餅退冰")
    assert (desk.outcome_of(), desk.incident()["status"]) == ("✅已寄 30 封", "已寄")
    assert {row["status"] for row in desk.rows()} == {"已解決"}
    assert desk.incident().get("deed") is None


def who_comes_later_gets_it_too(desk: IncidentDesk) -> None:
    desk.melts(30)
    desk.melts(31, email=None)
    desk.melts(32, "少寄了一包")
    desk.one(5)
    assert len(desk.letters()) == 30
    desk.run(2)
    assert [message.address for message in desk.letters()[30:]] == ["c30@example.com"]
    assert "要您手動傳 1 件" in desk.outcome_of()
    by_hand = next(row for row in desk.rows() if row.get("order_no") == "A31")
    assert "用LINE傳：https://line.me/R/share?text=" in str(by_hand["outcome"])
    [question] = desk.asked()
    assert "缺件少寄 1，寄信 1 件" in question
    desk.answer("不要")
    desk.one(3)
    assert len(desk.letters()) == 31
    assert desk.asked() == []
    assert desk.outcome_of() == "✅已寄 31 封；✋要您手動傳 1 件，看那幾件的「寄送結果」"
    for row in desk.rows():
        if row.get("order_no") in ("A31", "A32"):
            desk.type(str(row["number"]), "status", "無效")


def each_is_asked_once_how_it_went(desk: IncidentDesk) -> None:
    desk.run(2 * 60 + 10)
    desk.at(taipei(24, "16:00"))
    asked = [message.address for message in desk.channel.sent if message.kind == "survey"]
    assert len(asked) == len(set(asked)) == 31
    assert desk.incident()["status"] == "已結束"
    assert desk.outcome_of().startswith("✅ 全部處理完了")
