"""A number or a name that must not be kept: planted in a story, and looked for in every file that the desk leaves."""

from __future__ import annotations

from pathlib import Path


def traces(folder: Path, *planted: str) -> list[str]:
    """Which of the planted words any file in `folder` holds, as text or as JSON would escape it; each with its file."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        for word in planted:
            forms = {word.encode(), word.encode("utf-16-le"), word.encode("unicode_escape")}
            found += [f"{path.name}: {word}"] if any(form in data for form in forms) else []
    return found
