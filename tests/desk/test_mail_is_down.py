"""The mail server is gone for hours or for days: nothing is lost, nothing overtakes, nothing stale leaves by itself, and
the organiser hears of it once."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path

import pytest

from sheetdesk.channels.email import EmailChannel
from sheetdesk.channels.mime import ShopMailbox
from sheetdesk.channels.smtp import Server
from sheetdesk.desk.outage import ALARM_AFTER
from sheetdesk.desk.rig import Asked
from sheetdesk.errors import SendFailed
from sheetdesk.model.message import CANCELLED, UNSURE, Message
from sheetdesk.policy.sending import STAFF_KINDS
from tests.fakes.mail_servers import Mailroom, free_port, mail_server
from tests.fakes.story_desk import StoryDesk

pytestmark = pytest.mark.only(kind="memory", why="what becomes of mail doesn't hang on the workbook")

WANG, LIN, FANG = "wang@example.com", "lin@example.com", "fang@example.com"
GONE = SendFailed("連不上郵件伺服器", permanent=False, which="smtp.example.com:587", mend="看網路", of_channel=True)


class MailDesk(StoryDesk):
    """A desk that `serve` looks after."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.fill("team", [{"name": "阿芳", "email": FANG, "role": "主揪", "active": "是"}])

    def restart(self) -> None:
        """The machine went off and on."""
        self.rig.ledger.close()
        self.rig = self.open()

    def serve(self, minutes: float, each: float = 5) -> None:
        """`serve` looks every few minutes."""
        for _ in range(int(minutes // each)):
            self.run(each, Asked(patient=True))

    def reply(self, number: str, text: str) -> None:
        """She writes to the customer."""
        self.type(number, "reply_text", text)
        self.type(number, "action", "寄出")

    def went(self) -> list[tuple[str, str]]:
        """Kind and recipient of what left."""
        return [(message.kind, message.letter.recipient) for message in self.channel.sent]

    def log(self) -> list[tuple[object, object]]:
        """Kind and state of each letter in 往來紀錄."""
        return [(row["kind"], row["state"]) for row in self.rows("log") if row.get("state")]


class CountedMail(EmailChannel):
    """The real channel, on loopback, and how often it was asked."""

    tried = 0

    def send(self, message: Message, now: datetime) -> None:
        self.tried += 1
        super().send(message, now)


@pytest.fixture
def desk(tmp_path: Path) -> MailDesk:
    return MailDesk(tmp_path)


def mails(room: Mailroom) -> list[tuple[str, str]]:
    """Whom each mail went to, and its subject, in the order in which they came."""
    heads = [message_from_bytes(mail.content or b"") for mail in room.mails]  # type: ignore[arg-type]
    return [(str(head["To"]), str(make_header(decode_header(str(head["Subject"]))))) for head in heads]


def test_three_hours_without_mail_lose_nothing_and_are_told_of_once(desk: MailDesk) -> None:
    port = free_port()
    mail = CountedMail(Server("127.0.0.1", port, "none"), ShopMailbox("shop@example.com", "好日子團購"))
    desk.channel = mail  # type: ignore[assignment]
    desk.restart()
    desk.file("保鮮盒破了", email=WANG)
    desk.serve(10)
    assert "寄不出去：連不上郵件伺服器" in str(desk.rows("state"))
    [first] = desk.numbers()
    desk.restart()
    desk.file("杯子少一個", email=LIN, customer="林小姐")
    desk.reply(first, "我們明天補寄一個新的給您。")
    desk.serve(60)
    assert mail.tried <= 8, "after 1, 2, 4, 8, 15, 15 … minutes"
    desk.serve(105, each=35)
    tried = mail.tried
    desk.restart()
    desk.serve(5)
    assert mail.tried <= tried + 1, "a restart begins nothing anew"
    with mail_server(port=port) as room:
        desk.serve(20)
        came = mails(room)
    hers = [subject for to, subject in came if WANG in to]
    assert [subject.startswith("收到了：") for subject in hers] == [True, False]
    assert sum(LIN in to for to, _ in came) == 1
    [told] = [subject for to, subject in came if FANG in to and "恢復" in subject]
    assert told.startswith("【恢復了】好日子團購 又寄得出信了，停了 3 小時")
    assert sum(FANG not in to for to, _ in came) == 3
    assert "寄不出去" not in str(desk.rows("state"))
    assert desk.run(1)[-1].quiet


def test_after_days_without_mail_nothing_stale_leaves_by_itself(desk: MailDesk) -> None:
    desk.file("保鮮盒破了", email=WANG)
    desk.run(1)
    [first] = desk.numbers()
    desk.channel.fault = GONE
    desk.file("還有杯子也破了", email=WANG, case_no=first)
    desk.file("湯匙少一個", email=LIN, customer="林小姐")
    desk.reply(first, "我們明天補寄一個新的給您。")
    desk.serve(72 * 60, each=480)
    desk.channel.fault = None
    desk.channel.sent.clear()
    desk.serve(40, each=20)
    assert "alarm" in {kind for kind, _ in desk.went()} <= {*STAFF_KINDS}, "nothing to a customer"
    assert {kind for kind, state in desk.log() if state == UNSURE} == {"收件通知", "回覆"}
    assert ("補充通知", CANCELLED) in desk.log()
    assert desk.run(1)[-1].quiet


def test_a_reply_that_left_first_makes_its_receipt_needless(desk: MailDesk) -> None:
    desk.channel.fault = SendFailed("信箱滿了", permanent=False)
    desk.file("保鮮盒破了", email=WANG)
    desk.run(1)
    [number] = desk.numbers()
    desk.channel.fault = None
    desk.reply(number, "我們明天補寄一個新的給您。")
    desk.serve(4, each=1)
    assert desk.went() == [("reply", WANG)]
    desk.serve(30)
    assert desk.went() == [("reply", WANG)]
    assert ("收件通知", CANCELLED) in desk.log()


def test_somebody_who_runs_a_pass_by_hand_is_not_made_to_wait(desk: MailDesk) -> None:
    desk.channel.fault = GONE
    desk.file("保鮮盒破了", email=WANG)
    desk.serve(30)
    desk.channel.fault = None
    desk.run(0.2, Asked(patient=True))
    assert desk.went() == []
    desk.run(0.2)
    assert desk.went()[0] == ("receipt", WANG)


@pytest.mark.parametrize(("minutes", "told"), [(-1, 0), (0, 1), (1, 1)])
def test_only_a_long_outage_is_told_of(desk: MailDesk, minutes: int, told: int) -> None:
    desk.channel.fault = GONE
    desk.file("保鮮盒破了", email=WANG)
    desk.run(1)
    desk.channel.fault = None
    desk.run(ALARM_AFTER / timedelta(minutes=1) + minutes)
    assert [kind for kind, _ in desk.went()].count("alarm") == told


def test_a_letter_that_alone_is_refused_holds_up_nobody(desk: MailDesk) -> None:
    desk.channel.fault = SendFailed("對方說等一下（451）", permanent=False)
    desk.file("保鮮盒破了", email=WANG)
    desk.serve(2, each=1)
    desk.channel.fault = None
    desk.file("湯匙少一個", email=LIN, customer="林小姐")
    desk.serve(2, each=1)
    assert desk.went() == [("receipt", LIN)]
