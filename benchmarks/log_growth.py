#!/usr/bin/env python3
"""How many bytes the log takes for 1,000 conversations: in SQLite, in PostgreSQL, and archived.

    log_growth.py --database URL [--conversations 1000] [--json]

Takes the conversations of a database as patterns (`joining.py` plays some), and copies them, with ids of their own,
into an empty database of each kind, as often as it takes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pgserver.postgres_server import get_server
from sqlalchemy import Engine, insert, select, text

from data.conversations.archive import archive
from data.conversations.statistics import database_bytes
from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuarantinedEventRow,
    QuestionRow,
    RankingRow,
    ShownAttributeRow,
    ShownProductRow,
)
from data.database import connect, upgrade

TABLES: tuple[Any, ...] = (
    ConversationRow,
    MessageRow,
    RankingRow,
    ShownProductRow,
    ShownAttributeRow,
    QuestionRow,
    EventRow,
    QuarantinedEventRow,
)
"""Those that others refer to first."""
IDS = ("id", "conversation_id", "message_id", "reply_to", "list_id", "token_hash")


def patterns(engine: Engine) -> dict[Any, list[dict[str, Any]]]:
    """The rows of every table of the log."""
    with engine.connect() as connection:
        return {t: [dict(row) for row in connection.execute(select(t.__table__)).mappings()] for t in TABLES}


def copy(rows: dict[Any, list[dict[str, Any]]], engine: Engine, count: int) -> int:
    """Copies whole conversations until there are so many; how many rows that were."""
    own, written = len(rows[ConversationRow]), 0
    for number in range(-(-count // own)):
        left = min(own, count - number * own)
        chosen = {row["id"] for row in rows[ConversationRow][:left]}
        messages = {row["id"] for row in rows[MessageRow] if row["conversation_id"] in chosen}
        with engine.execution_options(writes=True).begin() as connection:
            for table in TABLES:
                copied = [_renamed(row, table, number) for row in rows[table] if _is_of(row, table, chosen, messages)]
                written += len(copied)
                if copied:
                    connection.execute(insert(table), copied)
    return written


def _is_of(row: dict[str, Any], table: Any, conversations: set[str], messages: set[str]) -> bool:
    if table is ConversationRow:
        return row["id"] in conversations
    own = "conversation_id" in row
    return (row["conversation_id"] in conversations) if own else (row["message_id"] in messages)


def _renamed(row: dict[str, Any], table: Any, number: int) -> dict[str, Any]:
    """The row with ids of the copy's own, of the same length."""
    renamed = dict(row)
    for name in IDS:
        if isinstance(renamed.get(name), str):
            renamed[name] = hashlib.sha256(f"{number}-{renamed[name]}".encode()).hexdigest()[: len(renamed[name])]
    if table is QuarantinedEventRow:
        del renamed["id"]
    if renamed.get("list_id") and number >= 0 and table is EventRow:
        renamed["list_id"] = renamed["list_id"] if renamed["message_id"] else None  # it may be of one left out
    return renamed


def databases(folder: Path) -> Iterator[tuple[str, Engine]]:
    """An empty database of each kind."""
    urls = {"sqlite": f"sqlite:///{folder / 'log.db'}"}
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    urls["postgresql"] = server.get_uri()
    for name, url in urls.items():
        upgrade(url)
        engine = connect(url)
        yield name, engine
        engine.dispose()
    server.cleanup()


def size(engine: Engine) -> int:
    """The bytes of a database, once what it wrote is in place."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_file = engine.dialect.name == "sqlite"
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)" if is_file else "CHECKPOINT"))
        return database_bytes(connection)


def measure(source: Engine, count: int) -> dict[str, Any]:
    """The figures for 1,000 conversations."""
    rows = patterns(source)
    conversations = len(rows[ConversationRow])
    found: dict[str, Any] = {"messages a conversation": round(len(rows[MessageRow]) / conversations, 1)}
    found["events a conversation"] = round(len(rows[EventRow]) / conversations, 1)
    found["bytes for 1,000 conversations"] = figures = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, engine in databases(folder):
            empty = size(engine)
            found["rows for 1,000 conversations"] = round(1000 * copy(rows, engine, count) / count)
            figures[kind] = round(1000 * (size(engine) - empty) / count)
            if kind == "sqlite":
                later = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
                files = archive(engine, folder / "archive", later).files
                figures["archived"] = round(1000 * sum(path.stat().st_size for path in files) / count)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", required=True, help="SQLAlchemy URL of a database with conversations")
    parser.add_argument("--conversations", type=int, default=1000, help="how many are written")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    source = connect(options.database)
    found = measure(source, options.conversations)
    source.dispose()
    print(json.dumps(found) if options.json else "\n".join(f"{name}: {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
