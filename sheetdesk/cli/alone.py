"""Commands that put another ledger in the place of this one need it to themselves. Border: the locks of this machine; of a
server elsewhere the stamp tells (design §1)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sheetdesk.ledger.lock import hold

SERVER = ".serve"
"""The purpose of the lock that a `serve` holds from its start to its end, between its passes too."""


@contextmanager
def alone(ledger: str, verb: str, deed: str) -> Iterator[None]:
    """Neither a pass nor a `serve` may have the ledger: they would go on writing into the one that is put aside, and send
    from it. `deed`: what may be done once they have ended. Raises LedgerError."""
    mend = f"先停掉它（sudo systemctl stop sheetdesk，或在那個視窗按 Ctrl-C），再{deed}"
    with hold(ledger, verb, SERVER, mend), hold(ledger, verb, mend=mend):
        yield
