"""How an older ledger becomes what a new one is: one step a version."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, inspect, select

from sheetdesk.ledger import schema
from sheetdesk.ledger.old_accounts import mask_old_accounts
from sheetdesk.ledger.utc_time import stored
from sheetdesk.model.values import loads


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
    ):
        connection.exec_driver_sql(statement)
    _number_changes(connection)
    mask_old_accounts(connection)


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
