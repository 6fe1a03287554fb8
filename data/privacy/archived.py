"""Conversations in the archive (`data.conversations.archive`), as those who look after people's data see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data.conversations import archive
from data.privacy import holdings


@dataclass(frozen=True, slots=True)
class Archived:
    """One conversation of the archive."""

    id: str
    shopper_id: str | None
    created_at: datetime
    last_at: datetime
    content: dict[str, Any]
    """Its rows, by table."""


def archived(folder: Path) -> Iterator[Archived]:
    """Every conversation, file by file. Raises OSError and data.errors.ArchiveUnreadable."""
    for content in archive.read(folder):
        row = content["conversation"]
        began, ended = (datetime.fromisoformat(row[name]) for name in ("created_at", "last_at"))
        yield Archived(row["id"], row["shopper_id"], began, ended, content)


def told(engine: Engine, old: Iterable[Archived], ids: Sequence[str]) -> tuple[list[str], datetime | None]:
    """What shoppers said in these conversations, in the log or the archive, and when the earliest began, in UTC.

    Raises sqlalchemy's errors, and what reading `old` raises.
    """
    wanted = set(ids)
    texts, first = holdings.said(engine, ids), holdings.first_at(engine, ids)
    for one in old:
        if one.id in wanted:
            own = [row["payload"] for row in one.content.get("messages", ()) if row["sender"] == "shopper"]
            texts += [payload["text"] for payload in own if payload.get("text")]
            first = min(first or one.created_at, one.created_at)
    return texts, first


def expire(folder: Path, before: datetime) -> int:
    """Rewrites the files without the conversations that ended before then; how many there were."""
    ids = [one.id for one in archived(folder) if one.last_at < before]
    return archive.remove(folder, ids) if ids else 0
