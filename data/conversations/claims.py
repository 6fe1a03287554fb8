"""Agents and the conversations that they serve: taking one, passing it on, giving it back, closing it.
What they say is `data.conversations.agent_messages`.

Each is one transaction that locks the conversation first, so that of two agents exactly one gets it. Who an agent is,
and what they may, others know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Row, select, update

from data.conversations.log import NewMessage, UnknownConversation, add_messages, lock, now
from data.conversations.overtaking import overtake, said_last
from data.conversations.status import Status, become
from data.conversations.tables import ConversationRow


class Taken(Exception):
    """Another agent serves the conversation."""

    def __init__(self, agent_id: str) -> None:
        super().__init__(agent_id)
        self.agent_id = agent_id


class NotServed(Exception):
    """No agent serves the conversation; the argument is its status."""


class Changed(NamedTuple):
    """What became of a change: whether anything is otherwise now, and what the shopper was told."""

    is_new: bool
    told: NewMessage | None = None
    is_answering: bool = False
    """Whether the assistant was about to answer: what it says becomes a draft."""


def claim(
    engine: Engine,
    conversation_id: str,
    agent_id: str,
    told: NewMessage | None = None,
    *,
    absent: Collection[str] = (),
) -> Changed:
    """Gives a conversation that waits or is the assistant's to an agent, telling the shopper what is `told`; also one
    of those who are `absent`, so that no shopper is left with nobody.

    Nothing is new if they had it already. Raises Taken, NotServed for one that is closed, and
    UnknownConversation.
    """
    with engine.execution_options(writes=True).begin() as connection:
        found = _locked(connection, conversation_id)
        if found.status == "agent" and found.agent_id == agent_id:
            return Changed(False)
        if found.agent_id not in absent:
            _check(found.status, found.agent_id, agent_id)
        if found.status == "closed":
            raise NotServed(found.status)
        # What the assistant is about to answer is not stored any more (`data.conversations.status.is_served_since`).
        _become(connection, conversation_id, "agent", agent_id=agent_id, claimed_at=now(), answering_until=None)
        if found.status != "agent":
            # What was drafted for who served it before is of no use, but for what the shopper still waits for.
            overtake(connection, conversation_id, now(), but=said_last(connection, conversation_id))
        _tell(connection, conversation_id, told)
        is_answering = found.answering_until is not None and found.answering_until > now()
        return Changed(True, told, is_answering)


def serves(engine: Engine, conversation_id: str, agent_id: str) -> bool:
    """Whether an agent serves a conversation just now."""
    row = ConversationRow
    theirs = select(row.id).where(row.id == conversation_id, row.status == "agent", row.agent_id == agent_id)
    with engine.connect() as connection:
        return connection.execute(theirs).one_or_none() is not None


def transfer(
    engine: Engine, conversation_id: str, to: str | None, *, by: str | None = None, told: NewMessage | None = None
) -> Changed:
    """Passes a conversation on to a colleague, or back to the queue (None); nothing is new if they
    have it.

    `by`: whose it must be; None: anybody's. Raises Taken, NotServed and UnknownConversation.
    """
    with engine.execution_options(writes=True).begin() as connection:
        found = _locked(connection, conversation_id)
        _check(found.status, found.agent_id, by)
        if found.status != "agent":
            raise NotServed(found.status)
        if found.agent_id == to:
            return Changed(False)
        if to is None:
            _become(connection, conversation_id, "queued")
        else:
            _become(connection, conversation_id, "agent", agent_id=to, claimed_at=now())
        _tell(connection, conversation_id, told)
        return Changed(True, told)


def give_back(
    engine: Engine, conversation_id: str, *, by: str | None = None, told: NewMessage | None = None
) -> Changed:
    """Makes a conversation the assistant's again; nothing is new if it is. Raises as `transfer` does."""
    with engine.execution_options(writes=True).begin() as connection:
        found = _locked(connection, conversation_id)
        _check(found.status, found.agent_id, by)
        if found.status == "bot":
            return Changed(False)
        if found.status != "agent":
            raise NotServed(found.status)
        _become(connection, conversation_id, "bot")
        _tell(connection, conversation_id, told)
        return Changed(True, told)


def close(engine: Engine, conversation_id: str, *, by: str | None = None, told: NewMessage | None = None) -> Changed:
    """Ends a conversation, whoever answers it, until its shopper says something; nothing is new if it
    is closed.

    Only a shopper whom an agent served is told. Raises Taken and UnknownConversation.
    """
    with engine.execution_options(writes=True).begin() as connection:
        found = _locked(connection, conversation_id)
        _check(found.status, found.agent_id, by)
        if found.status == "closed":
            return Changed(False)
        _become(connection, conversation_id, "closed")
        said = told if found.status == "agent" else None
        _tell(connection, conversation_id, said)
        return Changed(True, said)


def check_served(connection: Connection, conversation_id: str, agent_id: str) -> None:
    """Raises Taken or NotServed unless the agent serves a conversation, which is locked (`data.conversations.log`)."""
    row = ConversationRow
    found = connection.execute(select(row.status, row.agent_id).where(row.id == conversation_id)).one()
    _check_served(found, agent_id)


def check_serves(engine: Engine, conversation_id: str, agent_id: str) -> None:
    """The same of one that is not locked. Raises UnknownConversation besides."""
    row = ConversationRow
    with engine.connect() as connection:
        found = connection.execute(select(row.status, row.agent_id).where(row.id == conversation_id)).one_or_none()
    if found is None:
        raise UnknownConversation(conversation_id)
    _check_served(found, agent_id)


def agents_id(client_id: str) -> str:
    """A page's id of what an agent says, as it is stored: never one of the shopper's."""
    return "agent-" + hashlib.sha256(client_id.encode()).hexdigest()[:48]


def _locked(connection: Connection, conversation_id: str) -> Row[str, str | None, datetime | None]:
    """Its status, who serves it and until when it is being answered, which nobody else changes meanwhile."""
    lock(connection, conversation_id)
    row = ConversationRow
    columns = select(row.status, row.agent_id, row.answering_until)
    return connection.execute(columns.where(row.id == conversation_id)).one()


def _check(status: str, agent_id: str | None, by: str | None) -> None:
    if status == "agent" and agent_id is not None and by not in (None, agent_id):
        raise Taken(agent_id)


def _check_served(found: Row[str, str | None], by: str) -> None:
    _check(found.status, found.agent_id, by)
    if found.status != "agent":
        raise NotServed(found.status)


def _become(connection: Connection, conversation_id: str, status: Status, **more: Any) -> None:
    row = ConversationRow
    changed = update(row).where(row.id == conversation_id)
    connection.execute(changed.values(**become(status, now()), **more))


def _tell(connection: Connection, conversation_id: str, told: NewMessage | None) -> None:
    if told is not None:
        add_messages(connection, conversation_id, [told])
