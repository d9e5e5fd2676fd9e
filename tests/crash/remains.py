"""What a run that died left behind for the next one: two that left the same need to be taken up only once."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile, is_zipfile

SAVED_AT = "docProps/core.xml"
"""The part of an .xlsx file that tells when it was saved."""


def digest(folder: Path, *beside: object, without: str = "") -> str:
    """Every file in `folder`, and what `beside` tells of the world outside it.

    `without`: a name that differs from twin to twin and means nothing, such as a spreadsheet's id."""
    found = sha256(repr(beside).encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(folder)}\n".encode())
        for data in _contents(path):
            found.update(data.replace(without.encode(), b"") if without else data)
    return found.hexdigest()


def _contents(path: Path) -> Iterator[bytes]:
    """The file's bytes; of a workbook what is packed in it, for its package bears the hour of the wall."""
    if not is_zipfile(path):
        yield path.read_bytes()
        return
    with ZipFile(path) as packed:
        for name in packed.namelist():
            yield b"%b %d\n" % (name.encode(), packed.getinfo(name).file_size)
            yield b"" if name == SAVED_AT else packed.read(name)
