"""One copy of the desk as a folder: made whole or not at all, known by its list of contents, thinned out as it grows old."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sheetdesk.errors import LedgerError, UsageError
from sheetdesk.policy.backups import Keep, taken_at, to_thin

CONTENTS = "backup.json"
CONFIG, LEDGER, WORKBOOK = "config.yaml", "sheetdesk.db", "desk.xlsx"
HALF = ".making-"
"""Before its name: a copy that isn't whole yet."""
IS_OURS = "sheetdesk backup"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy says of itself. `files`: name → SHA-256; `secrets`: names only, for whoever sets up anew."""

    taken_at: str
    version: str
    host: str
    place: str
    ledger_id: str
    batch: int
    config: str
    secrets: tuple[str, ...]
    files: Mapping[str, str]
    what: str = IS_OURS

    @property
    def moment(self) -> datetime:
        """When it was taken, aware."""
        return datetime.fromisoformat(self.taken_at)


def make(folder: Path, name: str, fill: Callable[[Path], Contents]) -> Path:
    """Have `fill` put everything into a new folder, and give it its name only when all of it is on disk.

    Raises LedgerError; then there is nothing under that name."""
    half, whole = folder / f"{HALF}{name}", folder / name
    if whole.exists():
        raise UsageError("這一秒已經有一份備份", which=str(whole), mend="過一秒再執行一次")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{HALF}*"):  # of a backup that died half-way
            shutil.rmtree(left)
        half.mkdir(mode=0o700)
        said = asdict(fill(half))
        keep_private(half / CONTENTS, json.dumps(said, ensure_ascii=False, indent=2).encode())
        _sync(half)
        half.rename(whole)
        _sync(folder)
    except OSError as fault:
        mend = "檢查磁碟空間和資料夾權限，再執行一次"
        raise LedgerError(f"備份寫不進去（{fault.strerror}）", which=str(folder), mend=mend) from fault
    finally:
        shutil.rmtree(half, ignore_errors=True)
    return whole


def keep_private(path: Path, data: bytes) -> None:
    """Write a new file that only its owner can read, and wait until it is on disk."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def fingerprint(path: Path) -> str:
    """What a file is known by."""
    return sha256(path.read_bytes()).hexdigest()


def read_contents(folder: Path) -> Contents:
    """What a copy says of itself. Raises UsageError if there is none, or it isn't whole any more."""
    try:
        said = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        if said.get("what") != IS_OURS:
            raise ValueError
        found = Contents(**{**said, "secrets": tuple(said["secrets"])})
        changed = [name for name, known in found.files.items() if fingerprint(folder / name) != known]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        mend = f"請給 sheetdesk backup 做出來的資料夾，裡面有 {CONTENTS} 和它列出的檔案"
        raise UsageError("不是完整的備份", which=str(folder), mend=mend) from None
    if changed:
        mend = "這份備份不能用，請換另一份"
        raise UsageError(f"裡面的 {'、'.join(changed)} 和備份時不一樣", which=str(folder), mend=mend)
    return found


def thin(folder: Path, keep: Keep) -> list[str]:
    """Delete copies that are older than the rule wants; answers which. Nothing else in the folder is touched."""
    gone = to_thin(_copies(folder), keep)
    for name in gone:
        shutil.rmtree(folder / name)
    return gone


def newest(folder: Path) -> datetime | None:
    """The wall time of the newest copy."""
    return max(filter(None, map(taken_at, _copies(folder))), default=None)


def _copies(folder: Path) -> list[str]:
    return [path.parent.name for path in folder.glob(f"*/{CONTENTS}") if taken_at(path.parent.name) is not None]


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
