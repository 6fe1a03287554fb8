"""Feeds: addresses from which the catalog is fetched again and again, when each is due, and how it fared.

Fetching and importing one is `floorwalker.steps.feeding`'s; that it happens in time, the worker's of jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import JSON, Engine, String, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base
from data.steering.refusals import JobRefused

State = Literal["new", "good", "failed", "held"]
"""new: never fetched; held: a person has to release what came (`--force`)."""
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
LEAST_EVERY, MOST_EVERY = timedelta(minutes=5), timedelta(days=31)
_FIRST_RETRY = timedelta(minutes=1)
"""After a failure, doubled with each further one, up to the feed's own interval."""


class FeedRow(Base):
    """One feed."""

    __tablename__ = "feeds"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    catalog: Mapped[str] = mapped_column(String(20))
    """The name of the one that it is; empty: the main one."""
    url: Mapped[str] = mapped_column(Text)
    every: Mapped[int]
    """Seconds."""
    format: Mapped[str] = mapped_column(String(20))
    mapping: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10))
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    tried_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]
    failures: Mapped[int]
    problem: Mapped[str | None] = mapped_column(Text)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. Times are UTC without a zone; `etag` and `last_modified` are what the server said of the file that was
    imported last; `failures` how often it failed since, for the reason in `problem`."""

    name: str
    catalog: str
    url: str
    every: int
    format: str
    mapping: str | None
    state: State
    etag: str | None
    last_modified: str | None
    tried_at: datetime | None
    due_at: datetime
    imported_at: datetime | None
    failures: int
    problem: str | None
    report: dict[str, Any] | None

    @property
    def payload(self) -> dict[str, str]:
        """What a job is told that runs it."""
        return {"feed": self.name, "name": self.name, **({"catalog": self.catalog} if self.catalog else {})}

    @property
    def shown_url(self) -> str:
        """The address without what may be a secret: password, values of the query."""
        return redacted(self.url)


def redacted(url: str) -> str:
    """An address that may be logged: without its password and the values in its query."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    user = f"{parts.username}:***@" if parts.username or parts.password else ""
    query = "&".join(f"{pair.partition('=')[0]}=***" for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit((parts.scheme, user + host, parts.path, query, ""))


def add(
    engine: Engine,
    name: str,
    url: str,
    every: timedelta,
    *,
    format: str,
    mapping: str | None,
    at: datetime,
    catalog: str = "",
    instead: bool = False,
) -> Feed:
    """Adds a feed, which is due at once. `instead`: of the one that the catalog has.

    Raises JobRefused for a name that is none, and if the catalog has a feed already: each run replaces the whole
    catalog, so that two would take it from each other.
    """
    if not NAME.fullmatch(name):
        raise JobRefused("name", f"{name!r} is no name", "use small letters, digits, - and _")
    row = {
        "name": name,
        "catalog": catalog,
        "url": url,
        "every": int(every.total_seconds()),
        "format": format,
        "mapping": mapping,
        "state": "new",
        "due_at": at,
        "failures": 0,
    }
    try:
        with engine.execution_options(writes=True).begin() as connection:
            others = connection.execute(select(FeedRow.name, FeedRow.url).where(FeedRow.catalog == catalog)).all()
            if others and not instead:
                first = others[0]
                raise JobRefused(
                    "name",
                    f"{first.name!r} fetches the catalog already, from {redacted(first.url)}, and each would "
                    "replace the other's catalog at every run",
                    f"remove it first (floorwalker feed remove {first.name}), or give --instead",
                )
            connection.execute(delete(FeedRow).where(FeedRow.name.in_([other.name for other in others])))
            connection.execute(insert(FeedRow), row)
    except IntegrityError as error:  # somebody else was faster
        raise JobRefused("name", f"there is a feed {name!r} already", "see: floorwalker feed list") from error
    return read(engine, name)


def listed(engine: Engine) -> list[Feed]:
    """All feeds by name."""
    with engine.connect() as connection:
        rows = connection.execute(select(FeedRow.__table__).order_by(FeedRow.name)).all()
    return [Feed(**row._mapping) for row in rows]


def read(engine: Engine, name: str) -> Feed:
    """One feed. Raises JobRefused."""
    with engine.connect() as connection:
        row = connection.execute(select(FeedRow.__table__).where(FeedRow.name == name)).one_or_none()
    if row is None:
        raise JobRefused("name", f"there is no feed {name!r}", "see: floorwalker feed list")
    return Feed(**row._mapping)


def remove(engine: Engine, name: str) -> Feed:
    """Removes a feed; the catalog stays. Raises JobRefused."""
    feed = read(engine, name)
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(FeedRow).where(FeedRow.name == name))
    return feed


def due(engine: Engine, at: datetime) -> list[Feed]:
    """Those that are to be fetched by now, the longest waiting first."""
    chosen = select(FeedRow.__table__).where(FeedRow.due_at <= at).order_by(FeedRow.due_at, FeedRow.name)
    with engine.connect() as connection:
        return [Feed(**row._mapping) for row in connection.execute(chosen)]


def asked(engine: Engine, feed: Feed, at: datetime) -> None:
    """Notes that a job was asked for, so that none is asked for again before this one can have ended."""
    _change(engine, feed, {"due_at": at + timedelta(seconds=feed.every)})


def unchanged(engine: Engine, feed: Feed, at: datetime, *, etag: str | None, last_modified: str | None) -> None:
    """Notes that there was nothing new, and what the server said of it."""
    told = {"state": "good", "etag": etag, "last_modified": last_modified, "imported_at": feed.imported_at or at}
    _change(engine, feed, {**_good(feed, at), **told})


def imported(
    engine: Engine, feed: Feed, at: datetime, *, etag: str | None, last_modified: str | None, report: Mapping[str, Any]
) -> None:
    """Notes what was imported."""
    told = {"state": "good", "etag": etag, "last_modified": last_modified, "imported_at": at, "report": dict(report)}
    _change(engine, feed, {**_good(feed, at), **told})


def failed(engine: Engine, feed: Feed, at: datetime, problem: str) -> None:
    """Notes a failure, and when to try again."""
    wait = min(timedelta(seconds=feed.every), _FIRST_RETRY * 2 ** min(feed.failures, 20))
    told = {"state": "failed", "tried_at": at, "due_at": at + wait, "failures": feed.failures + 1, "problem": problem}
    _change(engine, feed, told)


def held(engine: Engine, feed: Feed, at: datetime, problem: str, report: Mapping[str, Any]) -> None:
    """Notes that what came waits for a person."""
    due_at = at + timedelta(seconds=feed.every)
    told = {"state": "held", "tried_at": at, "due_at": due_at, "problem": problem, "report": dict(report)}
    _change(engine, feed, told)


def _good(feed: Feed, at: datetime) -> dict[str, Any]:
    due_at = at + timedelta(seconds=feed.every)
    return {"tried_at": at, "due_at": due_at, "failures": 0, "problem": None}


def _change(engine: Engine, feed: Feed, values: Mapping[str, Any]) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(FeedRow).where(FeedRow.name == feed.name).values(**values))
