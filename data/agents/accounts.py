"""Who serves shoppers: agents by their names, added, changed, disabled and found. Passwords: `data.agents.passwords`.

A name is compared as people mean it: normalised (NFKC) and case-folded. Times are UTC without a zone, and come from
the caller.
"""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.agents.errors import BadField, NameTaken, UnknownAgent
from data.agents.roles import check_role
from data.agents.tables import AgentRow, AgentSessionRow

MOST_NAME, MOST_DISPLAY = 64, 80
"""Characters. What the audit trail says of an agent has a hundred."""
LATELY = timedelta(minutes=5)
"""Whoever was not seen for so long is offline."""
ONLINE, AWAY, OFFLINE = "online", "away", "offline"
_NAME = re.compile(r"\w(?:[\w.@+-]*\w)?")
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Account:
    """An agent as they are at a moment. `presence`: online, away, offline; `role`: `data.agents.roles`."""

    id: str
    name: str
    display: str
    role: str
    locale: str
    presence: str
    has_second_factor: bool
    is_active: bool = True
    is_of_provider: bool = False
    """Whether they sign in at an identity provider (`AgentRow.subject`), and with no password here."""


def fold(name: str) -> str:
    """A name as it is compared and stored. NUL, which PostgreSQL does not take, is another character."""
    return unicodedata.normalize("NFKC", name).strip().casefold().replace("\0", "\ufffd")


def add(
    engine: Engine, *, name: str, display: str, role: str, locale: str, password_hash: str, at: datetime
) -> Account:
    """Adds an agent. Raises BadField and NameTaken, changing nothing."""
    row = {
        "id": uuid.uuid4().hex,
        "name": check_name(name),
        "display": check_display(display or name),
        "role": check_role(role),
        "locale": check_locale(locale),
        "password_hash": password_hash,
        "is_active": True,
        "presence": ONLINE,
        "created_at": at,
    }
    try:
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(AgentRow), row)
    except IntegrityError as error:
        raise _taken(name) from error
    return by_name(engine, name, at)


def refuse_taken(engine: Engine, name: str) -> None:
    """Raises NameTaken where somebody signs in by this name, disabled or not."""
    with engine.connect() as connection:
        if connection.execute(select(AgentRow.id).where(AgentRow.name == fold(name))).first() is not None:
            raise _taken(name)


def check_name(name: str) -> str:
    """The name as it is stored. Raises BadField."""
    folded = fold(name)
    if len(folded) > MOST_NAME or not _NAME.fullmatch(folded):
        raise BadField(
            "name",
            f"{name[:MOST_NAME]!r} cannot be one",
            f"use 1 to {MOST_NAME} letters and digits, with . _ @ + - between them",
        )
    return folded


def check_display(display: str) -> str:
    """A name as people see it. Raises BadField."""
    shown = unicodedata.normalize("NFC", display).strip()
    if not 1 <= len(shown) <= MOST_DISPLAY or not shown.isprintable():
        raise BadField("display", "it cannot be shown to shoppers", f"write 1 to {MOST_DISPLAY} characters on one line")
    return shown


def check_locale(locale: str) -> str:
    """The language an agent reads. Raises BadField."""
    if len(locale) > 35 or not _LOCALE.fullmatch(locale):
        raise BadField("locale", f"{locale[:35]!r} is none", "write one as en, or zh-CN")
    return locale


def by_name(engine: Engine, name: str, at: datetime) -> Account:
    """The agent of this name, active or not. Raises UnknownAgent."""
    with engine.connect() as connection:
        row = connection.execute(select(AgentRow.__table__).where(AgentRow.name == fold(name))).one_or_none()
    if row is None:
        raise _unknown(name)
    return account(row, at)


def by_id(engine: Engine, id: str, at: datetime) -> Account | None:
    """The agent of this id, if there is one who is active."""
    active = select(AgentRow.__table__).where(AgentRow.id == id, AgentRow.is_active)
    with engine.connect() as connection:
        row = connection.execute(active).one_or_none()
    return None if row is None else account(row, at)


def everybody(engine: Engine, at: datetime, *, with_disabled: bool = False) -> list[Account]:
    """All agents by name."""
    found = select(AgentRow.__table__).order_by(AgentRow.name)
    if not with_disabled:
        found = found.where(AgentRow.is_active)
    with engine.connect() as connection:
        return [account(row, at) for row in connection.execute(found)]


def there_are_some(engine: Engine) -> bool:
    """Whether there is any agent, active or not."""
    with engine.connect() as connection:
        return bool(connection.execute(select(func.count()).select_from(AgentRow)).scalar_one())


def disable(engine: Engine, name: str) -> None:
    """From now on they cannot sign in, and are signed out everywhere. Raises UnknownAgent."""
    with engine.execution_options(writes=True).begin() as connection:
        id = _change(connection, name, is_active=False, seen_at=None)
        connection.execute(delete(AgentSessionRow).where(AgentSessionRow.agent_id == id))


def enable(engine: Engine, name: str) -> None:
    """They can sign in again. Raises UnknownAgent."""
    with engine.execution_options(writes=True).begin() as connection:
        _change(connection, name, is_active=True)


def change(
    engine: Engine, name: str, *, role: str | None = None, display: str | None = None, locale: str | None = None
) -> None:
    """Changes what is given; it holds from their next call on. Raises UnknownAgent and BadField, changing nothing."""
    values: dict[str, Any] = {}
    if role is not None:
        values["role"] = check_role(role)
    if display is not None:
        values["display"] = check_display(display)
    if locale is not None:
        values["locale"] = check_locale(locale)
    with engine.execution_options(writes=True).begin() as connection:
        _change(connection, name, **values)


def set_presence(engine: Engine, id: str, presence: str, at: datetime) -> None:
    """They are there, or away, as they say."""
    if presence not in (ONLINE, AWAY):
        raise BadField("presence", f"{presence!r} is none", f"say {ONLINE} or {AWAY}")
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(AgentRow).where(AgentRow.id == id).values(presence=presence, seen_at=at))


def set_password(engine: Engine, name: str, password_hash: str) -> None:
    """Replaces the password, and signs them out everywhere; who signed in at an identity provider does so no more.

    Raises UnknownAgent.
    """
    with engine.execution_options(writes=True).begin() as connection:
        id = _change(connection, name, password_hash=password_hash, subject=None)
        connection.execute(delete(AgentSessionRow).where(AgentSessionRow.agent_id == id))


def account(row: Any, at: datetime, *, is_seen: bool = False) -> Account:
    """What a row of the table says at a moment; `is_seen`: they are there just now, whatever it says."""
    is_seen = is_seen or (row.seen_at is not None and row.seen_at >= at - LATELY)
    return Account(
        id=row.id,
        name=row.name,
        display=row.display,
        role=row.role,
        locale=row.locale,
        presence=row.presence if is_seen and row.is_active else OFFLINE,
        has_second_factor=row.second_factor is not None,
        is_active=row.is_active,
        is_of_provider=row.subject is not None,
    )


def _change(connection: Connection, name: str, **values: Any) -> str:
    """Changes one agent in a transaction; their id. Raises UnknownAgent."""
    id = connection.execute(select(AgentRow.id).where(AgentRow.name == fold(name))).scalar_one_or_none()
    if id is None:
        raise _unknown(name)
    if values:
        connection.execute(update(AgentRow).where(AgentRow.id == id).values(**values))
    return str(id)


def _unknown(name: str) -> UnknownAgent:
    return UnknownAgent("name", f"there is no agent {name[:MOST_NAME]!r}", "see: floorwalker agents list")


def _taken(name: str) -> NameTaken:
    return NameTaken("name", f"there is an agent {fold(name)}", "choose another, or see: floorwalker agents list")
