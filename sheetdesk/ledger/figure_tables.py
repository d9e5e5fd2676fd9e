"""Tables of the ledger that reports add up; kept like those of `schema`."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from sheetdesk.ledger.schema import metadata
from sheetdesk.ledger.utc_time import UtcTime

case_figures = Table(
    "case_figures",
    metadata,
    Column("number", String, primary_key=True),
    Column("counted", Boolean, nullable=False),
    Column("latest", UtcTime, nullable=False, index=True),
    Column("received_at", UtcTime),
    Column("nature", String),
    Column("category", String),
    Column("source", String),
    Column("product", String),
    Column("group_no", String),
    Column("supplier", String),
    Column("owner", String),
    Column("rule", String),
    Column("overruled", Boolean, nullable=False),
    Column("receipt_min", Integer),
    Column("replied_at", UtcTime),
    Column("reply_min", Integer),
    Column("reply_business_min", Integer),
    Column("reply_ended_at", UtcTime),
    Column("reply_met", Boolean),
    Column("promise_due", UtcTime),
    Column("promise_kept", Boolean, nullable=False),
    Column("solved_at", UtcTime),
    Column("solve_min", Integer),
    Column("solve_business_min", Integer),
    Column("solve_net_min", Integer),
    Column("solution_met", Boolean),
    Column("replies_before", Integer),
    Column("solved_by", String),
    Column("reopened", Text, nullable=False),
    Column("resolved", Boolean, nullable=False),
    Column("closed_at", UtcTime),
    Column("unanswered", Boolean, nullable=False),
    Column("asked_for", UtcTime),
    Column("rating", Integer),
    Column("amount", Float),
    Column("paid_by", String),
    Column("claimed", Boolean, nullable=False),
    Column("escalated", Text, nullable=False),
    Index("case_figures_received", "received_at", "counted"),
)

letters_left = Table(
    "letters_left",
    metadata,
    Column("quarter", UtcTime, primary_key=True),
    Column("automatic", Boolean, primary_key=True),
    Column("count", Integer, nullable=False),
)

backlog = Table(
    "backlog",
    metadata,
    Column("day", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("open", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("late", Integer, nullable=False),
)
