"""Conversations in the archive (`data.conversations.archive`), as those who look after people's data see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.conversations import archive


@dataclass(frozen=True, slots=True)
class Archived:
    """One conversation of the archive."""

    id: str
    shopper_id: str | None
    created_at: datetime
    last_at: datetime
    content: dict[str, Any]
    """Its rows, by table."""


def archived(folder: Path, until: str = archive.LAST_MONTH) -> Iterator[Archived]:
    """Every conversation that began by a month, file by file. Raises OSError and data.errors.ArchiveUnreadable."""
    for content in archive.read(folder, until):
        row = content["conversation"]
        began, ended = (datetime.fromisoformat(row[name]) for name in ("created_at", "last_at"))
        yield Archived(row["id"], row["shopper_id"], began, ended, content)


def said(folder: Path, ids: Sequence[str]) -> list[str]:
    """The texts of the shoppers' messages in these conversations."""
    wanted = set(ids)
    messages = [row for one in archived(folder) if one.id in wanted for row in one.content.get("messages", ())]
    own = [row["payload"] for row in messages if row["sender"] == "shopper"]
    return [payload["text"] for payload in own if payload.get("text")]


def expire(folder: Path, before: datetime) -> int:
    """Rewrites the files without the conversations that ended before then; how many there were.

    Looks into no file of a later month: what ended before then had begun.
    """
    until = f"{before:%Y-%m}"
    ids = [one.id for one in archived(folder, until) if one.last_at < before]
    return archive.remove(folder, ids, until) if ids else 0
