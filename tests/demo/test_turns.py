"""The story is cut so that the desk sees each thing in time, and nothing of it gets lost."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sheetdesk.demo.turns import LONGEST_TURN, turns
from sheetdesk.demo.world import Edit, FormAnswer, load_story

STORY = load_story()
TURNS = turns(STORY)
BUSY = [turn for turn in TURNS if turn.moments]


def test_every_moment_of_the_story_happens_once_and_in_order() -> None:
    assert [moment for turn in BUSY for moment in turn.moments] == list(STORY.moments())


def test_answers_from_before_going_live_stand_in_the_form_at_the_first_pass() -> None:
    early = [answer for answer in STORY.answers if answer.at < STORY.live_from]
    assert early
    assert list(TURNS[0].moments) == early
    assert TURNS[0].pass_at == STORY.live_from


def test_the_desk_looks_in_after_what_happened_and_soon() -> None:
    for turn in BUSY[1:]:
        assert turn.moments[-1].at < turn.pass_at <= turn.moments[0].at + LONGEST_TURN + timedelta(minutes=1)


def test_the_desk_looks_in_four_times_a_day_at_least() -> None:
    times = [turn.pass_at for turn in TURNS]
    night = timedelta(hours=11)
    for before, after in pairwise(times):
        asleep = not 9 <= before.astimezone(STORY.zone).hour < 22
        assert timedelta() <= after - before <= (night if asleep else timedelta(hours=5))


def test_the_last_look_is_at_the_end_of_the_story() -> None:
    assert TURNS[-1].pass_at == STORY.ends


def test_nobody_works_on_a_row_that_the_desk_has_not_seen() -> None:
    for turn in BUSY[1:]:
        new = {moment.id for moment in turn.moments if isinstance(moment, FormAnswer)}
        assert not [m for m in turn.moments if isinstance(m, Edit) and m.tab == "cases" and m.row in new]


def test_no_cell_is_typed_into_twice_between_two_passes() -> None:
    for turn in BUSY:
        cells = [(m.tab, m.row, m.column) for m in turn.moments if isinstance(m, Edit)]
        assert len(cells) == len(set(cells))


def test_what_must_be_undone_is_seen_before_people_go_on() -> None:
    undone = [turn for turn in BUSY if any(isinstance(m, Edit) and m.put_back for m in turn.moments)]
    assert undone
    assert all(len(turn.moments) == 1 for turn in undone)
