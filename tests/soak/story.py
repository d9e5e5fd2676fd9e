"""Builds a world on a workbook of either kind and lets it live for some days; the seed is all that a run is known by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fakes.google import FakeGoogle
from tests.fakes.sample import TODAY
from tests.soak.ground import InFile, OnGoogle, sent_to
from tests.soak.postoffice import postoffice
from tests.soak.proofs import wrong
from tests.soak.world import BEGIN, World

SEED = int(os.environ.get("SHEETDESK_SOAK_SEED", TODAY))
"""Of the day, unless one is to be repeated."""


@contextmanager
def world_on_google(seed: int, each_day: float, deeds: float = 0, troubles: float = 0) -> Iterator[World]:
    """On the fake Google, which checks each request by Google's own schema elsewhere, and not here: that takes long."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        room, google = stack.enter_context(postoffice()), stack.enter_context(FakeGoogle())
        stack.enter_context(sent_to(google))
        google.gate.checks = False
        ground = OnGoogle(folder, room, BEGIN, google)
        stack.callback(lambda: ground.rig.ledger.close())
        yield World(ground, seed, each_day, deeds, troubles)


@contextmanager
def world_in_a_file(seed: int, each_day: float, deeds: float = 0, troubles: float = 0) -> Iterator[World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        ground = InFile(folder, stack.enter_context(postoffice()), BEGIN)
        stack.callback(lambda: ground.rig.ledger.close())
        yield World(ground, seed, each_day, deeds, troubles)


def lived(world: World, days: float) -> list[str]:
    """What was wrong after so many days."""
    world.live(world.now + timedelta(days=days))
    return wrong(world)
