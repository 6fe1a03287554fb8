"""What the assistant would have said to shoppers whom an agent serves: drafts for the agent, and what became of them.

A draft answers the shopper's last message, and is overtaken by the next. Its parts are messages as they would be
stored, masked, each with the trace of how it was chosen; nothing of it is said but what an agent sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.orm import aliased

from data.conversations.agent_messages import send, sent_before
from data.conversations.claims import check_served
from data.conversations.log import BeingAnswered, Conversation, NewMessage, conversation_of, lock, new_id, now
from data.conversations.overtaking import OPEN, OVERTAKEN, said_last
from data.conversations.secrets import NOTHING_SEALED, Sealed, add_sealed
from data.conversations.tables import ConversationRow, MessageRow, SuggestionRow

State = Literal["open", "accepted", "edited", "rejected", "overtaken"]
Verdict = Literal["accepted", "edited", "rejected"]
MOST_READ = 50
"""Drafts of a conversation that are read, the latest ones."""


class UnknownSuggestion(Exception):
    """The conversation has no such draft (any more)."""


class Settled(Exception):
    """The draft was decided on, or overtaken; the argument is its state."""


class Part(NamedTuple):
    """One message of a draft, and how what it shows was chosen (`recommender.protocol.traces`)."""

    payload: dict[str, Any]
    trace: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A draft; the fields are those of `data.conversations.tables.SuggestionRow`."""

    id: str
    reply_to: str
    at: datetime
    state: State
    parts: Sequence[Part]
    agent_id: str | None = None
    decided_at: datetime | None = None
    displayed_ms: int | None = None
    edit_distance: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What an agent makes of a draft: what is sent of it, and how they came to that."""

    verdict: Verdict
    messages: Sequence[NewMessage]
    client_id: str
    reason: str | None = None
    displayed_ms: int | None = None
    edit_distance: float | None = None


class Sent(NamedTuple):
    """The messages as they are in the log; `is_new` unless the same was decided before."""

    payloads: list[dict[str, Any]]
    is_new: bool


def suggest(
    engine: Engine,
    conversation_id: str,
    reply_to: str,
    parts: Sequence[Part],
    *,
    sealed: Sealed = NOTHING_SEALED,
    remasked: dict[str, Any] | None = None,
) -> Suggestion | None:
    """Stores a draft that answers a shopper's message, with what its placeholders stand for. One that comes when the
    shopper has said more, or no agent serves them (any more), is kept as overtaken; of nothing there is none: None.
    `remasked` takes the place of the payload of the shopper's message.

    Raises UnknownConversation.
    """
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        if remasked is not None:
            connection.execute(update(MessageRow).where(MessageRow.id == reply_to).values(payload=remasked))
        add_sealed(connection, conversation_id, sealed)
        if not parts:
            return None
        state: State = OPEN if _is_wanted(connection, conversation_id, reply_to) else OVERTAKEN
        one = Suggestion(new_id(), reply_to, now(), state, parts)
        row = {"id": one.id, "conversation_id": conversation_id, "reply_to": reply_to, "at": one.at, "state": state}
        connection.execute(insert(SuggestionRow), row | {"messages": [part._asdict() for part in parts]})
        return one


def suggestions(engine: Engine, conversation_id: str, *, is_open: bool = False) -> list[Suggestion]:
    """The drafts of a conversation, the latest first; those alone that wait for a decision if `is_open`."""
    with engine.connect() as connection:
        return suggestions_of(connection, conversation_id, is_open=is_open)


def suggestions_of(connection: Connection, conversation_id: str, *, is_open: bool = False) -> list[Suggestion]:
    """The same, as a transaction sees it."""
    table = SuggestionRow
    found = select(table.__table__).where(table.conversation_id == conversation_id)
    if is_open:
        found = found.where(table.state == OPEN)
    rows = connection.execute(found.order_by(table.at.desc(), table.id).limit(MOST_READ)).mappings()
    return [_suggestion(row) for row in rows]


def read_one(engine: Engine, conversation_id: str, id: str) -> Suggestion:
    """One draft. Raises UnknownSuggestion."""
    with engine.connect() as connection:
        return _one(connection, conversation_id, id)


def unanswered(engine: Engine, conversation_id: str) -> tuple[Conversation, dict[str, Any]] | None:
    """A conversation and what its shopper said last, as it is stored, if the assistant never got to answer it, since it
    was down, and drafted nothing either."""
    table = MessageRow
    with engine.connect() as connection:
        last = said_last(connection, conversation_id)
        answers = connection.execute(select(table.payload).where(table.reply_to == last)).scalars()
        drafts = connection.execute(select(SuggestionRow.id).where(SuggestionRow.reply_to == last).limit(1))
        if last is None or drafts.first() or not all(one.get("reason") == "outage" for one in answers):
            return None
        payload = connection.execute(select(table.payload).where(table.id == last)).scalar_one()
        return conversation_of(connection, conversation_id), payload


def last_of_shopper(engine: Engine, conversation_id: str) -> str | None:
    """The id of what the shopper said last."""
    with engine.connect() as connection:
        return said_last(connection, conversation_id)


def decide(
    engine: Engine,
    conversation_id: str,
    id: str,
    agent_id: str,
    decision: Decision,
    sealed: Sealed = NOTHING_SEALED,
) -> Sent:
    """Says what an agent made of a draft, while they serve the conversation; a repeat (same `client_id`, or rejected
    again) changes nothing.

    Raises UnknownSuggestion, Settled, data.conversations.claims.Taken and NotServed, UnknownConversation, and
    BeingAnswered where a placeholder was given to another value meanwhile: mask it again.
    """
    with engine.execution_options(writes=True).begin() as connection:
        lock(connection, conversation_id)
        found = _one(connection, conversation_id, id)
        before = sent_before(connection, conversation_id, decision.client_id)
        if before or (decision.verdict == found.state == "rejected" and found.agent_id == agent_id):
            return Sent(before, False)
        check_served(connection, conversation_id, agent_id)
        if found.state != OPEN:
            raise Settled(found.state)
        if add_sealed(connection, conversation_id, sealed):
            raise BeingAnswered(conversation_id)
        _settle(connection, id, agent_id, decision)
        is_sent = bool(decision.messages)
        sent = send(connection, conversation_id, decision.messages, decision.client_id) if is_sent else []
        return Sent(sent, True)


def _settle(connection: Connection, id: str, agent_id: str, decision: Decision) -> None:
    values = {name: getattr(decision, name) for name in ("reason", "displayed_ms", "edit_distance")}
    of = update(SuggestionRow).where(SuggestionRow.id == id)
    connection.execute(of.values(state=decision.verdict, agent_id=agent_id, decided_at=now(), **values))


def _one(connection: Connection, conversation_id: str, id: str) -> Suggestion:
    table = SuggestionRow
    of = select(table.__table__).where(table.id == id, table.conversation_id == conversation_id)
    row = connection.execute(of).mappings().one_or_none()
    if row is None:
        raise UnknownSuggestion(id)
    return _suggestion(row)


def _suggestion(row: RowMapping) -> Suggestion:
    parts = [Part(one["payload"], one.get("trace")) for one in row["messages"]]
    names = ("id", "reply_to", "at", "state", "agent_id", "decided_at", "displayed_ms", "edit_distance", "reason")
    return Suggestion(parts=parts, **{name: row[name] for name in names})


def _is_wanted(connection: Connection, conversation_id: str, reply_to: str) -> bool:
    """Whether an agent serves the conversation, and its shopper said nothing since."""
    row, later = ConversationRow, aliased(MessageRow)
    status = connection.execute(select(row.status).where(row.id == conversation_id)).scalar_one()
    since = (
        select(later.id)
        .join(MessageRow, MessageRow.conversation_id == later.conversation_id)
        .where(MessageRow.id == reply_to, later.sender == "shopper", later.seq > MessageRow.seq)
        .limit(1)
    )
    return status == "agent" and connection.execute(since).one_or_none() is None
