"""Random days on Google: people edit at any moment of a pass, calls fail, the process dies; left alone, all is right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from sheetdesk.columns import CASES, MACHINE, REQUEST, RULES, SHARED, STATUS
from sheetdesk.desk.wishes import cells_of
from sheetdesk.errors import DeskUnreachable
from sheetdesk.model.case import Case
from sheetdesk.model.message import SENT
from sheetdesk.model.sheet import Row
from sheetdesk.model.values import same
from sheetdesk.workbook.stamp import decode_stamp
from tests.fakes.google import Fault, people
from tests.fakes.google.book import Book
from tests.fakes.google_crowd import Crowd, Deed
from tests.fakes.google_deeds import DEEDS, mail_of
from tests.fakes.google_under_fault import Desk, Studio
from tests.fakes.story_desk import default_settings
from tests.fakes.tripwire import PowerCut, Tripwire

OURS = {c.key for c in CASES.owned_by(MACHINE, SHARED, STATUS)}
KEYS = {c.key for c in CASES.owned_by(MACHINE, SHARED, STATUS, REQUEST) if not c.later}
CATEGORIES = default_settings()[1].categories
FAULTS = ("429", "500", "502", "503", "reset", "truncated", "half_json", "bad_json")
RUNS_ALONE = 5


@dataclass(frozen=True)
class Round:
    """One run, and what happens before it and during it. `sudden`: deeds at the call of a kind, so many calls in.

    `faults`: kind, of which call, how many calls in, before or after it is applied. `dies`: at which step, 0 never."""

    calm: list[Deed]
    sudden: list[tuple[str, int, list[Deed]]]
    faults: list[tuple[str, str, int, str]]
    dies: int


MOVED = [("write", 0, [("move column", 31, 2)])]

deeds = st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 40), st.integers(0, 40))
moments = st.tuples(st.sampled_from(["write", "read", "after write"]), st.integers(0, 2), st.lists(deeds, max_size=3))
faults = st.tuples(
    st.sampled_from(FAULTS),
    st.sampled_from(["write", "write", "read", "any"]),
    st.integers(0, 3),
    st.sampled_from(["before", "after"]),
)
rounds = st.builds(
    Round,
    st.lists(deeds, max_size=4),
    st.lists(moments, max_size=2),
    st.lists(faults, max_size=2),
    st.sampled_from([0, 0, 0, *range(1, 60)]),
)


@pytest.fixture(scope="module")
def stage(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Crowd:
    """Three known cases with words of the organiser's own; of the rules a few, for reading all takes longest."""
    crowd = Crowd(Desk(studio, tmp_path_factory.mktemp("stage")))
    rules = crowd.book[RULES.title]
    people.delete_rows(crowd.book, rules.title, 6, len(rules.values()) - 5)
    for _ in range(3):
        crowd.act(("answer", 0, 0))
    crowd.desk.run()
    for at in range(3):
        crowd.act(("note", at, 4 * at))
        crowd.act(("own word", at, at))
    crowd.desk.run(3)
    crowd.desk.put_away()
    return crowd


@pytest.mark.slow
@pytest.mark.timeout(300)
# A story takes a second or two: shrinking one would take minutes, and it is short as it is.
@settings(max_examples=25, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(rounds, min_size=1, max_size=3))
# The row in which our write hit her formula was deleted; another case's row looked just like it.
@example([Round([("formula", 0, 1)], [("after write", 0, [("delete row", 0, 0)])], [], 0)])
# Her formula was put back, and hit a blank row, where a read showed its result only.
@example([Round([("formula", 2, 0)], [("write", 1, [("delete row", 0, 0)])], [], 0)])
# A title of ours hit another column, and the write that was to take it back was lost.
@example(
    [
        Round([("delete row", 1, 0)], [], [], 0),
        Round([("rename title", 2, 9)], MOVED, [("429", "write", 1, "before")], 0),
    ]
)
# What she asked for was done, and the write that was to empty the cell lost, or her row deleted.
@example([Round([("action", 0, 0)], [], [("503", "write", 0, "before")], 0)])
@example([Round([("action", 0, 0)], [("write", 0, [("delete row", 0, 0)])], [], 0)])
def test_whatever_people_google_and_the_power_do_all_is_right_once_they_let_the_desk_alone(
    studio: Studio, stage: Crowd, story: list[Round]
) -> None:
    tell(studio, stage, story)


def tell(studio: Studio, stage: Crowd, story: list[Round]) -> None:
    google = studio.google
    with TemporaryDirectory() as folder:
        crowd = stage.again(Desk(studio, Path(folder), like=stage.desk))
        crowd.desk.channel.resend_safe = True
        try:
            stamps = watched_stamps(crowd)
            for one in story:
                play(crowd, one)
            google.faults.clear()
            google.people.clear()
            stamps = watched_stamps(crowd, stamps)
            for _ in range(RUNS_ALONE):
                leave_alone(crowd)
            check(crowd, any(one.dies for one in story))
            assert stamps == sorted(set(stamps)), stamps
            assert google.complaints == []
        finally:
            google.faults.clear()
            google.people.clear()
            google.complaints.clear()
            google.calls.clear()
            crowd.desk.rig.ledger.close()
            google.delete(crowd.book)


def play(crowd: Crowd, one: Round) -> None:
    google, path = crowd.desk.google, crowd.book.id
    for deed in one.calm:
        crowd.act(deed)
    for kind, skip, sudden in one.sudden:
        after = "write" if kind == "after write" else None
        google.people.next(doing(crowd, sudden), "write" if after else kind, after=after, skip=skip, path=path)
    for fault, kind, skip, when in one.faults:
        google.faults.next(Fault(fault), kind, when, skip=skip, path=path)  # type: ignore[arg-type]
    unread = set(crowd.fresh)
    try:
        with Tripwire(one.dies).strung():
            if crowd.desk.try_run(3) is None:
                crowd.fresh -= unread
    except PowerCut:
        crowd.desk.reopen()


def leave_alone(crowd: Crowd) -> None:
    """One more run. A title of ours that reached another column, its answer lost, is a person's to put right."""
    fault = crowd.desk.try_run(3)
    if fault is not None:
        assert isinstance(fault, DeskUnreachable)
        assert "少了欄位" in fault.what
        assert "改回原來的標題" in fault.mend
        crowd.heed()


def doing(crowd: Crowd, sudden: list[Deed]) -> Callable[[object], None]:
    def act(_: object) -> None:
        for deed in sudden:
            crowd.act(deed)

    return act


def watched_stamps(crowd: Crowd, seen: list[int] | None = None) -> list[int]:
    """The number of each batch that is applied from now on, as both cells of the hidden tab say it."""
    stamps: list[int] = [] if seen is None else seen
    image = crowd.book["_sheetdesk"].id

    def look(book: Book) -> None:
        said = [str(book.sheet(image).entered(at, 0)) for at in range(2)]
        stamp = decode_stamp(said[0])
        assert stamp is not None
        assert stamp.batch == json.loads(said[1])["batch"]
        stamps.append(stamp.batch)

    crowd.desk.google.people.next(look, after="write", times=inf, path=crowd.book.id)
    return stamps


def check(crowd: Crowd, died: bool) -> None:
    desk = crowd.desk
    assert desk.run()[0].quiet
    view = desk.rig.workbook.read().tabs[CASES.key]
    lines = [row for row in view.rows if any(name in OURS and value is not None for name, value in row.cells.items())]
    rows = {str(row.get("number")): row for row in lines}
    with desk.rig.ledger.begin() as tx:
        cases = tx.cases.some(rows)
        letters = tx.outbox.updated_since(None)
        taken = {(str(e.case), str(e.field)) for e in tx.cases.events() if e.actor == "person" and e.field}
    assert sorted(cases) == sorted(str(row.get("number")) for row in lines)
    assert len(cases) == len(crowd.answers)
    wrong = [cell for number, row in rows.items() for cell in wrong_cells(crowd, row, cases[number])]
    assert not wrong, wrong
    assert not (lost := crowd.lost_words()), lost
    assert not (untouched := taken - crowd.touched), untouched
    left = Counter(message.key for message in desk.channel.sent)
    assert left.keys() == {message.key for message in letters if message.state == SENT}
    assert died or set(left.values()) == {1}
    receipts = Counter(m.letter.recipient for m in letters if m.letter.kind == "receipt" and m.state == SENT)
    assert receipts == dict.fromkeys(map(mail_of, range(len(crowd.answers))), 1)


def wrong_cells(crowd: Crowd, row: Row, case: Case) -> list[tuple[str, str, Any, Any]]:
    """Cells that don't show what the ledger knows, but for those in which somebody put a formula."""
    wanted = {**cells_of(case, CATEGORIES), "status": case.status, "action": None}
    shown = {key: row.get(key) for key in wanted if key in KEYS and (case.number, key) not in crowd.formulas}
    return [(case.number, key, now, wanted[key]) for key, now in shown.items() if not same(now, wanted[key])]
