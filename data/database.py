"""One SQL database for catalog and conversation log: engines, the declarative base, and its schema version.

Tables stand beside the code that uses them (`data.catalog.store`, `data.conversations.tables`); migrations
in `data/migrations`. SQLite is the embedded default, PostgreSQL the scaled-out one; the same URL serves
everybody.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from data.errors import DatabaseTooNew, DatabaseUnsupported, MigrationFailed
from data.files import replacing

MIGRATIONS = Path(__file__).with_name("migrations")
_DISK_FULL = "53100"
"""PostgreSQL's code for it."""
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}


class Base(DeclarativeBase):
    """The base of every table."""


def _url(url: str) -> str:
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise DatabaseUnsupported(
            f"FLOORWALKER_DATABASE_URL: {parsed.get_backend_name()!r} is not supported; write sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME"
        )
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
    # A server can go away, a file can not. What shoppers say are parameters, which no error's text may hold.
    engine = create_engine(_url(url), pool_pre_ping=is_server, json_serializer=_json, hide_parameters=True)
    if not is_server:
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def has_no_room(error: BaseException) -> bool:
    """Whether the database failed since its disk is full; what it was given before is safe."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
    return getattr(cause, "sqlstate", None) == _DISK_FULL


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema of the database at `url` to `revision`, from empty or from any older one: whole or not at all.

    All steps are one transaction, and two that upgrade at once do it one after the other. An SQLite file that has a
    schema is copied beside itself first, and the copy removed when all went well.
    Raises DatabaseTooNew and MigrationFailed.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = _url(url)
    scripts = ScriptDirectory.from_config(config)
    present = _revision(url)
    target = scripts.as_revision_number(revision)
    if present == target:
        return
    if present is not None and present not in {script.revision for script in scripts.walk_revisions()}:
        raise DatabaseTooNew(
            f"the database is of a newer version ({present}) than this program knows ({target}): update the program,"
            " or restore the database of before"
        )
    copy = _copy_beside(url, present) if present is not None else None
    try:
        command.upgrade(config, revision)
    except SQLAlchemyError as error:
        kept = f"; its copy of before is {copy}" if copy else ""
        raise MigrationFailed(
            f"the database could not be brought from version {present or 'none'} to {target} and is as it was{kept}."
            f" The reason: {str(error).splitlines()[0]}. Free space or mend what it names, and run the command again;"
            " a table or column that exists already was left by an upgrade of an older program that was interrupted:"
            " restore the backup of before it"
        ) from error
    if copy is not None:
        copy.unlink(missing_ok=True)  # another upgrade at the same time has the same


def _revision(url: str) -> str | None:
    """The version of the schema in a database; None of one that has none."""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def _copy_beside(url: str, revision: str) -> Path | None:
    """A whole copy of an SQLite file, of what is in its write-ahead log too; None where it is no file."""
    name = make_url(url).database
    if not url.startswith("sqlite") or not name or name == ":memory:":
        return None
    path = Path(name)
    copy = path.with_name(f"{path.name}.before-upgrade-of-{revision}")
    try:
        with replacing(copy) as unfinished:
            unfinished.touch(0o600)
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
                source.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise MigrationFailed(
            f"the database could not be copied to {copy} before its upgrade ({error}): free as much space as {path}"
            " takes, and run the command again; nothing was changed"
        ) from error
    return copy
