"""What shop systems deliver by webhook: stored before it is answered, done in the order in which it came.

What a delivery says, and to whom it goes, is `floorwalker.processes.hooks`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Engine,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from data.database import Base

KEPT = timedelta(days=14)
"""How long it is known that a delivery was there; shop systems repeat one for two days."""
MOST_WAITING = 200_000
LEASE = timedelta(minutes=3)
"""How long a worker may take over one; those behind it wait for it, and go on when it died."""
_FIRST_RETRY, _LAST_RETRY = timedelta(seconds=5), timedelta(minutes=1)


class DeliveryRow(Base):
    """One delivery; its body goes when it is done."""

    __tablename__ = "hook_deliveries"
    __table_args__ = (UniqueConstraint("system", "id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    system: Mapped[str] = mapped_column(String(20))
    id: Mapped[str] = mapped_column(String(200))
    """The system's own, by which it repeats one."""
    topic: Mapped[str] = mapped_column(String(100))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_at: Mapped[int | None] = mapped_column(BigInteger)
    """As `data.stamps.stamp` gives it."""
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    due_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that waits."""

    number: int
    system: str
    topic: str
    body: bytes
    sent_at: int | None
    received_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, since when the first, and why that was not taken over when it was tried last."""

    count: int
    since: datetime | None
    problem: str | None


def receive(
    engine: Engine, system: str, id: str, topic: str, body: bytes, *, sent_at: int | None, at: datetime
) -> bool:
    """Stores a delivery; False if it was there before. Raises QueueFull."""
    row = {
        "system": system,
        "id": id,
        "topic": topic,
        "body": body,
        "sent_at": sent_at,
        "received_at": at,
        "tries": 0,
        "due_at": at,
    }
    try:
        with engine.execution_options(writes=True).begin() as connection:
            open_ones = select(func.count()).select_from(DeliveryRow).where(DeliveryRow.done_at.is_(None))
            if connection.execute(open_ones).scalar_one() >= MOST_WAITING:
                raise QueueFull
            connection.execute(insert(DeliveryRow), row)
    except IntegrityError:
        return False
    return True


class QueueFull(Exception):
    """More wait than are taken over."""


def claim(engine: Engine, at: datetime) -> Delivery | None:
    """The first that waits, for this worker alone until it is done, put off, or `LEASE` is over.

    None if nothing waits, or the first is another worker's or not due again yet: those behind wait with it, so that
    they are taken over in the order in which they came.
    """
    table = DeliveryRow.__table__.c
    columns = ("number", "system", "topic", "body", "sent_at", "received_at", "tries", "due_at")
    first = select(*(table[name] for name in columns)).where(table.done_at.is_(None)).order_by(table.number).limit(1)
    with engine.connect() as connection:
        is_due = select(first.subquery().c.due_at <= at)
        if not connection.execute(is_due).scalar():
            return None  # nearly always, and without a lock
    with engine.execution_options(writes=True).begin() as connection:
        row = connection.execute(first.with_for_update()).one_or_none()
        if row is None or row.due_at > at:
            return None
        own = update(DeliveryRow).where(DeliveryRow.number == row.number)
        connection.execute(own.values(due_at=at + LEASE))
    told = dict(row._mapping)
    del told["due_at"]
    return Delivery(**told)


def done(engine: Engine, delivery: Delivery, at: datetime, outcome: str) -> None:
    """Notes what came of one, and forgets what it said."""
    _change(engine, delivery, {"done_at": at, "outcome": outcome, "body": None})


def put_off(engine: Engine, delivery: Delivery, at: datetime, problem: str) -> None:
    """Notes why one could not be taken over just now, and when to try again."""
    wait = min(_LAST_RETRY, _FIRST_RETRY * 2 ** min(delivery.tries, 20))
    _change(engine, delivery, {"tries": delivery.tries + 1, "due_at": at + wait, "outcome": problem})


def _change(engine: Engine, delivery: Delivery, values: dict[str, object]) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(DeliveryRow).where(DeliveryRow.number == delivery.number).values(**values))


def forget(engine: Engine, at: datetime) -> None:
    """Forgets those that were done long ago."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(DeliveryRow).where(DeliveryRow.done_at < at - KEPT))


def backlog(engine: Engine) -> Waiting:
    """How many wait."""
    table = DeliveryRow.__table__.c
    open_ones = table.done_at.is_(None)
    first = select(table.outcome).where(open_ones).order_by(table.number).limit(1)
    with engine.connect() as connection:
        count, since = connection.execute(select(func.count(), func.min(table.received_at)).where(open_ones)).one()
        return Waiting(count, since, connection.execute(first).scalar())
