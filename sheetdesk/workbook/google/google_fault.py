"""The fault that every call to Google can raise. Border: a value; the words come from `faults` and `refusal`."""

from __future__ import annotations

from sheetdesk.errors import DeskUnreachable

PASSING = frozenset({"quota", "server", "timeout", "network", "proxy_down", "cut", "garbled", "page"})
"""Reasons that may be gone a second later: worth another try of a read."""


class GoogleFault(DeskUnreachable):
    """`reason` is a short word for programs (doctor, tests); `status` the HTTP status, if an answer came."""

    def __init__(self, what: str, *, which: str, mend: str, reason: str, status: int | None = None) -> None:
        super().__init__(what, which=which, mend=mend)
        self.reason, self.status = reason, status

    @property
    def passing(self) -> bool:
        """May the same call go well a second later?"""
        return self.reason in PASSING


class NoSuchGrid(GoogleFault):
    """A tab of that id is gone: ask which tabs there are."""
