"""Random weeks on the whole desk: people act before and during writes, replies get lost, the process dies.

At the end every form row is exactly one case, machine cells are right, people's cells are as people left them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from sheetdesk.columns import CASES, MACHINE
from sheetdesk.desk.wishes import cells_of
from sheetdesk.model.values import same
from tests.fakes.story_desk import StoryDesk, default_settings

MACHINE_KEYS = {c.key for c in CASES.owned_by(MACHINE) if not c.later}
STATUSES = ["處理中", "等客人", "等廠商", "已解決", "待處理", "已結案"]
OWNERS = ["小美", "阿芳", "大明"]


Act = tuple[str, int, int]
Story = list[tuple[int, list[Act], list[Act], str]]


class People:
    """What they do, and what must therefore stand in the end, by case number."""

    def __init__(self, desk: StoryDesk) -> None:
        self.desk, self.notes, self.owners = desk, {}, {}

    notes: dict[str, str | None]
    owners: dict[str, str]

    def act(self, kind: str, a: int, b: int) -> None:
        grid = self.desk.grid
        if not grid.rows:
            return
        at = a % len(grid.rows)
        number = grid.get(at, "number")
        if kind == "sort":
            grid.sort(("text", "summary", "status", "number")[b % 4])
        elif kind == "insert":
            grid.insert(at)
        elif kind == "move_column":
            grid.move_column(a % len(grid.header), b % len(grid.header))
        elif number is None:
            return
        elif kind == "delete":
            grid.rows.pop(at)
            self.notes.pop(str(number), None)  # what was typed and deleted unseen may be lost
            self.owners.pop(str(number), None)
        elif kind == "note":
            grid.put(at, "note", f"備註{b}")
            self.notes[str(number)] = f"備註{b}"
        elif kind == "owner":
            grid.put(at, "owner", OWNERS[b % 3])
            self.owners[str(number)] = OWNERS[b % 3]
        elif kind == "status":
            grid.put(at, "status", STATUSES[b % len(STATUSES)])
        elif kind == "scribble":
            grid.put(at, ("summary", "why", "light")[b % 3], f"亂打{b}")


calm = st.tuples(
    st.sampled_from(["sort", "insert", "move_column", "delete", "note", "owner", "status", "scribble"]),
    st.integers(0, 40),
    st.integers(0, 40),
)
sudden = st.tuples(st.sampled_from(["sort", "insert", "move_column", "note"]), st.integers(0, 40), st.integers(0, 40))
fewer = pytest.mark.only(kind="google", why="every call of these stories goes over HTTP: fewer of them")
rounds = st.tuples(
    st.integers(0, 2),
    st.lists(calm, max_size=3),
    st.lists(sudden, max_size=2),
    st.sampled_from(["", "", "lose_reply", "lose_request", "restart"]),
)


@pytest.mark.slow
@pytest.mark.timeout(300)
# A story takes half a second: shrinking one would take minutes, and it is short as it is.
@settings(max_examples=30, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(rounds, min_size=1, max_size=4))
@example([(2, [], [], ""), (2, [], [("move_column", 0, 5)], "")])  # new rows whose number landed in another column
def test_no_case_no_cell_and_no_letter_is_ever_lost_or_doubled(story: Story) -> None:
    tell(story)


@fewer
@pytest.mark.slow
@pytest.mark.timeout(300)
@settings(max_examples=3, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(rounds, min_size=2, max_size=4))
@example([(2, [], [], ""), (2, [], [("move_column", 0, 5)], "")])
def test_nor_on_google(story: Story) -> None:
    tell(story)


def tell(story: Story) -> None:
    with TemporaryDirectory() as folder:
        desk = StoryDesk(Path(folder))
        people = People(desk)
        for new, before, during, trouble in story:
            play(desk, people, new, before, during, trouble)
        for _ in range(4):
            desk.run(3)
        check(desk, people)
        desk.rig.ledger.close()


def play(desk: StoryDesk, people: People, new: int, before: list[Act], during: list[Act], trouble: str) -> None:
    for _ in range(new):
        count = len(desk.answers)
        desk.file(f"第{count}件破了", email=f"c{count}@example.com", customer=f"客人{count}")
    for act in before:
        people.act(*act)
    desk.workbook.at_write = doing(people, during)
    if trouble.startswith("lose"):
        setattr(desk.workbook, trouble, True)
    elif trouble == "restart":
        desk.rig.ledger.close()
        desk.rig = desk.open()
    desk.run(3)
    desk.workbook.at_write = None
    desk.workbook.lose_reply = desk.workbook.lose_request = False


def doing(people: People, acts: list[Act]) -> Callable[[object], None]:
    def act(_: object) -> None:
        for one in acts:
            people.act(*one)

    return act


def check(desk: StoryDesk, people: People) -> None:
    assert desk.run(3)[0].quiet
    numbers = desk.numbers()
    assert len(numbers) == len(set(numbers)) == len(desk.answers)
    categories = default_settings()[1].categories
    for number in numbers:
        row, case = desk.row(number), desk.case(number)
        wanted = cells_of(case, categories)
        wrong = {k: (row.get(k), v) for k, v in wanted.items() if k in MACHINE_KEYS and not same(row.get(k), v)}
        assert not wrong, number
        if number in people.notes:
            assert row.get("note") == people.notes[number]
        if number in people.owners:
            assert (row["owner"], case.owner) == (people.owners[number],) * 2
    strays = [row for row in desk.rows() if not row.get("number")]
    assert strays == []
    sent = [message.letter.case for message in desk.channel.sent]
    assert sorted(sent, key=str) == sorted(set(numbers))
