"""Work that one of several processes should do at a time: who holds the lease does it, the others leave it alone.

A lease ends by itself, so that a process that died with one stops nobody for longer than that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, update
from sqlalchemy.exc import IntegrityError

from data.conversations.log import now
from data.conversations.tables import LeaseRow


@contextmanager
def lease(engine: Engine, name: str, length: timedelta) -> Iterator[bool]:
    """Whether the lease is ours for the block, at the longest for `length`. Raises sqlalchemy's errors."""
    until = _take(engine, name, length)
    try:
        yield until is not None
    finally:
        if until is not None:
            # One that came to its end may be another's by now.
            ours = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.until == until)
            with engine.execution_options(writes=True).begin() as connection:
                connection.execute(ours.values(until=now()))


def _take(engine: Engine, name: str, length: timedelta) -> datetime | None:
    """Until when the lease is ours; None if it is another's."""
    at = now()
    until = at + length
    free = update(LeaseRow).where(LeaseRow.name == name, LeaseRow.until <= at).values(until=until)
    with engine.execution_options(writes=True).begin() as connection:
        if connection.execute(free).rowcount:
            return until
    try:
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(LeaseRow), {"name": name, "until": until})
    except IntegrityError:  # another has it
        return None
    return until
