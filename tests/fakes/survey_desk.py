"""A desk whose customers are asked how it went: a survey's form, its link, and people who answer it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sheetdesk.desk.marks import known_by_now
from sheetdesk.model.message import Message
from sheetdesk.model.sheet import Known
from sheetdesk.model.values import Value
from sheetdesk.policy.survey import Terms
from tests.fakes.story_desk import StoryDesk

LINK = "https://docs.google.com/forms/d/e/survey/viewform?usp=pp_url&entry.1={token}"
TERMS = Terms(link=LINK, unsolved_link=f"{LINK}&entry.2=%E9%82%84%E6%B2%92%E8%A7%A3%E6%B1%BA")


class SurveyDesk(StoryDesk):
    """A story desk with a survey; `terms` differ from the usual ones as given."""

    def __init__(self, folder: Path, live: bool = True, with_form: bool = True, **terms: Any) -> None:
        super().__init__(folder, live)
        self.fill("team", [{"name": "阿芳", "role": "主揪", "email": "afang@example.com", "active": "是"}])
        self.defaults = replace(self.defaults, survey=replace(TERMS, **terms))
        self.rig = self.open()
        self.ratings: list[dict[str, Value]] = []
        if with_form:
            self.workbook.show_survey(self.ratings)

    def complaint(self, text: str = "保鮮盒破了", **cells: Value) -> str:
        """A customer complains, and gets her receipt; the number of the new case."""
        before = set(self.numbers())
        self.file(text, **{"product": "保鮮盒", **cells})
        self.run()
        [number] = set(self.numbers()) - before
        return number

    def answered(self, number: str) -> None:
        """The organiser called the customer, and says so in 動作."""
        self.type(number, "action", "已用LINE／電話回")
        self.run(1)

    def resolved(self, text: str = "保鮮盒破了", **cells: Value) -> str:
        """A complaint that was answered by LINE and is resolved now."""
        number = self.complaint(text, **cells)
        self.answered(number)
        self.resolve(number)
        return number

    def resolve(self, number: str) -> None:
        """The organiser sets 已解決 now."""
        self.type(number, "status", "已解決")
        self.run()

    def at(self, moment: datetime) -> None:
        """The passes of that moment."""
        self.now = moment
        self.run()

    def rate(self, token: str, **cells: Value) -> None:
        """A customer sends the survey's form now."""
        self.ratings.append({"submitted_at": self.now, "token": token, **cells})
        self.workbook.show_survey(self.ratings)

    def known(self) -> tuple[Known, ...]:
        """What need not be read any more."""
        with self.rig.ledger.begin() as tx:
            return known_by_now(tx, self.now)

    def surveys(self, kind: str = "survey") -> list[Message]:
        """The closing letters that left."""
        return [message for message in self.channel.sent if message.kind == kind]

    def alarms(self) -> list[str]:
        """The subjects of the alarms that left."""
        return [message.letter.subject for message in self.channel.sent if message.kind == "alarm"]

    def token(self) -> str:
        """The token in the last closing letter."""
        [token, *_] = re.findall(r"entry\.1=([\w-]+)", self.surveys()[-1].letter.text)
        return str(token)

    def received(self) -> list[dict[str, Value]]:
        """The answers that 往來紀錄 shows."""
        return [row for row in self.rows("log") if row.get("kind") == "評分"]
