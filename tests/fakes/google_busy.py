"""A desk on the fake Google at its busiest moment, to be disturbed: a reply, a closing letter and a receipt are due, a bad
rating has come in, an addition, and an answer without a number that belongs to a case."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sheetdesk.columns import SURVEY
from sheetdesk.desk.rig import Rig
from sheetdesk.workbook.wall import to_serial, to_wall
from tests.fakes.google_under_fault import ZONE, Desk, Studio
from tests.fakes.story_desk import MONDAY
from tests.fakes.survey_desk import TERMS

AT = MONDAY + timedelta(hours=3)
"""When the run begins that is disturbed."""


class AskingDesk(Desk):
    """Its customers are asked how it went."""

    def __init__(self, studio: Studio, folder: Path, patience_s: float = 20, like: Desk | None = None) -> None:
        super().__init__(studio, folder, patience_s, like)
        if self.book.find(SURVEY.title) is None:
            self.book.change([{"addSheet": {"properties": {"title": SURVEY.title}}}])
            for at, column in enumerate(SURVEY.columns, start=1):
                self.book[SURVEY.title].put(1, at, column.title)

    def open(self) -> Rig:
        return asking(super().open())

    def complaint(self, text: str, mail: str, **cells: Any) -> str:
        """A customer complains, and gets her receipt; the number of the new case."""
        before = set(self.numbers())
        self.file(text, mail, **cells)
        self.run()
        [number] = set(self.numbers()) - before
        return number

    def ask(self, number: str, action: str, words: str = "") -> None:
        """The organiser writes a reply, and chooses an 動作."""
        if words:
            self.type(number, "reply_text", words)
        self.type(number, "action", action)

    def rate(self, stars: int, comment: str) -> None:
        """The customer who was asked last sends the survey's form."""
        letters = [message.letter.text for message in self.channel.sent if message.kind == "survey"]
        [token, *_] = re.findall(r"entry\.1=([\w-]+)", letters[-1])
        said = (to_serial(to_wall(self.now, ZONE)), token, "還沒解決", stars, "", comment)
        place = len(self.rows(SURVEY.title)) + 2
        for at, value in enumerate(said, start=1):
            self.book[SURVEY.title].put(place, at, value)


def asking(rig: Rig) -> Rig:
    """The rig of a desk whose customers are asked."""
    return replace(rig, defaults=replace(rig.defaults, survey=TERMS))


def set_the_stage(studio: Studio, folder: Path) -> Desk:
    """Four known cases, changed by people, and everything that the disturbed run has to do at AT."""
    desk = AskingDesk(studio, folder)
    melted = desk.complaint("收到的蔥抓餅都退冰了", "wang@example.com", group_no="1115")
    asks = desk.complaint("請問什麼時候到貨？", "chen@example.com", customer="陳柏宏")
    bad = desk.complaint("少一包", "lee@example.com", customer="李大同")
    good = desk.complaint("柳丁都破了", "kao@example.com", customer="高小姐")
    desk.ask(bad, "寄出,已解決", "今天補寄給您。")
    desk.run()
    desk.run(2)
    desk.now = AT - timedelta(hours=2, minutes=3)
    desk.ask(good, "寄出,已解決", "今天退給您。")
    desk.run()
    desk.run(2)
    assert [message.kind for message in desk.channel.sent][-2:] == ["reply", "reply"]
    desk.now = AT - timedelta(minutes=5)
    desk.ask(asks, "寄出,等客人", "已經幫您查了，明天送到。")
    desk.run()
    assert [message.kind for message in desk.channel.sent][-1] == "survey"
    what_comes_in(desk, melted, asks)
    return desk.put_away()


def what_comes_in(desk: AskingDesk, melted: str, asks: str) -> None:
    """Of customers and of people, after the last run before AT. No case gets two letters: their order would be chance."""
    desk.now = AT
    desk.ask(melted, "寄出", "今天幫您補寄。")
    desk.type(melted, "status", "處理中")
    desk.type(melted, "note", "先打電話")
    desk.type(asks, "category", "物流問題")
    desk.type(asks, "summary", "被改掉的摘要")
    desk.type(asks, "我的欄", "我的話")
    desk.rate(1, "新的也是破的")
    desk.file("而且少了一包", "wang@example.com", group_no="1115")
    desk.file("補照片", "wang@example.com", case_no=melted)
    desk.file("吃完送醫", "lin@example.com", customer="林小美")
    desk.file("少一包", "", customer="沒信箱")
