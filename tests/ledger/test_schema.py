"""Tables and indexes: an old ledger becomes what a new one is, and no question of a pass reads what it need not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.ledger import Ledger, Transaction, schema
from sheetdesk.model.order import KnownLine
from sheetdesk.policy.people import Bearer
from tests.fakes.story_desk import StoryDesk

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

VERSION_1 = """
CREATE TABLE meta ("key" VARCHAR NOT NULL, value TEXT NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE cases (
    number VARCHAR NOT NULL, running INTEGER NOT NULL, is_open BOOLEAN NOT NULL, status VARCHAR,
    next_look_at DATETIME, facts TEXT NOT NULL, PRIMARY KEY (number), UNIQUE (running));
CREATE INDEX cases_open ON cases (is_open);
CREATE INDEX cases_next_look ON cases (next_look_at);
CREATE TABLE events (
    id INTEGER NOT NULL, at DATETIME NOT NULL, case_no VARCHAR, actor VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    field VARCHAR, old TEXT, new TEXT, why TEXT, PRIMARY KEY (id));
CREATE INDEX ix_events_case_no ON events (case_no);
CREATE TABLE form_rows (
    "key" VARCHAR NOT NULL, case_no VARCHAR, tab VARCHAR NOT NULL, kind VARCHAR NOT NULL, person VARCHAR,
    order_no VARCHAR, content VARCHAR NOT NULL, submitted_at DATETIME, first_seen_at DATETIME NOT NULL,
    gone BOOLEAN NOT NULL, PRIMARY KEY ("key"));
CREATE INDEX ix_form_rows_case_no ON form_rows (case_no);
CREATE INDEX ix_form_rows_person ON form_rows (person);
CREATE TABLE messages (
    id INTEGER NOT NULL, "key" VARCHAR NOT NULL, case_no VARCHAR, kind VARCHAR NOT NULL, state VARCHAR NOT NULL,
    channel VARCHAR NOT NULL, recipient VARCHAR NOT NULL, address VARCHAR, letter TEXT NOT NULL,
    "references" TEXT NOT NULL, message_id VARCHAR NOT NULL, automatic BOOLEAN NOT NULL, trial BOOLEAN NOT NULL,
    released BOOLEAN NOT NULL, attempts INTEGER NOT NULL, created_at DATETIME NOT NULL, next_try_at DATETIME,
    sent_at DATETIME, note TEXT, updated_at DATETIME NOT NULL, PRIMARY KEY (id), UNIQUE ("key"));
CREATE INDEX ix_messages_recipient ON messages (recipient);
CREATE INDEX ix_messages_state ON messages (state);
CREATE INDEX ix_messages_case_no ON messages (case_no);
CREATE TABLE inbound (
    id INTEGER NOT NULL, at DATETIME NOT NULL, case_no VARCHAR NOT NULL, kind VARCHAR NOT NULL, sender VARCHAR,
    body TEXT, note TEXT, PRIMARY KEY (id));
CREATE TABLE sheet_rows (
    tab VARCHAR NOT NULL, "key" VARCHAR NOT NULL, seen TEXT NOT NULL, print VARCHAR NOT NULL, dirty BOOLEAN NOT NULL,
    missing_since DATETIME, dropped BOOLEAN NOT NULL, put_backs TEXT NOT NULL, PRIMARY KEY (tab, "key"));
CREATE INDEX sheet_rows_dirty ON sheet_rows (tab, dirty);
CREATE TABLE drafts (print VARCHAR NOT NULL, first_seen_at DATETIME NOT NULL, PRIMARY KEY (print));
CREATE TABLE journals (
    batch INTEGER NOT NULL, written_at DATETIME NOT NULL, state VARCHAR NOT NULL, difference TEXT NOT NULL,
    PRIMARY KEY (batch));
CREATE INDEX ix_journals_state ON journals (state);
CREATE TABLE repairs (id INTEGER NOT NULL, repair TEXT NOT NULL, PRIMARY KEY (id));
CREATE TABLE hits (rule VARCHAR NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (rule));
CREATE TABLE passes (id INTEGER NOT NULL, started_at DATETIME NOT NULL, summary TEXT NOT NULL, PRIMARY KEY (id));
INSERT INTO meta VALUES ('schema_version', '1'), ('ledger_id', '"0123456789ab"'), ('batch', '7');
INSERT INTO cases VALUES ('GB2611-0001-G', 1, 1, '處理中', NULL, '{"number":"GB2611-0001-G","status":"處理中"}');
INSERT INTO sheet_rows VALUES ('cases', 'GB2611-0001-G', '{"text":"破了"}', 'p', 1, NULL, 0, '{}');
"""
"""A ledger as the first version of sheetdesk made it, with one case."""

A_MESSAGE = """
INSERT INTO messages VALUES (NULL, '{0}|receipt|received', '{0}', 'receipt', '待送', 'email', 'c@example.com', NULL,
    '{{"case":"{0}","kind":"receipt","event":"received","recipient":"c@example.com","subject":"","text":""}}', '[]', '<{0}>',
    1, 0, 0, 0, '2026-11-23 03:00:00.000000', NULL, NULL, NULL, '{1}');
"""
MESSAGES_OF_VERSION_1 = (
    """INSERT INTO meta VALUES ('told_at', '{"@t":"2026-11-23T04:00:00+00:00"}');"""
    + A_MESSAGE.format("B", "2026-11-23 03:59:59.999999")
    + A_MESSAGE.format("C", "2026-11-23 04:00:00.000000")
)
"""The last pass told of what had changed before four o'clock."""

GROWING = (
    "cases",
    "events",
    "form_rows",
    "messages",
    "inbound",
    "sheet_rows",
    "ratings",
    "case_people",
    "case_keys",
    "corrections",
    "case_figures",
    "letters_left",
    "orders",
    "order_marks",
)
"""Tables that hold something of every case there ever was."""

ASKED_EACH_PASS: dict[str, Callable[[Transaction], object]] = {
    "open cases": lambda tx: tx.cases.open_ones(),
    "how many are open": lambda tx: tx.cases.open_count(),
    "some cases": lambda tx: tx.cases.some(["A", "B"]),
    "closed cases that are due": lambda tx: tx.cases.due(NOON),
    "the newest cases": lambda tx: tx.cases.newest(7),
    "the highest running number": lambda tx: tx.cases.highest_running(),
    "some form rows": lambda tx: tx.forms.some(["a", "b"]),
    "standing form rows": lambda tx: tx.forms.standing(),
    "form rows of one content": lambda tx: tx.forms.alike(["a", "b"]),
    "form rows that are gone": lambda tx: tx.forms.mark_gone(["a", "b"]),
    "what was heard since": lambda tx: tx.forms.heard(after=7),
    "some of what was heard": lambda tx: tx.forms.heard(ids=[7]),
    "rows of the tab": lambda tx: tx.sheet.rows("cases"),
    "some rows of the tab": lambda tx: tx.sheet.rows("cases", ["A", "B"]),
    "rows to which a write is owed": lambda tx: tx.sheet.dirty("cases"),
    "messages that are due": lambda tx: tx.outbox.due(NOON, ["receipt"]),
    "messages of a case": lambda tx: tx.outbox.of_case("A"),
    "messages that wait": lambda tx: tx.outbox.waiting(),
    "messages that need a person": lambda tx: tx.outbox.needing_a_person(),
    "messages a dead process left": lambda tx: tx.outbox.stranded(),
    "messages that changed since a time": lambda tx: tx.outbox.updated_since(NOON),
    "messages that changed since a change": lambda tx: tx.outbox.changed_since(7),
    "what becomes of a message": lambda tx: tx.outbox.mark(7, "已送", NOON),
    "what left since": lambda tx: tx.outbox.departures(NOON),
    "who wrote some cases": lambda tx: tx.people.some(["A", "B"]),
    "whose some cases are": lambda tx: tx.people.whose(["A", "B"]),
    "all cases of some customers": lambda tx: tx.people.of(["A", "B"]),
    "who bears some keys": lambda tx: tx.people.names(["phone:0912345678"]),
    "some customers' cases kept": lambda tx: tx.people.keep([Bearer("A", ("phone:0912345678",), person="A")]),
    "what left for some cases": lambda tx: tx.outbox.departures_of(["A", "B"]),
    "some answers of the survey": lambda tx: tx.ratings.known(["a", "b"]),
    "the first answers about some cases": lambda tx: tx.ratings.first_counted(["A", "B"]),
    "some answers of the staff form": lambda tx: tx.staff.known(["a", "b"]),
    "the staff's answers about some cases": lambda tx: tx.staff.keys_of(["A", "B"]),
    "when an address was last asked": lambda tx: tx.mailboxes.last_asked("wang@example.com"),
    "when a customer was last asked": lambda tx: tx.mailboxes.last_asked("wang@example.com", ["GB2611-0042-K"]),
    "who was forgotten": lambda tx: tx.forgotten.since(["a", "b"]),
    "rows of a list to which a write is owed": lambda tx: tx.sheet.dirty_keys("claims"),
    "some rows of a list": lambda tx: tx.sheet.rows("payables", ["A", "B"]),
    "what is asked in 更正": lambda tx: tx.corrections.live(),
    "what was asked beside some letters": lambda tx: tx.corrections.some([7, 8]),
    "who got a template": lambda tx: tx.corrections.who_got("reply_delay 1|", whatever_words=True),
    "who got her words": lambda tx: tx.corrections.who_got("reply_delay 1|abc", whatever_words=False),
    "letters of a template that wait": lambda tx: tx.corrections.waiting("reply_delay 1|"),
    "incidents that are live": lambda tx: tx.incidents.live(),
    "some incidents": lambda tx: tx.incidents.some([1, 2]),
    "the highest incident": lambda tx: tx.incidents.highest(),
    "complaints about one thing": lambda tx: tx.incidents.complaints_by([("bucket", "團1115")], NOON),
    "complaints about one product": lambda tx: tx.incidents.complaints_by([("product", "蔥抓餅")], NOON),
    "complaints about one supplier": lambda tx: tx.incidents.complaints_by([("supplier", "大成")], NOON),
    "what came in on a day": lambda tx: tx.figures.received(NOON, NOON),
    "complaints about one carrier": lambda tx: tx.incidents.complaints_by([("carrier", "黑貓")], NOON),
    "the cases of an incident": lambda tx: tx.incidents.counts(["E1", "E2"]),
    "the letters of an incident": lambda tx: tx.incidents.letters(["reply_incident 1|abc"], trial=False),
    "the figures of some cases": lambda tx: tx.figures.some(["A", "B"]),
    "the figures since": lambda tx: tx.figures.since(NOON),
    "the letters since": lambda tx: tx.figures.letters(NOON),
    "orders that no case was compared with": lambda tx: tx.orders.fresh(7),
    "the orders of some numbers": lambda tx: tx.orders.of_numbers(["a123", "b456"]),
    "the orders of some people": lambda tx: tx.orders.of_marks(["phone:a", "phone:b"]),
    "orders as they are now": lambda tx: tx.orders.keep([KnownLine("a", "a123", frozenset(["phone:a"]), NOON.date())]),
    "orders that cases were compared with": lambda tx: tx.orders.settle(["a", "b"]),
    "orders that are too old": lambda tx: tx.orders.expire(NOON.date()),
    "whether an address refuses letters": lambda tx: tx.mailboxes.refuses("wang@example.com"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk.db"


@pytest.fixture
def statements() -> Iterator[list[tuple[str, tuple[object, ...]]]]:
    """What the database is asked, with its values."""
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, _x: object, many: bool) -> None:
        asked.extend((statement, tuple(v)) for v in (values if many else [values]))

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def structure(file: Path) -> dict[str, str]:
    """Every table and index of a ledger by its name, as it was asked for."""
    with sqlite3.connect(file) as raw:
        named = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()).replace("( ", "(").replace(" )", ")") for name, sql in named}


def test_a_ledger_of_version_1_becomes_what_a_new_one_is(file: Path, tmp_path: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript(VERSION_1)
    Ledger.open(f"sqlite:///{file}").close()
    Ledger.open(f"sqlite:///{tmp_path / 'new.db'}").close()
    assert structure(file) == structure(tmp_path / "new.db")


def test_a_ledger_of_version_1_keeps_what_it_held(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript(VERSION_1)
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        assert (tx.fact("ledger_id"), tx.fact("batch"), tx.fact("schema_version")) == (
            "0123456789ab",
            7,
            schema.VERSION,
        )
        assert tx.cases.open_ones()["GB2611-0001-G"].status == "處理中"
        assert tx.sheet.dirty("cases")["GB2611-0001-G"].seen == {"text": "破了"}


HELD = """
INSERT INTO sheet_rows VALUES ('log', 'I1', '{"body":"郵局 012345678901"}', 'p', 0, NULL, 0, '{}');
INSERT INTO sheet_rows VALUES ('log', 'M1', '{"body":"收到了"}', 'p', 0, NULL, 0, '{}');
INSERT INTO events VALUES (1, '2026-11-23 02:00:00', 'GB2611-0001-G', 'person', 'set', 'text', '"帳號 012345678901"', 'null', NULL);
INSERT INTO inbound VALUES (1, '2026-11-23 02:00:00', 'GB2611-0001-G', '補充', '王怡君', '郵局 012345678901', NULL);
UPDATE cases SET facts = '{"number":"GB2611-0001-G","phone":"0912345678","text":"請匯到銀行 012345678901","status":"處理中"}';
UPDATE sheet_rows SET seen = '{"phone":"0912345678","text":"請匯到銀行 012345678901","退款帳號":12345678901}' WHERE tab = 'cases';
"""


def test_the_account_numbers_that_a_ledger_of_version_1_holds_are_masked_and_nothing_else(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript(VERSION_1 + HELD)
    ledger = Ledger.open(f"sqlite:///{file}")
    with ledger.begin() as tx:
        case = tx.cases.open_ones()["GB2611-0001-G"]
        assert (case.text, case.phone) == ("請匯到銀行 ＊＊＊＊901", "0912345678")
        assert [event.old for event in tx.cases.events()] == ["帳號 ＊＊＊＊901"]
        assert [item.body for item in tx.forms.heard(after=0)] == ["郵局 ＊＊＊＊901"]
        assert tx.sheet.rows("cases")["GB2611-0001-G"].seen == {
            "phone": "0912345678",
            "text": "請匯到銀行 ＊＊＊＊901",
            "退款帳號": "＊＊＊＊901",
        }
        assert tx.sheet.dirty("log").keys() == {"I1"}
    ledger.close()


@pytest.mark.parametrize("what", ASKED_EACH_PASS)
def test_no_question_of_a_pass_reads_a_whole_table_that_grows_with_closed_cases(
    file: Path, what: str, statements: list[tuple[str, tuple[object, ...]]]
) -> None:
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        statements.clear()
        ASKED_EACH_PASS[what](tx)
        ways = [step for statement, values in list(statements) for step in plan_of(tx, statement, values)]
    assert any(step.startswith("SEARCH") for step in ways) or what.startswith("the highest ")
    assert whole_tables(ways) == []


def test_what_left_lately_is_not_looked_for_among_all_that_ever_left(
    file: Path, statements: list[tuple[str, tuple[object, ...]]]
) -> None:
    """Nearly all messages are in one state, so an index of states is no help."""
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        statements.clear()
        tx.outbox.departures(NOON)
        [(statement, values)] = statements
        [way] = plan_of(tx, statement, values)
    assert "USING INDEX messages_left" in way


@pytest.mark.parametrize("part", ["bucket", "product", "supplier", "carrier"])
def test_complaints_of_one_matter_are_not_looked_for_among_all_that_are_in_no_incident(
    file: Path, statements: list[tuple[str, tuple[object, ...]]], part: str
) -> None:
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        statements.clear()
        tx.incidents.complaints_by([(part, f"商品{number}") for number in range(70)], NOON)
        [(statement, values)] = statements
        [way] = plan_of(tx, statement, values)
    column = "matter" if part == "bucket" else f"matter_{part}"
    assert f"({column}=? AND matter_at>?)" in way


def test_what_came_in_is_counted_without_a_look_at_the_cases(
    file: Path, statements: list[tuple[str, tuple[object, ...]]]
) -> None:
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        statements.clear()
        tx.figures.received(NOON, NOON)
        [(statement, values)] = statements
        [way] = plan_of(tx, statement, values)
    assert "USING COVERING INDEX case_figures_received (received_at>? AND received_at<?)" in way


def test_a_desk_at_work_reads_no_table_whole_that_grows_with_closed_cases(
    tmp_path: Path, statements: list[tuple[str, tuple[object, ...]]]
) -> None:
    desk = StoryDesk(tmp_path)
    desk.file("收到的保鮮盒破了", product="玻璃保鮮盒")
    desk.run()
    statements.clear()
    desk.file("蔥抓餅退冰了", customer="李大同", email="lee@example.com")
    desk.file("還有一個也破了", case_no=desk.numbers()[0])
    desk.type(desk.numbers()[0], "status", "已結案")
    desk.run(after_min=1)
    with desk.rig.ledger.begin() as tx:
        ways = [step for statement, values in dict(statements).items() for step in plan_of(tx, statement, values)]
    assert len(desk.numbers()) == 2
    assert whole_tables(ways) == []


def whole_tables(ways: list[str]) -> list[str]:
    """The steps that walk through all of a growing table."""
    return [step for step in ways if any(step.startswith(f"SCAN {table}") for table in GROWING)]


def plan_of(tx: Transaction, statement: str, values: tuple[object, ...]) -> list[str]:
    """How SQLite goes about a statement, step by step."""
    cursor = tx._connection.connection.cursor()
    return [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()]


def test_messages_of_version_1_that_were_told_of_are_no_news(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.executescript(VERSION_1)
        raw.executescript(MESSAGES_OF_VERSION_1)
    with Ledger.open(f"sqlite:///{file}").begin() as tx:
        assert [message.key for message in tx.outbox.changed_since(0)] == ["C|receipt|received"]
        assert tx.outbox.revision() == 1
