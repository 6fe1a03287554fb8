"""Browsers that are signed in: a token of 256 random bits each, of which the hash alone is stored.

A session ends when nothing was asked in it for a while, at its age whatever happens, and at once when its agent signs
out or is disabled. Times are UTC without a zone, and come from the caller.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from data.agents.accounts import Account, account
from data.agents.tables import AgentRow, AgentSessionRow

MOST_OFTEN = timedelta(seconds=30)
"""How often it is written down at most that somebody is there."""


@dataclass(frozen=True, slots=True)
class Lives:
    """How long sessions last: without a call, and at all."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


def hash_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(connection: Connection, agent_id: str, lives: Lives, at: datetime) -> str:
    """Signs a browser in, in the caller's transaction, which removes sessions that are over; the token."""
    table, token = AgentSessionRow, secrets.token_urlsafe(32)
    connection.execute(delete(table).where(or_(table.expires_at <= at, table.last_at <= at - lives.idle)))
    row = {"token_hash": hash_of(token), "agent_id": agent_id, "created_at": at, "last_at": at}
    connection.execute(insert(table), row | {"expires_at": at + lives.whole})
    connection.execute(update(AgentRow).where(AgentRow.id == agent_id).values(seen_at=at))
    return token


def find(engine: Engine, token: str, lives: Lives, at: datetime, *, keeps_alive: bool = True) -> Account | None:
    """Whose session it is; None if it is over or never was.

    `keeps_alive`: whether somebody asked something now, so that the time without a call begins again. Else they are
    merely seen, as with a page that only listens.
    """
    sessions = AgentSessionRow
    alive = (sessions.expires_at > at, sessions.last_at > at - lives.idle, AgentRow.is_active)
    asked = select(AgentRow.__table__, sessions.last_at).join(sessions, sessions.agent_id == AgentRow.id)
    with engine.connect() as connection:
        row = connection.execute(asked.where(sessions.token_hash == hash_of(token), *alive)).one_or_none()
    if row is None:
        return None
    rest = min(MOST_OFTEN, lives.idle / 10)
    is_due = keeps_alive and at - row.last_at >= rest
    if is_due or row.seen_at is None or at - row.seen_at >= rest:
        _see(engine, token, row.id, at, is_due)
    return account(row, at, is_seen=True)


def _see(engine: Engine, token: str, agent_id: str, at: datetime, is_due: bool) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(AgentRow).where(AgentRow.id == agent_id).values(seen_at=at))
        if is_due:
            session = update(AgentSessionRow).where(AgentSessionRow.token_hash == hash_of(token))
            connection.execute(session.values(last_at=at))


def end(engine: Engine, token: str) -> None:
    """Signs a browser out; whose last one it was is offline at once. One that is over already changes nothing."""
    sessions = AgentSessionRow
    with engine.execution_options(writes=True).begin() as connection:
        of = select(sessions.agent_id).where(sessions.token_hash == hash_of(token))
        agent_id = connection.execute(of).scalar_one_or_none()
        if agent_id is None:
            return
        connection.execute(delete(sessions).where(sessions.token_hash == hash_of(token)))
        others = select(sessions.agent_id).where(sessions.agent_id == agent_id).exists()
        connection.execute(update(AgentRow).where(AgentRow.id == agent_id, ~others).values(seen_at=None))
