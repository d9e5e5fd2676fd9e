"""A desk to which a bad batch comes: customers who complain of one product, and the organiser at work in 批次事件."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sheetdesk.model.message import Message
from sheetdesk.model.values import Value
from sheetdesk.policy.incidents import USUAL
from tests.fakes.week_desk import WeekDesk

WHAT = "冷凍車在路上停了四個小時。"
REPLY = "每一位都補寄一箱新的，11/26（四）前寄出，原來那箱請先不要吃，也不用寄回。"


class IncidentDesk(WeekDesk):
    """Customer `n` writes from `c{n}@example.com`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.defaults = replace(self.defaults, incidents=USUAL)
        self.rig = self.open()

    def melts(self, n: int, text: str = "收到的蔥抓餅都退冰了", **cells: Value) -> None:
        """Her box has melted; no pass yet."""
        who: dict[str, Value] = {"customer": f"客人{n}", "email": f"c{n}@example.com", "order_no": f"A{n}"}
        self.file(f"{text}（{n}）", **{**who, "product": "蔥抓餅", "group_no": "1115", **cells})

    def melted(self, count: int) -> list[str]:
        """So many boxes in one pass; the numbers of all cases in order."""
        for n in range(count):
            self.melts(n)
        self.run(1)
        return sorted(self.numbers())

    @property
    def incidents(self) -> list[dict[str, Value]]:
        return self.rows("incidents")

    def incident(self, number: str = "E1") -> dict[str, Value]:
        """Its row."""
        return next(row for row in self.incidents if row.get("number") == number)

    def outcome_of(self, number: str = "E1") -> str:
        """What its 寄送結果 says."""
        return str(self.incident(number).get("outcome") or "")

    def write(self, which: str = "E1", **cells: Value) -> None:
        """The organiser types into the row of an incident."""
        grid = self.workbook.grids["incidents"]
        for column, value in cells.items():
            grid.put(grid.find("number", which), column, value)

    def type_incident(self, **cells: Value) -> None:
        """She begins a row of her own."""
        grid = self.workbook.grids["incidents"]
        grid.insert(len(self.incidents), cells)

    def made_by_hand(self, **cells: Value) -> None:
        """She begins a row, and its two minutes pass."""
        self.type_incident(**{"group_no": "1115", "product": "蔥抓餅", "what": WHAT, **cells})
        self.run(1)
        self.run(2)

    def asked(self) -> list[str]:
        """The questions in 待辦."""
        return [str(row["why"]) for row in self.rows("todo") if row.get("urgency") == "請確認"]

    def answer(self, word: str, about: str = "") -> None:
        """She answers the first question that speaks of that."""
        grid = self.workbook.grids["todo"]
        rows = ((at, grid.cells(at)) for at in range(len(grid.rows)))
        asked = (at for at, row in rows if row.get("urgency") == "請確認" and about in str(row["why"]))
        grid.put(next(asked), "answer", word)

    def confirm(self, action: str = "寄出", reply: str = REPLY) -> None:
        """She asks for the letter and confirms it; it leaves two minutes later."""
        self.write(reply=reply, deed=action)
        self.run(1)
        self.answer("確認", "統一回覆")
        self.run(1)

    def letters(self) -> list[Message]:
        """Those of incidents that left."""
        return [message for message in self.channel.sent if message.kind == "reply"]

    def warned(self) -> list[Message]:
        """Alarms that left."""
        return [message for message in self.channel.sent if message.kind == "alarm"]

    def problems(self) -> str:
        """What 系統狀態 asks people to mend."""
        return "；".join(str(row.get("content")) for row in self.rows("state") if "問題" in str(row.get("item")))

    def members(self, number: str = "E1") -> list[str]:
        """The cases that bear its number."""
        return sorted(str(row["number"]) for row in self.rows() if row.get("incident") == number)

    def quiet(self) -> None:
        """The second run changes nothing."""
        self.rest()
        before = self.incidents
        self.run(1)
        assert self.incidents == before
