"""What a run has freed doesn't stay with the process."""

import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sheetdesk.cli import memory

BLOCK, COUNT = 4_000, 10_000
TEXT = 8_000_000

GLIBC = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library gives memory back by itself")


def resident() -> int:
    """Bytes of this process that lie in memory."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024


@GLIBC
def test_what_was_freed_below_something_that_lives_is_given_back():
    blocks = [bytes(BLOCK) for _ in range(COUNT)]
    last = blocks.pop()  # above all of them
    before = resident()
    del blocks
    memory.give_back()
    assert before - resident() > BLOCK * COUNT * 0.8
    assert len(last) == BLOCK


FREED = f"""
from sheetdesk.cli.memory import keep_large_apart, resident_mb

keep_large_apart()
for _ in range(3):
    text = b"x" * {TEXT}
    above = [bytes({BLOCK}) for _ in range({COUNT} // 10)]
    before = resident_mb()
    del text
    print(before - resident_mb())
"""


@GLIBC
def test_a_large_block_is_given_back_as_soon_as_it_is_freed_and_not_only_the_first():
    """In a process of its own: this one has holes in which such a block has room."""
    told = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True).stdout
    assert [float(freed) > TEXT / 1e6 * 0.9 for freed in told.split()] == [True] * 3


def test_where_the_c_library_has_no_such_call_nothing_happens(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    memory._trim.cache_clear()
    memory.keep_large_apart()
    memory.give_back()
    assert memory._trim() is None
    memory._trim.cache_clear()
