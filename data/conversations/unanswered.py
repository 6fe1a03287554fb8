"""Messages of shoppers that have no answer: a part was down, or the gateway that was to give it died.

While a message is being answered its conversation is lent to a gateway until `answering_until`, which that gateway
moves on for as long as it works. Where that time is over, something was left without an answer: whichever gateway takes
the loan next gives it, and no other. What was left are the shopper's last messages, behind which nothing stands but
notices of the outage.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select, update

from data.conversations.status import spoken_to
from data.conversations.tables import ConversationRow, MessageRow

LEASE = timedelta(seconds=5)
"""For how long a conversation stays with a gateway that says nothing."""
LONGEST = timedelta(hours=1)
"""After this a shopper waits no more, and an answer would surprise them."""
_MOST = 20
"""Messages at the end of a conversation among which those without an answer are looked for."""

_ROW = (
    update(ConversationRow)
    .where(ConversationRow.id == bindparam("conversation"))
    .returning(ConversationRow.status, ConversationRow.claimed_at)
)
_FREE = _ROW.where(ConversationRow.answering_until.is_(None))
_LEFT = _ROW.where(ConversationRow.answering_until <= bindparam("since"))
"""Statements of every turn are made once: making one costs more than asking it."""


class Taken(NamedTuple):
    """A conversation that is a gateway's for one message."""

    status: str
    is_left: bool
    """Whether something was left without an answer."""
    was_served: bool
    """Whether an agent serves or ever served it."""


class AnsweredBefore(Exception):
    """Another gateway answered the message, since this one was silent for too long."""

    def __init__(self, answers: list[dict[str, Any]]) -> None:
        super().__init__("the message has its answers")
        self.answers = answers


def is_outage(payload: dict[str, Any]) -> bool:
    """Whether a message only says that there is no answer yet."""
    return payload["type"] == "notice" and payload.get("kind") == "error" and payload.get("reason") == "outage"


def answers_to(connection: Connection, message_id: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The answers to a message, and apart from them the notices that there is none yet."""
    found = select(MessageRow.payload).where(MessageRow.reply_to == message_id).order_by(MessageRow.seq)
    payloads = list(connection.execute(found).scalars())
    return [one for one in payloads if not is_outage(one)], [one for one in payloads if is_outage(one)]


def refuse_answered(connection: Connection, message_id: str | None) -> None:
    """Raises AnsweredBefore if the message has its answers."""
    answers = answers_to(connection, message_id)[0] if message_id is not None else []
    if answers:
        raise AnsweredBefore(answers)


def left_in(connection: Connection, conversation_id: str) -> list[dict[str, Any]]:
    """The shopper's messages that were left without an answer, as they are stored, in their order."""
    last = select(MessageRow.payload).where(MessageRow.conversation_id == conversation_id)
    left: list[dict[str, Any]] = []
    for payload in connection.execute(last.order_by(MessageRow.seq.desc()).limit(_MOST)).scalars():
        if payload["from"] == "shopper":
            left.append(payload)
        elif not is_outage(payload):
            break
    return left[::-1]


def take(connection: Connection, conversation_id: str, at: datetime, patience: timedelta) -> Taken | None:
    """Takes the conversation for a message that its shopper says, for so long. None where another gateway has it, or
    where there is none. One statement takes it, so only one can."""
    values = {"last_at": at, **spoken_to(at + patience if patience else None)}
    for taken, asked in ((_FREE, {}), (_LEFT, {"since": at})):
        of = {"conversation": conversation_id, **asked}
        found = connection.execute(taken.values(values), of).one_or_none()
        if found is not None:
            return Taken(found.status, bool(asked), found.claimed_at is not None)
    return None


def left_behind(engine: Engine, at: datetime, most: int) -> Sequence[str]:
    """The conversations in which something was left that the assistant is to answer, who waited longest first."""
    row = ConversationRow
    left = (
        select(row.id)
        .where(row.answering_until <= at, row.last_at > at - LONGEST, row.status.in_(("bot", "queued")))
        .order_by(row.answering_until)
        .limit(most)
    )
    with engine.connect() as connection:
        return connection.execute(left).scalars().all()


def take_up(engine: Engine, conversation_id: str, at: datetime) -> list[dict[str, Any]]:
    """Takes the loan of a conversation in which something was left: what that is, as it is stored. Nothing where
    another gateway took it, or an agent did."""
    row = ConversationRow
    taken = update(row).where(row.id == conversation_id, row.answering_until <= at, row.status.in_(("bot", "queued")))
    with engine.execution_options(writes=True).begin() as connection:
        if connection.execute(taken.values(answering_until=at + LEASE)).rowcount == 0:
            return []
        left = left_in(connection, conversation_id)
        if not left:
            connection.execute(update(row).where(row.id == conversation_id).values(answering_until=None))
        return left


def keep(engine: Engine, conversation_id: str, at: datetime) -> None:
    """Says that the gateway that has the loan still works."""
    row = ConversationRow
    kept = update(row).where(row.id == conversation_id, row.answering_until > at).values(answering_until=at + LEASE)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(kept)


def leave(engine: Engine, conversation_id: str, at: datetime) -> None:
    """Gives a loan back with nothing answered: whoever looks next may take it up at once."""
    row = ConversationRow
    left = update(row).where(row.id == conversation_id, row.answering_until.is_not(None)).values(answering_until=at)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(left)


def forget_old(engine: Engine, at: datetime) -> int:
    """Lets go of what was left too long ago; how many conversations."""
    row = ConversationRow
    old = update(row).where(row.answering_until <= at, row.last_at <= at - LONGEST).values(answering_until=None)
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(old).rowcount
