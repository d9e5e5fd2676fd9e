"""The formula that shows a case's number and leads to its row, written and read back. Pure; knows no tab.

People sort: so it names no row, it looks the number up. The number stands in it as text: it needs no other cell of its
row, and whoever reads it is told the number."""

from __future__ import annotations

import re

from sheetdesk.model.values import Formula

_NUMBER = r"[A-Z0-9]+-[0-9]+-[A-Z0-9]"
_LINKABLE = re.compile(_NUMBER, re.ASCII)
_OURS = re.compile(
    rf'=\s*HYPERLINK\("#.*?"\s*&\s*IF(?:NA|ERROR)\(MATCH\("({_NUMBER})"\s*[,;].*\)\s*[,;]\s*"\1"\)',
    re.ASCII | re.IGNORECASE,
)


def link_to(number: str, address: str, numbers: str, unless_found: str) -> Formula | None:
    """`address` with the row of `number` in the range `numbers` behind it, the first row where it is in none by now.

    `unless_found`: the function that says so, IFNA or IFERROR. None for text that is no case number: whatever people
    wrote never gets into a formula."""
    if not _LINKABLE.fullmatch(number):
        return None
    address = address.replace('"', '""')
    return Formula(f'=HYPERLINK("{address}"&{unless_found}(MATCH("{number}",{numbers},0),1),"{number}")')


def number_in(formula: str) -> str | None:
    """The number that a link of ours shows; None for any other formula, which is a person's."""
    found = _OURS.fullmatch(formula)
    return found[1] if found else None
