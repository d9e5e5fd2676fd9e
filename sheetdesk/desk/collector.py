"""Python's search for cyclic garbage, put off until a pass is through.

What a pass makes are thousands of values without a cycle, which go as soon as nobody holds them; but their number alone
makes the collector look through all that the process has, again and again: a quiet pass of 5,000 open cases took a
quarter more, and one that takes 2,000 new rows in a tenth."""

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
