"""How shoppers are served, counted from the log: who is passed to a person and waits how long, how soon agents answer,
how soon the assistant does, and what agents make of its drafts.

Counts and times of many conversations, never of one agent; what conversations were about, others know. A time is
told of so many at least that it is nobody's own (`Times`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from statistics import quantiles
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.orm import aliased

from data.conversations.tables import ConversationRow, MessageRow, SuggestionRow

LEAST = 5
"""Of which a median is told."""
LEAST_EDGE = 20
"""Of which the time is told that only one in twenty exceeds."""
MOST_TURNS = 50_000
"""The latest turns of a time; older ones are not looked at, so that a large shop's are read in about a second."""
_AT_ONCE = 500
"""Conversations a statement."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took, in seconds; None of too few."""

    count: int = 0
    half: float | None = None
    """Half of them took at most so long."""
    most: float | None = None
    """Nineteen of twenty did."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A handoff: when, why, and how long until an agent came (None: nobody did)."""

    at: datetime
    reason: str
    waited: float | None


@dataclass(frozen=True, slots=True)
class Drafts:
    """What became of the assistant's drafts; the others are open."""

    made: int = 0
    states: Mapping[str, int] = field(default_factory=dict)
    """How many were accepted, edited, rejected, overtaken."""
    edited: float | None = None
    """Median share of a draft that edits changed."""
    looked: Times = Times()
    """From when an agent had one before their eyes until they decided."""


@dataclass(frozen=True, slots=True)
class Service:
    """A time: [since, until)."""

    handoffs: Sequence[Wait]
    answering: Times
    """From when an agent came until they first said something."""
    turns: Times
    """From a shopper's message to the assistant's stored answer, whichever gateway."""
    taken: Sequence[tuple[datetime, float]]
    """When each of these turns began, and its seconds; the latest first."""
    drafts: Drafts


class Now(NamedTuple):
    """Who is served at a moment."""

    waiting: int
    waits_since: datetime | None
    """Who waits longest."""
    served: int
    """By agents."""


def times(seconds: Sequence[float]) -> Times:
    """How long things took."""
    count = len(seconds)
    if count < LEAST:
        return Times(count)
    cut = quantiles(seconds, n=20, method="inclusive")
    return Times(count, cut[9], cut[18] if count >= LEAST_EDGE else None)


def read_now(engine: Engine) -> Now:
    """Who waits and who is served just now. Raises sqlalchemy's errors."""
    row = ConversationRow
    query = select(row.status, func.count(), func.min(row.queued_at)).where(row.status.in_(["queued", "agent"]))
    with engine.connect() as connection:
        found = {status: (count, since) for status, count, since in connection.execute(query.group_by(row.status))}
    waiting, since = found.get("queued", (0, None))
    return Now(waiting, since, found.get("agent", (0, None))[0])


def read_begun(engine: Engine, since: datetime, until: datetime) -> list[datetime]:
    """When conversations began in which the shopper said something, in [since, until). Raises sqlalchemy's errors."""
    row = ConversationRow
    said = select(MessageRow.id).where(MessageRow.conversation_id == row.id, MessageRow.sender == "shopper").exists()
    query = select(row.created_at).where(row.last_at >= since, row.created_at >= since, row.created_at < until, said)
    with engine.connect() as connection:
        return list(connection.execute(query.order_by(row.created_at)).scalars())


def read_service(engine: Engine, since: datetime, until: datetime) -> Service:
    """How shoppers were served in [since, until). Raises sqlalchemy's errors."""
    with engine.connect() as connection:
        handoffs, answering = _served(connection, since, until)
        turns = _turns(connection, since, until)
        drafts = _drafts(connection, since, until)
    return Service(
        handoffs=handoffs,
        answering=answering,
        turns=times([seconds for _, seconds in turns]),
        taken=turns,
        drafts=drafts,
    )


def _served(connection: Connection, since: datetime, until: datetime) -> tuple[list[Wait], Times]:
    """Handoffs with their waits, and the times until agents who came said something."""
    said = MessageRow
    recent = select(ConversationRow.id).where(ConversationRow.last_at >= since)
    passed = said.payload["kind"].as_string() == "handoff"
    concerned = (
        select(said.conversation_id)
        .where(said.conversation_id.in_(recent), said.at >= since, said.at < until)
        .where(or_(said.sender == "agent", (said.type == "notice") & passed))
        .distinct()
    )
    ids, handoffs, answering = list(connection.execute(concerned).scalars()), list[Wait](), list[float]()
    for start in range(0, len(ids), _AT_ONCE):
        some = (
            select(said.conversation_id, said.sender, said.type, said.payload, said.at)
            .where(said.conversation_id.in_(ids[start : start + _AT_ONCE]))
            .where(or_(said.sender == "agent", said.type == "notice"))
            .order_by(said.conversation_id, said.seq)
        )
        for _, rows in groupby(connection.execute(some), key=lambda row: row.conversation_id):
            found = _of_conversation([(row.sender, row.type, row.payload, row.at) for row in rows])
            handoffs += [one for one in found[0] if since <= one.at < until]
            answering += [seconds for at, seconds in found[1] if since <= at < until]
    return sorted(handoffs, key=lambda one: one.at), times(answering)


def _of_conversation(
    said: Sequence[tuple[str, str, dict[str, Any], datetime]],
) -> tuple[list[Wait], list[tuple[datetime, float]]]:
    """A conversation's handoffs, and when agents came and how long until they spoke. Who asks twice waits once."""
    waits: list[Wait] = []
    spoke: list[tuple[datetime, float]] = []
    waiting: Wait | None = None
    came: datetime | None = None
    for sender, type, payload, at in said:
        if sender == "agent" and type == "notice":
            if waiting is not None:
                waits.append(Wait(waiting.at, waiting.reason, (at - waiting.at).total_seconds()))
            waiting, came = None, at
        elif sender == "agent":
            if came is not None:
                spoke.append((came, (at - came).total_seconds()))
            came = None
        elif payload.get("kind") == "handoff":
            waiting = waiting or Wait(at, str(payload.get("reason") or "asked"), None)
            came = None
    return [*waits, *([waiting] if waiting else [])], spoke


def _turns(connection: Connection, since: datetime, until: datetime) -> list[tuple[datetime, float]]:
    """When shoppers said something, and how many seconds until the first answer stood in the log; the latest."""
    asked, answer = aliased(MessageRow), aliased(MessageRow)
    query = (
        select(asked.at, func.min(answer.at).label("first"))
        .join(answer, answer.reply_to == asked.id)
        .where(asked.conversation_id.in_(select(ConversationRow.id).where(ConversationRow.last_at >= since)))
        .where(asked.sender == "shopper", asked.at >= since, asked.at < until)
        .group_by(asked.id, asked.at)
        .order_by(asked.at.desc())
        .limit(MOST_TURNS)
    )
    return [(at, max(0.0, (first - at).total_seconds())) for at, first in connection.execute(query)]


def _drafts(connection: Connection, since: datetime, until: datetime) -> Drafts:
    row = SuggestionRow
    query = select(row.state, row.edit_distance, row.displayed_ms).where(row.at >= since, row.at < until)
    states: defaultdict[str, int] = defaultdict(int)
    edits, looked, made = list[float](), list[float](), 0
    for state, distance, displayed in connection.execute(query):
        made += 1
        states[state] += 1
        if state == "edited" and distance is not None:
            edits.append(distance)
        if displayed is not None and state in ("accepted", "edited", "rejected"):
            looked.append(displayed / 1000)
    states.pop("open", None)
    return Drafts(made, dict(states), times(edits).half, times(looked))
