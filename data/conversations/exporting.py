"""The log as files: in the names of User Behavior Insights, or one line a conversation as it is learned from.

Both name shoppers and conversations by pseudonyms that the caller gives (`data.privacy.pseudonyms`): by the same key,
the same ones in every export, so that exports of one day after the other fit together.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from data.conversations import ubi
from data.conversations.sessions import Session
from data.files import replacing

Lines = Callable[[Session], Iterable[Mapping[str, Any]]]


def export_ubi(sessions: Iterable[Session], folder: Path, pseudonym: Callable[[str], str]) -> dict[str, int]:
    """Writes `ubi_queries.jsonl` and `ubi_events.jsonl`, whole or not at all; how many lines each has."""
    return _export(
        sessions,
        {
            folder / "ubi_queries.jsonl": lambda session: ubi.queries(session, pseudonym),
            folder / "ubi_events.jsonl": lambda session: ubi.events(session, pseudonym),
        },
    )


def export_sessions(sessions: Iterable[Session], folder: Path, pseudonym: Callable[[str], str]) -> dict[str, int]:
    """Writes `sessions.jsonl`, whole or not at all; how many lines it has."""

    def line(session: Session) -> Iterator[dict[str, Any]]:
        known = {"id": pseudonym(session.id), "shopper_id": session.shopper_id and pseudonym(session.shopper_id)}
        yield asdict(session) | known

    return _export(sessions, {folder / "sessions.jsonl": line})


def _export(sessions: Iterable[Session], files: Mapping[Path, Lines]) -> dict[str, int]:
    counts = {path.name: 0 for path in files}
    with ExitStack() as stack:
        opened = {path: stack.enter_context(_writing(path)) for path in files}
        for session in sessions:
            for path, lines in files.items():
                for line in lines(session):
                    opened[path].write(json.dumps(line, ensure_ascii=False, default=_plain) + "\n")
                    counts[path.name] += 1
    return counts


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    """A file for its owner alone, put in place at the end."""
    with replacing(path) as unfinished:
        unfinished.touch(0o600)
        with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as file:
            yield file


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat() + "Z"
    raise TypeError(f"{type(value).__name__} has no place in an export")
