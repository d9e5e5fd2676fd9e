"""One process at a time on one ledger: a lock file beside it, which the system lets go of when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheetdesk.errors import LedgerError

SQLITE = "sqlite:///"
ITS_TURN = "等它做完再執行；如果是一直開著的 serve，它會自己做，不用另外執行"


def ledger_file(url: str) -> Path:
    """The file of a SQLite ledger."""
    return Path(url.removeprefix(SQLITE))


@contextmanager
def hold(url: str, what: str, purpose: str = "", mend: str = ITS_TURN) -> Iterator[None]:
    """Have the ledger for this process alone until the block ends. `what` says to others who has it.

    Locks of another `purpose` don't hinder each other. Raises LedgerError if somebody has it; `mend`: what to do then."""
    path = ledger_file(url)
    path = path.with_name(f"{path.name}{purpose}.lock")
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise LedgerError(
            f"不能建立鎖定檔（{fault.strerror}）",
            which=str(path),
            mend="檢查 config.yaml 的 ledger：資料夾要存在，也要能寫入",
        ) from fault
    try:
        if not _try_lock(descriptor):
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace") if hasattr(os, "pread") else ""
            raise LedgerError(
                f"另一個 sheetdesk 正在用這個帳本{f'（{holder}）' if holder else ''}，這一次什麼都沒做",
                which=path.name,
                mend=mend,
            )
        os.truncate(descriptor, 0)
        os.write(descriptor, f"{what}，程序 {os.getpid()}".encode())
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
