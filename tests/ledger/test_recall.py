"""What the ledger recalls is what is committed, whoever wrote it, and whatever became of the transactions between."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from sheetdesk.ledger import Ledger, Transaction
from sheetdesk.ledger.recall import Moment
from sheetdesk.model.case import STATUSES, Case
from sheetdesk.model.memory import RowMemory

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ONE, TWO, THREE = (Case(f"GB2611-000{n}-G", received_at=NOON, status="待處理") for n in (1, 2, 3))
ROW = RowMemory({"number": ONE.number, "text": "破了", "received_at": NOON}, "p")

Known = tuple[list[tuple[str, Case]], dict[str, RowMemory], object]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('recall') / 'desk.db'}"
    Ledger.open(url).close()
    return url


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger that holds three open cases and the row of one, and has them in mind."""
    ledger = Ledger.open(url)
    empty(url)
    with ledger.begin() as tx:
        tx.cases.add([(1, ONE), (2, TWO), (3, THREE)])
        tx.sheet.keep("cases", {ONE.number: ROW})
    recalled(ledger)
    yield ledger
    ledger.close()


@pytest.fixture
def other(url: str) -> Iterator[Ledger]:
    """Another process that has the same file open."""
    other = Ledger.open(url)
    yield other
    other.close()


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What is asked of the database, one after another."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def empty(url: str) -> None:
    with sqlite3.connect(Path(url.removeprefix("sqlite:///"))) as raw:
        raw.execute("DELETE FROM cases")
        raw.execute("DELETE FROM sheet_rows")
        raw.execute("DELETE FROM meta WHERE key = 'told'")
    raw.close()


def known_to(tx: Transaction) -> Known:
    return list(tx.cases.open_ones().items()), tx.sheet.rows("cases"), tx.fact("told")


def recalled(ledger: Ledger) -> Known:
    with ledger.begin() as tx:
        return known_to(tx)


def stored(ledger: Ledger) -> Known:
    """What stands in the file: a rehearsal recalls nothing."""
    with ledger.rehearse() as tx:
        return known_to(tx)


def test_what_did_not_change_is_loaded_once(ledger: Ledger, statements: list[str]) -> None:
    assert recalled(ledger) == ([(c.number, c) for c in (ONE, TWO, THREE)], {ONE.number: ROW}, None)
    assert [s for s in statements if "PRAGMA" not in s and "BEGIN" not in s] == []


def test_own_commits_are_followed_without_loading_anything_again(ledger: Ledger, statements: list[str]) -> None:
    four, done = replace(ONE, number="GB2611-0004-G"), replace(TWO, status="已結案")
    with ledger.begin() as tx:
        tx.cases.add([(4, four)])
        tx.cases.save([done, replace(ONE, note="記得回電")])
        tx.sheet.keep("cases", {TWO.number: replace(ROW, dirty=True)})
        tx.remember("told", 4)
    statements.clear()
    now = recalled(ledger)
    assert not [s for s in statements if s.startswith("SELECT")]
    assert now == stored(ledger)
    assert [number for number, _ in now[0]] == [ONE.number, THREE.number, four.number]


def test_a_row_kept_without_its_print_is_recalled_with_it(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.sheet.keep("cases", {TWO.number: RowMemory({"text": "漏了"})})
    assert recalled(ledger) == stored(ledger)


def test_what_is_asked_of_some_rows_agrees_with_what_is_asked_of_all(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.sheet.keep("cases", {TWO.number: replace(ROW, dirty=True)})
    for ask in (ledger.begin, ledger.rehearse):
        with ask() as tx:
            assert tx.sheet.rows("cases", [TWO.number, "unknown"]) == {TWO.number: replace(ROW, dirty=True)}
            assert tx.sheet.dirty("cases") == {TWO.number: replace(ROW, dirty=True)}
            assert tx.sheet.rows("log") == tx.sheet.dirty("log") == {}


def test_a_row_that_was_recognised_is_the_one_that_was_read_until_its_transaction_is_undone(ledger: Ledger) -> None:
    cells = dict(ROW.seen)
    with ledger.begin() as tx:
        tx.sheet.recognise("cases", {ONE.number: replace(ROW, seen=cells)})
    assert recalled(ledger)[1][ONE.number].seen is cells
    assert recalled(ledger) == stored(ledger)
    with pytest.raises(KeyError), ledger.begin() as tx:  # noqa: PT012
        tx.sheet.recognise("cases", {ONE.number: replace(ROW, seen=dict(cells))})
        raise KeyError
    assert recalled(ledger) == stored(ledger)


def test_to_recognise_rows_that_nobody_had_in_mind_is_nothing(url: str, ledger: Ledger) -> None:
    fresh = Ledger.open(url)
    with fresh.begin() as tx:
        tx.sheet.recognise("cases", {TWO.number: ROW})
        tx.sheet.recognise("log", {TWO.number: ROW})
    assert recalled(fresh) == stored(ledger)
    fresh.close()


def test_open_cases_are_not_asked_for_again_one_by_one_and_closed_ones_are(
    ledger: Ledger, statements: list[str]
) -> None:
    with ledger.begin() as tx:
        tx.cases.save([replace(TWO, status="已結案")])
    with ledger.begin() as tx:
        statements.clear()
        assert tx.cases.some([ONE.number, THREE.number]) == {ONE.number: ONE, THREE.number: THREE}
        assert statements == []
        assert tx.cases.some([ONE.number, TWO.number, "unknown"]).keys() == {ONE.number, TWO.number}


def test_a_case_that_opens_again_stands_at_its_old_place(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.cases.save([replace(TWO, status="已結案")])
    with ledger.begin() as tx:
        tx.cases.save([replace(TWO, status="處理中")])
    assert [number for number, _ in recalled(ledger)[0]] == [ONE.number, TWO.number, THREE.number]


def test_a_case_that_was_never_added_is_not_recalled_because_it_was_saved(ledger: Ledger) -> None:
    with ledger.begin() as tx:
        tx.cases.save([replace(ONE, number="unknown")])
    assert recalled(ledger) == stored(ledger)


def test_another_process_is_believed(ledger: Ledger, other: Ledger) -> None:
    with other.begin() as tx:
        tx.cases.save([replace(ONE, status="已結案"), replace(TWO, note="別台寫的")])
        tx.sheet.keep("cases", {ONE.number: replace(ROW, dirty=True)})
    assert recalled(ledger) == stored(other)
    assert dict(recalled(ledger)[0])[TWO.number].note == "別台寫的"


def test_two_that_write_in_turn_see_each_other(ledger: Ledger, other: Ledger) -> None:
    for turn in range(3):
        for writer in (ledger, other):
            with writer.begin() as tx:
                known = tx.cases.open_ones()[ONE.number]
                tx.cases.save([replace(known, note=f"{known.note or ''}{turn}")])
    assert dict(recalled(ledger)[0])[ONE.number].note == "001122"


def test_what_was_undone_was_never_there(ledger: Ledger) -> None:
    before = recalled(ledger)
    with pytest.raises(KeyError), ledger.begin() as tx:  # noqa: PT012
        tx.cases.save([replace(ONE, status="已結案")])
        tx.sheet.keep("cases", {ONE.number: replace(ROW, dirty=True)})
        known_to(tx)
        raise KeyError
    assert recalled(ledger) == before == stored(ledger)


def test_a_rehearsal_neither_leaves_nor_takes_anything(ledger: Ledger) -> None:
    before = recalled(ledger)
    with ledger.rehearse() as tx:
        tx.cases.save([replace(ONE, status="已結案")])
        tx.sheet.keep("cases", {ONE.number: replace(ROW, dirty=True)})
        assert [number for number, _ in known_to(tx)[0]] == [TWO.number, THREE.number]
    assert recalled(ledger) == before == stored(ledger)


def test_a_write_that_failed_half_way_is_not_recalled_even_if_the_transaction_goes_on(ledger: Ledger) -> None:
    """SQLite keeps what a statement for many rows had done before the row that it refused."""
    four = replace(ONE, number="GB2611-0004-G")
    with ledger.begin() as tx:
        known_to(tx)
        with pytest.raises(Exception, match="UNIQUE"):
            tx.cases.add([(4, four), (5, ONE)])
        within = known_to(tx)
    assert within == recalled(ledger) == stored(ledger)


def test_a_commit_that_failed_is_not_recalled(ledger: Ledger, other: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before = recalled(ledger)

    def no_room(_connection: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError), ledger.begin() as tx:  # noqa: PT012
        tx.cases.save([replace(ONE, status="已結案")])
        event.listen(ledger._engine, "commit", no_room)
    event.remove(ledger._engine, "commit", no_room)
    assert recalled(ledger) == before == stored(other)


def test_who_changes_what_he_was_handed_changes_it_for_himself(ledger: Ledger) -> None:
    before = recalled(ledger)
    with ledger.begin() as tx:
        tx.cases.open_ones().clear()
        tx.sheet.rows("cases").clear()
        assert known_to(tx) == before
    assert recalled(ledger) == before


def test_a_new_connection_begins_without_memories(ledger: Ledger, statements: list[str]) -> None:
    before = recalled(ledger)
    ledger._engine.dispose()
    statements.clear()
    assert recalled(ledger) == before
    assert [s for s in statements if s.startswith("SELECT cases.")]


def test_another_connection_tells_nothing_by_bearing_the_same_version() -> None:
    one, other = object(), object()
    assert Moment(one, 7).same_as(Moment(one, 7))
    assert not Moment(one, 7).same_as(Moment(one, 8))
    assert not Moment(one, 7).same_as(Moment(other, 7))


NUMBERS = [f"GB2611-{n:04}-G" for n in range(6)]
cases = st.builds(
    Case,
    st.sampled_from(NUMBERS),
    status=st.sampled_from([STATUSES[0], STATUSES[1], STATUSES[-2]]),
    note=st.sampled_from(["一", "二", None]),
)
rows = st.dictionaries(
    st.sampled_from(NUMBERS),
    st.builds(RowMemory, st.just({"text": "破了"}), st.sampled_from(["", "p"]), st.booleans()),
    max_size=3,
)


def added(new: list[Case]) -> Callable[[Transaction], None]:
    def add(tx: Transaction) -> None:
        there = tx.cases.some(NUMBERS)
        fresh = {case.number: case for case in new if case.number not in there}
        tx.cases.add((10 - NUMBERS.index(number), case) for number, case in fresh.items())

    return add


deeds = st.one_of(
    st.lists(cases, max_size=4).map(added),
    st.lists(cases, max_size=4).map(lambda some: lambda tx: tx.cases.save(some)),
    rows.map(lambda some: lambda tx: tx.sheet.keep("cases", some)),
    st.integers(1, 3).map(lambda number: lambda tx: tx.remember("told", number)),
    st.just(lambda tx: known_to(tx) and None),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["kept", "undone", "rehearsed"]), st.lists(deeds, max_size=3)))
)
def test_whatever_happened_it_recalls_what_is_stored(
    url: str, story: list[tuple[bool, str, list[Callable[[Transaction], None]]]]
) -> None:
    empty(url)
    ours, theirs = Ledger.open(url), Ledger.open(url)
    for by_us, ending, done in story:
        ledger = ours if by_us else theirs
        with suppress(KeyError), ledger.rehearse() if ending == "rehearsed" else ledger.begin() as tx:
            for deed in done:
                deed(tx)
            if ending == "undone":
                raise KeyError
        assert recalled(ours) == stored(theirs)
    ours.close()
    theirs.close()
