"""Conversations in the archive (`data.conversations.archive`), as those who look after people's data see them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.errors import DataError
from data.privacy.lines import DAMAGED, drop, lines


class ArchiveDamaged(DataError):
    """A file of the archive cannot be read."""


@dataclass(frozen=True, slots=True)
class Archived:
    """One conversation of an archive's file."""

    id: str
    shopper_id: str | None
    created_at: datetime
    last_at: datetime
    file: Path
    content: dict[str, Any]


def archived(folder: Path) -> Iterator[Archived]:
    """Every conversation, file by file. Raises OSError and ArchiveDamaged."""
    for path in _files(folder):
        try:
            for line in lines(path):
                yield _archived(json.loads(line), path)
        except (*DAMAGED, ValueError, KeyError, TypeError) as error:
            raise ArchiveDamaged(f"{path} is damaged ({error!r}); restore it, or move it out of the home") from error


def _archived(content: dict[str, Any], path: Path) -> Archived:
    row = content.get("conversation", content)
    began, ended = (datetime.fromisoformat(row[name]) for name in ("created_at", "last_at"))
    return Archived(row["id"], row.get("shopper_id"), began, ended, path, content)


def said(folder: Path, ids: Sequence[str]) -> list[str]:
    """The texts of the shoppers' messages in these conversations."""
    wanted = set(ids)
    return [text for one in archived(folder) if one.id in wanted for text in _texts(one.content)]


def _texts(content: Any) -> Iterator[str]:
    """Every text of a shopper's message, wherever the archive's shape has it."""
    if isinstance(content, dict):
        if content.get("from") == "shopper" and isinstance(content.get("text"), str):
            yield content["text"]
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from _texts(part)


def remove(folder: Path, ids: Sequence[str]) -> int:
    """Rewrites the files that hold these conversations without them; how many there were."""
    wanted = [id.encode() for id in ids]
    return sum(drop(path, lambda line: any(id in line for id in wanted)) for path in _files(folder)) if wanted else 0


def expire(folder: Path, before: datetime) -> int:
    """Rewrites the files without the conversations that ended before then; how many there were."""
    ids = [one.id for one in archived(folder) if one.last_at < before]
    return remove(folder, ids)


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jsonl.gz")) if folder.is_dir() else []
