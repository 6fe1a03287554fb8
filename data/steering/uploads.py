"""Files that admins gave to be imported, in the database in parts: gateway and worker may share nothing else.

A file counts from when all of it is there; what was cut off, and what nobody needs any more, is removed.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from data.steering.refusals import UnknownUpload, UploadBroken
from data.steering.tables import UploadPartRow, UploadRow

KEPT = timedelta(days=1)
"""How long a file waits to be imported."""
UNFINISHED = timedelta(hours=1)
"""After so long, what is not all there was cut off."""
MOST_KEPT = 5
"""Files at once; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is all there. `size` in bytes, `digest` is its SHA-256, `by` an agent's name, `at` UTC."""

    id: str
    name: str
    size: int
    digest: str
    by: str
    at: datetime


class Receiving:
    """A file on its way in: told its parts one after the other, then that all are there, or to drop them."""

    def __init__(self, engine: Engine, *, name: str, by: str, at: datetime) -> None:
        self._engine = engine
        self._id = uuid.uuid4().hex
        self._position = self._size = 0
        self._digest = hashlib.sha256()
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(UploadRow), {"id": self._id, "name": name, "by": by, "at": at})

    def add(self, part: bytes) -> None:
        """Stores the next stretch."""
        row = {"upload_id": self._id, "position": self._position, "content": part}
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(UploadPartRow), row)
        self._position += 1
        self._size += len(part)
        self._digest.update(part)

    def finish(self) -> Upload:
        """Says that all is there."""
        said = {"size": self._size, "digest": self._digest.hexdigest()}
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(update(UploadRow).where(UploadRow.id == self._id).values(**said))
        return read(self._engine, self._id)

    def drop(self) -> None:
        """Removes what was stored."""
        with self._engine.execution_options(writes=True).begin() as connection:
            connection.execute(delete(UploadRow).where(UploadRow.id == self._id))


def listed(engine: Engine) -> list[Upload]:
    """The files that are all there, the newest first."""
    there = UploadRow.size.is_not(None)
    with engine.connect() as connection:
        rows = connection.execute(select(UploadRow.__table__).where(there).order_by(UploadRow.at.desc(), UploadRow.id))
        return [_upload(row) for row in rows]


def read(engine: Engine, id: str) -> Upload:
    """What is known of a file. Raises UnknownUpload."""
    own = (UploadRow.id == id, UploadRow.size.is_not(None))
    with engine.connect() as connection:
        row = connection.execute(select(UploadRow.__table__).where(*own)).one_or_none()
    if row is None:
        raise UnknownUpload("id", "there is no such file (any more)", "choose it again")
    return _upload(row)


def write(engine: Engine, id: str, path: Path) -> Upload:
    """Writes the file to `path`. Raises UnknownUpload, and UploadBroken if it is not as it was given."""
    upload = read(engine, id)
    digest, position = hashlib.sha256(), 0
    with path.open("wb") as file:
        while (part := _part(engine, id, position)) is not None:
            file.write(part)
            digest.update(part)
            position += 1
    if digest.hexdigest() != upload.digest:
        raise UploadBroken("id", f"{upload.name} is not as it was given", "choose it again")
    return upload


def _part(engine: Engine, id: str, position: int) -> bytes | None:
    own = (UploadPartRow.upload_id == id, UploadPartRow.position == position)
    with engine.connect() as connection:
        return connection.execute(select(UploadPartRow.content).where(*own)).scalar_one_or_none()


def remove(engine: Engine, id: str) -> Upload:
    """Removes a file; what it was. Raises UnknownUpload."""
    upload = read(engine, id)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(UploadRow).where(UploadRow.id == id))
    return upload


def forget(engine: Engine, at: datetime) -> None:
    """Removes what is old, what was cut off, and more than `MOST_KEPT`."""
    outdated = [
        (UploadRow.at < at - KEPT),
        (UploadRow.size.is_(None) & (UploadRow.at < at - UNFINISHED)),
        UploadRow.id.in_([one.id for one in listed(engine)[MOST_KEPT:]]),
    ]
    with engine.execution_options(writes=True).begin() as connection:
        for condition in outdated:
            connection.execute(delete(UploadRow).where(condition))


def _upload(row: Any) -> Upload:
    return Upload(id=row.id, name=row.name, size=row.size, digest=row.digest, by=row.by, at=row.at)
