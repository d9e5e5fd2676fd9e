"""A desk on whose twins the power goes, at one step after the other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.remains import digest
from tests.fakes.sample import sampled
from tests.fakes.story_desk import StoryDesk
from tests.fakes.tripwire import PowerCut, Tripwire
from tests.fakes.twin import Desk, twin

Play = Callable[[Desk], object]
"""What happens on the stage while the power may go."""


def undisturbed(stage: Desk, folder: Path, play: Play[Desk]) -> tuple[Desk, int]:
    """The desk after a run in which nothing happened to it, and how many steps that has."""
    desk = twin(stage, folder)
    with Tripwire().strung() as wire:
        play(desk)
    return desk, wire.count


def crashed(stage: Desk, folder: Path, play: Play[Desk], steps: int) -> Iterator[tuple[Desk, str]]:
    """For each of today's steps the desk in the process that comes after the one that died there, and which it was.

    Of runs that left the same behind, in files, in the workbook and in mailboxes, the next process sees one."""
    left: set[str] = set()
    for at in sampled(range(1, steps + 1)):
        desk = twin(stage, folder / str(at))
        with pytest.raises(PowerCut), Tripwire(at).strung():
            play(desk)
        desk.rig.ledger.close()
        if (remains := remains_of(desk)) not in left:
            left.add(remains)
            desk.rig = desk.open()
            yield desk, f"step {at} of {steps}"
            desk.rig.ledger.close()
        shutil.rmtree(desk.folder)
    assert len(left) > 2


def remains_of(desk: StoryDesk) -> str:
    """All that a process leaves for the next one, and what people had done by then."""
    book = desk.workbook
    cells = [(key, grid.header, grid.rows) for key, grid in book.grids.items()]
    sent = [message.key for message in desk.channel.sent]
    return digest(desk.folder, cells, book.forms, book.others, book.stamp, book.image, sent)
