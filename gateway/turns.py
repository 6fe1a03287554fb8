"""One turn: store what the shopper said, ask Rasa, store what was answered and shown, and only then answer.

Personal data is masked before it is stored or sent on (`gateway.discretion`).

Nothing that a shopper says is lost: when Rasa fails, the conversation is queued for a person and says so. While an
agent serves it, what is said is stored for them, and Rasa is not asked.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import unicodedata
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any, Literal, NamedTuple, TypeGuard
from weakref import WeakValueDictionary

from prometheus_client import Counter, Histogram
from pydantic import TypeAdapter, ValidationError

from data.conversations.log import BeingAnswered, Conversation, ConversationLog, NewMessage, Turn, new_id, now
from gateway.arms import Arms
from gateway.attendance import Attendance
from gateway.counting import count_answers
from gateway.discretion import Discretion, Secrets
from gateway.live.frames import tell_said, tell_status
from gateway.live.hub import Hub
from gateway.notices import language, notices
from gateway.protocol import Message, MessageRequest, NoticeMessage
from gateway.rasa import Rasa, RasaUnavailable
from recommender.protocol.messages import HandoffReason, Notice

log = logging.getLogger(__name__)
TURN_SECONDS = Histogram("floorwalker_turn_seconds", "Whole turns, from message to stored answer")
TURNS_FAILED = Counter("floorwalker_turns_failed", "Turns that Rasa did not answer", ["reason"])

GREETING = "/greet"
"""What opens a conversation; the language follows as an entity, in Rasa's way to write it."""
MOST_READ_CHARACTERS = 1000
"""Of a message. A pasted page is kept for a person; the assistant asks to have it said in a sentence."""
_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
"""Characters that nobody sees, which would part words that look whole."""

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


MARGIN = timedelta(seconds=3)
"""What a turn may take besides Rasa; after that its gateway counts as dead."""
PAUSE = 0.05
"""Seconds after which a message that waits for another gateway's is tried again."""


class Said(NamedTuple):
    """What is to be answered, masked; `payload` is it as it was stored, empty where the shopper said nothing."""

    message_id: str | None
    text: str
    secrets: Secrets
    payload: dict[str, Any] = {}
    greeting: str | None = None
    """The words of the site's own, in place of the assistant's."""


class Turns:
    """Takes the messages of shoppers, one at a time in each conversation, whichever gateway they come to.

    `patience` is for how long Rasa may answer, `arms` says what is drawn for whom, `hub` tells those who listen,
    `attendance` knows whether a person is there. A turn that began is finished and stored even if who asked is gone, so
    `finish` before the log is closed.
    """

    def __init__(
        self,
        conversations: ConversationLog,
        rasa: Rasa,
        discretion: Discretion,
        patience: timedelta,
        arms: Arms,
        hub: Hub,
        attendance: Attendance,
    ) -> None:
        self._log = conversations
        self._discretion = discretion
        self._rasa = rasa
        self._patience = patience + MARGIN
        self._arms = arms
        self._hub = hub
        self._attendance = attendance
        # A second message of the same shopper waits for the first, in the order in which they came; the log sees to
        # those that came to other gateways. Locks that nobody waits for vanish.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[list[Message]]] = set()

    async def greet(self, conversation: Conversation, greeting: str | None = None) -> list[Message]:
        """The assistant's first messages, the first with the words of a `greeting` if there is one. While Rasa is down
        nobody is queued: the shopper said nothing yet."""
        down = _notice("error", notices(conversation.locale).greeting_down)
        spoken = language(conversation.locale)
        text = GREETING + (json.dumps({"locale": spoken}) if spoken else "")
        nothing = Said(None, text, Secrets({}, {}), greeting=greeting)
        return await self._to_its_end(self._answer(conversation, nothing, {}, down=down))

    async def take(self, conversation: Conversation, request: MessageRequest) -> list[Message]:
        """Answers a shopper's message. A repeat (same `client_id`) gets the first answer again.

        Raises data.conversations.log.UnknownConversation.
        """
        return await self._to_its_end(self._take(conversation, request))

    async def finish(self) -> None:
        """Waits for the turns that are still running."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _to_its_end(self, turn: Coroutine[Any, Any, list[Message]]) -> list[Message]:
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
                    return [self._shown(answer, said.secrets) for answer in turn.answers]
                tell_said(self._hub, conversation.id, [said.payload])
                if turn.is_agents:
                    return []
                text, metadata = _for_rasa(request, said.text)
                down = _notice("handoff", notices(conversation.locale).handoff, "outage")
                return await self._answer(conversation, said._replace(text=text), metadata, down=down)

    async def _begin(self, conversation: Conversation, request: MessageRequest) -> tuple[Turn, Said]:
        """Stores the message, masked, once no other gateway is answering one of the same conversation."""
        while True:
            secrets = await self._discretion.secrets(conversation.id)
            text = await self._discretion.mask(_UNSEEN.sub("", request.text or ""), secrets)
            payload = {"id": new_id(), "at": _stamp(), "from": "shopper", **_as_said(request, text)}
            try:
                turn = await self._log.add_shoppers(
                    conversation_id=conversation.id,
                    payload=payload,
                    client_id=request.client_id,
                    patience=self._patience,
                    sealed=self._discretion.sealed(secrets.new),
                )
                # A repeat keeps its first id, also where it is stored once more, masked again.
                return turn, Said(turn.message_id, text, secrets, payload | {"id": turn.message_id})
            except BeingAnswered:
                await asyncio.sleep(PAUSE)

    async def _answer(
        self,
        conversation: Conversation,
        said: Said,
        metadata: dict[str, Any],
        *,
        down: dict[str, Any],
    ) -> list[Message]:
        """Rasa's answer, or the item `down` in its place; stored. Nothing if an agent took over meanwhile."""
        try:
            drawn = self._arms.metadata(conversation)
            along = {"locale": conversation.locale, **drawn, **metadata, **said.secrets.metadata()}
            items = _greeting(await self._rasa.send(conversation.id, said.text, along), said.greeting)
        except RasaUnavailable as error:
            log.warning("Rasa did not answer in conversation %s: %s", conversation.id, error)
            TURNS_FAILED.labels("unavailable").inc()
            items = [down]
        words = notices(conversation.locale)
        acts = _acts_of(items)
        sealed = {mark: text for item in items for mark, text in self._discretion.take(item, said.secrets).items()}
        traces, unmet = [_trace_of(item) for item in items], [_unmet_of(item) for item in items]
        messages = [_message(item, words.unreadable) for item in items]
        if said.text == "/human" and not any(map(_is_handoff, messages)):  # it counts, whatever Rasa made of it
            messages.append(_message(_notice("handoff", words.waiting, "asked"), words.unreadable))
            traces.append(None)
            unmet.append(None)
        messages = [await self._attended(conversation, message) for message in messages]
        logged = [
            self._discretion.masked_again(_logged(message, [] if place else acts, unmet[place]), said.secrets)
            for place, message in enumerate(messages)
        ]
        handoffs = [message for message in messages if _is_handoff(message)]
        remasked = self._remasked(said) if sealed else None
        is_stored = await self._log.add_answers(
            conversation_id=conversation.id,
            reply_to=said.message_id,
            messages=[NewMessage(payload, messages[n].at, traces[n]) for n, payload in enumerate(logged)],
            status="queued" if handoffs else None,
            reason=handoffs[0].reason if handoffs else None,
            sealed=self._discretion.sealed(sealed),
            remasked=remasked,
        )
        if said.payload:  # once more, as it is stored now, with what it was taken to do
            tell_said(self._hub, conversation.id, [(remasked or said.payload) | {"acts": acts}])
        if not is_stored:
            return []
        tell_said(self._hub, conversation.id, logged, is_answer=True)
        if handoffs:
            tell_status(self._hub, conversation.id, "queued")
        count_answers(logged)
        return [self._shown(payload, said.secrets) for payload in logged]

    async def _attended(self, conversation: Conversation, message: Message) -> Message:
        """A message as it was, but one that passes on to a person while nobody is there: it says that."""
        if not _is_handoff(message):
            return message
        away = await self._attendance.away(conversation.site_key, conversation.locale, message.reason)
        if away is None:
            return message
        return message.model_copy(update={"text": away.text, "contact": away.contact or None})

    def _shown(self, payload: dict[str, Any], secrets: Secrets) -> Message:
        """A stored answer as the shopper sees it."""
        return _MESSAGE.validate_python(self._discretion.shown(payload, secrets))

    def _remasked(self, said: Said) -> dict[str, Any] | None:
        """The shopper's message again, if it has a value that only the action server knew for one; else None."""
        masked = self._discretion.masked_again(said.payload, said.secrets)
        return None if masked == said.payload else masked


def _as_said(request: MessageRequest, masked: str) -> dict[str, Any]:
    """The shopper's message as it is stored, and shown when the page is loaded again."""
    if request.text is not None:
        return {"type": "text", "text": masked}
    if request.choice is not None:
        return {"type": "choice", "choice": request.choice.model_dump(mode="json")}
    return {"type": "action", "action": request.action}


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


def _greeting(items: list[dict[str, Any]], words: str | None) -> list[dict[str, Any]]:
    """The items with the site's own greeting in place of the assistant's, which are the words of the first."""
    return items if words is None or not items else [items[0] | {"text": words}, *items[1:]]


def _message(item: dict[str, Any], unreadable: str) -> Message:
    """The message that an item of Rasa's answer is; the notice `unreadable` in place of one that is none."""
    try:
        return _MESSAGE.validate_python(_stamped(item))
    except (ValidationError, TypeError) as error:
        log.error("an item of Rasa's answer is no message: %s", _problems(error))  # not what it held: words of shoppers
        TURNS_FAILED.labels("unreadable").inc()
        return _MESSAGE.validate_python(_stamped(_notice("error", unreadable)))


def _problems(error: ValidationError | TypeError) -> str:
    if isinstance(error, TypeError):
        return str(error)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_input=False))


def _acts_of(items: Iterable[dict[str, Any]]) -> list[Any]:
    """What the assistant took the message to do (`recommender.protocol.messages.ActTaken`): for the log alone."""
    shown = (item.get("custom") for item in items)
    return next((acts for own in shown if isinstance(own, dict) and (acts := own.pop("acts", None))), [])


def _trace_of(item: dict[str, Any]) -> dict[str, Any] | None:
    """How what an item shows was chosen (`recommender.protocol.traces`): for the log alone."""
    shown = item.get("custom")
    return shown.pop("trace", None) if isinstance(shown, dict) else None


def _unmet_of(item: dict[str, Any]) -> dict[str, Any] | None:
    """The wish that nothing met (`recommender.protocol.messages.UnmetWish`): for the log alone."""
    shown = item.get("custom")
    return shown.pop("unmet", None) if isinstance(shown, dict) else None


def _logged(message: Message, acts: list[Any], unmet: dict[str, Any] | None) -> dict[str, Any]:
    """A message as it is stored, with the acts that it answers and the wish that nothing met."""
    logged: dict[str, Any] = message.model_dump(mode="json", by_alias=True)
    return logged | ({"acts": acts} if acts else {}) | ({"unmet": unmet} if unmet else {})


def _stamped(item: dict[str, Any]) -> dict[str, Any]:
    """The custom part as a message of the assistant. Raises TypeError if it is no object."""
    message: dict[str, Any] = {"type": "text"} | (item.get("custom") or {})
    if message.get("text") is None:
        message["text"] = item.get("text")
    return message | {"id": new_id(), "at": _stamp(), "from": "bot"}


def _notice(kind: Literal["handoff", "error"], text: str, reason: HandoffReason | None = None) -> dict[str, Any]:
    return {"text": text, "custom": Notice(kind=kind, reason=reason).model_dump()}


def _is_handoff(message: Message) -> TypeGuard[NoticeMessage]:
    return message.type == "notice" and message.kind == "handoff"


def _stamp() -> str:
    return now().isoformat() + "Z"
