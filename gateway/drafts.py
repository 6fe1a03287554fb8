"""What the assistant would answer a shopper whom an agent serves: a draft for the agent, beside the shopper's turn.

The message goes on to Rasa as ever, so that the assistant knows what was said when it gets the conversation back; its
answer is a draft (`data.conversations.suggestions`), never a message. No shopper waits for it, and what fails here is
logged, no more.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any
from weakref import WeakValueDictionary

from prometheus_client import Counter, Histogram
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data.conversations.log import Conversation, NewMessage, UnknownConversation
from data.conversations.opened import without_notes
from data.conversations.overtaking import OPEN
from data.conversations.secrets import NOTHING_SEALED, Sealed
from data.conversations.suggestions import Part, Suggestion, suggest
from gateway.discretion import Discretion, Secrets
from gateway.live.frames import tell_said, tell_suggestion
from gateway.live.hub import Hub
from gateway.notices import notices
from gateway.rasa import Rasa, RasaUnavailable
from gateway.reading import Answer, read

log = logging.getLogger(__name__)
AT_ONCE = 16
"""Drafts that Rasa is asked for at once: shoppers whom nobody serves come first."""
DRAFT_SECONDS = Histogram("floorwalker_draft_seconds", "From a shopper's message to the agent's draft")
DRAFTS = Counter("floorwalker_drafts", "Drafts for agents, by what came of asking for one", ["outcome"])


class Drafts:
    """Asks Rasa for drafts, one at a time in each conversation, in the order in which they were asked for."""

    def __init__(self, engine: Engine, rasa: Rasa, discretion: Discretion, hub: Hub) -> None:
        self._engine = engine
        self._rasa = rasa
        self._discretion = discretion
        self._hub = hub
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()

    def begin(
        self,
        conversation: Conversation,
        text: str,
        metadata: dict[str, Any],
        payload: dict[str, Any],
        secrets: Secrets,
    ) -> asyncio.Task[None]:
        """Asks for a draft beside what goes on; `payload` is the shopper's message as it is stored. The task ends with
        the draft, or with that there is none."""
        lock = self._locks.setdefault(conversation.id, asyncio.Lock())
        task = asyncio.create_task(self._ask(lock, conversation, text, metadata, payload, secrets))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def finish(self) -> None:
        """Waits for the drafts that are being made."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def keep(
        self, conversation_id: str, answer: Answer, payload: dict[str, Any], secrets: Secrets
    ) -> Suggestion | None:
        """Stores an answer as a draft, and tells the agents; `payload` is the shopper's message, with its id."""
        messages = answer.logged(secrets)
        parts = [_part(one, answer.acts) for one in messages if _may_be_sent(one)]
        remasked = self._discretion.masked_again(payload, secrets) if answer.sealed else payload
        sealed: Sealed = self._discretion.sealed(answer.sealed) if answer.sealed else NOTHING_SEALED
        found = await asyncio.to_thread(
            suggest,
            self._engine,
            conversation_id,
            payload["id"],
            parts,
            sealed=sealed,
            remasked=None if remasked == payload else remasked,
        )
        if answer.acts:  # once more, with what it was taken to do
            tell_said(self._hub, conversation_id, [remasked | {"acts": answer.acts}])
        if found is None:
            DRAFTS.labels("nothing to say").inc()
        elif found.state == OPEN:
            tell_suggestion(self._hub, conversation_id, found)
            DRAFTS.labels("drafted").inc()
        else:
            DRAFTS.labels("too late").inc()
        return found

    async def _ask(
        self,
        lock: asyncio.Lock,
        conversation: Conversation,
        text: str,
        metadata: dict[str, Any],
        payload: dict[str, Any],
        secrets: Secrets,
    ) -> None:
        try:
            async with lock, self._room:
                with DRAFT_SECONDS.time():
                    items = await self._rasa.send(conversation.id, text, metadata)
                    answer = read(items, notices(conversation.locale), self._discretion, secrets)
                    await self.keep(conversation.id, answer, payload, secrets)
        except RasaUnavailable as error:
            log.warning("Rasa drafted nothing in conversation %s: %s", conversation.id, error)
            DRAFTS.labels("unavailable").inc()
        except (UnknownConversation, SQLAlchemyError) as error:
            log.warning("a draft in conversation %s was not stored: %s", conversation.id, error)
            DRAFTS.labels("lost").inc()


def _part(message: NewMessage, acts: list[Any]) -> Part:
    return Part(without_notes(message.payload) | ({"acts": acts} if acts else {}), message.trace)


def _may_be_sent(message: NewMessage) -> bool:
    """Of notices, only that a product goes into the cart: an agent is no person to be passed on to, and no failure."""
    return message.payload["type"] != "notice" or message.payload.get("kind") == "add_to_cart"
