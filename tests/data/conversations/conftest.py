"""The conversation log on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from data.conversations.log import ConversationLog


@pytest.fixture
def log(engine: Engine) -> Iterator[ConversationLog]:
    """The log in that database."""
    log = ConversationLog(engine)
    yield log
    log.close()  # before the database is emptied
