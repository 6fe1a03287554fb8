"""Who gave a name and the password that belongs to it. How often somebody may try is the caller's business."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select, update

from data.agents.accounts import Account, account, fold
from data.agents.passwords import hash_of, is_outdated, is_right
from data.agents.tables import AgentRow


def known(engine: Engine, name: str, password: str, at: datetime) -> Account | None:
    """The active agent of this name and password; None takes as long to say, whatever is wrong.

    A hash that was made with other parameters than are used now is made again.
    """
    active = select(AgentRow.__table__).where(AgentRow.name == fold(name), AgentRow.is_active)
    with engine.connect() as connection:
        row = connection.execute(active).one_or_none()
    if not is_right(password, row.password_hash if row else None) or row is None:
        return None
    if is_outdated(row.password_hash):
        own = (AgentRow.id == row.id, AgentRow.password_hash == row.password_hash)
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(update(AgentRow).where(*own).values(password_hash=hash_of(password)))
    return account(row, at, is_seen=True)
