"""Old conversations, moved out of the database into files: `2026-01.jsonl.gz` has those that began in January 2026.

A line is a conversation with everything that was stored of it, table by table, but for its token and its secrets, which
are of no use any more. Where an address is left, somebody is to write yet: such a conversation stays. A file is put in
place whole, and what it has is removed from the database only then, if it is still as it was written, so a run that is
interrupted anywhere loses nothing: the next one does the rest. Shoppers without consent are not archived: their
conversations are not kept so long. Nothing learns from archives; `data.privacy.archived` looks for shoppers in them,
and takes out what is erased or too old.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, delete, exists, select

from data.conversations import belonging
from data.conversations.tables import ContactRow, ConversationRow, MessageRow, SecretRow
from data.errors import ArchiveUnreadable
from data.files import replacing, state

NOT_ARCHIVED = frozenset({ConversationRow.__tablename__, SecretRow.__tablename__, ContactRow.__tablename__})
"""Of the tables of a conversation: what a line begins with, and what is of use for a short time only."""
LAST_MONTH = "9999-12"
_AT_ONCE = 50
"""Conversations that are read, and compared before they are removed, together."""
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Archived:
    """What was moved."""

    conversations: int
    files: Sequence[Path]


def archive(engine: Engine, folder: Path, before: datetime) -> Archived:
    """Moves the conversations with consent that ended before a time (UTC, without a zone) and that nobody waits in.

    Raises ArchiveUnreadable, moving nothing of that month, and OSError where the disk is full.
    """
    with engine.connect() as connection:
        old = _old(connection, before)
    files, moved = [], 0
    for month, ids in sorted(old.items()):
        path = folder / f"{month}.jsonl.gz"
        written: dict[str, str] = {}
        with _rewriting(path) as (lines, file):
            new = set(ids)
            _write(file, (line for line in lines if line["conversation"]["id"] not in new))
            for some in _parts(ids):
                with engine.connect() as connection:
                    now = _lines(connection, some)
                _write(file, now.values())
                written |= {id: _digest(line) for id, line in now.items()}
        moved += _remove_from_database(engine, written)
        files.append(path)
    return Archived(moved, files)


def read(folder: Path, until: str = LAST_MONTH) -> Iterator[Line]:
    """Every archived conversation that began by a month, such as 2026-01. Raises ArchiveUnreadable."""
    for path in paths(folder, until):
        yield from _read(path)


def paths(folder: Path, until: str = LAST_MONTH) -> list[Path]:
    """The archives up to a month, the earliest first."""
    return [path for path in sorted(folder.glob("????-??.jsonl.gz")) if path.name[: len(LAST_MONTH)] <= until]


def remove(folder: Path, conversation_ids: Collection[str], until: str = LAST_MONTH) -> int:
    """Rewrites the archives, up to a month, without some conversations; how many were there. Files without any left
    are removed.

    Each file is replaced whole; if it fails at one, it can be repeated. Raises ArchiveUnreadable.
    """
    gone, removed = frozenset(conversation_ids), 0
    for path in paths(folder, until):
        all = [line["conversation"]["id"] for line in _read(path)]
        here = sum(id in gone for id in all)
        removed += here
        if here == len(all):
            path.unlink()
        elif here:
            with _rewriting(path) as (lines, file):
                _write(file, (line for line in lines if line["conversation"]["id"] not in gone))
    return removed


def _old(connection: Connection, before: datetime) -> dict[str, list[str]]:
    """What is to be moved, by the month in which it began."""
    table = ConversationRow
    # What was said before its shopper consented goes by itself (`data.privacy.retention`): until then, it waits.
    early = exists().where(MessageRow.conversation_id == table.id, MessageRow.at < table.consented_at)
    reachable = exists().where(ContactRow.conversation_id == table.id)  # somebody is to write to its shopper yet
    query = (
        select(table.id, table.created_at)
        .where(table.last_at < before, table.analytics, table.status.not_in(("queued", "agent")), ~early, ~reachable)
        .order_by(table.created_at, table.id)
    )
    of_month: dict[str, list[str]] = defaultdict(list)
    for id, began in connection.execute(query):
        of_month[f"{began:%Y-%m}"].append(id)
    return of_month


def _lines(connection: Connection, ids: Sequence[str]) -> dict[str, Line]:
    """What is stored of conversations, by their ids; the same each time, while nothing of it changes."""
    own = select(ConversationRow.__table__).where(ConversationRow.id.in_(ids))
    lines: dict[str, Line] = {}
    for row in connection.execute(own.order_by(ConversationRow.created_at, ConversationRow.id)).mappings():
        lines[row["id"]] = {"conversation": {k: v for k, v in row.items() if k != "token_hash"}}
    for table, way in belonging.ways().items():
        if table.name in NOT_ARCHIVED:
            continue
        rows = select(way.conversation_id.label("_of"), *table.columns).select_from(way.source)
        order = [table.c.seq] if "seq" in table.c else [*table.primary_key]
        of_these = rows.where(way.conversation_id.in_(lines)).order_by(*order)
        for whose, *values in connection.execute(of_these):
            lines[whose].setdefault(table.name, []).append(dict(zip(table.columns.keys(), values, strict=True)))
    return lines


def _digest(line: Line) -> str:
    return hashlib.sha256(_json(line).encode()).hexdigest()


def _remove_from_database(engine: Engine, written: Mapping[str, str]) -> int:
    """Removes the conversations, by their ids with what was written of each, that are still as they were written."""
    table, removed = ConversationRow, 0
    for some in _parts(list(written)):
        with engine.execution_options(writes=True).begin() as connection:
            same = [id for id, line in _lines(connection, some).items() if _digest(line) == written[id]]
            removed += connection.execute(delete(table).where(table.id.in_(same))).rowcount
    return removed


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


@contextmanager
def _rewriting(path: Path) -> Iterator[tuple[Iterator[Line], TextIO]]:
    """The lines of an archive that is there, and the file that takes its place; for its owner alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = state(path)
    with replacing(path) as unfinished:
        unfinished.touch(0o600)
        with gzip.open(unfinished, "wt", encoding="utf-8") as file:
            yield (_read(path) if before else iter(())), file
        if state(path) != before:
            raise ArchiveUnreadable(f"{path} was changed by another program meanwhile: run the command again")


def _write(file: TextIO, lines: Iterable[Line]) -> None:
    for line in lines:
        file.write(_json(line) + "\n")


def _json(line: Line) -> str:
    return json.dumps(line, default=str)


def _read(path: Path) -> Iterator[Line]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ArchiveUnreadable(
            f"the archive {path} cannot be read ({error}): restore it from a backup, or move it out of its folder;"
            " nothing was changed"
        ) from error
