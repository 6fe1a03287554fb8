"""The conversation log on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data.conversations.log import ConversationLog
from data.database import connect, upgrade


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database with the newest schema."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_url")
        return found
    made = f"sqlite:///{tmp_path / 'log.db'}"
    upgrade(made)
    return made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """The database, empty afterwards."""
    engine = connect(url)
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM conversations"))
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> Iterator[ConversationLog]:
    """The log in that database."""
    log = ConversationLog(engine)
    yield log
    log.close()  # before the database is emptied
