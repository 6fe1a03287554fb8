"""The routes of jobs: what admins ask for, how far it is, and what came of it.

What is changed is audited; what is read says nothing of shoppers, and is asked for every other second while a job runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, status
from sqlalchemy import Engine

from data.agents.accounts import Account
from data.conversations.log import now
from data.steering import jobs
from data.steering.jobs import Job
from data.steering.refusals import JobRefused, NotStoppable, TurnTaken
from gateway.console.fields import Id, StoredAt
from gateway.console.identity import PATH, AdminDep
from gateway.console.jobs_protocol import JobRequest, JobShown, JobsShown
from gateway.console.ledger import Ledger
from gateway.dependencies import ServicesDep
from gateway.errors import Conflict, NotFound

router = APIRouter(prefix=f"{PATH}/steering/jobs", tags=["console"])
MOST_LISTED = 100


@router.get("")
async def read_jobs(
    services: ServicesDep,
    _: AdminDep,
    before: StoredAt | None = None,
    limit: Annotated[int, Query(ge=1, le=MOST_LISTED)] = 30,
) -> JobsShown:
    """What was asked for, the newest first; `before`: the `created_at` of the last one that was listed."""

    def read() -> JobsShown:
        engine = services.agents.engine
        at = now()
        jobs.interrupt(engine, at)
        found = jobs.listed(engine, before=before, limit=limit)
        return JobsShown(jobs=[shown(one) for one in found], workers=jobs.workers(engine, at))

    return await asyncio.to_thread(read)


@router.get("/{id}")
async def read_job(id: Id, services: ServicesDep, _: AdminDep) -> JobShown:
    """One job."""

    def read() -> JobShown:
        engine = services.agents.engine
        jobs.interrupt(engine, now())
        with refusals():
            found = jobs.read(engine, id)
        return shown(found)

    return await asyncio.to_thread(read)


@router.post("", status_code=status.HTTP_201_CREATED)
async def ask(body: JobRequest, services: ServicesDep, account: AdminDep) -> JobShown:
    """Asks for a job; 409 while one waits or runs that it must not meet."""
    payload = body.model_dump(mode="json", exclude={"kind"})
    return await asyncio.to_thread(asked, services.agents.engine, account, body.kind, payload)


@router.post("/{id}/cancel")
async def cancel(id: Id, services: ServicesDep, account: AdminDep) -> JobShown:
    """Cancels a job that waits, or one that may be stopped in the middle; 409 for others."""

    def change() -> JobShown:
        engine = services.agents.engine
        with refusals():
            job = jobs.cancel(engine, id, now())
        Ledger(engine, account).note("cancel", "a job", job=job.id, kind=job.kind)
        return shown(job)

    return await asyncio.to_thread(change)


def asked(engine: Engine, account: Account, kind: str, payload: Mapping[str, Any]) -> JobShown:
    """Puts a job among those that wait, and into the audit trail. Raises Conflict."""
    with refusals():
        job = jobs.ask(engine, kind, payload, by=account.name, at=now())
    about = {name: payload[name] for name in ("version", "trial", "share", "name") if payload.get(name) is not None}
    Ledger(engine, account).note("ask for", "a job", job=job.id, kind=kind, **({"about": about} if about else {}))
    return shown(job)


@contextmanager
def refusals() -> Iterator[None]:
    """What jobs and uploads refuse, as the answer that it stands for."""
    try:
        yield
    except (TurnTaken, NotStoppable) as error:
        raise Conflict(str(error), field=error.field) from error
    except JobRefused as error:
        raise NotFound(str(error), field=error.field) from error


def shown(job: Job) -> JobShown:
    """A job in the contract's words."""
    states = ("waiting", "running") if job.kind in jobs.STOPPABLE else ("waiting",)
    payload = {name: value for name, value in job.payload.items() if name != "mapping"}
    return JobShown.model_validate(asdict(job) | {"payload": payload, "stoppable": job.state in states})
