"""What was erased: the list that a restored backup is held against, and the stamp that changes with every erasure.

The list holds hashes alone (`digest`): who has an id can look whether it is on it, and nobody can read an id off it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from data.errors import DataError
from data.files import replace_text

STAMP = "erasures"
"""The file in the home that holds the stamp."""


class ListUnreadable(DataError):
    """The list of what was erased is not one."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What the list says."""

    conversations: frozenset[str] = frozenset()
    """Digests of their ids."""
    shoppers: dict[str, datetime] = field(default_factory=dict)
    """By the digest of a pseudonym, when its shopper was last erased: who came back later is another matter."""


def digest(id: str) -> str:
    """What stands on the list for the id of a conversation, or for a shopper's pseudonym."""
    return hashlib.sha256(id.encode()).hexdigest()


def stamp(home: Path) -> str:
    """Another text after each erasure and each withdrawn consent; empty before the first.

    Who learns from the log compares the one before it read with the one before it puts the result to use: if they
    differ, something that it read may not be learned from any more.
    """
    try:
        return (home / STAMP).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def restamp(home: Path) -> None:
    """Changes the stamp."""
    replace_text(home / STAMP, uuid4().hex)


def is_behind(home: Path, list_: Path) -> bool:
    """Whether the stamp is older than the list: whoever wrote there was stopped before it changed the stamp."""
    if not list_.exists():
        return False
    stamped = (home / STAMP).stat().st_mtime_ns if (home / STAMP).exists() else 0
    return stamped < list_.stat().st_mtime_ns


def record(path: Path, *, conversations: Iterable[str], shopper: str | None = None) -> None:
    """Adds an erasure to the list, on disk when this returns. `shopper` is a pseudonym."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "conversations": sorted(map(digest, conversations)),
        **({"shopper": digest(shopper)} if shopper else {}),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, (json.dumps(line) + "\n").encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(paths: Sequence[Path]) -> Erased:
    """What lists say together; a list that is not there says nothing. Raises ListUnreadable."""
    conversations: set[str] = set()
    shoppers: dict[str, datetime] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            try:
                entry = json.loads(line)
                conversations |= set(entry["conversations"])
                at = datetime.fromisoformat(entry["at"]).astimezone(UTC).replace(tzinfo=None)
                if "shopper" in entry:
                    shoppers[entry["shopper"]] = max(at, shoppers.get(entry["shopper"], at))
            except (ValueError, KeyError, TypeError) as error:
                raise ListUnreadable(f"{path}, line {number}: no entry of an erasure list; restore the file") from error
    return Erased(frozenset(conversations), shoppers)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
