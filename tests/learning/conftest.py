"""A log on SQLite, and plain conversations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from data.database import connect
from learning.journeys import Journey
from tests.learning.making import made


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An empty log."""
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def plain() -> list[Journey]:
    """Thirty conversations of as many shoppers: each was shown products."""
    return [made(str(n), lists=1) for n in range(30)]
