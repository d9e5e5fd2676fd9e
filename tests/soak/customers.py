"""The customers of the simulated year: they file, edit, send twice, add, and rate; what they do is written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sheetdesk.columns import FORM, SURVEY
from tests.soak.postoffice import Mail
from tests.soak.truth import ADDITION, DOUBLE, NEW, Filed, Person

if TYPE_CHECKING:
    from tests.soak.world import World

MATTERS = (
    "收到的{goods}都退冰了",
    "{goods}少一包",
    "{goods}的盒子破了",
    "請問{goods}什麼時候會到？",
    "{goods}怎麼保存？",
    "{goods}還沒收到",
    "要稱讚{goods}",
    "退款進度呢，{goods}的錢還沒退",
    "{goods}有異味",
    "我要投訴，{goods}難吃",
    "{goods}的事想問一下",
)
SERIOUS = ("吃了{goods}拉肚子送醫", "{goods}裡有蟑螂，我要找消保官")
GOODS = ("蔥抓餅", "湯包", "柳丁", "保鮮盒", "滴雞精", "牛軋糖", "吐司", "水餃")
SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周"
GIVEN = "怡君雅婷志明淑芬俊傑美玲建宏佳穎家豪惠雯宗翰欣怡冠宇詩涵柏宏雅雯"
TOKEN = re.compile(r"survey/viewform\S*?entry\.1=([\w-]+)")
NUMBER = re.compile(r"GB\d{4}-\d{4,}-[0-9A-Z]")


class Customers:
    """`each_day`: how many write on an average day."""

    def __init__(self, world: World, each_day: float) -> None:
        self.world, self.chance, self.each_day = world, Random(world.chance.random()), each_day
        self.people: list[Person] = []
        self.asked: dict[str, str] = {}
        self.read = 0

    def plan_day(self) -> None:
        """When somebody writes today; at night, too, but less."""
        for _ in range(self._how_many()):
            hour = self.chance.choice((*range(24), *range(9, 23), *range(18, 23)))
            self.world.later(timedelta(hours=hour, seconds=self.chance.randrange(3600)), self.write)

    def _how_many(self) -> int:
        """More on some days than on others."""
        mean = self.each_day * self.chance.choice((0.3, 0.7, 1, 1, 1.3, 1.7))
        return int(mean) + (self.chance.random() < mean % 1)

    def write(self) -> Filed:
        """Somebody complains or asks, and may be heard of again."""
        goods = self.chance.choice(GOODS)
        matter = self.chance.choice(SERIOUS if self.chance.random() < 0.03 else MATTERS).format(goods=goods)
        week = self.world.now.isocalendar().week
        answers = {"product": goods, "group_no": f"T{week:02}{self.chance.randrange(3)}"}
        if self.chance.random() < 0.6:
            answers["order_no"] = f"{answers['group_no']}-{self.chance.randrange(1000):03}"
        filed = self.file(self._somebody(), NEW, matter, answers)
        wish = self.chance.random()
        if wish < 0.06:
            self._soon(2, 8, lambda: self.file(filed.person, DOUBLE, "", filed.answers, filed))
        elif wish < 0.12:
            self._soon(1, 600, lambda: self.edit(filed))
        elif wish < 0.2:
            self._soon(60, 3000, lambda: self.add(filed))
        return filed

    def _soon(self, least_min: int, most_min: int, act: Callable[[], object]) -> None:
        minutes = self.chance.randint(least_min, most_min)
        self.world.later(timedelta(minutes=minutes, seconds=self.chance.randrange(60)), act)

    def _somebody(self) -> Person:
        """One in six wrote before; one in ten leaves no mail."""
        if self.people and self.chance.random() < 0.16:
            return self.chance.choice(self.people)
        serial = len(self.people) + 1
        name = self.chance.choice(SURNAMES) + "".join(self.chance.choice(GIVEN) for _ in range(2))
        mail = "" if self.chance.random() < 0.1 else f"guest{serial}@mail.example.com"
        person = Person(f"{name}{serial}", mail, f"09{serial:08}")
        self.people.append(person)
        self.world.truth.private |= {person.name, person.phone, *([mail] if mail else [])}
        return person

    def file(self, person: Person, kind: str, matter: str, answers: dict[str, str], of: Filed | None = None) -> Filed:
        """The form's program puts an answer into its tab."""
        truth, now = self.world.truth, self.world.now
        word = f"＊{len(truth.filed) + 1}＊" if kind != DOUBLE or of is None else of.word
        contact = {"email": person.mail} if person.mail else {"phone": person.phone}
        said = {**answers, "customer": person.name, **contact}
        if matter:
            said["text"] = f"{matter}，單子{word}"
            truth.private.add(word)
        row = self.world.ground.submit(FORM, said)
        filed = Filed(row, person, kind, now.replace(microsecond=0), word, said, of)
        truth.filed.append(filed)
        return filed

    def edit(self, filed: Filed) -> None:
        """She says more in the answer that she sent already."""
        said = {**filed.answers, "text": f"{filed.answers['text']}（改過）"}
        self.world.ground.resubmit(FORM, filed.row, said)
        filed.answers, filed.at = said, self.world.now.replace(microsecond=0)

    def add(self, filed: Filed) -> None:
        """She writes on about what she was given a number for."""
        if filed.number is not None:
            answers = {"case_no": filed.number, "product": filed.answers["product"]}
            self.file(filed.person, ADDITION, "補充一下", answers, filed)

    # What comes by mail

    def read_mail(self) -> None:
        """Whoever got a letter since may answer it."""
        taken = self.world.ground.room.taken
        for mail in taken[self.read :]:
            self._read(mail)
        self.read = len(taken)

    def _read(self, mail: Mail) -> None:
        found = NUMBER.search(mail.subject)
        if found is not None:
            hers = (filed for filed in self.world.truth.filed if filed.person.mail == mail.to)
            for filed in hers:
                filed.number = filed.number or found.group()
        token = TOKEN.search(mail.text)
        if token is not None and self.chance.random() < 0.5:
            self._soon(10, 4000, lambda: self.rate(token.group(1)))

    def rate(self, token: str) -> None:
        """She fills in the survey; some do so twice."""
        stars = self.chance.choice("1234555555")
        solved = "解決了" if stars > "2" or self.chance.random() < 0.5 else "還沒解決"
        self.world.ground.submit(SURVEY, {"token": token, "solved": solved, "stars": stars, "comment": "謝謝"})
        if self.chance.random() < 0.1:
            self._soon(10, 30_000, lambda: self.rate(token))
