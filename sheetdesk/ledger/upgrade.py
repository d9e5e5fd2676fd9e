"""How an older ledger becomes what a new one is: one step a version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, inspect, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.chunks import chunks
from sheetdesk.ledger.old_accounts import mask_old_accounts
from sheetdesk.ledger.utc_time import stored
from sheetdesk.model.case import Case
from sheetdesk.model.values import loads, loads_all
from sheetdesk.policy.incidents import matter_of
from sheetdesk.policy.retention import masks_from

_QUARTER = "substr(sent_at, 1, 14) || printf('%02d', substr(sent_at, 15, 2) / 15 * 15) || ':00.000000'"

_FIGURES = (
    "CREATE TABLE case_figures (number VARCHAR NOT NULL, counted BOOLEAN NOT NULL, latest DATETIME NOT NULL, "
    "received_at DATETIME, nature VARCHAR, category VARCHAR, source VARCHAR, product VARCHAR, group_no VARCHAR, "
    "supplier VARCHAR, owner VARCHAR, rule VARCHAR, overruled BOOLEAN NOT NULL, receipt_min INTEGER, "
    "replied_at DATETIME, reply_min INTEGER, reply_business_min INTEGER, reply_ended_at DATETIME, reply_met BOOLEAN, "
    "promise_due DATETIME, promise_kept BOOLEAN NOT NULL, solved_at DATETIME, solve_min INTEGER, "
    "solve_business_min INTEGER, solve_net_min INTEGER, solution_met BOOLEAN, replies_before INTEGER, "
    "solved_by VARCHAR, reopened TEXT NOT NULL, resolved BOOLEAN NOT NULL, closed_at DATETIME, "
    "unanswered BOOLEAN NOT NULL, asked_for DATETIME, rating INTEGER, amount FLOAT, paid_by VARCHAR, "
    "claimed BOOLEAN NOT NULL, escalated TEXT NOT NULL, PRIMARY KEY (number))",
    "CREATE INDEX ix_case_figures_latest ON case_figures (latest)",
    "CREATE INDEX case_figures_received ON case_figures (received_at, counted)",
    "CREATE TABLE letters_left (quarter DATETIME NOT NULL, automatic BOOLEAN NOT NULL, count INTEGER NOT NULL, "
    "PRIMARY KEY (quarter, automatic))",
    "CREATE TABLE backlog (day VARCHAR NOT NULL, at DATETIME NOT NULL, open INTEGER NOT NULL, "
    "unanswered INTEGER NOT NULL, late INTEGER NOT NULL, PRIMARY KEY (day))",
    f"INSERT INTO letters_left SELECT {_QUARTER}, automatic, count(*) FROM messages "
    "WHERE state = '已送' AND NOT trial AND kind <> 'alarm' AND sent_at IS NOT NULL GROUP BY 1, 2",
)
"""The tables of reports. Rows of cases are made by the passes that follow."""


def _index_what_a_pass_asks(connection: Connection) -> None:
    """From 1 to 2. In words of its own: those of `schema` may be other ones by the time an old ledger comes up."""
    for statement in (
        "DROP INDEX cases_open",
        "DROP INDEX cases_next_look",
        "CREATE INDEX cases_open_running ON cases (is_open, running)",
        "CREATE INDEX cases_open_look ON cases (is_open, next_look_at)",
        "CREATE INDEX ix_form_rows_content ON form_rows (content)",
        "CREATE INDEX ix_form_rows_gone ON form_rows (gone)",
        "CREATE INDEX ix_messages_updated_at ON messages (updated_at)",
        "CREATE INDEX messages_left ON messages (coalesce(sent_at, updated_at))",
        'CREATE TABLE ratings ("key" VARCHAR NOT NULL, case_no VARCHAR, cycle INTEGER, submitted_at DATETIME NOT NULL,'
        " first_seen_at DATETIME NOT NULL, solved BOOLEAN, stars INTEGER, correct BOOLEAN, comment TEXT,"
        ' verdict VARCHAR NOT NULL, counts BOOLEAN NOT NULL, trial BOOLEAN NOT NULL, PRIMARY KEY ("key"))',
        "CREATE INDEX ix_ratings_case_no ON ratings (case_no)",
        'CREATE TABLE staff_answers ("key" VARCHAR NOT NULL, case_no VARCHAR, first_seen_at DATETIME NOT NULL,'
        ' obeyed BOOLEAN NOT NULL, PRIMARY KEY ("key"))',
        "CREATE INDEX ix_staff_answers_case_no ON staff_answers (case_no)",
        "CREATE TABLE template_uses (template VARCHAR NOT NULL, sent INTEGER NOT NULL, ratings INTEGER NOT NULL, "
        "stars INTEGER NOT NULL, PRIMARY KEY (template))",
        "CREATE TABLE case_people (case_no VARCHAR NOT NULL, person VARCHAR NOT NULL, facts TEXT NOT NULL, "
        "PRIMARY KEY (case_no))",
        "CREATE INDEX ix_case_people_person ON case_people (person)",
        'CREATE TABLE case_keys ("key" VARCHAR NOT NULL, case_no VARCHAR NOT NULL, name VARCHAR, '
        'PRIMARY KEY ("key", case_no))',
        "CREATE INDEX case_keys_case ON case_keys (case_no)",
        "CREATE TABLE customers (id VARCHAR NOT NULL, said TEXT NOT NULL, PRIMARY KEY (id))",
        "CREATE TABLE corrections (message INTEGER NOT NULL, live BOOLEAN NOT NULL, facts TEXT NOT NULL, "
        "PRIMARY KEY (message))",
        "CREATE INDEX ix_corrections_live ON corrections (live)",
        "ALTER TABLE drafts ADD COLUMN place INTEGER",
        "ALTER TABLE drafts ADD COLUMN begun_at DATETIME",
        "CREATE TABLE forgotten (mark VARCHAR NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (mark))",
        *_FIGURES,
        *_ORDERS,
    ):
        connection.exec_driver_sql(statement)
    _number_changes(connection)
    mask_old_accounts(connection)
    _note_matters(connection)


_SOURCE = " || ".join(
    f"coalesce(json_extract(letter, '$.{name}'), '') || '{after}'"
    for name, after in (("template", " "), ("version", "|"))
)
"""As `model.message.source_of`: no letter of version 1 held a person's own words."""


def _number_changes(connection: Connection) -> None:
    """Changes of messages that cases and 往來紀錄 were told of get number 0; those that they weren't, 1."""
    for statement in (
        "ALTER TABLE messages ADD COLUMN revision INTEGER DEFAULT 0 NOT NULL",
        "CREATE INDEX ix_messages_revision ON messages (revision)",
        "ALTER TABLE messages ADD COLUMN source VARCHAR DEFAULT '' NOT NULL",
        "CREATE INDEX ix_messages_source ON messages (source)",
        f"UPDATE messages SET source = {_SOURCE}",
    ):
        connection.exec_driver_sql(statement)
    known = connection.exec_driver_sql("SELECT value FROM meta WHERE key = 'told_at'").scalar_one_or_none()
    told_at = stored(loads(known)) if known is not None else ""
    connection.exec_driver_sql("UPDATE messages SET revision = 1 WHERE updated_at >= ?", (told_at,))


_INCIDENTS = (
    "CREATE TABLE incidents (id INTEGER NOT NULL, live BOOLEAN NOT NULL, facts TEXT NOT NULL, PRIMARY KEY (id))",
    "CREATE INDEX ix_incidents_live ON incidents (live)",
    "ALTER TABLE cases ADD COLUMN incident VARCHAR",
    "ALTER TABLE cases ADD COLUMN counts BOOLEAN DEFAULT 0 NOT NULL",
    "ALTER TABLE cases ADD COLUMN matter VARCHAR",
    "ALTER TABLE cases ADD COLUMN matter_product VARCHAR",
    "ALTER TABLE cases ADD COLUMN matter_at DATETIME",
    "ALTER TABLE cases ADD COLUMN matter_supplier VARCHAR",
    "ALTER TABLE cases ADD COLUMN matter_carrier VARCHAR",
    "CREATE INDEX cases_incident ON cases (incident, counts, is_open)",
    "CREATE INDEX cases_matter ON cases (matter, matter_at)",
    "CREATE INDEX cases_matter_product ON cases (matter_product, matter_at)",
    "CREATE INDEX cases_matter_supplier ON cases (matter_supplier, matter_at)",
    "CREATE INDEX cases_matter_carrier ON cases (matter_carrier, matter_at)",
    "ALTER TABLE cases ADD COLUMN ended_at DATETIME",
    "CREATE INDEX cases_ended_at ON cases (ended_at)",
)


_ORDERS = (
    'CREATE TABLE orders ("key" VARCHAR NOT NULL, number VARCHAR, day VARCHAR NOT NULL, fresh BOOLEAN NOT NULL, '
    'print VARCHAR NOT NULL, facts TEXT NOT NULL, PRIMARY KEY ("key"))',
    "CREATE INDEX ix_orders_number ON orders (number)",
    "CREATE INDEX ix_orders_day ON orders (day)",
    "CREATE INDEX ix_orders_fresh ON orders (fresh)",
    'CREATE TABLE order_marks (mark VARCHAR NOT NULL, "key" VARCHAR NOT NULL, PRIMARY KEY (mark, "key"))',
    'CREATE INDEX ix_order_marks_key ON order_marks ("key")',
)


def _note_matters(connection: Connection) -> None:
    """What earlier complaints are counted by, so that it is known how many there usually are."""
    for statement in _INCIDENTS:
        connection.exec_driver_sql(statement)
    update = (
        "UPDATE cases SET counts = ?, matter = ?, matter_product = ?, matter_at = ?, matter_supplier = ?, "
        "matter_carrier = ?, ended_at = ? WHERE number = ?"
    )
    for piece in chunks(connection.exec_driver_sql("SELECT facts FROM cases").scalars().all()):
        cases = [Case.from_plain_dict(facts) for facts in loads_all(piece)]
        rows = [(*_matter_row(case), _stored_or_none(masks_from(case)), case.number) for case in cases]
        connection.exec_driver_sql(update, rows)


def _matter_row(case: Case) -> tuple[Any, ...]:
    matter, counts = matter_of(case), case.status != "無效" and case.merged_to is None
    if matter is None:
        return counts, None, None, None, None, None
    at = _stored_or_none(matter.at)
    return counts, matter.bucket, matter.product, at, matter.supplier, matter.carrier


def _stored_or_none(at: datetime | None) -> str | None:
    return stored(at) if at is not None else None


UPGRADES: dict[int, Callable[[Connection], None]] = {1: _index_what_a_pass_asks}
"""From version → what makes it the next one. A change of schema adds its step here, and a test with an old file."""


def upgrade(connection: Connection) -> None:
    """Create the tables in a new ledger, or bring an older one up to schema.VERSION; raises ValueError if it is newer."""
    if not inspect(connection).has_table("meta"):
        schema.metadata.create_all(connection)
        connection.execute(schema.meta.insert().values(key="schema_version", value=str(schema.VERSION)))
        return
    found = int(
        connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "schema_version")).scalar_one()
    )
    if found > schema.VERSION:
        raise ValueError(f"schema {found} is newer than {schema.VERSION}")
    for version in range(found, schema.VERSION):
        UPGRADES[version](connection)
        connection.execute(
            schema.meta.update().where(schema.meta.c.key == "schema_version").values(value=str(version + 1))
        )
