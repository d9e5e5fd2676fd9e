"""What of a file need not be made anew for its next save: packed parts, and rows as XML. Knows no cells and no book."""

from __future__ import annotations

import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Changes = Mapping[str, Collection[int] | None]
"""Numbers of the rows that were changed, by the title of their tab; None where anything of the tab may have been."""

_OWNER_ONLY = 0o600 << 16
"""The mode that ZipFile gives to what is written from memory."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it lies in the zip."""

    content: bytes
    size: int
    crc: int


@dataclass(frozen=True, slots=True)
class WrittenTab:
    """A tab as it was written last."""

    xml: Packed | None = None
    """None: its cells or its looks have changed since."""
    relations: tuple[Any, ...] = ()
    """What the tab's own part refers to, openpyxl's `Relationship`s."""
    rows: Mapping[int, bytes] = field(default_factory=dict)
    """The XML of rows that have not changed since, by number. Rows with notes or links aren't kept: their XML is only a
    part of what they leave in the file."""

    @property
    def is_whole(self) -> bool:
        """Did nothing of the tab change?"""
        return self.xml is not None


def unchanged(written: Mapping[Any, WrittenTab], changes: Changes | None) -> dict[Any, WrittenTab]:
    """What still stands after `changes` (None: anything may have been changed), by the tab itself.

    Here alone is decided what is written again as it was: what nobody speaks for is made anew."""
    return {} if changes is None else {tab: _still(was, tab.title, changes) for tab, was in written.items()}


def _still(was: WrittenTab, title: str, changes: Changes) -> WrittenTab:
    if title not in changes:
        return was
    rows = changes[title]
    if rows is None:
        return WrittenTab()
    return replace(was, xml=None, rows={place: xml for place, xml in was.rows.items() if place not in rows})


def pack(content: bytes) -> Packed:
    """Deflated as ZipFile does it."""
    deflater = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Packed(deflater.compress(content) + deflater.flush(), len(content), zlib.crc32(content))


class Archive(ZipFile):
    """A zip that takes parts which are packed already."""

    def write_packed(self, name: str, part: Packed) -> None:
        """As `writestr`, without packing it again."""
        info = ZipInfo(name, time.localtime()[:6])
        info.compress_type, info.external_attr, info.header_offset = ZIP_DEFLATED, _OWNER_ONLY, self.start_dir
        info.file_size, info.compress_size, info.CRC = part.size, len(part.content), part.crc
        assert self.fp is not None, "it is open"
        self.fp.seek(self.start_dir)
        self.fp.write(info.FileHeader() + part.content)
        self.start_dir = self.fp.tell()
        self.filelist.append(info)
        self.NameToInfo[name] = info
