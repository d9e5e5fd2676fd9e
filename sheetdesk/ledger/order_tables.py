"""Tables of orders. `order_marks` tells who ordered, in keyed hashes (`policy.forgetting.mark_of`)."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table, Text

from sheetdesk.ledger.schema import metadata

orders = Table(
    "orders",
    metadata,
    Column("key", String, primary_key=True),
    Column("number", String, index=True),
    Column("day", String, nullable=False, index=True),
    Column("fresh", Boolean, nullable=False, index=True),
    Column("print", String, nullable=False),
    Column("facts", Text, nullable=False),
)

order_marks = Table(
    "order_marks",
    metadata,
    Column("mark", String, primary_key=True),
    Column("key", String, primary_key=True, index=True),
)
