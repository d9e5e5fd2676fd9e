"""A desk that is set up once, and copies of it, each as a new process finds it: setting one up takes longest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from copy import copy, deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tests.fakes.story_desk import StoryDesk

Desk = TypeVar("Desk", bound=StoryDesk)

OPEN = {"folder", "url", "workbook", "rig", "defaults"}
"""What a twin gets anew, or may share because nobody changes it."""


def twin(stage: Desk, folder: Path) -> Desk:
    """The same desk in a folder of its own; the ledger of `stage` has to be closed, its workbook none of files."""
    desk = copy(stage)
    desk.__dict__ |= {name: deepcopy(known) for name, known in stage.__dict__.items() if name not in OPEN}
    shutil.copytree(stage.folder, folder, dirs_exist_ok=True)
    desk.folder, desk.url = folder, f"sqlite:///{folder / 'desk.db'}"
    desk.workbook = stage.workbook.twin(lambda: desk.now)
    desk.rig = desk.open()
    return desk


def staged(make: Callable[[Path], Desk], kind: str, folder: Path) -> Desk:
    """A twin of what `make` sets up, which it does once a process for each kind of workbook."""
    _, stage = _stage(make, kind)
    desk: Desk = twin(stage, folder)
    return desk


@cache
def _stage(make: Callable[[Path], Any], _kind: str) -> tuple[TemporaryDirectory[str], Any]:
    folder = TemporaryDirectory()
    desk = make(Path(folder.name))
    desk.rig.ledger.close()
    return folder, desk
