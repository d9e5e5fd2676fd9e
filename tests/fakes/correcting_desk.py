"""A desk whose organiser finds out that a letter was wrong: customers who got it, 更正 beside it, 確認 in 待辦."""

from __future__ import annotations

from datetime import date, datetime

from sheetdesk.model.message import Message
from sheetdesk.model.values import Value
from tests.fakes.story_desk import StoryDesk

RIGHT = "12/8 才會出貨，不是 12/1。"


class CorrectingDesk(StoryDesk):
    """Rows of 往來紀錄 are named by case and kind: the last such one is meant."""

    def complaint(self, n: int) -> str:
        """Customer `n` complains, and gets her receipt; the number of the new case."""
        before = set(self.numbers())
        who: dict[str, Value] = {"customer": f"客人{n}", "email": f"c{n}@example.com", "order_no": str(n)}
        self.file(f"蔥抓餅退冰了第{n}盒", product="蔥抓餅", **who)
        self.run()
        [number] = set(self.numbers()) - before
        return number

    def answered(self, count: int, template: str | None = "補寄", words: str | None = None) -> list[str]:
        """So many customers who have just been answered alike; their cases in order."""
        for n in range(count):
            who: dict[str, Value] = {"customer": f"客人{n}", "email": f"c{n}@example.com", "order_no": str(n)}
            self.file(f"蔥抓餅退冰了第{n}盒", product="蔥抓餅", **who)
        self.run()
        numbers = sorted(self.numbers())
        for number in numbers:
            self.draft(number, template, words)
        self.run(1)
        if count > 5:
            self.answer("確認")
            self.run(1)
        self.run(3)
        return numbers

    def draft(self, number: str, template: str | None, words: str | None = None) -> None:
        """She asks for a reply."""
        self.type(number, "follow_up", date(2026, 12, 1))
        self.type(number, "reply_template", template)
        self.type(number, "reply_text", words)
        self.type(number, "action", "寄出")

    def template(self, name: str, **cells: Value) -> None:
        """The only row of 回覆範本."""
        usual: dict[str, Value] = {"name": name, "body": "補一個新的給您。", "reviewed": date(2026, 11, 23)}
        self.fill("templates", [{**usual, **cells}])

    def correct(self, number: str, words: str | None = RIGHT, kind: str = "回覆", which: int = -1) -> None:
        """She types beside the letter."""
        self._put(number, kind, "correction", words, which)

    def decide(self, number: str, kind: str, word: str) -> None:
        """She chooses in 決定."""
        self._put(number, kind, "decision", word)

    def _put(self, number: str, kind: str, column: str, value: Value, which: int = -1) -> None:
        grid = self.workbook.grids["log"]
        grid.put(grid.find("id", self.logs(number, kind)[which]["id"]), column, value)

    def logs(self, number: str, kind: str) -> list[dict[str, Value]]:
        """The rows of the case's letters of that kind, oldest first."""
        rows = [row for row in self.rows("log") if (row.get("case"), row.get("kind")) == (number, kind)]
        return sorted(rows, key=lambda row: int(str(row["id"])[1:]))

    def log(self, number: str, kind: str) -> dict[str, Value]:
        """The last of them."""
        return self.logs(number, kind)[-1]

    def told(self, number: str, kind: str = "回覆") -> str:
        """說明 beside it."""
        return str(self.log(number, kind).get("detail"))

    def asked(self) -> list[str]:
        """The questions in 待辦."""
        return [str(row["why"]) for row in self.rows("todo") if row.get("urgency") == "請確認"]

    def answer(self, word: str, about: str = "") -> None:
        """She answers the first question that speaks of that."""
        grid = self.workbook.grids["todo"]
        rows = ((at, grid.cells(at)) for at in range(len(grid.rows)))
        asked = (at for at, row in rows if row.get("urgency") == "請確認" and about in str(row["why"]))
        grid.put(next(asked), "answer", word)

    def answer_after_run(self, word: str) -> None:
        """The question comes up, and she answers it."""
        self.run(1)
        self.answer(word)
        self.run(1)

    def corrections(self) -> list[Message]:
        """Those that left."""
        return [message for message in self.channel.sent if message.kind == "correction"]

    def receipts(self) -> int:
        """How many receipts left."""
        return sum(message.kind == "receipt" for message in self.channel.sent)

    def problems(self) -> list[str]:
        """What 系統狀態 asks people to mend."""
        return [str(row.get("content")) for row in self.rows("state") if str(row.get("item")).startswith("問題")]

    def heard_at(self, number: str) -> datetime:
        """When the correction beside the case's last reply was heard."""
        with self.rig.ledger.begin() as tx:
            wrong = [message.id for message in tx.outbox.of_case(number) if message.kind == "reply"][-1]
            return tx.corrections.some([wrong])[wrong].heard_at

    def at(self, moment: datetime) -> None:
        """The passes of that moment."""
        self.now = moment
        self.run()
