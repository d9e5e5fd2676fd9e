"""Days without Google, without mail, or without the machine: nobody gets a storm, no clock is said to be broken that
was kept, what waited leaves in its order, and each outage is told of once when it begins and once when it is over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from sheetdesk.desk.rig import Asked
from sheetdesk.errors import DeskUnreachable, SendFailed
from sheetdesk.model.message import UNSURE
from tests.fakes.google import Fault
from tests.fakes.week_desk import WeekDesk, taipei

FANG, WEN = "fang@example.com", "wen@example.com"
GONE = SendFailed("連不上郵件伺服器", permanent=False, which="smtp.example.com:587", mend="看網路", of_channel=True)
PATIENT = Asked(patient=True)


class ServedDesk(WeekDesk):
    """A desk that `serve` looks after, of two people who hear when a clock runs out."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.watch_clocks()
        self.fill(
            "team",
            [
                {"name": "阿芳", "email": FANG, "role": "主揪", "active": "是"},
                {"name": "小雯", "email": WEN, "role": "負責人", "goods": "保鮮盒", "active": "是"},
            ],
        )

    def serve(self, until: datetime, each: float = 30) -> None:
        """A pass now and then; one that can't reach the workbook is no surprise."""
        while self.now < until:
            try:
                self.run(each, PATIENT)
            except DeskUnreachable:
                continue

    def writes(self, who: str, moment: datetime) -> str:
        """A customer fills in the form then; her address."""
        mail = f"{who}@example.com"
        self.file(f"{who} 的保鮮盒破了", product="保鮮盒", customer=who, email=mail, submitted_at=moment)
        return mail

    def number_of(self, mail: str) -> str:
        return next(str(row["number"]) for row in self.rows() if row.get("email") == mail)

    def receipts(self) -> list[str]:
        """Whose receipts left, in order."""
        return [message.letter.recipient for message in self.channel.sent if message.kind == "receipt"]

    def heard(self) -> dict[str, int]:
        """How many letters of the ladder each of the team got."""
        return Counter(m.letter.recipient for m in self.channel.sent if m.kind in ("reminder", "escalation"))

    def unsure(self) -> list[object]:
        """Whose letters wait for a person."""
        return [row["recipient"] for row in self.rows("log") if row.get("state") == UNSURE]


@pytest.fixture
def desk(tmp_path: Path) -> ServedDesk:
    return ServedDesk(tmp_path)


@pytest.mark.only(kind="google", why="a file that is gone is looked for each minute")
def test_two_days_without_google_while_people_go_on_working(desk: ServedDesk) -> None:
    desk.at(taipei(23, "09:50"))
    kept = desk.complaint("保鮮盒破了", email="kept@example.com")
    late = desk.complaint("湯匙少一個", email="late@example.com", customer="林小姐")
    desk.channel.sent.clear()
    desk.workbook.google.faults.next(Fault("503"), kind="read", times=float("inf"))
    desk.serve(taipei(23, "10:30"))
    desk.type(kept, "first_reply_at", "2026/11/23 10:40")
    desk.type(kept, "status", "等客人")
    desk.serve(taipei(25, "10:00"))
    assert [message.kind for message in desk.channel.sent] == ["alarm"]
    mails = [desk.writes("mon", taipei(23, "14:00")), desk.writes("tue", taipei(24, "14:00"))]
    mails.append(desk.writes("wed", taipei(25, "09:00")))
    desk.channel.sent.clear()
    desk.workbook.google.faults.clear()
    desk.serve(taipei(25, "10:40"), each=10)
    assert desk.alarms() == ["【恢復了】好日子團購 的表格又讀得到了"]
    assert [str(row["email"]) for row in desk.rows()][2:] == mails, "numbered in the order in which they came"
    assert desk.receipts() == mails[1:], "what came within a day is answered, in order"
    assert desk.unsure() == mails[:1], "what is older waits for a person"
    assert desk.heard() == {FANG: 1, WEN: 1}, "one letter a person says all that ran late meanwhile"
    told = desk.last(FANG)
    assert late in told
    assert kept not in told, "she was answered in time, as the sheet says"
    assert desk.case(kept).first_reply_at == taipei(23, "10:40")
    desk.rest()


def test_three_days_without_mail(desk: ServedDesk) -> None:
    desk.at(taipei(23, "09:50"))
    kept = desk.complaint("保鮮盒破了", email="kept@example.com", product="保鮮盒")
    late = desk.complaint("湯匙少一個", email="late@example.com", customer="林小姐")
    desk.channel.sent.clear()
    desk.channel.fault = GONE
    desk.serve(taipei(23, "11:50"))
    desk.type(kept, "action", "已用LINE／電話回")
    desk.serve(taipei(25, "18:00"), each=125)
    mails = []
    for who, clock in (("yi", "19:00"), ("er", "19:30"), ("san", "20:00")):
        desk.serve(taipei(25, clock))
        mails.append(desk.writes(who, taipei(25, clock)))
    desk.serve(taipei(26, "09:10"), each=50)
    desk.channel.fault = None
    desk.serve(taipei(26, "09:55"), each=10)
    assert [subject[:5] for subject in desk.alarms()] == ["【恢復了】"]
    assert desk.receipts() == mails, "in the order in which they were written"
    assert desk.unsure() == []
    assert desk.heard() == {FANG: 1, WEN: 2}, "one of before, and what ran late meanwhile"
    stale = next(m.letter.text for m in desk.channel.sent if m.kind == "escalation")
    assert late in stale
    assert kept not in stale, "she was answered on the telephone before it could leave"
    desk.rest()


def test_a_machine_that_was_off_over_the_weekend(desk: ServedDesk) -> None:
    desk.at(taipei(27, "17:00"))
    kept = desk.complaint("保鮮盒破了", email="kept@example.com", product="保鮮盒")
    late = desk.complaint("湯匙少一個", email="late@example.com", customer="林小姐")
    desk.channel.sent.clear()
    desk.rig.ledger.close()
    desk.type(kept, "action", "已用LINE／電話回")
    desk.writes("sat", taipei(28, "12:00"))
    desk.writes("sun", taipei(29, "08:00"))
    desk.writes("eve", taipei(29, "20:00"))
    desk.now = taipei(30, "08:55")
    desk.rig = desk.open()
    desk.serve(taipei(30, "09:20"), each=5)
    assert desk.alarms() == [], "nobody hears of a machine that was off from itself"
    assert desk.receipts() == ["eve@example.com"]
    assert sorted(map(str, desk.unsure())) == ["sat@example.com", "sun@example.com"], "promised by now, or too old"
    assert desk.heard() == {FANG: 1, WEN: 1}
    row = desk.row(desk.number_of("sat@example.com"))
    assert row["first_reply_due"] == taipei(30, "10:00"), "an hour of business begins on Monday"
    assert late in desk.last(FANG)
    assert f"{kept} 保鮮盒破損（王怡君）：首次回覆" not in desk.last(FANG), "she was called meanwhile"
    desk.rest()
