"""The audit trail: who read or changed what of shoppers' data, and when. It holds no data of theirs, and outlives them.

Whom or what an entry is about is written as a hash (`reference`): who knows the id finds its entries, and the trail
says nothing else. Conversations' ids are random, and shoppers' ids are pseudonyms here, so neither can be guessed.
"""

from __future__ import annotations

import getpass
import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from data.conversations.log import now
from data.conversations.tables import AuditRow

MOST_LETTERS = 200


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
    found = select(AuditRow.at, AuditRow.who, AuditRow.what, AuditRow.subject, AuditRow.details)
    if about is not None:
        found = found.where(AuditRow.subject.in_(about))
    if since is not None:
        found = found.where(AuditRow.at >= since)
    with engine.connect() as connection:
        rows: Iterable[Any] = connection.execute(found.order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(most))
        return [Entry(*row) for row in rows]
