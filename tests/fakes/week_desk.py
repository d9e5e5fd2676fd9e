"""A desk for stories over days: passes while the clock goes on, customers whose mailbox may be refused, two calls a pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sheetdesk.desk.rig import Asked, Report
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import Message
from sheetdesk.model.values import Value
from tests.fakes.story_desk import Postbox, StoryDesk
from tests.fakes.survey_desk import SurveyDesk

TAIPEI = ZoneInfo("Asia/Taipei")

RULES = (10, 12, 13, 110, 130, 153, 159, 160, 300, 421)
"""Those of the rules that ship, by 順序, which the stories' texts meet: a file would be read and saved mostly for 95."""

STEP = timedelta(hours=12)
"""How often the desk looks while nobody does anything; a server's passes come each minute."""


def taipei(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    """That moment of 2026 on the wall in Taipei."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, day, hour, minute, tzinfo=TAIPEI)


def keep_rules(desk: StoryDesk) -> None:
    """Only `RULES`."""
    desk.fill("rules", [row for row in desk.rows("rules") if row.get("order") in RULES])
    assert len(desk.rows("rules")) == len(RULES)


class Post(Postbox):
    """Refuses what goes to some addresses for good."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: set[str] = set()

    def send(self, message: Message, now: datetime) -> None:
        if message.address in self.refused:
            raise SendFailed("信箱不存在", permanent=True)
        super().send(message, now)


class WeekDesk(SurveyDesk):
    """Every run of it shows that a pass costs Google one read and one write at most."""

    channel: Post
    typed_a_row = False
    """There is a new row in 案件: the pass that sees it reads what it had left out (desk/rare_columns.py)."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.channel = Post()
        self.rig = self.open()
        keep_rules(self)

    def run(self, after_min: float = 0, asked: Asked | None = None) -> list[Report]:
        made = len(self._calls())
        reports = super().run(after_min, asked)
        cells = [kind for method, kind in self._calls()[made:] if method == "POST"]
        again, self.typed_a_row = self.typed_a_row, False
        assert cells.count("read") <= len(reports) + again, "a pass reads once"
        assert cells.count("write") <= sum(bool(report.wrote) for report in reports), "a pass writes once"
        return reports

    def _calls(self) -> list[tuple[str, str]]:
        """Method and kind of each call for this desk's spreadsheet; a GET asks what tabs there are, once an hour."""
        if not hasattr(self.workbook, "google"):
            return []
        book = self.workbook.book.id
        return [(call.method, call.kind) for call in self.workbook.google.calls if book in call.path]

    def until(self, moment: datetime) -> None:
        """The clock goes on to `moment`, with a pass every half day and one just then."""
        while moment - self.now > STEP:
            self.run(STEP / timedelta(minutes=1))
        self.at(moment)

    def sort(self, column: str) -> None:
        """A person sorts 案件."""
        self.grid.sort(column)

    def type_case(self, **cells: Value) -> None:
        """The organiser types a case into the first free row of 案件."""
        self.grid.insert(len(self.rows()), cells)
        self.typed_a_row = True

    def ask(self, number: str, action: str, **cells: Value) -> None:
        """The organiser fills in these cells of a case's row, and then chooses an 動作."""
        for column, value in cells.items():
            self.type(number, column, value)
        self.type(number, "action", action)

    def got(self, mail: str) -> list[str]:
        """The kinds of letters that an address got, in order."""
        return [message.kind for message in self.channel.sent if message.address == mail]

    def last(self, mail: str) -> str:
        """The text of the last letter that an address got."""
        return [message.letter.text for message in self.channel.sent if message.address == mail][-1]

    def todo(self, number: str) -> list[Value]:
        """How urgent 待辦 calls this case, if it is there."""
        return [row["urgency"] for row in self.rows("todo") if row.get("case") == number]

    def outcome(self, number: str) -> str:
        """What 寄送結果 says."""
        return str(self.row(number).get("outcome") or "")

    def rest(self) -> None:
        """The second run changes nothing: no cell, no letter, no write."""
        before = list(self._kept())
        assert self.run()[0].quiet
        assert list(self._kept()) == before

    def _kept(self) -> Iterator[object]:
        yield self.workbook.applied
        yield len(self.channel.sent)
        for tab in ("cases", "log", "todo", "customers", "payables", "claims", "state"):
            yield self.rows(tab)
