"""A workbook's file: read whole, replaced whole, never while a person's program holds it. Knows nothing of cells."""

from __future__ import annotations

import contextlib
import os
import stat
from hashlib import sha256
from pathlib import Path

from sheetdesk.errors import DeskUnreachable, WorkbookBusy, WorkbookChanged


def read_bytes(path: Path) -> bytes:
    """The whole file. Raises DeskUnreachable with what to do if it isn't there or may not be read."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise DeskUnreachable("找不到這個檔案", which=str(path), mend=_mend_missing(path)) from None
    except IsADirectoryError:
        raise DeskUnreachable(
            "這是資料夾，不是 .xlsx 檔案", which=str(path), mend="檢查 config.yaml 的 workbook.path"
        ) from None
    except OSError as error:
        raise DeskUnreachable(
            f"讀不到這個檔案（{error.strerror}）", which=str(path), mend="檢查檔案權限，或磁碟是否正常"
        ) from error
    if not data:
        raise DeskUnreachable(
            "檔案是空的", which=str(path), mend=f"從備份 {backup_of(path).name} 還原，或重新執行 init"
        )
    return data


def _mend_missing(path: Path) -> str:
    backup = backup_of(path)
    if backup.exists():
        return f"檔案搬走了就放回來；真的不見了，把備份「{backup.name}」複製一份改名成「{path.name}」"
    return "先執行 sheetdesk init，或檢查 config.yaml 的 workbook.path"


def token_of(data: bytes) -> str:
    """What `data` is known by: equal only for a file that is equal byte for byte."""
    return sha256(data).hexdigest()


def backup_of(path: Path) -> Path:
    """Where the file as it stood before the last write is kept."""
    return path.with_name(path.name + ".bak")


def holder_of(path: Path) -> tuple[str, Path] | None:
    """The program that holds the file open and its lock file, None if nobody does."""
    path = path.resolve()
    locks = {"Excel": path.with_name(f"~${path.name}"), "LibreOffice": path.with_name(f".~lock.{path.name}#")}
    return next(((program, lock) for program, lock in locks.items() if lock.exists()), None)


def check_free(path: Path) -> None:
    """Raises WorkbookBusy while Excel or LibreOffice holds the file."""
    if holder := holder_of(path):
        program, lock = holder
        raise WorkbookBusy(
            f"{program} 正開著這個檔案，先不寫入",
            which=str(path),
            mend=f"存檔並關掉它，下一輪會自動補寫；如果沒有人開著，請刪除同資料夾的「{lock.name}」",
        )


def replace_whole(path: Path, data: bytes, was: bytes | None, *, backup: bool = True) -> None:
    """Put `data` in place of `was` (None: a new file) in one step; `was` stays beside it as NAME.bak if `backup`.

    Whatever happens at whatever moment, `path` holds either the old bytes or the new ones, whole.
    Raises WorkbookChanged, WorkbookBusy or DeskUnreachable; then nothing was written."""
    path = path.resolve()  # a link stays a link
    check_free(path)
    if was is not None:
        check_writable(path)
    try:
        if was is not None and backup:
            _write_beside(path, backup_of(path), was)
        temporary = _write(path, data)
        _check_same(path, was)
        temporary.replace(path)
        _sync_folder(path.parent)
    except PermissionError as error:
        raise WorkbookBusy(
            f"沒有權限寫入（{error.strerror}）", which=str(path), mend="關掉開著它的程式，或檢查資料夾的權限"
        ) from error
    except OSError as error:
        raise DeskUnreachable(
            f"寫不進去（{error.strerror}），原來的檔案沒有動到", which=str(path), mend="檢查磁碟空間，或磁碟是否正常"
        ) from error


def keep_copy(path: Path, data: bytes, word: str, *, private: bool = False) -> Path:
    """Keep `data` beside `path` as NAME.WORD.xlsx, with a number if that is taken; answers where.

    `private`: nobody else on this computer may read it. Raises DeskUnreachable."""
    path, number = path.resolve(), 1
    copy = path.with_name(f"{path.stem}.{word}{path.suffix}")
    while copy.exists():
        if copy.read_bytes() == data:
            return copy
        number += 1
        copy = path.with_name(f"{path.stem}.{word}-{number}{path.suffix}")
    try:
        _write(path, data, private).replace(copy)
    except OSError as error:
        raise DeskUnreachable(
            f"留不下副本（{error.strerror}），所以什麼都沒有改", which=str(copy), mend="檢查磁碟空間和資料夾權限"
        ) from error
    return copy


def check_writable(path: Path) -> None:
    """Raises DeskUnreachable if the file itself may not be written."""
    # Replacing a file needs the folder's leave only: whoever made this one read-only meant it.
    if not path.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        raise DeskUnreachable("檔案是唯讀的", which=str(path), mend="取消檔案的唯讀，下一輪會自動補寫")


def _check_same(path: Path, was: bytes | None) -> None:
    # Saving takes a while; somebody may have saved or opened the file in that time.
    check_free(path)
    if (path.read_bytes() if path.exists() else None) != was:
        raise WorkbookChanged("檔案剛剛被別人存過，這一次先不寫", which=str(path), mend="下一輪會重新讀取再寫")


def _write(path: Path, data: bytes, private: bool = False) -> Path:
    # Always the same name: what a crash leaves behind is overwritten by the next write.
    temporary = path.with_name(f".{path.name}.sheetdesk-new")
    try:
        with temporary.open("wb") as file:
            if private and os.name == "posix":
                os.fchmod(file.fileno(), stat.S_IRUSR | stat.S_IWUSR)
            file.write(data)
            file.flush()
            if path.exists():
                _like(file.fileno(), path.stat())
            os.fsync(file.fileno())
    except OSError:
        temporary.unlink(missing_ok=True)  # half a file would fill the rest of a full disk
        raise
    return temporary


def _write_beside(path: Path, target: Path, data: bytes) -> None:
    _write(path, data).replace(target)


def _like(descriptor: int, was: os.stat_result) -> None:
    if os.name != "posix":
        return
    os.fchmod(descriptor, stat.S_IMODE(was.st_mode))
    if (was.st_uid, was.st_gid) != (os.getuid(), os.getgid()):
        # Only root may give files away; the mode is what keeps it readable to those who could read it.
        with contextlib.suppress(PermissionError):
            os.fchown(descriptor, was.st_uid, was.st_gid)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # Windows opens no folders; its file system keeps the order of renames
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
