"""Rasa's own copies of conversations (`bot.components.tracker_store`), as those who look after people's data see them.

Rasa writes them, in an environment of its own; here they are read, counted and deleted, by the conversation's id.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, bindparam, inspect, select, text
from sqlalchemy.engine import make_url

from data.conversations.tables import ConversationRow
from data.database import connect

_AT_ONCE = 500
_AFTER = text("SELECT sender_id, saved_at FROM rasa_trackers WHERE sender_id > :after ORDER BY sender_id LIMIT :most")
_OF = text("SELECT sender_id, events, slots, saved_at FROM rasa_trackers WHERE sender_id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)
_FORGET = text("DELETE FROM rasa_trackers WHERE sender_id IN :ids").bindparams(bindparam("ids", expanding=True))


class Trackers:
    """The table behind a URL; an absent file or table is an empty one. Methods raise sqlalchemy's errors."""

    def __init__(self, url: str) -> None:
        self._url = url

    def of(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """What is held of these conversations."""
        found: list[dict[str, Any]] = []
        with self._opened() as engine:
            if engine is None:
                return found
            for some in _parts(ids):
                with engine.connect() as connection:
                    found += [dict(row) for row in connection.execute(_OF, {"ids": some}).mappings()]
        return found

    def forget(self, ids: Sequence[str]) -> int:
        """Deletes these conversations; how many there were."""
        gone = 0
        with self._opened() as engine:
            if engine is None:
                return gone
            for some in _parts(ids):
                with engine.execution_options(writes=True).begin() as connection:
                    gone += connection.execute(_FORGET, {"ids": some}).rowcount
        return gone

    def forget_strays(self, log: Engine, rest: timedelta) -> int:
        """Deletes those that rested for so long and that the log does not know (any more); how many it were."""
        strays: list[str] = []
        latest = time.time() - rest.total_seconds()
        with self._opened() as engine:
            after = ""
            while engine:
                with engine.connect() as connection:
                    rows = list(connection.execute(_AFTER, {"after": after, "most": _AT_ONCE}))
                if not rows:
                    break
                after = rows[-1].sender_id
                old = {row.sender_id for row in rows if row.saved_at < latest}
                with log.connect() as connection:
                    known = select(ConversationRow.id).where(ConversationRow.id.in_(old))
                    strays += old - set(connection.execute(known).scalars())
        return self.forget(strays)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None if it is a server's table, or there is none yet."""
        url = make_url(self._url)
        path = Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
        return path if path is not None and path.is_file() else None

    @contextmanager
    def _opened(self) -> Iterator[Engine | None]:
        if self._url.startswith("sqlite") and self.file is None:
            yield None
            return
        engine = connect(self._url)
        try:
            yield engine if inspect(engine).has_table("rasa_trackers") else None
        finally:
            engine.dispose()


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])
