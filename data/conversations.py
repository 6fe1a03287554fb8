"""The conversation log: sessions, messages, what was shown with its weights, and what shoppers did with it.

Knows tables and transactions, no HTTP. Everything is stored before it is acknowledged; repeats are harmless.
Several gateways may write at once. Without consent to analytics the same is stored but for `shopper_id`, so
that the conversation can go on, and nothing ties it to a person or to another conversation.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base

Status = Literal["bot", "queued", "agent", "closed"]
"""Who answers: the assistant, nobody yet (a person is wanted), a person, nobody any more."""


class ConversationRow(Base):
    """One chat session. Without consent to analytics `shopper_id` is not kept."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    site_key: Mapped[str] = mapped_column(String(200))
    shopper_id: Mapped[str | None] = mapped_column(String(100), index=True)
    locale: Mapped[str] = mapped_column(String(35))
    analytics: Mapped[bool]
    status: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class MessageRow(Base):
    """One message of a shopper, the assistant or an agent; `payload` is it as it was sent."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "client_id"), UniqueConstraint("conversation_id", "seq"))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    seq: Mapped[int]
    sender: Mapped[str] = mapped_column(String(10))
    type: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    client_id: Mapped[str | None] = mapped_column(String(100))
    reply_to: Mapped[str | None] = mapped_column(String(40), index=True)
    at: Mapped[datetime]


class RankingRow(Base):
    """What a products message showed, and what made its order."""

    __tablename__ = "rankings"

    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    query_id: Mapped[str] = mapped_column(String(100), index=True)
    query: Mapped[str] = mapped_column(Text)
    constraints: Mapped[list[Any]] = mapped_column(JSON)
    model_version: Mapped[str] = mapped_column(String(200))
    catalog_version: Mapped[str] = mapped_column(String(100))
    total: Mapped[int]


class ShownProductRow(Base):
    """One shown product: an impression, with its place in the whole order and its score."""

    __tablename__ = "shown_products"

    message_id: Mapped[str] = mapped_column(ForeignKey("rankings.message_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[str] = mapped_column(String(500), index=True)
    score: Mapped[float]
    matched: Mapped[list[Any]] = mapped_column(JSON)
    missed: Mapped[list[Any]] = mapped_column(JSON)


class ShownAttributeRow(Base):
    """One ranked attribute with its weight."""

    __tablename__ = "shown_attributes"

    message_id: Mapped[str] = mapped_column(ForeignKey("rankings.message_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(500))
    weight: Mapped[float]


class EventRow(Base):
    """Something a shopper did; `event_id` is the page's, unique in its conversation."""

    __tablename__ = "events"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    type: Mapped[str] = mapped_column(String(30), index=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A session as the gateway needs it."""

    id: str
    site_key: str
    locale: str
    status: str


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to store. `payload` is what is sent, with its `id`, `type` and `from`."""

    payload: dict[str, Any]
    at: datetime

    @property
    def id(self) -> str:
        """The message's id."""
        return str(self.payload["id"])


@dataclass(slots=True)
class Turn:
    """A shopper's message that is stored. If it was stored before, `answers` holds what was answered then."""

    message_id: str
    is_repeat: bool
    answers: list[dict[str, Any]] = field(default_factory=list)


class UnknownMessage(Exception):
    """A message was named that is not of the conversation."""


class UnknownConversation(Exception):
    """The conversation was deleted, or never was."""


def new_id() -> str:
    """An id for a message or a conversation."""
    return uuid.uuid4().hex


def now() -> datetime:
    """The time to store: UTC without a zone, which both databases keep alike."""
    return datetime.now(UTC).replace(tzinfo=None)


class ConversationLog:
    """The log behind `engine`, whose schema is up to date (`data.database.upgrade`)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(writes=True)

    async def open(
        self, *, token_hash: str, site_key: str, shopper_id: str | None, locale: str, analytics: bool
    ) -> Conversation:
        """Stores a new conversation."""
        at = now()
        row = {
            "id": new_id(),
            "token_hash": token_hash,
            "site_key": site_key,
            "shopper_id": shopper_id if analytics else None,
            "locale": locale,
            "analytics": analytics,
            "status": "bot",
            "created_at": at,
            "last_at": at,
        }
        async with self._writer.begin() as connection:
            await connection.execute(insert(ConversationRow), row)
        return Conversation(str(row["id"]), site_key, locale, "bot")

    async def find(self, *, token_hash: str, since: datetime) -> Conversation | None:
        """The conversation with this token, if it was active since then."""
        table = ConversationRow
        columns = select(table.id, table.site_key, table.locale, table.status)
        async with self._engine.connect() as connection:
            found = columns.where(table.token_hash == token_hash, table.last_at >= since)
            row = (await connection.execute(found)).one_or_none()
        return None if row is None else Conversation(*row)

    async def add_shoppers(
        self, *, conversation_id: str, payload: dict[str, Any], client_id: str | None = None
    ) -> Turn:
        """Stores a shopper's message, or finds it and its answers if `client_id` was stored before.

        Raises UnknownConversation.
        """
        async with self._writer.begin() as connection:
            await _lock(connection, conversation_id)
            if client_id is not None:
                known = select(MessageRow.id).where(
                    MessageRow.conversation_id == conversation_id, MessageRow.client_id == client_id
                )
                before = (await connection.execute(known)).scalar_one_or_none()
                if before is not None:
                    return Turn(before, True, await _answers_to(connection, before))
            message = NewMessage(payload, now())
            await _add(connection, conversation_id, [message], client_id=client_id)
            touched = update(ConversationRow).where(ConversationRow.id == conversation_id)
            await connection.execute(touched.values(last_at=message.at))
        return Turn(message.id, False)

    async def add_answers(
        self,
        *,
        conversation_id: str,
        reply_to: str | None,
        messages: Sequence[NewMessage],
        status: Status | None = None,
    ) -> None:
        """Stores answers, everything they showed, and the conversation's new status if there is one: all or nothing.

        Raises UnknownConversation.
        """
        async with self._writer.begin() as connection:
            await _lock(connection, conversation_id)
            await _add(connection, conversation_id, messages, reply_to=reply_to)
            for message in messages:
                if message.payload["type"] == "products":
                    await _add_ranking(connection, message)
            if status is not None:
                touched = update(ConversationRow).where(ConversationRow.id == conversation_id)
                await connection.execute(touched.values(status=status))

    async def history(self, *, conversation_id: str, after: str | None = None) -> list[dict[str, Any]]:
        """The messages in their order, all or those behind the message `after`. Raises UnknownMessage."""
        table = MessageRow
        found = select(table.payload).where(table.conversation_id == conversation_id).order_by(table.seq)
        async with self._engine.connect() as connection:
            if after is not None:
                named = select(table.seq).where(table.id == after, table.conversation_id == conversation_id)
                last = (await connection.execute(named)).scalar_one_or_none()
                if last is None:
                    raise UnknownMessage(after)
                found = found.where(table.seq > last)
            return list((await connection.execute(found)).scalars())

    async def add_events(self, *, conversation_id: str, events: Sequence[dict[str, Any]]) -> int:
        """Stores events that are new and returns how many were.

        An event has `event_id`, `type`, `at` (in UTC if it has no zone) and perhaps `message_id`. Of repeats the
        first is kept. Raises UnknownMessage, storing nothing, if that message is not of this conversation; and
        UnknownConversation.
        """
        by_id = {event["event_id"]: event for event in reversed(events)}
        async with self._writer.begin() as connection:
            await _lock(connection, conversation_id)
            await _check_messages(connection, conversation_id, by_id.values())
            stored = select(EventRow.event_id).where(
                EventRow.conversation_id == conversation_id, EventRow.event_id.in_(by_id)
            )
            known = set((await connection.execute(stored)).scalars())
            rows = [_event_row(conversation_id, event) for key, event in by_id.items() if key not in known]
            if rows:
                await connection.execute(insert(EventRow), rows)
        return len(rows)

    async def delete(self, *, conversation_id: str) -> None:
        """Removes a conversation and everything stored with it."""
        async with self._writer.begin() as connection:
            await connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id))


async def _lock(connection: AsyncConnection, conversation_id: str) -> None:
    """Makes other writers of the conversation wait, whichever process they are in: numbers and repeats stay right.

    SQLite, which has one writer at a time anyway, leaves the FOR UPDATE out.
    """
    row = select(ConversationRow.id).where(ConversationRow.id == conversation_id).with_for_update()
    if (await connection.execute(row)).scalar_one_or_none() is None:
        raise UnknownConversation(conversation_id)


async def _answers_to(connection: AsyncConnection, message_id: str) -> list[dict[str, Any]]:
    found = select(MessageRow.payload).where(MessageRow.reply_to == message_id).order_by(MessageRow.seq)
    return list((await connection.execute(found)).scalars())


async def _add(
    connection: AsyncConnection,
    conversation_id: str,
    messages: Sequence[NewMessage],
    *,
    reply_to: str | None = None,
    client_id: str | None = None,
) -> None:
    last = select(func.coalesce(func.max(MessageRow.seq), 0)).where(MessageRow.conversation_id == conversation_id)
    first = int((await connection.execute(last)).scalar_one()) + 1
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
        await connection.execute(insert(MessageRow), rows)


async def _add_ranking(connection: AsyncConnection, message: NewMessage) -> None:
    shown = message.payload
    fields = ("query_id", "query", "constraints", "model_version", "catalog_version", "total")
    await connection.execute(insert(RankingRow), {"message_id": message.id} | {name: shown[name] for name in fields})
    products = [
        {
            "message_id": message.id,
            "position": position,
            "product_id": product["id"],
            "score": product["score"],
            "matched": product["matched"],
            "missed": product["missed"],
        }
        for position, product in enumerate(shown["products"], start=shown.get("offset", 0))
    ]
    attributes = [
        {"message_id": message.id, "position": position, "name": attribute["name"], "weight": attribute["weight"]}
        for position, attribute in enumerate(shown["attributes"])
    ]
    if products:
        await connection.execute(insert(ShownProductRow), products)
    if attributes:
        await connection.execute(insert(ShownAttributeRow), attributes)


async def _check_messages(connection: AsyncConnection, conversation_id: str, events: Any) -> None:
    named = {event["message_id"] for event in events if event.get("message_id")}
    own = select(MessageRow.id).where(MessageRow.conversation_id == conversation_id, MessageRow.id.in_(named))
    unknown = named - set((await connection.execute(own)).scalars())
    if unknown:
        raise UnknownMessage(sorted(unknown)[0])


def _event_row(conversation_id: str, event: dict[str, Any]) -> dict[str, Any]:
    at: datetime = event["at"]
    plain = {name: value for name, value in event.items() if name not in ("event_id", "type", "at", "message_id")}
    return {
        "conversation_id": conversation_id,
        "event_id": event["event_id"],
        "type": event["type"],
        "message_id": event.get("message_id"),
        "payload": plain,
        "at": at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at,
        "received_at": now(),
    }
