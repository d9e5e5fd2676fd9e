"""The parts of an .xlsx file's zip and how they refer to each other. Understands no cell, chart or tab's content."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree import ElementTree
from zipfile import ZipFile

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK, _TYPES = "xl/workbook.xml", "[Content_Types].xml"


def tabs_in(parts: ZipFile, kinds: tuple[str, ...] = ("/worksheet",)) -> list[tuple[str, str]]:
    """Each tab's title and the part that it stands in, of these kinds of tabs."""
    book = ElementTree.fromstring(parts.read(_BOOK))
    by_id = {name: target for kind in kinds for name, target in relations(parts, _BOOK, kind)}
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    return [(s.get("name", ""), by_id[s.get(_RELATION, "")]) for s in sheets if s.get(_RELATION, "") in by_id]


def relations(parts: ZipFile, part: str, kind: str = "") -> list[tuple[str, str]]:
    """Id and target of what `part` refers to inside the file; `kind` is how the relation's type ends."""
    name = relations_of(part)
    if name not in parts.namelist():
        return []
    folder = posixpath.dirname(part)
    return [
        (element.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:])
        for element in ElementTree.fromstring(parts.read(name))
        if element.get("Type", "").endswith(kind) and element.get("TargetMode") != "External"
    ]


def targets(parts: ZipFile, part: str, kind: str) -> list[str]:
    """Parts of that kind that `part` refers to and that are there."""
    return [target for _, target in relations(parts, part, kind) if target in parts.namelist()]


def relations_of(part: str) -> str:
    """The part that says what `part` refers to."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def with_all_below(parts: ZipFile, part: str) -> list[str]:
    """`part`, what it refers to, and so on down, with the parts that say so; each once."""
    found, waiting = dict[str, None](), [part]
    while waiting:
        name = waiting.pop()
        if name in found or name not in parts.namelist():
            continue
        found[name] = None
        if relations_of(name) in parts.namelist():
            found[relations_of(name)] = None
            waiting += [target for _, target in relations(parts, name)]
    return list(found)


def content_types(parts: ZipFile) -> Iterator[tuple[str, str]]:
    """What every part is, by its name; or by the end of its name, which begins with a point."""
    for element in ElementTree.fromstring(parts.read(_TYPES)):
        name = element.get("PartName", "")[1:] or f".{element.get('Extension', '').lower()}"
        yield name, element.get("ContentType", "")
