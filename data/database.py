"""One SQL database for catalog and conversation log: engines, the declarative base, and its schema version.

Tables stand beside the code that uses them (`data.catalog.store`, `data.conversations.tables`); migrations
in `data/migrations`. SQLite is the embedded default, PostgreSQL the scaled-out one; the same URL serves
everybody.
"""

from __future__ import annotations

import json
from pathlib import Path

from alembic import command
from alembic.config import Config
from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).with_name("migrations")
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Base(DeclarativeBase):
    """The base of every table."""


def _url(url: str) -> str:
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise ValueError(f"database_url: {parsed.get_backend_name()!r} is not supported; use sqlite or postgresql")
    return parsed.set(drivername=driver).render_as_string(hide_password=False)


def _tune_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """Write-ahead log: readers never wait for the writer; NORMAL still survives a crash of the process."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are begun by `_begin_sqlite`
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes its place in the queue of writers at once.

    Else it would start as a reader, and fail without waiting if another wrote in between.
    """
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _json(value: object) -> str:
    """What `json.loads` reads; several times as fast as `json.dumps`, as messages with products are long."""
    try:
        return to_json(value).decode()
    except PydanticSerializationError:  # half of a surrogate pair, which JSON can only escape
        return json.dumps(value)


def connect(url: str) -> Engine:
    """An engine; on SQLite, transactions of one with the execution option `writes` queue up.

    Raises ValueError for a database that is neither SQLite nor PostgreSQL.
    """
    is_server = not url.startswith("sqlite")
    # A server can go away, a file can not.
    engine = create_engine(_url(url), pool_pre_ping=is_server, json_serializer=_json)
    if not is_server:
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema of the database at `url` to `revision`, from empty or from any older one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = _url(url)
    command.upgrade(config, revision)
