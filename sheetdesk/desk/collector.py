"""Python's search for cyclic garbage, put off while thousands of lines are read and compared.

They are lists in lists without a cycle, and go as soon as nobody holds them; but their number alone makes the collector
look through all that the process has, again and again: a quiet pass of 5,000 open cases took a quarter more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waits() -> Iterator[None]:
    """Nothing is searched for until the end of the block."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
