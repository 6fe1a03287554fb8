"""Taking deleted rows off the disk as well: a database file keeps what was in it until something writes over it.

On SQLite, our connections overwrite what they delete (`secure_delete`), but the write-ahead log still holds pages as
they were until it is written into the file and cut off. PostgreSQL frees the space of deleted rows when it vacuums;
its own write-ahead log and free space are the business of who runs it (docs/privacy.md).
"""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import Engine, inspect

from data.database import connect
from data.privacy.holdings import tables_of_people

RASAS = "rasa_trackers"
"""The table of Rasa's copies of conversations, where it is in the same database."""


def settle(engine: Engine, *, tries: int = 5) -> bool:
    """Has what was deleted leave the disk as far as that stops nobody's work; whether it did.

    SQLite's write-ahead log is cut off once nobody reads an older state. While it waits for that nobody can write, so
    each try is short. PostgreSQL sees to it by itself, in its own time (or `vacuum`).
    """
    if engine.dialect.name != "sqlite":
        return True
    return any(_cut_off(engine, pause=0.2 * number) for number in range(tries))


def _cut_off(engine: Engine, *, pause: float) -> bool:
    time.sleep(pause)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        row = cursor.fetchone()
        is_busy = row is None or bool(row[0])
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.close()
    finally:
        connection.close()
    return not is_busy


def rewrite(path: Path) -> None:
    """Writes an SQLite file anew, without what was deleted before deletions were overwritten.

    Writers wait meanwhile: seconds for some hundred megabytes.
    """
    engine = connect(f"sqlite:///{path}")
    try:
        connection = engine.raw_connection()
        connection.cursor().execute("VACUUM")  # outside any transaction, which the engine would begin
        connection.close()
        settle(engine)
    finally:
        engine.dispose()


def vacuum(engine: Engine) -> None:
    """Has PostgreSQL free what was deleted of conversations and shoppers now; of SQLite there is nothing to free."""
    if engine.dialect.name == "sqlite":
        return
    names = [table.name for table in tables_of_people()]
    if inspect(engine).has_table(RASAS):
        names.append(RASAS)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM {', '.join(names)}")
