"""How the ledger keeps a time: aware in, aware out, UTC without zone between. Knows no table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType

from sheetdesk.errors import LedgerError


@lru_cache(maxsize=1024)
def stored(moment: datetime | None) -> str | None:
    """A time as the ledger keeps it: UTC without zone. Refuses naive times: they'd be somebody's local guess.

    Kept, for most of what one pass tells bears the time of that pass."""
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise LedgerError("時間沒有時區，不能存進帳本", which=str(moment), mend="這是程式的錯，請交給維護的人")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _aware(kept: str | None) -> datetime | None:
    # Read with its zone: replace(tzinfo=…) afterwards takes nine times as long, and a pass may read thousands.
    return None if kept is None else datetime.fromisoformat(kept + "+00:00")


class UtcTime(UserDefinedType[datetime]):
    """Aware in, aware out. SQLAlchemy's own DateTime keeps the same text, and is three times as slow with a zone."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        """Its name in a table's definition."""
        return "DATETIME"

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """On the way in."""
        return stored

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        """On the way out."""
        return _aware
