"""The audit trail: who read or changed what of shoppers' data, and when. It holds no data of theirs, and outlives them.

Whom or what an entry is about is written as a hash (`reference`): who knows the id finds its entries, and the trail
says nothing else. Conversations' ids are random, and shoppers' ids are pseudonyms here, so neither can be guessed.
"""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from data.conversations.log import now
from data.conversations.tables import AuditRow

MOST_LETTERS = 200
_AT_ONCE = 200
"""References a statement: a shopper may have thousands of conversations."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did."""

    at: datetime
    who: str
    what: str
    subject: str
    details: dict[str, Any]


def reference(id: str) -> str:
    """What stands in the trail for the id of a conversation, or for a shopper's pseudonym: 16 hexadecimal digits."""
    return hashlib.sha256(id.encode()).hexdigest()[:16]


def operator() -> str:
    """Who runs a command: the name of the operating system's user."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"


def note(engine: Engine, who: str, what: str, subject: str, **details: Any) -> None:
    """Adds an entry. `subject` and `details` (counts, periods, file names) must name nobody.

    Raises sqlalchemy's errors. `what` is a verb: "read", "export", "erase", "archive", "train" ….
    """
    row = {"at": now(), "who": who[:100], "what": what[:50], "subject": subject[:MOST_LETTERS], "details": details}
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(AuditRow), row)


def entries(
    engine: Engine, *, about: Sequence[str] | None = None, since: datetime | None = None, most: int = 100
) -> list[Entry]:
    """The latest entries, the newest first; `about`: of these references alone. Raises sqlalchemy's errors."""
    table = AuditRow
    found = select(table.at, table.id, table.who, table.what, table.subject, table.details)
    found = found.order_by(table.at.desc(), table.id.desc()).limit(most)
    if since is not None:
        found = found.where(table.at >= since)
    if about is None:
        parts = [found]
    else:
        references = sorted(set(about))
        starts = range(0, len(references), _AT_ONCE)
        parts = [found.where(table.subject.in_(references[start : start + _AT_ONCE])) for start in starts]
    with engine.connect() as connection:
        rows: list[Any] = [row for part in parts for row in connection.execute(part)]
    latest = sorted(rows, key=lambda row: (row.at, row.id), reverse=True)[:most]
    return [Entry(row.at, row.who, row.what, row.subject, row.details) for row in latest]
