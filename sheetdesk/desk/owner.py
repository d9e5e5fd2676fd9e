"""What the ledger keeps of whose the desk is. Border: the ledger; what a stamp tells is `stamp_check`'s."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sheetdesk.desk.rig import Asked, Rig
from sheetdesk.desk.stamp_check import ANOTHERS, DISPLACED, OWNER, another_wrote, displaced, own_of
from sheetdesk.errors import DeskNotOurs
from sheetdesk.model.sheet import Difference, Image, Snapshot


@contextmanager
def keeps_owner(rig: Rig, asked: Asked) -> Iterator[None]:
    """Keep that a read showed the desk to be another's, whatever else of the pass is undone."""
    try:
        yield
    except DeskNotOurs:
        if not asked.rehearse:
            with rig.ledger.begin() as tx:
                tx.remember(OWNER, ANOTHERS)
        raise


def check_owner(rig: Rig, batch: Difference, image: Image, raw: Snapshot) -> None:
    """Keep for good that another server wrote between the read `raw` and `batch`, and raise DeskNotOurs."""
    with rig.ledger.begin() as tx:
        other = another_wrote(batch, image, own_of(tx.fact), raw.stamp)
        if other is None:
            return
        tx.remember(DISPLACED, other.host)
    raise displaced(other.host)
