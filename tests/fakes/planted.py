"""A number or a name that must not be kept: planted in a story, and looked for in every file that the desk leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile, is_zipfile


def traces(folder: Path, *planted: str) -> list[str]:
    """Which of the planted words any file in `folder` holds, as text or as JSON would escape it; each with its file."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        contents = list(_contents(path))
        for word in planted:
            forms = {word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape")}
            hit = any(form in data for form in forms for data in contents)
            found += [f"{path.name}: {word}"] if hit else []
    return found


def _contents(path: Path) -> Iterator[bytes]:
    """The file as it is; of a workbook what is packed in it, too."""
    yield path.read_bytes()
    if is_zipfile(path):
        with ZipFile(path) as packed:
            yield from map(packed.read, packed.namelist())
