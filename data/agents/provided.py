"""Agents who sign in at an identity provider: found by what it calls them, matched by name once, or made.

From then on they have no password here: `floorwalker agents password` gives them one, and ends the tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select, update

from data.agents import sessions
from data.agents.accounts import Account, account, add, check_locale, fold
from data.agents.errors import BadField, UnknownAgent
from data.agents.roles import check_role
from data.agents.sessions import Lives
from data.agents.tables import AgentRow, AgentSessionRow

NO_PASSWORD = "-"  # noqa: S105 - no hash, so that no password is right
_TABLE = AgentRow.__table__


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, as the provider says. `role`: None where it says nothing of that."""

    subject: str
    """Issuer and subject, a space between: the same for ever."""
    name: str
    display: str
    locale: str
    role: str | None


class Disabled(Exception):
    """The agent may not sign in any more; the argument is their name."""


def known(engine: Engine, person: Person, at: datetime, *, makes: bool) -> Account:
    """The agent that a person is: who they were before, else who has their name, else, if it `makes` some, a new one;
    with the role that the provider gives. Raises UnknownAgent, Disabled, and BadField for a name that none can have."""
    role = None if person.role is None else check_role(person.role)
    with engine.execution_options(writes=True).begin() as connection:
        row = _row(connection, person)
        if row is not None:
            if not row.is_active:
                raise Disabled(row.name)
            changed = {"subject": person.subject, "role": role or row.role}
            own = update(AgentRow).where(AgentRow.id == row.id)
            connection.execute(own.values(**changed))
            again = connection.execute(select(_TABLE).where(AgentRow.id == row.id)).one()
            return account(again, at, is_seen=True)
    if not makes:
        raise UnknownAgent("name", f"there is no agent {person.name[:64]!r}", "have an admin add them first")
    made = add(
        engine,
        name=person.name,
        display=person.display,
        role=role or "agent",
        locale=_locale(person.locale),
        password_hash=NO_PASSWORD,
        at=at,
    )
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(AgentRow).where(AgentRow.id == made.id).values(subject=person.subject))
        return account(connection.execute(select(_TABLE).where(AgentRow.id == made.id)).one(), at, is_seen=True)


def begin(engine: Engine, agent: Account, lives: Lives, at: datetime) -> str | None:
    """Begins a session of theirs; its token. None if they were disabled meanwhile."""
    own = (AgentRow.id == agent.id, AgentRow.is_active, AgentRow.subject.is_not(None))
    with engine.execution_options(writes=True).begin() as connection:
        still = connection.execute(select(AgentRow.id).where(*own).with_for_update()).scalar_one_or_none()
        return None if still is None else sessions.begin(connection, still, lives, at)


def _row(connection: Connection, person: Person) -> Row[Any] | None:
    """By the subject, else by the name of an agent who is tied to nobody yet: their sessions by password end."""
    found = connection.execute(select(_TABLE).where(AgentRow.subject == person.subject)).one_or_none()
    if found is not None:
        return found
    named = (AgentRow.name == fold(person.name), AgentRow.subject.is_(None))
    row = connection.execute(select(_TABLE).where(*named)).one_or_none()
    if row is not None:
        connection.execute(delete(AgentSessionRow).where(AgentSessionRow.agent_id == row.id))
    return row


def _locale(told: str) -> str:
    try:
        return check_locale(told)
    except BadField:
        return "en"
