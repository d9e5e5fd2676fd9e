"""What the desk may know of an answer to the refund form: whose it is, when it came, and how the account ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """One answer. `number`: the 服務單號 as she typed it. `last_five` None: what she gave is no account's number."""

    place: int
    submitted_at: datetime | None
    number: str
    last_five: str | None
