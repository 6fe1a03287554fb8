"""A log on SQLite, and a shop's months in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from data.database import connect
from learning.journeys import Journey
from tests.learning.making import AT, made
from tests.learning.telling import Told


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Engine]:
    """An empty log."""
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def told_url(sqlite_url: str) -> str:
    """A log of six weeks, 120 conversations each; in the fifth, shoppers decline twice as often and click less."""
    engine, shop = connect(sqlite_url), Told()
    for number in range(6):
        changed = {"declines": 0.6, "clicks": 0.15} if number == 4 else {}
        shop.week(AT.replace(hour=0) + timedelta(days=7 * number), 120, **changed)
    shop.write(engine)
    engine.dispose()
    return sqlite_url


@pytest.fixture
def plain() -> list[Journey]:
    """Thirty conversations of as many shoppers: each was shown products."""
    return [made(str(n), lists=1) for n in range(30)]
