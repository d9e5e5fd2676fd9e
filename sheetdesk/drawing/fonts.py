"""Find a typeface that has the Chinese signs of a picture. Border: reads font files; with faces.py and canvas.py, all
that needs Pillow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sheetdesk.drawing.faces import Face, faces_of

NAMES = (
    "NotoSansCJK-Regular.ttc",  # Debian fonts-noto-cjk, Fedora, Arch
    "NotoSansCJKtc-Regular.otf",
    "NotoSansTC-Regular.otf",
    "NotoSansTC-Regular.ttf",
    "SourceHanSansTC-Regular.otf",
    "PingFang.ttc",  # macOS
    "msjh.ttc",  # Windows
    "STHeiti Light.ttc",  # macOS
    "Hiragino Sans GB.ttc",
    "wqy-microhei.ttc",  # Debian fonts-wqy-microhei
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",  # Debian fonts-droid-fallback
    "uming.ttc",  # Debian fonts-arphic-uming
    "mingliu.ttc",
    "NotoSerifCJK-Regular.ttc",
)
"""Files that hold Traditional Chinese, those that read best on a screen first."""

PROOF = "繁體臺灣客訴團購裡這週"
"""What a typeface must have before it is taken for one of Traditional Chinese."""


def find_face(texts: frozenset[str], wanted: Path | None = None) -> Face | None:
    """The first typeface, `wanted` before the system's, that has every letter and digit of `texts`; None if none has."""
    needed = frozenset(PROOF).union(*texts)
    return next((face for face in _candidates(wanted) if face.has_letters(needed)), None)


def _candidates(wanted: Path | None) -> Iterator[Face]:
    if wanted is not None:
        yield from faces_of(wanted)
    for path in installed(_folders()):
        yield from faces_of(path)


@lru_cache(maxsize=4)
def installed(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Files of NAMES in or below `folders`, in the order of NAMES. A font installed later is found by the next start."""
    rank = {name.lower(): place for place, name in enumerate(NAMES)}
    found = [
        (rank[name.lower()], Path(folder) / name)
        for top in folders
        for folder, _, names in os.walk(top)
        for name in names
        if name.lower() in rank
    ]
    return tuple(path for _, path in sorted(found))


def _folders() -> tuple[Path, ...]:
    """Where systems keep their fonts; those that aren't there are passed over."""
    home, windows = Path.home(), Path(os.environ.get("WINDIR", "C:/Windows"))
    named = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/System/Library/Fonts"),
        Path("/Library/Fonts"),
        home / "Library/Fonts",
        windows / "Fonts",
    )
    return (*named, *sorted(Path("/System/Library/AssetsV2").glob("com_apple_MobileAsset_Font*")))
