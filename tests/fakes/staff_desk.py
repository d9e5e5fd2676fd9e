"""A desk whose staff answer from a phone: their own form, its links in 待辦 and in alarms, and people who fill it in."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from sheetdesk.model.message import Message
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk

LINK = "https://docs.google.com/forms/d/e/staff/viewform?usp=pp_url&entry.11={number}&entry.12={token}"
AFANG, PEI, GONE = "afang@example.com", "pei@example.com", "zhe@example.com"
TEAM: list[dict[str, Value]] = [
    {"name": "阿芳", "role": "主揪", "email": AFANG, "active": "是"},
    {"name": "小珮", "role": "負責人", "email": PEI, "refund_limit": 300, "active": "是"},
    {"name": "阿哲", "role": "備援", "email": GONE, "active": "否"},
]
_LINKED = re.compile(r"entry\.11=([\w-]+)&entry\.12=([\w-]+)")


class StaffDesk(StoryDesk):
    """A story desk with a staff form, and people of whom one has left."""

    def __init__(self, folder: Path, live: bool = True, with_form: bool = True) -> None:
        super().__init__(folder, live)
        self.fill("team", TEAM)
        self.defaults = replace(self.defaults, staff_link=LINK)
        self.rig = self.open()
        self.forms: list[dict[str, Value]] = []
        if with_form:
            self.workbook.show_staff_form(self.forms)

    def complaint(self, text: str = "保鮮盒怪怪的", **cells: Value) -> str:
        """A customer complains, and gets her receipt; the number of the new case."""
        before = set(self.numbers())
        self.file(text, **{"product": "保鮮盒", **cells})
        self.run()
        [number] = set(self.numbers()) - before
        return number

    def link(self, number: str) -> tuple[str, str]:
        """服務單號 and token as the link in the case's row fills them in."""
        return linked(str(self.row(number)["form"]))

    def send(self, link: tuple[str, str], email: str | None = AFANG, **cells: Value) -> None:
        """Somebody who opened the form by that link sends it now."""
        number, token = link
        row = {"submitted_at": self.now, "email": email, "case_no": number, "token": token, **cells}
        self.forms.append(row)
        self.workbook.show_staff_form(self.forms)

    def answer(self, number: str, email: str | None = AFANG, **cells: Value) -> None:
        """As `send`, by the link that stands in the row now; and the passes of this minute."""
        self.send(self.link(number), email, **cells)
        self.run()

    def replies(self) -> list[Message]:
        """The letters of people that left."""
        return [message for message in self.channel.sent if message.kind == "reply"]

    def received(self) -> list[dict[str, Value]]:
        """The answers that 往來紀錄 shows."""
        return [row for row in self.rows("log") if row.get("kind") == "處理表單"]


def linked(text: str) -> tuple[str, str]:
    """服務單號 and token in the one link to the form that stands in `text`."""
    [(number, token)] = _LINKED.findall(text)
    return number, token
