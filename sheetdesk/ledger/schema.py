"""Tables of the ledger.

Lists and mappings are kept as JSON text (`model.values.dumps`); times as UTC without zone.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    func,
    text,
)

from sheetdesk.ledger.utc_time import UtcTime

VERSION = 2


metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", Text, nullable=False))

cases = Table(
    "cases",
    metadata,
    Column("number", String, primary_key=True),
    Column("running", Integer, nullable=False, unique=True),
    Column("is_open", Boolean, nullable=False),
    Column("status", String),
    Column("next_look_at", UtcTime),
    Column("facts", Text, nullable=False),
    Column("incident", String),
    Column("counts", Boolean, nullable=False, server_default=text("0")),
    Column("matter", String),
    Column("matter_product", String),
    Column("matter_at", UtcTime),
    Column("matter_supplier", String),
    Column("matter_carrier", String),
    Column("ended_at", UtcTime),
    Index("cases_open_running", "is_open", "running"),
    Index("cases_open_look", "is_open", "next_look_at"),
    Index("cases_incident", "incident", "counts", "is_open"),
    Index("cases_matter", "matter", "matter_at"),
    Index("cases_matter_product", "matter_product", "matter_at"),
    Index("cases_matter_supplier", "matter_supplier", "matter_at"),
    Index("cases_matter_carrier", "matter_carrier", "matter_at"),
    Index("cases_ended_at", "ended_at"),
)

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("case_no", String, index=True),
    Column("actor", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("field", String),
    Column("old", Text),
    Column("new", Text),
    Column("why", Text),
)

form_rows = Table(
    "form_rows",
    metadata,
    Column("key", String, primary_key=True),
    Column("case_no", String, index=True),
    Column("tab", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("person", String, index=True),
    Column("order_no", String),
    Column("content", String, nullable=False, index=True),
    Column("submitted_at", UtcTime),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("gone", Boolean, nullable=False, index=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("case_no", String, index=True),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("channel", String, nullable=False),
    Column("recipient", String, nullable=False, index=True),
    Column("address", String),
    Column("letter", Text, nullable=False),
    Column("references", Text, nullable=False),
    Column("message_id", String, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("trial", Boolean, nullable=False),
    Column("released", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("next_try_at", UtcTime),
    Column("sent_at", UtcTime),
    Column("note", Text),
    Column("updated_at", UtcTime, nullable=False, index=True),
    Column("revision", Integer, nullable=False, server_default=text("0"), index=True),
    Column("source", String, nullable=False, server_default=text("''"), index=True),
)
Index("messages_left", func.coalesce(messages.c.sent_at, messages.c.updated_at))

inbound = Table(
    "inbound",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("case_no", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("sender", String),
    Column("body", Text),
    Column("note", Text),
)

ratings = Table(
    "ratings",
    metadata,
    Column("key", String, primary_key=True),
    Column("case_no", String, index=True),
    Column("cycle", Integer),
    Column("submitted_at", UtcTime, nullable=False),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("solved", Boolean),
    Column("stars", Integer),
    Column("correct", Boolean),
    Column("comment", Text),
    Column("verdict", String, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("trial", Boolean, nullable=False),
)

staff_answers = Table(
    "staff_answers",
    metadata,
    Column("key", String, primary_key=True),
    Column("case_no", String, index=True),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("obeyed", Boolean, nullable=False),
)

sheet_rows = Table(
    "sheet_rows",
    metadata,
    Column("tab", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("seen", Text, nullable=False),
    Column("print", String, nullable=False),
    Column("dirty", Boolean, nullable=False),
    Column("missing_since", UtcTime),
    Column("dropped", Boolean, nullable=False),
    Column("put_backs", Text, nullable=False),
    Index("sheet_rows_dirty", "tab", "dirty"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("print", String, primary_key=True),
    Column("first_seen_at", UtcTime, nullable=False),
    Column("place", Integer),
    Column("begun_at", UtcTime),
)

journals = Table(
    "journals",
    metadata,
    Column("batch", Integer, primary_key=True),
    Column("written_at", UtcTime, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("difference", Text, nullable=False),
)

repairs = Table(
    "repairs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("repair", Text, nullable=False),
)

hits = Table("hits", metadata, Column("rule", String, primary_key=True), Column("count", Integer, nullable=False))

template_uses = Table(
    "template_uses",
    metadata,
    Column("template", String, primary_key=True),
    Column("sent", Integer, nullable=False),
    Column("ratings", Integer, nullable=False),
    Column("stars", Integer, nullable=False),
)

case_people = Table(
    "case_people",
    metadata,
    Column("case_no", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("facts", Text, nullable=False),
)

case_keys = Table(
    "case_keys",
    metadata,
    Column("key", String, primary_key=True),
    Column("case_no", String, primary_key=True),
    Column("name", String),
    Index("case_keys_case", "case_no"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("message", Integer, primary_key=True),
    Column("live", Boolean, nullable=False, index=True),
    Column("facts", Text, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("live", Boolean, nullable=False, index=True),
    Column("facts", Text, nullable=False),
)

customers = Table("customers", metadata, Column("id", String, primary_key=True), Column("said", Text, nullable=False))

forgotten = Table(
    "forgotten",
    metadata,
    Column("mark", String, primary_key=True),
    Column("at", UtcTime, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started_at", UtcTime, nullable=False),
    Column("summary", Text, nullable=False),
)
