"""One line of what `doctor` found, and faults and problems as such lines. Border: a value; how it is shown is `doctor`'s."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheetdesk.errors import SheetdeskError
from sheetdesk.model.sheet import Problem


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` is None where all is well, and may be empty where `what` says it already. A hint is no fault: nobody can
    tell from here whether something is wrong."""

    what: str
    mend: str | None = None
    hint: bool = False


def wrong(fault: SheetdeskError) -> Finding:
    """A fault that was raised."""
    place = f"{fault.which}：" if fault.which else ""
    return Finding(f"{place}{fault.what}", fault.mend)


def faults(problems: Iterable[Problem]) -> Iterator[Finding]:
    """Each problem once."""
    yield from (Finding(f"{one.place}：{one.what}", one.mend) for one in dict.fromkeys(problems))


def listed(what: str, problems: Iterable[Problem]) -> Iterator[Finding]:
    """Each problem once; where there is none, that `what` is well."""
    found = list(faults(problems))
    yield from found or [Finding(f"{what}：都讀得懂")]
