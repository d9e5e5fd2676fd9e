"""Whatever moment the power goes, Google in the middle of a call or not: the next run ends where an undisturbed one
would have (design §5)."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sheetdesk.model.message import SENT, UNSURE
from tests.crash.crash_google import FilingDesk
from tests.crash.remains import digest
from tests.fakes.google_busy import AskingDesk, set_the_stage
from tests.fakes.google_under_fault import LOG_TAB, Desk, Studio, open_studio
from tests.fakes.sample import SHARE, sampled
from tests.fakes.tripwire import PowerCut, Tripwire

SEED = 20261123
NEVER = 10_000
"""A step that no run reaches."""


@dataclass(frozen=True)
class Outcome:
    """How many steps a run has, and what it leaves."""

    steps: int
    shown: dict[str, Any]
    remembered: dict[str, Any]
    letters: list[str]


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("studio")) as studio:
        yield studio


@pytest.fixture(scope="module")
def stage(studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return set_the_stage(studio, tmp_path_factory.mktemp("stage"))


@pytest.fixture(autouse=True)
def calm(studio: Studio) -> Iterator[None]:
    """Nothing planned by one test reaches the next."""
    yield
    studio.google.people.clear()
    studio.google.calls.clear()


@pytest.fixture(scope="module")
def undisturbed(studio: Studio, stage: Desk, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    desk = on_stage(studio, stage, tmp_path_factory.mktemp("whole"))
    with Tripwire().strung() as wire:
        desk.run()
    return Outcome(wire.count, desk.shown(), desk.remembered(), desk.letters())


def on_stage(studio: Studio, stage: Desk, folder: Path) -> FilingDesk:
    """A desk of its own that goes on from the stage."""
    folder.mkdir(exist_ok=True)
    return FilingDesk(studio, folder, like=stage)


def as_undisturbed(desk: FilingDesk, undisturbed: Outcome, note: str) -> None:
    assert desk.shown() == undisturbed.shown, note
    assert desk.remembered() == undisturbed.remembered, note
    assert desk.letters() == undisturbed.letters, note


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_crash_at_any_numbered_step_on_google_costs_nothing(
    studio: Studio, stage: Desk, undisturbed: Outcome, tmp_path: Path
) -> None:
    assert undisturbed.steps > 40
    left: set[str] = set()
    for at in sampled(range(1, undisturbed.steps + 1)):
        desk = on_stage(studio, stage, tmp_path / str(at))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run()
        if (remains := remains_of(desk)) not in left:
            left.add(remains)
            desk.reopen()
            desk.run()
            as_undisturbed(desk, undisturbed, f"step {at} of {undisturbed.steps}")
        retire(desk)
    assert len(left) > 15 // SHARE


def remains_of(desk: Desk) -> str:
    """What the run left on disk and on Google."""
    desk.rig.ledger.close()
    cells = [(sheet.title, [row.cells for row in sheet.rows]) for sheet in desk.book.sheets]
    return digest(desk.file_name.parent, cells, len(desk.channel.sent), without=desk.book.id)


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_a_letter_that_cannot_be_asked_for_again_never_leaves_twice(
    studio: Studio, stage: Desk, tmp_path: Path
) -> None:
    whole, trail = by_mail(studio, stage, tmp_path / "whole")
    sends = [at for at, what in enumerate(trail, start=1) if what == "send"]
    assert len(sends) == 2 * len(whole.channel.sent) - 2 * len(stage.channel.sent) > 2
    left: set[str] = set()
    steps = range(sends[0] - 2, sends[-1] + 2)
    was_sent = [died_by_mail(studio, stage, tmp_path / str(at), at, whole, left) for at in steps]
    assert set(was_sent) == {None, True, False}
    assert len(left) > len(sends)


def by_mail(studio: Studio, stage: Desk, folder: Path, at: int = 0) -> tuple[Desk, list[str]]:
    """A desk that goes on from the stage, and its steps until it was done or dead; letters are gone once handed over."""
    folder.mkdir()
    desk, wire = AskingDesk(studio, folder, like=stage), Tripwire(at)
    with suppress(PowerCut), wire.strung():
        desk.run()
    return desk, wire.trail


def died_by_mail(studio: Studio, stage: Desk, folder: Path, at: int, whole: Desk, left: set[str]) -> bool | None:
    """Was the one letter that a person has to look after sent? None if there is none, and all is as ever.

    `left`: what the runs that died before have left; what leaves the same ends alike."""
    desk, _ = by_mail(studio, stage, folder, at)
    if (remains := remains_of(desk)) in left:
        retire(desk)
        return None
    left.add(remains)
    desk.reopen()
    desk.run()
    went = Counter(message.key for message in desk.channel.sent)
    states, expected = dict(desk.remembered()["letters"]), dict(whole.remembered()["letters"])
    assert states.keys() == expected.keys(), f"step {at}"
    assert set(went.values()) == {1}, f"step {at}"
    doubtful = [key for key, state in states.items() if state == UNSURE]
    assert {**states, **dict.fromkeys(doubtful, SENT)} == expected, f"step {at}"
    if not doubtful:
        assert (desk.shown(), desk.remembered()) == (whole.shown(), whole.remembered()), f"step {at}"
        assert went == Counter(message.key for message in whole.channel.sent), f"step {at}"
    assert [row.get("狀態") for row in desk.rows(LOG_TAB)].count(UNSURE) == len(doubtful) <= 1, f"step {at}"
    retire(desk)
    return doubtful[0] in went if doubtful else None


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_a_process_killed_at_drawn_steps_on_google_costs_nothing(
    studio: Studio, stage: Desk, undisturbed: Outcome, tmp_path: Path
) -> None:
    for at in sampled(sorted(random.Random(SEED).sample(range(1, undisturbed.steps + 1), 4))):
        desk = on_stage(studio, stage, tmp_path / str(at))
        assert process(studio, desk, at).wait() == -signal.SIGKILL, f"step {at} did not kill"
        desk.run()
        as_undisturbed(desk, undisturbed, f"step {at} of {undisturbed.steps}, seed {SEED}")
        retire(desk)


@pytest.mark.slow
@pytest.mark.timeout(100)
def test_a_process_killed_while_google_carries_out_its_write_costs_nothing(
    studio: Studio, stage: Desk, undisturbed: Outcome, tmp_path: Path
) -> None:
    desk = on_stage(studio, stage, tmp_path)
    running: list[subprocess.Popen[bytes]] = []
    applied = Event()
    studio.google.people.next(lambda book: running[0].kill(), kind="write", path=desk.book.id)
    studio.google.people.next(lambda book: applied.set(), after="write", path=desk.book.id)
    running.append(process(studio, desk, NEVER))
    assert running[0].wait() == -signal.SIGKILL
    assert applied.wait(20)
    desk.run()
    as_undisturbed(desk, undisturbed, "killed during the first write")
    retire(desk)


def process(studio: Studio, desk: Desk, at: int) -> subprocess.Popen[bytes]:
    """The desk's run in a process of its own, which dies at step `at`."""
    what = [studio.google.url, str(studio.key), desk.book.id, str(desk.file_name.parent), str(at)]
    return subprocess.Popen([sys.executable, "-m", "tests.crash.crash_google", *what])


def retire(desk: Desk) -> None:
    """Room for the next."""
    desk.rig.ledger.close()
    desk.google.delete(desk.book)
