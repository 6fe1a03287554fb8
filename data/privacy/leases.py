"""Work that one of several processes should do at a time: who holds the lease does it, the others leave it alone.

A lease ends by itself, so that a process that died with one stops nobody for longer than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import IntegrityError

from data.conversations.log import now
from data.conversations.tables import LeaseRow


@contextmanager
def lease(engine: Engine, name: str, length: timedelta) -> Iterator[bool]:
    """Whether the lease is ours for the block, at the longest for `length`. Raises sqlalchemy's errors."""
    ours = _take(engine, name, length)
    try:
        yield ours
    finally:
        if ours:
            with engine.execution_options(writes=True).begin() as connection:
                connection.execute(update(LeaseRow).where(LeaseRow.name == name).values(until=now()))


def _take(engine: Engine, name: str, length: timedelta) -> bool:
    at = now()
    free = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.until <= at).values(until=at + length)
    with engine.execution_options(writes=True).begin() as connection:
        if connection.execute(free).rowcount:
            return True
    try:
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(LeaseRow), {"name": name, "until": at + length})
    except IntegrityError:  # another has it
        return False
    return True
