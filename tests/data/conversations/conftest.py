"""The conversation log on both databases, and what is said, shown and done in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data.conversations.log import Conversation, ConversationLog, NewMessage, new_id, now

AT = now()
"""A moment of these tests."""


@pytest.fixture
def log(engine: Engine) -> Iterator[ConversationLog]:
    """The log in that database."""
    log = ConversationLog(engine)
    yield log
    log.close()  # before the database is emptied


@pytest.fixture
async def conversation(log: ConversationLog) -> Conversation:
    return await opened(log)


async def opened(
    log: ConversationLog, *, token: str = "t", analytics: bool = True, shopper_id: str = "s-1"
) -> Conversation:
    return await log.open(token_hash=token, site_key="demo", shopper_id=shopper_id, locale="en", analytics=analytics)


def said(words: str) -> dict[str, Any]:
    return {"id": new_id(), "from": "shopper", "type": "text", "text": words}


def answer(words: str, **more: Any) -> NewMessage:
    return NewMessage({"id": new_id(), "from": "bot", "type": "text", "text": words} | more, now())


def shown(*ids: str, offset: int = 0, at: datetime | None = None, **more: Any) -> NewMessage:
    """A list of products of 20 EUR each."""
    products = [
        {"id": id, "score": 0.5, "matched": ["colour"], "missed": [], "price": 20.0, "currency": "EUR"} for id in ids
    ]
    payload = {"id": new_id(), "from": "bot", "type": "products", "products": products, "total": 9, "offset": offset}
    ranking = {"query_id": "q", "query": "mouse", "constraints": [], "model_version": "m", "catalog_version": "c"}
    weights = [{"name": "colour", "label": "Colour", "weight": 0.7}, {"name": "weight", "label": "W", "weight": 0.3}]
    return NewMessage(payload | ranking | {"attributes": weights} | more, at or now())


def event(event_id: str, **more: Any) -> dict[str, Any]:
    """A rating of now, unless it is something else."""
    return {"event_id": event_id, "type": "csat", "at": now() + timedelta(seconds=1), "score": 5} | more


def click(event_id: str, product_id: str, **more: Any) -> dict[str, Any]:
    return {"event_id": event_id, "type": "product_click", "at": now(), "product_id": product_id} | more


def read(engine: Engine, *columns: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]
