"""What the log holds: how much, since when, how many of its events are joined, and what was kept apart and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, case, func, select, text

from data.conversations.events import ABOUT_PRODUCTS
from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    QuarantinedEventRow,
    QuestionRow,
    RankingRow,
    VerdictRow,
)


@dataclass(frozen=True, slots=True)
class LogStatistics:
    """The log at a moment."""

    rows: Mapping[str, int]
    """By table."""
    with_consent: int
    first: datetime | None
    last: datetime | None
    """When the first conversation began, and the last one was active."""
    events: Mapping[str, tuple[int, int]]
    """By type of those about products, how many are joined to a list, and how many there are."""
    kept_apart: Mapping[str, int]
    """By reason."""
    bytes: int
    """Of the whole database, catalog and indexes included."""

    @property
    def joined(self) -> float:
        """The share of events about products that are joined to a list; 1 where there are none."""
        total = sum(count for _, count in self.events.values())
        return sum(joined for joined, _ in self.events.values()) / total if total else 1.0


def read_statistics(engine: Engine) -> LogStatistics:
    """Counts what the log holds. Raises sqlalchemy's errors."""
    tables: tuple[Any, ...] = (ConversationRow, MessageRow, RankingRow, QuestionRow, EventRow, VerdictRow)
    with engine.connect() as connection:
        consent, first, last = connection.execute(
            select(
                func.count(case((ConversationRow.analytics, 1))),
                func.min(ConversationRow.created_at),
                func.max(ConversationRow.last_at),
            )
        ).one()
        joined = (
            select(EventRow.type, func.count(EventRow.list_id), func.count())
            .where(EventRow.type.in_(ABOUT_PRODUCTS))
            .group_by(EventRow.type)
        )
        apart = select(QuarantinedEventRow.reason, func.count()).group_by(QuarantinedEventRow.reason)
        return LogStatistics(
            rows={table.__tablename__: _count(connection, table) for table in (*tables, QuarantinedEventRow)},
            with_consent=consent,
            first=first,
            last=last,
            events={kind: (known, all) for kind, known, all in connection.execute(joined)},
            kept_apart={reason: count for reason, count in connection.execute(apart)},
            bytes=database_bytes(connection),
        )


def database_bytes(connection: Connection) -> int:
    """The size of the database: of an SQLite file with its write-ahead log, or as PostgreSQL reports it."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
    path = Path(connection.engine.url.database or "")
    files = (path, path.with_name(path.name + "-wal"))
    return sum(file.stat().st_size for file in files if file.is_file())


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
