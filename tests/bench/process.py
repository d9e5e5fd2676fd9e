"""A process of its own for whatever is measured: started fresh, spoken to by one JSON line a command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

Command = Callable[..., Any]


class Process:
    """`python -m MODULE WORDS…`, alive while the `with` lasts. What it writes to stderr is shown."""

    def __init__(self, module: str, *words: str) -> None:
        self.module = module
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()  # its end of work
        self._process.stdout.close()
        self._process.wait()

    @property
    def id(self) -> int:
        return self._process.pid

    def ask(self, command: str, **words: Any) -> Any:
        """What the command answers. Raises RuntimeError if the process died of it; its reason stands on stderr."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"command": command, **words}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.module} ended at the command {command}")
        return json.loads(line)


def obey(commands: Mapping[str, Command]) -> None:
    """The other end: carry out each command that comes, until no more can come."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed here is no answer
    for line in sys.stdin:
        words = json.loads(line)
        answers.write(json.dumps(commands[words.pop("command")](**words)) + "\n")
        answers.flush()
