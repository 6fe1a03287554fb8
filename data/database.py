"""One SQL database for catalog and conversation log: engines, the declarative base, and its schema version.

Tables stand beside the code that uses them (`data.catalog`, `data.conversations`); migrations in
`data/migrations`. SQLite is the embedded default, PostgreSQL the scaled-out one; the same URL serves
the synchronous engine (imports) and the asynchronous one (gateway).
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

MIGRATIONS = Path(__file__).with_name("migrations")
_DRIVERS = {"sqlite": ("sqlite", "sqlite+aiosqlite"), "postgresql": ("postgresql+psycopg", "postgresql+psycopg")}


class Base(DeclarativeBase):
    """The base of every table."""


def _url(url: str, *, asynchronous: bool) -> str:
    parsed = make_url(url)
    drivers = _DRIVERS.get(parsed.get_backend_name())
    if drivers is None:
        raise ValueError(f"database_url: {parsed.get_backend_name()!r} is not supported; use sqlite or postgresql")
    return parsed.set(drivername=drivers[asynchronous]).render_as_string(hide_password=False)


def _tune_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    """Write-ahead log: readers never wait for the writer; NORMAL still survives a crash of the process."""
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def connect(url: str) -> Engine:
    """A synchronous engine. Raises ValueError for a database that is neither SQLite nor PostgreSQL."""
    engine = create_engine(_url(url, asynchronous=False), pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    return engine


def connect_async(url: str) -> AsyncEngine:
    """An asynchronous engine. Raises ValueError for a database that is neither SQLite nor PostgreSQL."""
    engine = create_async_engine(_url(url, asynchronous=True), pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
    return engine


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema of the database at `url` to `revision`, from empty or from any older one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = _url(url, asynchronous=False)
    command.upgrade(config, revision)
