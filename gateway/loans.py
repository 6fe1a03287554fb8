"""The loan of a conversation to the gateway that answers it, kept while it works (`data.conversations.unanswered`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import NoResultFound, SQLAlchemyError

from data.conversations import unanswered
from data.conversations.log import Conversation, UnknownConversation, conversation_of, now
from gateway.background import cancelled

log = logging.getLogger(__name__)
BEAT = unanswered.LEASE.total_seconds() / 2.5


class Loans:
    """Of the database behind `engine`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def kept(self, conversation_id: str) -> AsyncIterator[None]:
        """For as long as the block takes, no other gateway takes the conversation that this one has."""
        keeping = asyncio.create_task(self._keep(conversation_id))
        try:
            yield
        finally:
            await cancelled(keeping)

    async def take_up(self, conversation_id: str) -> tuple[Conversation, list[dict[str, Any]]] | None:
        """A conversation in which something was left, and what; None where there is nothing for this gateway. Raises
        UnknownConversation."""
        left = await asyncio.to_thread(unanswered.take_up, self._engine, conversation_id, now())
        return (await asyncio.to_thread(self._found, conversation_id), left) if left else None

    async def leave(self, conversation_id: str) -> None:
        """Gives it back with nothing answered."""
        await asyncio.to_thread(unanswered.leave, self._engine, conversation_id, now())

    def _found(self, conversation_id: str) -> Conversation:
        try:
            with self._engine.connect() as connection:
                return conversation_of(connection, conversation_id)
        except NoResultFound as error:
            raise UnknownConversation(conversation_id) from error

    async def _keep(self, conversation_id: str) -> None:
        while True:
            await asyncio.sleep(BEAT)
            try:
                await asyncio.to_thread(unanswered.keep, self._engine, conversation_id, now())
            except SQLAlchemyError as error:
                log.warning("a conversation could not be kept: %s", str(error).splitlines()[0])
