"""Jobs: what admins ask for in the console, and a worker does beside the assistant, one after the other.

Knows who asked, who runs what, and what came of it; what a kind of job is made of, the worker knows
(`floorwalker.processes.jobs`). A worker has a job on loan: it says every few seconds that it runs, and a job of which
nothing was heard for `LEASE` is interrupted, whoever asks first.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from data.steering.refusals import NotStoppable, TurnTaken, UnknownJob
from data.steering.tables import JobRow, WorkerRow

State = Literal["waiting", "running", "done", "failed", "interrupted", "cancelled"]
Ended = Literal["done", "failed", "interrupted"]
LEASE = timedelta(seconds=60)
"""A job of which its worker said nothing for so long has none any more."""
THERE = timedelta(seconds=20)
"""A worker that was not seen for so long is not there."""
KEPT = timedelta(days=90)
"""How long a job that is over is kept."""
MOST_LINES = 200
"""Of what a job says, the latest."""
INTERRUPTED = (
    "who did it stopped in the middle, so it did not come to its end; models and catalog are whole, as they are shown; "
    "ask for it again"
)
TURNS: Mapping[str, str] = {
    "promote": "models",
    "rollback": "models",
    "try_out": "models",
    "end_trial": "models",
    "retrain": "retrain",
    "check_catalog": "catalog",
    "import_catalog": "catalog",
    "run_feed": "catalog",
    "report": "report",
    "compare": "compare",
}
"""By the kind of a job, what only one at a time may do."""
STOPPABLE = frozenset({"retrain", "check_catalog", "report", "compare"})
"""What may be stopped in the middle, too: until it is over, it has changed nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """One job. Times are UTC without a zone; `lines` is what it said of its progress, the latest last."""

    id: str
    kind: str
    payload: dict[str, Any]
    asked_by: str
    state: State
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    lines: tuple[str, ...]
    result: dict[str, Any] | None
    error: str | None


def ask(engine: Engine, kind: str, payload: Mapping[str, Any], *, by: str, at: datetime) -> Job:
    """Puts a job among those that wait. Raises TurnTaken while one waits or runs that it must not meet."""
    interrupt(engine, at)
    row = {
        "id": uuid.uuid4().hex,
        "kind": kind,
        "payload": dict(payload),
        "asked_by": by,
        "state": "waiting",
        "turn": TURNS[kind],
        "created_at": at,
        "lines": [],
    }
    try:
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(insert(JobRow), row)
            connection.execute(delete(JobRow).where(JobRow.turn.is_(None), JobRow.created_at < at - KEPT))
            return _read(connection, str(row["id"]))
    except IntegrityError as error:
        other = _of_turn(engine, TURNS[kind])
        if other is None:  # it ended just now
            return ask(engine, kind, payload, by=by, at=at)
        raise TurnTaken(other) from error


def _of_turn(engine: Engine, turn: str) -> Job | None:
    with engine.connect() as connection:
        row = connection.execute(select(JobRow.__table__).where(JobRow.turn == turn)).one_or_none()
    return None if row is None else _job(row)


def active(engine: Engine) -> list[Job]:
    """Those that wait or run, the oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(JobRow.__table__).where(JobRow.turn.is_not(None)).order_by(JobRow.created_at, JobRow.id)
        )
        return [_job(row) for row in rows]


def listed(engine: Engine, *, before: datetime | None, limit: int) -> list[Job]:
    """The newest first; `before`: those asked for earlier."""
    asked = select(JobRow.__table__).order_by(JobRow.created_at.desc(), JobRow.id).limit(limit)
    if before is not None:
        asked = asked.where(JobRow.created_at < before)
    with engine.connect() as connection:
        return [_job(row) for row in connection.execute(asked)]


def latest(engine: Engine, kind: str) -> Job | None:
    """The one of a kind that was asked for last."""
    newest = select(JobRow.__table__).where(JobRow.kind == kind).order_by(JobRow.created_at.desc(), JobRow.id).limit(1)
    with engine.connect() as connection:
        row = connection.execute(newest).one_or_none()
    return None if row is None else _job(row)


def read(engine: Engine, id: str) -> Job:
    """One job. Raises UnknownJob."""
    with engine.connect() as connection:
        return _read(connection, id)


def cancel(engine: Engine, id: str, at: datetime) -> Job:
    """Ends one that waits, or runs and may be stopped. Raises UnknownJob and NotStoppable."""
    with engine.execution_options(writes=True).begin() as connection:
        job = _read(connection, id)
        states = ("waiting", "running") if job.kind in STOPPABLE else ("waiting",)
        own = (JobRow.id == id, JobRow.state.in_(states))
        ended = {"state": "cancelled", "ended_at": at, "turn": None}
        if connection.execute(update(JobRow).where(*own).values(**ended)).rowcount == 0:
            now = _read(connection, id)
            is_over = now.state != "running"
            problem = f"it is {now.state}" if is_over else f"{now.kind} runs, and cannot be stopped in the middle"
            raise NotStoppable("id", problem, "there is nothing to cancel" if is_over else "wait until it has ended")
        return _read(connection, id)


def claim(engine: Engine, worker: str, at: datetime) -> Job | None:
    """The job that has waited longest, now this worker's; None if none waits, or another worker was faster."""
    waiting = select(JobRow.id).where(JobRow.state == "waiting").order_by(JobRow.created_at, JobRow.id).limit(1)
    with engine.connect() as connection:  # a reader: a worker asks all the time
        id = connection.execute(waiting).scalar_one_or_none()
    if id is None:
        return None
    taken = {"state": "running", "worker": worker, "started_at": at, "beat_at": at}
    with engine.execution_options(writes=True).begin() as connection:
        own = (JobRow.id == id, JobRow.state == "waiting")
        if connection.execute(update(JobRow).where(*own).values(**taken)).rowcount == 0:
            return None
        return _read(connection, id)


def beat(engine: Engine, id: str, worker: str, lines: Sequence[str], at: datetime) -> bool:
    """Says that the job runs, and how far it is; False if it is not this worker's (any more): then stop it."""
    return _change(engine, id, worker, {"lines": _kept(lines), "beat_at": at})


def end(
    engine: Engine,
    id: str,
    worker: str,
    state: Ended,
    *,
    lines: Sequence[str],
    result: Mapping[str, Any] | None = None,
    error: str | None = None,
    at: datetime,
) -> bool:
    """Says what came of the job; False if it was not this worker's any more."""
    said = {
        "state": state,
        "ended_at": at,
        "turn": None,
        "lines": _kept(lines),
        "result": None if result is None else dict(result),
        "error": None if error is None else error.replace("\0", ""),
    }
    return _change(engine, id, worker, said)


def _change(engine: Engine, id: str, worker: str, values: Mapping[str, Any]) -> bool:
    own = (JobRow.id == id, JobRow.worker == worker, JobRow.state == "running")
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(update(JobRow).where(*own).values(**values)).rowcount == 1


def interrupt(engine: Engine, at: datetime) -> int:
    """Ends the jobs whose workers are gone, as interrupted; how many."""
    gone = (JobRow.state == "running", JobRow.beat_at < at - LEASE)
    with engine.connect() as connection:  # nearly always there are none
        if connection.execute(select(JobRow.id).where(*gone).limit(1)).one_or_none() is None:
            return 0
    ended = {"state": "interrupted", "ended_at": at, "turn": None, "error": INTERRUPTED}
    with engine.execution_options(writes=True).begin() as connection:
        return connection.execute(update(JobRow).where(*gone).values(**ended)).rowcount


def see(engine: Engine, worker: str, at: datetime) -> None:
    """Says that a worker is there, and forgets those that have long been gone."""
    with engine.execution_options(writes=True).begin() as connection:
        own = WorkerRow.id == worker
        if connection.execute(update(WorkerRow).where(own).values(seen_at=at)).rowcount == 0:
            connection.execute(insert(WorkerRow), {"id": worker, "seen_at": at})
        connection.execute(delete(WorkerRow).where(WorkerRow.seen_at < at - LEASE))


def leave(engine: Engine, worker: str) -> None:
    """Says that a worker is there no more."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(WorkerRow).where(WorkerRow.id == worker))


def workers(engine: Engine, at: datetime) -> int:
    """How many workers are there."""
    with engine.connect() as connection:
        return len(connection.execute(select(WorkerRow.id).where(WorkerRow.seen_at >= at - THERE)).all())


def _kept(lines: Sequence[str]) -> list[str]:
    return [line.replace("\0", "") for line in lines[-MOST_LINES:]]


def _read(connection: Connection, id: str) -> Job:
    row = connection.execute(select(JobRow.__table__).where(JobRow.id == id)).one_or_none()
    if row is None:
        raise UnknownJob("id", "there is no such job (any more)", "list them again")
    return _job(row)


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        payload=row.payload,
        asked_by=row.asked_by,
        state=row.state,
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        lines=tuple(row.lines),
        result=row.result,
        error=row.error,
    )
