"""The tables of steering: revisions of texts that the assistant goes by; jobs that agents asked for, who does them,
files that were given for them; and what is shown of models and catalog."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base


class RevisionRow(Base):
    """One version of a text that somebody wrote: the rules, knowledge of a family, the settings of a site."""

    __tablename__ = "revisions"
    __table_args__ = (
        Index("ix_revisions_kind_name", "kind", "name"),
        Index(
            "ix_revisions_current",
            "kind",
            "name",
            unique=True,
            sqlite_where=text("state = 'current'"),
            postgresql_where=text("state = 'current'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    """rules, knowledge, site."""
    name: Mapped[str] = mapped_column(String(200))
    """Which of its kind: a family, a site key; empty where there is one only."""
    content: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    """proposed (waits for a second pair of eyes), current, past, refused."""
    author: Mapped[str] = mapped_column(String(100))
    """The agent's name, as are those below."""
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    """Why, in the author's words."""
    base: Mapped[str | None] = mapped_column(String(40))
    """The revision that was current when it was written."""
    decided_by: Mapped[str | None] = mapped_column(String(100))
    decided_at: Mapped[datetime | None]


class JobRow(Base):
    """Something that takes longer than an answer, asked for in the console and done beside the assistant."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[str] = mapped_column(String(100))
    """The agent's name."""
    state: Mapped[str] = mapped_column(String(12), index=True)
    """waiting, running, done, failed, interrupted, cancelled."""
    turn: Mapped[str | None] = mapped_column(String(30), unique=True)
    """While it waits or runs, what no other job may do meanwhile."""
    worker: Mapped[str | None] = mapped_column(String(60))
    """Who runs it, or did."""
    beat_at: Mapped[datetime | None]
    """When its worker said last that it runs."""
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    lines: Mapped[list[Any]] = mapped_column(JSON)
    """What it says of its progress, the latest last."""
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    """What went wrong, and the remedy."""


class WorkerRow(Base):
    """A process that does jobs."""

    __tablename__ = "job_workers"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    seen_at: Mapped[datetime]


class UploadRow(Base):
    """A file that an admin gave to be imported. It is kept here, since gateway and worker may share nothing else."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int | None]
    """In bytes; None until all of it is there."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256, in hexadecimal digits; None until all of it is there."""
    by: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]


class UploadPartRow(Base):
    """One stretch of such a file."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[str] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BoardRow(Base):
    """What the program's other processes let the console know: which models there are, which catalog is current."""

    __tablename__ = "boards"

    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    """models, catalog, import; of a catalog besides the main one, catalog:NAME."""
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
