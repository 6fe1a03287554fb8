"""One turn: store what the shopper said, ask Rasa, store what was answered and shown, and only then answer.

Personal data is masked before it is stored or sent on (`gateway.discretion`).

Nothing that a shopper says is lost, and nobody is passed on who did not ask: while a part is down a turn waits for it
(`gateway.asking`); after that the shopper is told so, and answered when it is back (`gateway.recovering`), unless they
choose a person. While an agent serves a conversation, what is said is stored for them, and the assistant's answer is a
draft of theirs (`gateway.drafts`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
import unicodedata
from collections.abc import Coroutine, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from prometheus_client import Histogram

from data.conversations.log import BeingAnswered, Conversation, ConversationLog, Turn, new_id, now
from data.conversations.overtaking import OVERTAKEN
from data.conversations.unanswered import LEASE
from gateway.arms import Arms
from gateway.asking import Asking
from gateway.catalogs import SiteCatalogs
from gateway.discretion import Discretion, Secrets
from gateway.drafts import Drafts
from gateway.giving import VIEWED, Giving, Said
from gateway.live.frames import tell_said, tell_settled, tell_waiting
from gateway.live.hub import Hub
from gateway.loans import Loans
from gateway.notices import language, notices
from gateway.protocol import Message, MessageRequest
from gateway.rasa import RasaUnavailable
from gateway.reading import TURNS_FAILED, notice, shown, stamp

log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
TURN_SECONDS = Histogram("floorwalker_turn_seconds", "Whole turns, from message to stored answer")

GREETING = "/greet"
"""What opens a conversation; the language follows as an entity, in Rasa's way to write it."""
MOST_READ_CHARACTERS = 1000
"""Of a message. A pasted page is kept for a person; the assistant asks to have it said in a sentence."""
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
"""Characters that nobody sees, which would part words that look whole."""

GREETING_PATIENCE = HUMAN_PATIENCE = 2.0
"""Seconds for which a greeting waits for a part that is down, before another greets; and who asks for a person."""
PAUSE = 0.05
"""Seconds after which a message that waits for another gateway's is tried again."""


class Turns:
    """Takes the messages of shoppers, one at a time in each conversation, whichever gateway they come to.

    `patience` is for how long a turn waits for a part that is down, `arms` says what is drawn for whom, `sites` which
    catalog is theirs, `hub` tells those who listen, `drafts` are for agents, `giving` stores and tells answers. A turn
    that began is finished and stored even if who asked is gone, so `finish` before the log is closed.
    """

    def __init__(
        self,
        conversations: ConversationLog,
        loans: Loans,
        asking: Asking,
        discretion: Discretion,
        patience: timedelta,
        arms: Arms,
        sites: SiteCatalogs,
        hub: Hub,
        drafts: Drafts,
        giving: Giving,
    ) -> None:
        self._log = conversations
        self._discretion = discretion
        self._loans = loans
        self._asking = asking
        self._patience = patience.total_seconds()
        self._arms = arms
        self._sites = sites
        self._hub = hub
        self._drafts = drafts
        self._giving = giving
        # A second message of the same shopper waits for the first, in the order in which they came; the log sees to
        # those that came to other gateways. Locks that nobody waits for vanish.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[Any]] = set()

    async def greet(self, conversation: Conversation, greeting: str | None = None) -> list[Message]:
        """The assistant's first messages, the first with the words of a `greeting` if there is one; where Rasa is down,
        words of the gateway's own: the shopper said nothing yet."""
        return await self._to_its_end(self._greet(conversation, greeting))

    async def _greet(self, conversation: Conversation, greeting: str | None) -> list[Message]:
        spoken = language(conversation.locale)
        text = GREETING + (json.dumps({"locale": spoken}) if spoken else "")
        nothing = Said(None, text, Secrets({}, {}))
        try:
            items = await self._asked(conversation, nothing, {}, time.monotonic() + GREETING_PATIENCE)
        except RasaUnavailable:
            items = [{"text": notices(conversation.locale).greeting_down, "custom": None}]
        return await self._giving.give(conversation, nothing, _greeting(items, greeting))

    async def take(self, conversation: Conversation, request: MessageRequest) -> list[Message]:
        """Answers a shopper's message. A repeat (same `client_id`) gets the first answer again.

        Raises data.conversations.log.UnknownConversation.
        """
        return await self._to_its_end(self._take(conversation, request))

    async def draft_again(self, conversation: Conversation, payload: dict[str, Any]) -> asyncio.Task[None] | None:
        """Has the assistant draft what it never got to answer: a shopper's message as it is stored. The task, if there
        is anything to draft, ends with the draft, or with that there is none."""
        said, request = await self._said_before(conversation, payload)
        return await self._draft(conversation, request, said)

    async def resume(self, conversation_id: str) -> bool:
        """Answers what was left without an answer in a conversation, if no other gateway does; whether nothing is left.

        Raises data.conversations.log.UnknownConversation.
        """
        return await self._to_its_end(self._resume(conversation_id))

    async def finish(self) -> None:
        """Waits for the turns that are still running."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _to_its_end(self, turn: Coroutine[Any, Any, _Result]) -> _Result:
        task = asyncio.create_task(turn)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _take(self, conversation: Conversation, request: MessageRequest) -> list[Message]:
        lock = self._locks.setdefault(conversation.id, asyncio.Lock())
        async with lock:
            with TURN_SECONDS.time():
                turn, said = await self._begin(conversation, request)
                if turn.is_repeat and turn.answers:
                    return [shown(answer, self._discretion, said.secrets) for answer in turn.answers]
                tell_said(self._hub, conversation.id, [said.payload])
                if turn.is_agents:
                    tell_settled(self._hub, conversation.id, turn.overtaken, OVERTAKEN)
                    if not turn.is_repeat:
                        await self._draft(conversation, request, said)
                    return []
                async with self._loans.kept(conversation.id):
                    return await self._answer(conversation, request, said, turn)

    async def _resume(self, conversation_id: str) -> bool:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            found = await self._loans.take_up(conversation_id)
            if found is None:
                return True
            async with self._loans.kept(conversation_id):
                return await self._answer_left(*found)

    async def _begin(self, conversation: Conversation, request: MessageRequest) -> tuple[Turn, Said]:
        """Stores the message, masked, once no other gateway is answering one of the same conversation."""
        while True:
            secrets = await self._discretion.secrets(conversation.id)
            text = await self._discretion.mask(_UNSEEN.sub("", request.text or ""), secrets)
            viewed = _viewed(conversation, request)
            payload = {"id": new_id(), "at": stamp(), "from": "shopper", **_as_said(request, text), **viewed}
            try:
                turn = await self._log.add_shoppers(
                    conversation_id=conversation.id,
                    payload=payload,
                    client_id=request.client_id,
                    patience=LEASE,
                    sealed=self._discretion.sealed(secrets.new),
                )
                # A repeat keeps its first id, also where it is stored once more, masked again.
                return turn, Said(turn.message_id, text, secrets, payload | {"id": turn.message_id})
            except BeingAnswered:
                await asyncio.sleep(PAUSE)

    async def _answer(
        self, conversation: Conversation, request: MessageRequest, said: Said, turn: Turn
    ) -> list[Message]:
        """The answer to what a shopper says now, once what they said before has its own."""
        is_human = request.action == "human"
        until = time.monotonic() + (HUMAN_PATIENCE if is_human else self._patience)
        problem: RasaUnavailable | None = None
        if not is_human and not await self._answer_left(conversation, turn.left, until, goes_on=True):
            problem = RasaUnavailable("what was said before has no answer yet")
        else:
            text, metadata = _for_rasa(request, said.text)
            if turn.was_served:
                metadata |= await self._standing(conversation, said)
            said = said._replace(text=text)
            try:
                items = await self._asked(conversation, said, metadata, until, again=turn.is_repeat)
                return await self._giving.give(conversation, said, items)
            except RasaUnavailable as error:
                problem = error
        if is_human:  # it counts, whether or not the assistant is there
            return await self._giving.give(conversation, said, [])
        if problem.is_down and turn.told:
            await self._loans.leave(conversation.id)
            return [shown(one, self._discretion, said.secrets) for one in turn.told[-1:]]
        left = now() if problem.is_down else None
        return await self._giving.give(conversation, said, [_instead(conversation, problem)], lent_until=left)

    async def _answer_left(
        self, conversation: Conversation, left: Sequence[dict[str, Any]], until: float = 0.0, *, goes_on: bool = False
    ) -> bool:
        """Answers what a shopper said before, which they hear as news; False where it cannot be answered now either.
        `goes_on`: the conversation stays with this gateway after it."""
        for place, payload in enumerate(left, start=1):
            said, request = await self._said_before(conversation, payload)
            text, metadata = _for_rasa(request, said.text)
            said = said._replace(text=text)
            try:
                items = await self._asked(conversation, said, metadata, until, again=True)
            except RasaUnavailable as error:
                if error.is_down:
                    await self._loans.leave(conversation.id)
                    return False
                items = [_instead(conversation, error)]
            stays = now() + LEASE if goes_on or place < len(left) else None
            await self._giving.give(conversation, said, items, lent_until=stays, is_news=True)
        return True

    async def _said_before(self, conversation: Conversation, payload: dict[str, Any]) -> tuple[Said, MessageRequest]:
        """A shopper's message as it is stored, to be answered."""
        secrets = await self._discretion.secrets(conversation.id)
        parts = {name: payload[name] for name in ("text", "choice", "action") if payload.get(name) is not None}
        return Said(payload["id"], payload.get("text", ""), secrets, payload), MessageRequest(**parts)

    async def _asked(
        self,
        conversation: Conversation,
        said: Said,
        metadata: dict[str, Any],
        until: float,
        *,
        again: bool = False,
    ) -> list[dict[str, Any]]:
        """The items of Rasa's answer. Raises RasaUnavailable where there is none by that time (`time.monotonic`)."""
        try:
            along = {"locale": conversation.locale, **self._of_session(conversation), **metadata, **said.viewed}
            return await self._asking.ask(
                conversation.id,
                said.text,
                along | said.secrets.metadata(),
                message_id=said.message_id,
                again=again,
                until=until,
                waits=lambda: tell_waiting(self._hub, conversation.id),
            )
        except RasaUnavailable as error:
            log.warning("Rasa did not answer in conversation %s: %s", conversation.id, error)
            TURNS_FAILED.labels("unavailable" if error.is_down else "failed").inc()
            raise

    def _of_session(self, conversation: Conversation) -> dict[str, str]:
        """What goes along with all that is said in it: what was drawn for the shopper, and which catalog they see."""
        return {**self._arms.metadata(conversation), **self._sites.metadata(conversation)}

    async def _standing(self, conversation: Conversation, said: Said) -> dict[str, Any]:
        """What the assistant cannot know of where the conversation stands: what agents sent, and did not send."""
        found = await self._log.standing(conversation_id=conversation.id, message_id=said.payload["id"])
        return {} if found is None else {"standing": asdict(found)}

    async def _draft(
        self, conversation: Conversation, request: MessageRequest, said: Said
    ) -> asyncio.Task[None] | None:
        """Has the assistant draft an answer for the agent. What an agent chooses is no draw of chance, so nothing is
        drawn for it: without its unit a request gets the best that there is."""
        if request.action == "human":  # one is there
            return None
        text, metadata = _for_rasa(request, said.text)
        drawn = {name: value for name, value in self._of_session(conversation).items() if name != "unit"}
        metadata |= await self._standing(conversation, said)
        along = {"locale": conversation.locale, "draft": True, **drawn, **metadata, **said.viewed}
        return self._drafts.begin(conversation, text, along | said.secrets.metadata(), said.payload, said.secrets)


def _as_said(request: MessageRequest, masked: str) -> dict[str, Any]:
    """The shopper's message as it is stored, and shown when the page is loaded again."""
    if request.text is not None:
        return {"type": "text", "text": masked}
    if request.choice is not None:
        return {"type": "choice", "choice": request.choice.model_dump(mode="json")}
    return {"type": "action", "action": request.action}


def _viewed(conversation: Conversation, request: MessageRequest) -> dict[str, str]:
    """The product that the page shows, by what the message says of it, or else as it was told last."""
    page = request.page.model_dump() if request.page is not None else (conversation.page or {})
    product = page.get("product_id")
    return {VIEWED: product} if product else {}


def _for_rasa(request: MessageRequest, masked: str) -> tuple[str, dict[str, Any]]:
    """The message and metadata for Rasa. A slash would let a shopper's words pass for a command."""
    if request.text is not None:
        if len(request.text) > MOST_READ_CHARACTERS:
            return "/too_long", {}
        text = masked.lstrip("/ ").rstrip()
        return (text, {}) if any(unicodedata.category(c)[0] in "LNS" for c in text) else ("/unclear", {})
    if request.choice is not None:
        return "/choose", {"choice": request.choice.model_dump(mode="json")}
    return f"/{request.action}", {}


def _instead(conversation: Conversation, problem: RasaUnavailable) -> dict[str, Any]:
    """What is said in place of an answer."""
    words = notices(conversation.locale)
    if problem.is_down:
        return notice("error", words.outage, "outage", ["again", "human"])
    return notice("error", words.failed, offers=["human"])


def _greeting(items: list[dict[str, Any]], words: str | None) -> list[dict[str, Any]]:
    """The items with the site's own greeting in place of the assistant's, which are the words of the first."""
    return items if words is None or not items else [items[0] | {"text": words}, *items[1:]]
