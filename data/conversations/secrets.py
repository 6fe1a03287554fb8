"""Personal data that a running conversation needs, encrypted and for a short time; its log has placeholders instead.

Only encrypted values come here and go: who encrypts is `data.privacy.vault`. A row outlives its value, so that its
placeholder never stands for another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from data.conversations.tables import MessageRow, SecretRow

_LAST = 3
"""Messages of the assistant that may hold what it asked last."""


@dataclass(frozen=True, slots=True)
class Lent:
    """What a conversation has: its placeholders with their encrypted values, empty where the value is gone; and what
    the assistant said last.
    """

    sealed: dict[str, str]
    said_last: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Encrypted values by their placeholders, to be kept until a time."""

    values: Mapping[str, str]
    until: datetime


_OWN = select(SecretRow.placeholder, SecretRow.ciphertext, SecretRow.expires_at).where(
    SecretRow.conversation_id == bindparam("conversation")
)
_SAID_LAST = (
    select(MessageRow.sender, MessageRow.payload)
    .where(MessageRow.conversation_id == bindparam("conversation"))
    .order_by(MessageRow.seq.desc())
    .limit(_LAST)
)
NOTHING_SEALED = Sealed({}, datetime.min)  # noqa: DTZ901 - of nothing


def read_lent(connection: Connection, conversation_id: str, now: datetime) -> Lent:
    """What is lent to a conversation at a time."""
    of = {"conversation": conversation_id}
    sealed = {mark: text if until > now else "" for mark, text, until in connection.execute(_OWN, of)}
    said = []
    for sender, payload in connection.execute(_SAID_LAST, of):
        if sender == "shopper":
            break
        said.append(str(payload.get("text") or ""))
    return Lent(sealed, "\n".join(reversed(said)))


def add_sealed(connection: Connection, conversation_id: str, sealed: Sealed) -> list[str]:
    """Keeps encrypted values; returns those of the placeholders that were given before, which keep what they have."""
    if not sealed.values:
        return []
    table = SecretRow
    own = select(table.placeholder).where(table.conversation_id == conversation_id)
    taken = set(connection.execute(own.where(table.placeholder.in_(sealed.values))).scalars())
    rows = [
        {"conversation_id": conversation_id, "placeholder": mark, "ciphertext": text, "expires_at": sealed.until}
        for mark, text in sealed.values.items()
        if mark not in taken
    ]
    if rows:
        connection.execute(insert(table), rows)
    return sorted(taken)


def forget_expired(connection: Connection, now: datetime) -> int:
    """Removes the values that are past their time; how many it were."""
    table = SecretRow
    past = update(table).where(table.expires_at <= now, table.ciphertext != "").values(ciphertext="")
    return connection.execute(past).rowcount
