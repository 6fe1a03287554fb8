"""Who gave a name and the password that belongs to it. How often somebody may try is the caller's business."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select, update

from data.agents import sessions
from data.agents.accounts import Account, account, fold
from data.agents.passwords import hash_of, is_outdated, is_right
from data.agents.sessions import Lives
from data.agents.tables import AgentRow


@dataclass(frozen=True, slots=True)
class Known:
    """An agent who gave the password of this hash."""

    account: Account
    password_hash: str


def known(engine: Engine, name: str, password: str, at: datetime) -> Known | None:
    """The active agent of this name and password; None takes as long to say, whatever is wrong.

    Who signs in at an identity provider has none here. A hash that was made with other parameters than are used now is
    made again.
    """
    active = select(AgentRow.__table__).where(
        AgentRow.name == fold(name), AgentRow.is_active, AgentRow.subject.is_(None)
    )
    with engine.connect() as connection:
        row = connection.execute(active).one_or_none()
    if not is_right(password, row.password_hash if row else None) or row is None:
        return None
    kept = str(row.password_hash)
    if is_outdated(kept):
        own = (AgentRow.id == row.id, AgentRow.password_hash == kept)
        kept = hash_of(password)
        with engine.execution_options(writes=True).begin() as connection:
            changed = connection.execute(update(AgentRow).where(*own).values(password_hash=kept)).rowcount
        if not changed:  # somebody else did so meanwhile
            return known(engine, name, password, at)
    return Known(account(row, at, is_seen=True), kept)


def begin(engine: Engine, known: Known, lives: Lives, at: datetime) -> str | None:
    """Begins a session of theirs; its token. None if they were disabled or got a new password meanwhile: those end
    sessions, and this one too."""
    own = (AgentRow.id == known.account.id, AgentRow.is_active, AgentRow.password_hash == known.password_hash)
    with engine.execution_options(writes=True).begin() as connection:
        still = connection.execute(select(AgentRow.id).where(*own).with_for_update()).scalar_one_or_none()
        return None if still is None else sessions.begin(connection, still, lives, at)
