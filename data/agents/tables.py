"""The tables of the console: agents, their sessions, canned replies. Notes are with their conversations
(`data.conversations.tables`)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base


class AgentRow(Base):
    """Somebody who may sign in to the console. Of a password only its argon2 hash is stored, and the second factor's
    secret is encrypted (`data.privacy.vault`)."""

    __tablename__ = "agents"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    """By which they sign in, case-folded."""
    display: Mapped[str] = mapped_column(String(100))
    """As shoppers and colleagues see them."""
    role: Mapped[str] = mapped_column(String(10))
    """agent, lead, admin (`data.agents.roles`)."""
    locale: Mapped[str] = mapped_column(String(35))
    password_hash: Mapped[str] = mapped_column(Text)
    second_factor: Mapped[str | None] = mapped_column(Text)
    second_factor_step: Mapped[int | None]
    """The half minute whose code was taken last (RFC 6238, section 5.2: none is taken twice)."""
    is_active: Mapped[bool]
    presence: Mapped[str] = mapped_column(String(10))
    """As they set it: online, away. Who was not seen lately is offline."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    subject: Mapped[str | None] = mapped_column(String(300), unique=True, index=True)
    """Who they are at the identity provider: issuer and subject, a space between."""


class AgentSessionRow(Base):
    """A browser that is signed in; of its cookie only the hash is stored."""

    __tablename__ = "agent_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    """Whatever happens; it ends earlier where nothing happens."""


class CannedReplyRow(Base):
    """A reply that agents send often, by a short name, in one language."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("name", "locale"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    locale: Mapped[str] = mapped_column(String(35))
    text: Mapped[str] = mapped_column(Text)
    updated_by: Mapped[str] = mapped_column(String(100))
    updated_at: Mapped[datetime]
