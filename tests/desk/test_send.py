"""Letters on their way out: one by one, or a lot at a time where nothing can arrive twice; judged as if one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.desk import hand_over
from sheetdesk.desk.conditions import Conditions
from sheetdesk.desk.rig import Asked, Report, Rig
from sheetdesk.desk.send import send_due, send_lot
from sheetdesk.errors import SendFailed, SendOutcomeUnknown
from sheetdesk.ledger import Ledger
from sheetdesk.ledger.outbox import Posting
from sheetdesk.model.case import Case
from sheetdesk.model.message import CANCELLED, FAILED, SENDING, SENT, UNSURE, WAITING, Letter, Message
from sheetdesk.policy.departures import Departures, lately
from sheetdesk.policy.sending import Limits
from sheetdesk.policy.shop import Office, Shop
from tests.fakes.story_desk import default_settings

pytestmark = pytest.mark.only(kind="memory", why="no workbook takes part")

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
OFFICE = Office(Shop("好日子團購", "阿芳"), "afang@example.com")


class PowerCut(BaseException):
    """Nothing may catch it."""


class Postman:
    """A channel that takes letters one by one; `faults`: what goes wrong with letters to these addresses."""

    name, resend_safe, trial = "email", False, False

    def __init__(self, post: Post) -> None:
        self.post = post
        self.sent: list[str] = []
        self.faults: dict[str, BaseException] = {}
        self.seen: list[dict[str, int]] = []
        """How many letters were in each state whenever one was handed over."""

    def send(self, message: Message, now: datetime) -> None:
        self.seen.append(self.post.states())
        if fault := self.faults.get(message.letter.recipient):
            raise fault
        self.sent.append(message.letter.recipient)

    def probe(self) -> None: ...

    def close(self) -> None: ...


class Van(Postman):
    """A channel that takes many and may be given the same again."""

    resend_safe = True

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self.lots: list[int] = []

    def send_many(self, messages: Sequence[Message], now: datetime) -> list[Exception | None]:
        self.lots.append(len(messages))
        return [self._one(message, now) for message in messages]

    def _one(self, message: Message, now: datetime) -> Exception | None:
        try:
            self.send(message, now)
        except Exception as fault:
            return fault
        return None


class Post:
    """A ledger with letters, and a channel that they leave by."""

    def __init__(self, folder: Path, channel: Callable[[Post], Postman] = Van, **limits: Any) -> None:
        self.now, self.channel = NOON, channel(self)
        self.ledger = Ledger.open(f"sqlite:///{folder / 'desk.db'}")
        limits = {"per_hour": 10_000, "per_day": 10_000} | limits
        self.rig = Rig(
            ledger=self.ledger,
            workbook=None,  # type: ignore[arg-type] # sending never looks at it
            channels={"email": self.channel},
            channel="email",
            defaults=default_settings()[1],
            jobs={},
            limits=Limits(**limits),
            host="server-a",
            mail_domain="example.com",
            clock=lambda: self.now,
        )

    def put(self, count: int, **fields: Any) -> None:
        """Receipts of so many new cases, or other letters of theirs."""
        with self.ledger.begin() as tx:
            first = tx.cases.highest_running() + 1
            numbers = {place: f"GB2611-{place:04}-K" for place in range(first, first + count)}
            tx.cases.add(
                (place, Case(number, email=f"c{place}@example.com", status="新案件"))
                for place, number in numbers.items()
            )
            for place, number in numbers.items():
                letter = Letter(number, "receipt", "received", f"c{place}@example.com", "收到了", "您好：")
                self._post(tx, replace(letter, **fields))

    def put_of_case(self, number: str, event: str, **fields: Any) -> None:
        """One more receipt of a case."""
        with self.ledger.begin() as tx:
            whom = tx.cases.some([number])[number].email or ""
            self._post(tx, replace(Letter(number, "receipt", event, whom, "收到了", "您好："), **fields))

    def _post(self, tx: Any, letter: Letter) -> None:
        tx.outbox.post(letter, Posting("email", f"<{letter.case}@example.com>", False, self.now))

    def send(self, later_min: float = 0, **asked: Any) -> Report:
        self.now += timedelta(minutes=later_min)
        report = Report(self.now)
        send_due(self.rig, OFFICE, Asked(**asked), report, read_at=self.now)
        return report

    def states(self) -> dict[str, int]:
        with self.ledger.rehearse() as tx:
            return tx.outbox.counts()

    def messages(self) -> list[Message]:
        with self.ledger.begin() as tx:
            return tx.outbox.updated_since(None)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What is asked of the database, one after another."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    def note_commit(_connection: object) -> None:
        asked.append("COMMIT")

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "commit", note_commit)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)
    event.remove(Engine, "commit", note_commit)


def test_each_letter_of_a_channel_that_cannot_take_it_twice_is_claimed_alone(tmp_path: Path) -> None:
    post = Post(tmp_path, Postman)
    post.put(3)
    assert post.send().sent == 3
    assert post.channel.seen == [
        {SENDING: 1, WAITING: 2},
        {SENDING: 1, SENT: 1, WAITING: 1},
        {SENDING: 1, SENT: 2},
    ]


def test_letters_that_may_be_handed_over_again_are_claimed_fifty_at_a_time(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.put(120)
    assert post.send().sent == 120
    assert (post.channel.lots, post.states()) == ([50, 50, 20], {SENT: 120})  # type: ignore[attr-defined]
    assert post.channel.seen[0] == {SENDING: 50, WAITING: 70}


def test_a_channel_that_takes_many_but_not_twice_is_given_one_at_a_time(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.channel.resend_safe = False
    post.put(3)
    post.send()
    assert post.channel.seen[0] == {SENDING: 1, WAITING: 2}


@pytest.mark.parametrize("channel", [Postman, Van])
def test_when_the_power_goes_every_letter_that_may_have_left_is_in_sending(
    tmp_path: Path, channel: type[Postman]
) -> None:
    post = Post(tmp_path, channel)
    post.put(5)
    post.channel.faults["c3@example.com"] = PowerCut()
    with pytest.raises(PowerCut):
        post.send()
    left = set(post.channel.sent)
    states = {message.letter.recipient: message.state for message in post.messages()}
    assert left == {"c1@example.com", "c2@example.com"}
    assert {states[whom] for whom in left} <= {SENT, SENDING}
    assert states["c3@example.com"] == SENDING


def test_of_a_lot_each_letter_gets_its_own_end(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.put(5)
    post.channel.faults = {
        "c1@example.com": SendFailed("磁碟滿了", permanent=False),
        "c2@example.com": SendFailed("沒有這個信箱", permanent=True),
        "c3@example.com": SendOutcomeUnknown("斷線"),
        "c4@example.com": ZeroDivisionError(),
    }
    report = post.send()
    assert [message.state for message in post.messages()] == [FAILED, "放棄", UNSURE, UNSURE, SENT]
    assert (report.sent, report.failed, [type(fault) for fault in report.crashes]) == (1, 4, [ZeroDivisionError])


@pytest.mark.parametrize("channel", [Postman, Van])
def test_of_two_receipts_of_a_case_the_second_leaves_only_if_the_first_did_not(
    tmp_path: Path, channel: type[Postman]
) -> None:
    post = Post(tmp_path, channel)
    post.put(1)
    [number] = [message.letter.case for message in post.messages()]
    post.put_of_case(str(number), "again", recipient="other@example.com")
    post.channel.faults["c1@example.com"] = SendFailed("伺服器忙", permanent=False)
    with post.ledger.begin() as tx:
        tx.cases.save([replace(tx.cases.some([str(number)])[str(number)], email=None)])
    post.send()
    assert [message.state for message in post.messages()] == [FAILED, SENT]
    post.channel.faults.clear()
    post.send(later_min=60)
    assert [message.state for message in post.messages()] == [CANCELLED, SENT]


def test_what_a_lot_may_hold_back_is_judged_again_after_it(tmp_path: Path) -> None:
    post = Post(tmp_path, per_hour=3)
    post.put(5)
    post.channel.faults["c2@example.com"] = SendFailed("伺服器忙", permanent=False)
    post.send()
    states = [message.state for message in post.messages() if message.letter.kind == "receipt"]
    assert states == [SENT, FAILED, SENT, SENT, WAITING]


def test_the_breaker_trips_within_a_lot_and_is_told_once(tmp_path: Path) -> None:
    post = Post(tmp_path, per_hour=60)
    post.put(100)
    report = post.send()
    receipts = [message for message in post.messages() if message.letter.kind == "receipt"]
    assert (report.sent, [message.state for message in receipts].count(WAITING)) == (60, 40)
    assert all("暫停一小時" in (m.note or "") for m in receipts if m.state == WAITING)
    assert [message.letter.kind for message in post.messages()].count("alarm") == 1
    post.send(later_min=30)
    assert post.states() == {SENT: 61, WAITING: 40}
    post.send(later_min=31)
    assert post.states() == {SENT: 101}


def test_a_desk_that_is_held_says_so_of_two_thousand_letters_in_five_statements(
    tmp_path: Path, statements: list[str]
) -> None:
    post = Post(tmp_path)
    post.put(2_000)
    paused = Office(replace(OFFICE.shop, paused=True), OFFICE.own_address)
    for updates in (
        5,
        0,
    ):  # the first letter alone, the others five hundred at a time; then there is nothing new to say
        statements.clear()
        send_due(post.rig, paused, Asked(), Report(NOON), read_at=NOON)
        assert len([statement for statement in statements if statement.startswith("UPDATE")]) == updates
        assert {message.note for message in post.messages()} == {"「☐暫停所有寄信」開著，先不寄"}


def test_a_thousand_letters_take_two_commits_a_lot(tmp_path: Path, statements: list[str]) -> None:
    post = Post(tmp_path)
    post.put(1_000)
    post.channel.send = lambda message, now: None  # type: ignore[method-assign]
    statements.clear()
    assert post.send().sent == 1_000
    assert statements.count("COMMIT") == 1 + 2 * 1_000 // hand_over.A_LOT
    assert len(statements) < 3 * 1_000


def test_a_stop_is_heeded_between_two_lots(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.put(120)
    post.rig = replace(post.rig, stopping=lambda: bool(post.channel.sent))
    report = post.send()
    assert (report.sent, report.again, post.states()) == (50, True, {SENT: 50, WAITING: 70})


def test_what_takes_longer_than_a_pass_may_goes_on_in_the_next(tmp_path: Path) -> None:
    post = Post(tmp_path, Postman)
    post.put(5)
    send = post.channel.send

    def slow(message: Message, now: datetime) -> None:
        post.now += timedelta(seconds=9)
        send(message, now)

    post.channel.send = slow  # type: ignore[method-assign]
    report = post.send()
    assert (report.sent, report.again) == (3, True)
    assert post.send().sent == 2


def test_a_letter_that_a_person_released_is_held_back_by_no_limit_of_its_customer(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.put(6, recipient="wang@example.com")
    with post.ledger.begin() as tx:
        cases = tx.cases.open_ones().values()
        tx.cases.save([replace(case, email=None) for case in cases])
    post.send()
    [withheld] = [message for message in post.messages() if message.state == UNSURE]
    with post.ledger.begin() as tx:
        tx.outbox.mark(withheld.id, WAITING, post.now, next_try_at=post.now, released=True)
    post.send(later_min=1)
    assert post.states() == {SENT: 6}


outcomes = st.sampled_from(["ok", "busy", "gone", "lost", "bug"])
FAULTS: dict[str, Exception] = {
    "busy": SendFailed("伺服器忙", permanent=False),
    "gone": SendFailed("沒有這個信箱", permanent=True),
    "lost": SendOutcomeUnknown("斷線"),
    "bug": ZeroDivisionError(),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    letters=st.lists(
        st.tuples(st.sampled_from(["receipt", "alarm"]), st.integers(0, 3), st.booleans(), outcomes),
        min_size=1,
        max_size=14,
    ),
    per_hour=st.integers(1, 12),
    per_day=st.integers(1, 16),
)
def test_a_lot_ends_as_its_letters_would_have_ended_one_by_one(
    tmp_path_factory: pytest.TempPathFactory, letters: list[tuple[str, int, bool, str]], per_hour: int, per_day: int
) -> None:
    ends = []
    for kind in (Postman, Van):
        post = Post(tmp_path_factory.mktemp("post"), kind, per_hour=per_hour, per_day=per_day)
        post.put(4, hold="範例")
        with post.ledger.begin() as tx:
            for place, (what, case, automatic, end) in enumerate(letters):
                number, whom = f"GB2611-{case + 1:04}-K", f"x{place}@example.com"
                tx.cases.save([replace(tx.cases.some([number])[number], email=None)])
                post._post(tx, Letter(number, what, str(place), whom, "信", "您好：", automatic=automatic))
                if end != "ok":
                    post.channel.faults[whom] = FAULTS[end]
        for later in (0, 10, 70, 24 * 60):
            post.send(later)
        ends.append([(m.key, m.state, m.note, m.attempts, m.next_try_at, m.sent_at) for m in post.messages()])
        post.ledger.close()
    assert ends[0] == ends[1]


def test_what_was_counted_forward_is_what_the_ledger_counts(tmp_path: Path) -> None:
    post, zone = Post(tmp_path), default_settings()[1].zone
    post.put(7)
    post.channel.faults = {f"c{place}@example.com": fault for place, fault in enumerate(FAULTS.values(), start=2)}
    forward = Conditions(post.rig, OFFICE, post.now, Departures(()))
    with post.ledger.begin() as tx:
        lot = tx.outbox.queue(post.now, ["receipt"])
    send_lot(forward, lot, Report(post.now))
    with post.ledger.begin() as tx:
        anew = Departures(tx.outbox.departures(lately(post.now, zone)))
        numbers = {message.letter.case for message in tx.outbox.updated_since(None) if message.letter.case}
        anew.learn(numbers, tx.outbox.departures_of(numbers))
    for message in post.messages():
        assert forward.departures.before(message, post.now, zone) == anew.before(message, post.now, zone)
    assert anew.before(message, post.now, zone).automatic_last_hour == 5
