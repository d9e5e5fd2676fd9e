"""Whatever moment the power goes: the next run ends where an undisturbed one would have (design §5)."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sheetdesk.model.message import SENT
from tests.crash.crash_story import AT, remembered, reopened, set_the_stage, shown
from tests.crash.remains import digest
from tests.fakes.real_desk import RealDesk
from tests.fakes.sample import SHARE, sampled
from tests.fakes.tripwire import PowerCut, Tripwire

SEED = 20261123


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stage")
    desk = set_the_stage(folder)
    desk.rig.ledger.close()
    return folder


@pytest.fixture(scope="module")
def undisturbed(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """How many steps the run has, and what it leaves."""
    desk = _on_stage(stage, tmp_path_factory.mktemp("whole"))
    with Tripwire().strung() as wire:
        desk.run(AT)
    return wire.count, shown(desk), remembered(desk)


def _on_stage(stage: Path, folder: Path) -> RealDesk:
    shutil.copytree(stage, folder, dirs_exist_ok=True)
    return reopened(folder)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_crash_at_any_numbered_step_costs_nothing(
    stage: Path, undisturbed: tuple[int, dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    steps, sheet, memory = undisturbed
    assert steps > 40
    left: set[str] = set()
    for at in sampled(range(1, steps + 1)):
        folder = tmp_path / str(at)
        desk = _on_stage(stage, folder)
        with pytest.raises(PowerCut), Tripwire(at).strung():
            desk.run(AT)
        desk.rig.ledger.close()
        if (remains := digest(folder)) not in left:
            left.add(remains)
            again = reopened(folder)
            again.run(AT)
            assert (shown(again), remembered(again)) == (sheet, memory), f"step {at} of {steps}"
            assert len(again.letters()) == sum(state == SENT for _, state, _ in memory["messages"]), f"step {at}"
            again.rig.ledger.close()
        shutil.rmtree(folder)
    assert len(left) > 15 // SHARE


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_process_killed_at_ten_drawn_steps_costs_nothing(
    stage: Path, undisturbed: tuple[int, dict[str, Any], dict[str, Any]], tmp_path: Path
) -> None:
    steps, sheet, memory = undisturbed
    drawn = sampled(sorted(random.Random(SEED).sample(range(1, steps + 1), 10)))
    told = [(shutil.copytree(stage, tmp_path / str(at)), at) for at in drawn]
    command = [sys.executable, "-m", "tests.crash.crash_story", *(str(word) for pair in told for word in pair)]
    killed_by = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    assert killed_by == [str(int(signal.SIGKILL))] * len(drawn), drawn
    for folder, at in told:
        again = reopened(folder)
        again.run(AT)
        assert (shown(again), remembered(again)) == (sheet, memory), f"step {at} of {steps}, seed {SEED}"
        again.rig.ledger.close()
