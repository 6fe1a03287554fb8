"""The conversation log: sessions, messages, what was shown with its weights, and what shoppers did with it.

Knows transactions, no HTTP. Everything is stored before it is acknowledged; repeats are harmless. Several gateways may
write at once, and see in the log that a message is being answered. Without consent to analytics the same is stored but
for `shopper_id`, so that the conversation can go on, and nothing ties it to a person or to another conversation.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Row, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import NoResultFound

from data.conversations import history
from data.conversations.events import EventsStored, store
from data.conversations.overtaking import overtake
from data.conversations.rankings import add_shown
from data.conversations.secrets import NOTHING_SEALED, Lent, Sealed, add_sealed, read_lent
from data.conversations.standing import Standing, read_standing
from data.conversations.status import HandoffReason, Status, become, is_served_since
from data.conversations.tables import ConversationRow, MessageRow
from data.conversations.unanswered import answers_to, left_in, refuse_answered, take


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session as the gateway needs it."""

    id: str
    site_key: str
    locale: str
    status: str
    arm: str = "assistant"
    """Who ranks (`recommender.protocol.traces.Arm`)."""
    subject: str = ""
    """What stays the same for the shopper: their id or, where the page gave none, the conversation's; empty without
    consent to analytics."""
    page: dict[str, Any] | None = None
    """Where in the shop the shopper was last (`data.conversations.tables.ConversationRow`)."""
    began_at: datetime = field(default_factory=lambda: now(), compare=False)
    last_at: datetime = field(default_factory=lambda: now(), compare=False)
    """When the shopper said something last, in UTC as all times here."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to store. `payload` is what is sent, with its `id`, `type` and `from`."""

    payload: dict[str, Any]
    at: datetime
    trace: dict[str, Any] | None = None
    """How what a list or a question shows was chosen (`recommender.protocol.traces`)."""

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.payload["id"])


@dataclass(slots=True)
class Turn:
    """A shopper's message that is stored. If it was stored before, `answers` holds what was answered then, and `told`
    the notices that there is no answer yet."""

    message_id: str
    is_repeat: bool
    answers: list[dict[str, Any]] = field(default_factory=list)
    is_agents: bool = False
    """Whether an agent answers it, not the assistant."""
    overtaken: list[str] = field(default_factory=list)
    """The ids of the agent's drafts that it made useless."""
    was_served: bool = False
    """Whether an agent serves or ever served the conversation: what stands before the shopper may be theirs."""
    told: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    """The messages before it that were left without an answer (`data.conversations.unanswered`)."""


class UnknownMessage(Exception):
    """A message was named that is not of the conversation."""


class UnknownConversation(Exception):
    """The conversation was deleted, or never was."""


class BeingAnswered(Exception):
    """An earlier message of the conversation is being answered."""


def new_id() -> str:
    """An id for a message or a conversation."""
    return uuid.uuid4().hex


def now() -> datetime:
    """The time to store: UTC without a zone, which both databases keep alike."""
    return datetime.now(UTC).replace(tzinfo=None)


_CONVERSATION = select(
    ConversationRow.id,
    ConversationRow.site_key,
    ConversationRow.locale,
    ConversationRow.status,
    ConversationRow.arm,
    ConversationRow.shopper_id,
    ConversationRow.analytics,
    ConversationRow.page,
    ConversationRow.created_at,
    ConversationRow.last_at,
)
_BY_TOKEN = _CONVERSATION.where(
    ConversationRow.token_hash == bindparam("token_hash"),
    ConversationRow.last_at >= bindparam("since"),
    ConversationRow.created_at >= bindparam("begun_since"),
)
_KNOWN = select(MessageRow.id).where(
    MessageRow.conversation_id == bindparam("conversation"), MessageRow.client_id == bindparam("client")
)
_LAST_SEQ = select(func.coalesce(func.max(MessageRow.seq), 0)).where(
    MessageRow.conversation_id == bindparam("conversation")
)
_LOCKED = select(ConversationRow.id).where(ConversationRow.id == bindparam("conversation")).with_for_update()
"""What every turn asks is made once: making a statement costs more than asking it."""
THREADS = 8
_Result = TypeVar("_Result")


class ConversationLog:
    """The log behind `engine`, whose schema is up to date (`data.database.upgrade`).

    Each transaction runs as a whole in a thread. SQLite has one writer at a time: one thread, so that none has to poll.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)
        self._reads = ThreadPoolExecutor(THREADS, "log-reader")
        self._writes = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else THREADS, "log-writer")

    def close(self) -> None:
        """Waits for what is being written, and lets go of the database."""
        for pool in (self._writes, self._reads):
            pool.shutdown()
        self._engine.dispose()

    async def _read(self, question: Callable[[Connection], _Result]) -> _Result:
        def asked() -> _Result:
            with self._engine.connect() as connection:
                return question(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reads, asked)

    async def _write(self, change: Callable[[Connection], _Result]) -> _Result:
        def made() -> _Result:
            with self._writer.begin() as connection:
                return change(connection)

        return await asyncio.get_running_loop().run_in_executor(self._writes, made)

    async def open(
        self,
        *,
        token_hash: str,
        site_key: str,
        shopper_id: str | None,
        locale: str,
        analytics: bool,
        arm_of: Callable[[str], str] = lambda _subject: "assistant",
    ) -> Conversation:
        """Stores a new conversation; `arm_of` says who ranks for its subject."""
        at, id = now(), new_id()
        subject = _subject(id, shopper_id, analytics)
        row = {
            "id": id,
            "token_hash": token_hash,
            "site_key": site_key,
            "shopper_id": shopper_id if analytics else None,
            "locale": locale,
            "analytics": analytics,
            "status": "bot",
            "created_at": at,
            "last_at": at,
            "arm": arm_of(subject),
        }
        await self._write(lambda connection: connection.execute(insert(ConversationRow), row))
        return Conversation(id, site_key, locale, "bot", str(row["arm"]), subject, began_at=at, last_at=at)

    async def find(self, *, token_hash: str, since: datetime, begun_since: datetime) -> Conversation | None:
        """The conversation with this token, if it was active since then, and has begun since `begun_since`."""
        asked = {"token_hash": token_hash, "since": since, "begun_since": begun_since}
        row = await self._read(lambda connection: connection.execute(_BY_TOKEN, asked).one_or_none())
        return None if row is None else _found(row)

    async def add_shoppers(
        self,
        *,
        conversation_id: str,
        payload: dict[str, Any],
        client_id: str | None = None,
        patience: timedelta = timedelta(0),
        sealed: Sealed = NOTHING_SEALED,
    ) -> Turn:
        """Stores a shopper's message with what its placeholders stand for, or finds it and its answers if `client_id`
        was stored before.

        For as long as `patience`, or until `add_answers`, no other message is taken: this one is being answered. While
        an agent serves the conversation, any is; one that was closed is the assistant's again.
        Raises BeingAnswered if one is, or a placeholder was given to another value meanwhile; and UnknownConversation.
        """
        message = NewMessage(payload, now())

        def add(connection: Connection) -> Turn:
            taken = take(connection, conversation_id, now(), patience)
            if taken is None:
                lock(connection, conversation_id)
                raise BeingAnswered(conversation_id)
            is_agents = taken.status == "agent"
            left = left_in(connection, conversation_id) if taken.is_left and not is_agents else []
            if client_id is not None:
                asked = {"conversation": conversation_id, "client": client_id}
                before = connection.execute(_KNOWN, asked).scalar_one_or_none()
                if before is not None:
                    return _repeat(connection, conversation_id, before, left)
            if add_sealed(connection, conversation_id, sealed):
                raise BeingAnswered(conversation_id)
            add_messages(connection, conversation_id, [message], client_id=client_id)
            overtaken = overtake(connection, conversation_id, message.at) if is_agents else []
            return Turn(
                message.id, False, is_agents=is_agents, overtaken=overtaken, left=left, was_served=taken.was_served
            )

        return await self._write(add)

    async def add_answers(
        self,
        *,
        conversation_id: str,
        reply_to: str | None,
        messages: Sequence[NewMessage],
        status: Status | None = None,
        reason: HandoffReason | None = None,
        sealed: Sealed = NOTHING_SEALED,
        remasked: dict[str, Any] | None = None,
        lent_until: datetime | None = None,
    ) -> bool:
        """Stores answers with what their placeholders stand for, everything they showed, and the conversation's new
        status if there is one, with the reason why a person is wanted: all or nothing. `remasked` takes the place of
        the payload of the message `reply_to`. No other message is taken before `lent_until`: a time that is over says
        that the message is left without an answer (`data.conversations.unanswered`).

        Of answers to a conversation that an agent took over since the message was said, none is stored: False.
        Raises UnknownConversation, and AnsweredBefore if the message has its answers; then nothing is stored either.
        """

        def add(connection: Connection) -> bool:
            lock(connection, conversation_id)
            is_late = is_served_since(connection, conversation_id, reply_to)
            if not is_late:
                refuse_answered(connection, reply_to)
                _change(connection, conversation_id, answering_until=lent_until, **become(status, now(), reason))
                add_messages(connection, conversation_id, messages, reply_to=reply_to)
                add_sealed(connection, conversation_id, sealed)
            if remasked is not None:
                connection.execute(update(MessageRow).where(MessageRow.id == reply_to).values(payload=remasked))
            return not is_late

        return await self._write(add)

    async def see_page(self, *, conversation_id: str, page: dict[str, Any]) -> None:
        """Stores where in the shop the shopper is now."""
        moved = update(ConversationRow).where(ConversationRow.id == conversation_id).values(page=page)
        await self._write(lambda connection: connection.execute(moved))

    async def lent(self, *, conversation_id: str) -> Lent:
        """What the conversation's placeholders stand for, encrypted, and what the assistant said last."""
        return await self._read(lambda connection: read_lent(connection, conversation_id, now()))

    async def standing(self, *, conversation_id: str, message_id: str) -> Standing | None:
        """What stood before the shopper when they said this; None where it is the assistant's own answer."""
        return await self._read(lambda connection: read_standing(connection, conversation_id, message_id))

    async def history(self, *, conversation_id: str, after: str | None = None) -> list[dict[str, Any]]:
        """The messages in their order, all or those behind the message `after` (`data.conversations.history`). Raises
        UnknownMessage."""
        found = await self._read(lambda connection: history.read(connection, conversation_id, after))
        if found is None:
            raise UnknownMessage(after)
        return found

    async def add_events(
        self, *, conversation_id: str, events: Sequence[dict[str, Any]], sealed: Sealed = NOTHING_SEALED
    ) -> EventsStored:
        """Stores what is new of some events (`data.conversations.events`), and says what became of each; and what the
        placeholders in their words stand for.

        Those that name a message that is not of this conversation are not stored; the others are. Raises
        UnknownConversation, and BeingAnswered where a placeholder was given to another value meanwhile: mask again.
        """

        def add(connection: Connection) -> EventsStored:
            try:
                stored = store(connection, conversation_id, events, now())  # locks the conversation
            except NoResultFound as error:
                raise UnknownConversation(conversation_id) from error
            if add_sealed(connection, conversation_id, sealed):
                raise BeingAnswered(conversation_id)
            return stored

        return await self._write(add)

    async def delete(self, *, conversation_id: str) -> None:
        """Removes a conversation and everything stored with it."""
        gone = delete(ConversationRow).where(ConversationRow.id == conversation_id)
        await self._write(lambda connection: connection.execute(gone))


def conversation_of(connection: Connection, id: str) -> Conversation:
    """A conversation, as a transaction sees it. Raises sqlalchemy.exc.NoResultFound."""
    return _found(connection.execute(_CONVERSATION.where(ConversationRow.id == id)).one())


def _found(row: Row[Any]) -> Conversation:
    subject = _subject(row.id, row.shopper_id, row.analytics)
    return Conversation(
        row.id, row.site_key, row.locale, row.status, row.arm, subject, row.page, row.created_at, row.last_at
    )


def _subject(id: str, shopper_id: str | None, analytics: bool) -> str:
    return (shopper_id or id) if analytics else ""


def lock(connection: Connection, conversation_id: str) -> None:
    """Makes other writers of the conversation wait, whichever process they are in: numbers and repeats stay right.

    SQLite, which has one writer at a time anyway, leaves the FOR UPDATE out.
    """
    if connection.execute(_LOCKED, {"conversation": conversation_id}).scalar_one_or_none() is None:
        raise UnknownConversation(conversation_id)


def _change(connection: Connection, conversation_id: str, **values: Any) -> None:
    """Changes the conversation's row, which makes other writers of it wait as `lock` does."""
    changed = update(ConversationRow).where(ConversationRow.id == conversation_id).values(values)
    if connection.execute(changed).rowcount == 0:
        raise UnknownConversation(conversation_id)


def _repeat(connection: Connection, conversation_id: str, message_id: str, left: list[dict[str, Any]]) -> Turn:
    """A message that came before. Without answers, who was to give them died or a part was down, and it is to be
    answered now, behind what was left before it; unless an agent came."""
    answers, told = answers_to(connection, message_id)
    is_agents = is_served_since(connection, conversation_id, message_id)
    ids = [one["id"] for one in left]
    if answers or is_agents:  # what is left besides waits on
        _change(connection, conversation_id, answering_until=now() if left and not is_agents else None)
    before = left[: ids.index(message_id)] if message_id in ids else []
    return Turn(message_id, True, answers, is_agents, told=told, left=before)


def add_messages(
    connection: Connection,
    conversation_id: str,
    messages: Sequence[NewMessage],
    *,
    reply_to: str | None = None,
    client_id: str | None = None,
) -> None:
    """Stores messages behind those of a conversation that is locked (`lock`), with what they showed."""
    first = int(connection.execute(_LAST_SEQ, {"conversation": conversation_id}).scalar_one()) + 1
    rows = [
        {
            "id": message.id,
            "conversation_id": conversation_id,
            "seq": seq,
            "sender": message.payload["from"],
            "type": message.payload["type"],
            "payload": message.payload,
            "client_id": client_id,
            "reply_to": reply_to,
            "at": message.at,
        }
        for seq, message in enumerate(messages, start=first)
    ]
    if rows:
        connection.execute(insert(MessageRow), rows)
    for message in messages:
        add_shown(connection, message.payload, message.trace)
