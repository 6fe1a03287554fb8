"""Old conversations, moved out of the database into files: `2026-01.jsonl.gz` has those that began in January 2026.

A line is a conversation with everything that was stored of it, table by table, but for its token and its secrets, which
are of no use any more. A file is put in place whole, and what it has is removed from the database only then, so a run
that is interrupted anywhere loses nothing: the next one does the rest. Shoppers without consent are not archived:
their conversations are not kept so long. Nothing learns from archives; `data.privacy.archived` looks for shoppers in
them, and takes out what is erased or too old.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, Engine, delete, exists, func, select

from data.conversations.tables import (
    ConversationRow,
    EventRow,
    MessageRow,
    NoteRow,
    QuarantinedEventRow,
    QuestionRow,
    RankingRow,
    ShownAttributeRow,
    ShownProductRow,
    SuggestionRow,
    VerdictRow,
)
from data.errors import ArchiveUnreadable
from data.files import replacing, state

OF_CONVERSATIONS = (MessageRow, EventRow, QuarantinedEventRow, VerdictRow, NoteRow, SuggestionRow)
OF_MESSAGES = (RankingRow, ShownProductRow, ShownAttributeRow, QuestionRow)
LAST_MONTH = "9999-12"
_AT_ONCE = 100
_NOTES = (
    select(func.count(NoteRow.id)).where(NoteRow.conversation_id == ConversationRow.id).correlate(ConversationRow)
).scalar_subquery()
"""How many notes a conversation has."""
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Archived:
    """What was moved."""

    conversations: int
    files: Sequence[Path]


@dataclass(frozen=True, slots=True)
class _Old:
    """A conversation to move; if it is another one by then, it stays."""

    id: str
    month: str
    last_at: datetime
    verdicts: int
    notes: int
    judged_at: datetime | None
    """When the last of the verdicts was given."""


def archive(engine: Engine, folder: Path, before: datetime) -> Archived:
    """Moves the conversations with consent that ended before a time (UTC, without a zone) and that nobody waits in.

    Raises ArchiveUnreadable, moving nothing of that month, and OSError where the disk is full.
    """
    with engine.connect() as connection:
        old = _old(connection, before)
    files, moved = [], 0
    for month in sorted({one.month for one in old}):
        of_month = [one for one in old if one.month == month]
        path = folder / f"{month}.jsonl.gz"
        with _rewriting(path) as (lines, file):
            new = {one.id for one in of_month}
            _write(file, (line for line in lines if line["conversation"]["id"] not in new))
            for start in range(0, len(of_month), _AT_ONCE):
                with engine.connect() as connection:
                    _write(file, _lines(connection, [one.id for one in of_month[start : start + _AT_ONCE]]))
        moved += _remove_from_database(engine, of_month)
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


def _old(connection: Connection, before: datetime) -> list[_Old]:
    table = ConversationRow
    # What was said before its shopper consented goes by itself (`data.privacy.retention`): until then, it waits.
    early = exists().where(MessageRow.conversation_id == table.id, MessageRow.at < table.consented_at)
    query = (
        select(table.id, table.created_at, table.last_at, func.count(VerdictRow.id), _NOTES, func.max(VerdictRow.at))
        .outerjoin(VerdictRow, VerdictRow.conversation_id == table.id)
        .where(table.last_at < before, table.analytics, table.status.not_in(("queued", "agent")), ~early)
        .group_by(table.id, table.created_at, table.last_at)
        .order_by(table.created_at, table.id)
    )
    return [
        _Old(id, f"{began:%Y-%m}", last, count, notes, judged_at)
        for id, began, last, count, notes, judged_at in connection.execute(query)
    ]


def _lines(connection: Connection, ids: Sequence[str]) -> Iterator[Line]:
    own = select(ConversationRow.__table__).where(ConversationRow.id.in_(ids))
    lines: dict[str, Line] = {}
    for row in connection.execute(own).mappings():
        lines[row["id"]] = {"conversation": {k: v for k, v in row.items() if k != "token_hash"}}
    conversation_of: dict[str, str] = {}
    for table in OF_CONVERSATIONS:
        query = select(table.__table__).where(table.conversation_id.in_(ids))
        for row in connection.execute(query).mappings():
            lines[row["conversation_id"]].setdefault(table.__tablename__, []).append(dict(row))
            if table is MessageRow:
                conversation_of[row["id"]] = row["conversation_id"]
    shown: Any
    for shown in OF_MESSAGES:
        of = select(shown.__table__).join(MessageRow, MessageRow.id == shown.message_id)
        for row in connection.execute(of.where(MessageRow.conversation_id.in_(ids))).mappings():
            lines[conversation_of[row["message_id"]]].setdefault(shown.__tablename__, []).append(dict(row))
    return iter(lines.values())


def _remove_from_database(engine: Engine, old: Sequence[_Old]) -> int:
    """Removes what is as it was when it was read."""
    table, removed = ConversationRow, 0
    for start in range(0, len(old), _AT_ONCE):
        chunk = {one.id: one for one in old[start : start + _AT_ONCE]}
        with engine.execution_options(writes=True).begin() as connection:
            query = (
                select(table.id, table.last_at, func.count(VerdictRow.id), _NOTES, func.max(VerdictRow.at))
                .outerjoin(VerdictRow, VerdictRow.conversation_id == table.id)
                .where(table.id.in_(chunk))
                .group_by(table.id, table.last_at)
            )
            same = [
                id
                for id, *now in connection.execute(query)
                if now == [chunk[id].last_at, chunk[id].verdicts, chunk[id].notes, chunk[id].judged_at]
            ]
            removed += connection.execute(delete(table).where(table.id.in_(same))).rowcount
    return removed


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
        file.write(json.dumps(line, default=str) + "\n")


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
