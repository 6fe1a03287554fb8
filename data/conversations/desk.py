"""The conversations as lists for those who serve shoppers: who waits, who is served by whom, who talks to the
assistant, and which were about some words.

Knows agents by their ids alone. What is listed is masked, as the log is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Engine, Select, Text, and_, cast, exists, func, select, union

from data.conversations import contacts
from data.conversations.log import UnknownConversation
from data.conversations.tables import ConversationRow, MessageRow, NoteRow

LIVELY = timedelta(minutes=10)
"""For so long after something was said, a conversation with the assistant is going on."""
MOST_LIVE = 50
MOST_LISTED = 1000
"""Of a list; who waits behind so many others sees nobody look at them all."""
MOST_WORDS = 8
"""Of a search; the others are left out."""
_AT_ONCE = 500
"""Conversations that a statement names. So many of the newest are searched first: what many say is found there."""
_SEARCHED = "text", "notice", "question"
"""Types of messages whose words are searched: what is shown besides has none of its own, and is long."""

_Ids = Select[str] | Sequence[str]


@dataclass(slots=True)
class Line:
    """A conversation in a list."""

    id: str
    status: str
    locale: str
    started_at: datetime
    last_at: datetime
    queued_at: datetime | None
    reason: str | None
    """Why a person is or was wanted (`data.conversations.status.HandoffReason`)."""
    agent_id: str | None
    page: dict[str, Any] | None = None
    """Where in the shop the shopper was last."""
    told: str = ""
    """What the assistant said when it passed on."""
    summary: str = ""
    last_words: str = ""
    """What the shopper said last."""
    contact: bool = False
    """Whether the shopper left an address, and wants to be written to."""


class Lists(NamedTuple):
    """What an agent finds: who waits longest first, then those served the longest first, then the latest first."""

    waiting: list[Line]
    mine: list[Line]
    others: list[Line]
    live: list[Line]


def lists(engine: Engine, agent_id: str, at: datetime) -> Lists:
    """The lists for an agent at a time. Raises sqlalchemy's errors."""
    row = ConversationRow
    is_served, is_mine = row.status == "agent", row.agent_id == agent_id
    has_spoken = exists().where(MessageRow.conversation_id == row.id, MessageRow.sender == "shopper")
    goes_on = and_(row.status == "bot", row.last_at >= at - LIVELY, has_spoken)
    waiting = _chosen(row.status == "queued").order_by(row.queued_at, row.id).limit(MOST_LISTED)
    served = [
        _chosen(is_served, which).order_by(row.claimed_at, row.id).limit(MOST_LISTED) for which in (is_mine, ~is_mine)
    ]
    live = _chosen(goes_on).order_by(row.last_at.desc(), row.id).limit(MOST_LIVE)
    with engine.connect() as connection:
        return Lists(*(_lines(connection, chosen) for chosen in (waiting, *served, live)))


def line(engine: Engine, conversation_id: str) -> Line:
    """One conversation. Raises UnknownConversation."""
    with engine.connect() as connection:
        return line_of(connection, conversation_id)


def line_of(connection: Connection, conversation_id: str) -> Line:
    """The same, as a transaction sees it."""
    found = _lines(connection, _chosen(ConversationRow.id == conversation_id))
    if not found:
        raise UnknownConversation(conversation_id)
    return found[0]


def find(engine: Engine, query: str, *, before: datetime | None = None, limit: int = 20) -> tuple[list[Line], bool]:
    """Conversations in which every word of a query was said or noted, the newest first; all that somebody spoke in
    where there is none. And whether there are more: search again `before` the last one's `last_at`.

    Words are found within words, in any case (SQLite knows that of ASCII letters alone). Raises sqlalchemy's errors.
    """
    row = ConversationRow
    earlier = [] if before is None else [row.last_at < before]
    words = sorted(query.split()[:MOST_WORDS], key=len, reverse=True)
    with engine.connect() as connection:
        if not words:
            spoken = exists().where(MessageRow.conversation_id == row.id, MessageRow.sender == "shopper")
            return _page(connection, limit, spoken, *earlier)
        latest = select(row.id).where(*earlier).order_by(row.last_at.desc()).limit(_AT_ONCE)
        newest = list(connection.execute(latest).scalars())
        found, more = _page(connection, limit, row.id.in_(_with(connection, words, newest)), *earlier)
        if more:  # frequent words need no look at the whole log
            return found, more
        return _page(connection, limit, row.id.in_(_with(connection, words)), *earlier)


def _page(connection: Connection, limit: int, *conditions: ColumnElement[bool]) -> tuple[list[Line], bool]:
    chosen = _chosen(*conditions).order_by(ConversationRow.last_at.desc(), ConversationRow.id).limit(limit + 1)
    found = _lines(connection, chosen)
    return found[:limit], len(found) > limit


def _with(connection: Connection, words: Sequence[str], among: _Ids | None = None) -> _Ids:
    """The conversations in which every word was said or noted, of all or of some: those of the first word, and of the
    next among these, as long as they are few enough to be named."""
    found = among
    for word in words:
        said = select(MessageRow.conversation_id).where(MessageRow.type.in_(_SEARCHED), *_says(connection, word))
        noted = select(NoteRow.conversation_id).where(NoteRow.text.icontains(word, autoescape=True))
        if found is not None:
            said, noted = (part.where(part.selected_columns[0].in_(found)) for part in (said, noted))
        found = select(union(said, noted).subquery().c.conversation_id)
        ids = list(connection.execute(found.limit(_AT_ONCE + 1)).scalars())
        if len(ids) <= _AT_ONCE:
            found = ids
    return found if found is not None else []


def _says(connection: Connection, word: str) -> list[ColumnElement[bool]]:
    """Whether a message has a word: whether it stands anywhere in what is stored, and only then whether in its text,
    since to read JSON takes longer than to look through it."""
    has = MessageRow.payload["text"].as_string().icontains(word, autoescape=True)
    if any(letter.lower() != letter.upper() for letter in word if not letter.isascii()):
        return [has]  # what follows tells the cases of ASCII letters alone
    stored: ColumnElement[str] = cast(MessageRow.payload, Text)
    if connection.dialect.name == "postgresql":
        stored = stored.collate("C")
    return [stored.icontains(json.dumps(word, ensure_ascii=False)[1:-1], autoescape=True), has]


def _chosen(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    row = ConversationRow
    columns = (row.id, row.status, row.locale, row.created_at, row.last_at, row.queued_at, row.queue_reason)
    return select(*columns, row.agent_id, row.page).where(*conditions)


def _lines(connection: Connection, chosen: Select[*tuple[Any, ...]]) -> list[Line]:
    found = {row[0]: Line(*row) for row in connection.execute(chosen)}
    for some in _parts(list(found)):
        for conversation_id, payload in connection.execute(_last_words(some)):
            found[conversation_id].last_words = payload.get("text") or ""
        for conversation_id in contacts.among(connection, some):
            found[conversation_id].contact = True
        notices = select(MessageRow.conversation_id, MessageRow.payload).where(
            MessageRow.conversation_id.in_(some), MessageRow.type == "notice"
        )
        for conversation_id, payload in connection.execute(notices.order_by(MessageRow.seq)):
            if payload.get("kind") == "handoff":
                one = found[conversation_id]
                one.told, one.summary = payload["text"], payload.get("summary") or one.summary
    return list(found.values())


def _last_words(ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    said = (MessageRow.sender == "shopper", MessageRow.type == "text", MessageRow.conversation_id.in_(ids))
    last = select(MessageRow.conversation_id, func.max(MessageRow.seq).label("seq")).where(*said)
    latest = last.group_by(MessageRow.conversation_id).subquery()
    of = and_(MessageRow.conversation_id == latest.c.conversation_id, MessageRow.seq == latest.c.seq)
    return select(MessageRow.conversation_id, MessageRow.payload).join(latest, of)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
