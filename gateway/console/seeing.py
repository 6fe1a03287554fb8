"""What leads and admins see of the shop as a whole: the last report's figures, and how shoppers are served just now.

The report is read from the file that `floorwalker report` leaves; that shoppers are served, from the log, at most every
half minute, however many look. Aggregates alone: no conversation, no shopper, no agent.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import ValidationError
from sqlalchemy import Engine

from data.agents.accounts import Account
from data.conversations import service
from data.conversations.log import now
from data.steering import jobs as steering_jobs
from gateway.console.identity import PATH, LeadDep, WatchingLeadDep
from gateway.console.jobs import asked, shown
from gateway.console.jobs_protocol import JobShown
from gateway.console.ledger import Ledger
from gateway.console.seeing_protocol import (
    Dashboard,
    Days,
    ReportFile,
    ReportMaking,
    ReportSpan,
    ReportType,
    ReportView,
    ServiceDrafts,
    ServiceGateway,
    ServiceHour,
    ServiceReason,
    ServiceReport,
    ServiceStretch,
    ServiceTimes,
)
from gateway.dependencies import Services, ServicesDep
from gateway.reading import TURNS_FAILED
from gateway.turns import TURN_SECONDS

log = logging.getLogger(__name__)
router = APIRouter(prefix=f"{PATH}/report", tags=["console"])
FRESH = 30.0
"""Seconds for which how shoppers are served is not counted again."""
LARGEST = 50_000_000
"""Bytes of a report's file; a larger one is none."""
_HALF, _MOST = 0.5, 0.95
_HOURS = 24
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MANY = timedelta(days=31)


class Seeing:
    """What one gateway process shows of the shop. `file` is the report's; None: there is none."""

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self._engine = engine
        self._file = file
        self._read: tuple[tuple[int, int], ReportFile | None] | None = None
        self._counted: dict[int, tuple[float, ServiceReport]] = {}
        self._turn = asyncio.Lock()
        self._since = now()

    async def report(self, days: int, type: str) -> Dashboard:
        """The last report, of some days and a product type."""
        return await asyncio.to_thread(self._report, days, type)

    def _report(self, days: int, type: str) -> Dashboard:
        found = self._last()
        span = next((one for one in found.spans if one.days == days), None) if found else None
        if found is None or span is None:
            return Dashboard(days=days, type=type)
        return Dashboard(
            made_at=found.made_at,
            since=span.since,
            until=found.until,
            log_since=found.since,
            days=days,
            type=type,
            least=found.least,
            fewest=found.fewest,
            types=list(_types(found, span)),
            view=_view(span, type),
            lift=found.lift,
            widget=found.widget,
        )

    def _last(self) -> ReportFile | None:
        """The file as it is now. One that is missing, or that another version wrote, is none."""
        if self._file is None:
            return None
        try:
            stat = self._file.stat()
            if stat.st_size > LARGEST:
                raise ValueError(f"{stat.st_size} bytes")
            seen = stat.st_mtime_ns, stat.st_size
            if self._read is None or self._read[0] != seen:
                self._read = seen, None  # what cannot be read is tried again when it is another
                self._read = seen, ReportFile.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            problem = f"{error.error_count()} fields" if isinstance(error, ValidationError) else error
            log.warning("the report for the console cannot be read (run: floorwalker report): %s", problem)
            return None
        return self._read[1]

    async def service(self, days: int) -> ServiceReport:
        """How shoppers are served; at most half a minute old."""
        async with self._turn:
            at, found = self._counted.get(days, (0.0, None))
            if found is None or time.monotonic() - at > FRESH:
                found = await asyncio.to_thread(_count, self._engine, days, self._since)
                self._counted[days] = time.monotonic(), found
            return found


def _types(found: ReportFile, span: ReportSpan) -> Iterator[ReportType]:
    """All that there is a view of, of any days, by name; choosing other days leaves the choice as it is."""
    own = {view.category: view.conversations for view in span.views}
    names = {view.category for one in found.spans for view in one.views if view.category}
    return (ReportType(name=name, conversations=own.get(name, 0)) for name in sorted(names, key=str.casefold))


def _view(span: ReportSpan, type: str) -> ReportView | None:
    return next((view for view in span.views if view.category == type), None)


def _count(engine: Engine, days: int, began: datetime) -> ServiceReport:
    at, length = now(), timedelta(days=days)
    present = service.read_now(engine)
    recent = service.read_service(engine, at - length, at)
    before = service.read_service(engine, at - 2 * length, at - length)
    return ServiceReport(
        at=at,
        days=days,
        since=at - length,
        waiting=present.waiting,
        waits_since=present.waits_since,
        served=present.served,
        hours=_hours(engine, at, recent),
        gateway=_gateway(began),
        handoffs=_reasons(recent, before),
        series=_series(recent, at - length, at),
        waited=_waited(recent),
        waited_before=_waited(before),
        answering=_times(recent.answering),
        answering_before=_times(before.answering),
        turns=_times(recent.turns),
        turns_before=_times(before.turns),
        drafts=_drafts(recent.drafts),
        drafts_before=_drafts(before.drafts),
    )


def _hours(engine: Engine, at: datetime, recent: service.Service) -> list[ServiceHour]:
    """The last 24 hours, the present one too."""
    last = at.replace(minute=0, second=0, microsecond=0)
    starts = [last - hours * _HOUR for hours in reversed(range(_HOURS))]
    begun = Counter(map(_hour, service.read_begun(engine, starts[0] - _DAY, at)))
    passed = Counter(_hour(one.at) for one in recent.handoffs)
    return [
        ServiceHour(
            start=start,
            conversations=begun[start],
            conversations_before=begun[start - _DAY],
            handoffs=passed[start],
        )
        for start in starts
    ]


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _reasons(recent: service.Service, before: service.Service) -> list[ServiceReason]:
    """The commonest first."""
    counts, earlier = (Counter(one.reason for one in told.handoffs) for told in (recent, before))
    found = []
    for reason in sorted({*counts, *earlier}, key=lambda name: (-counts[name], name)):
        waited = [one.waited for one in recent.handoffs if one.reason == reason and one.waited is not None]
        found.append(
            ServiceReason(
                reason=reason,
                handoffs=counts[reason],
                handoffs_before=earlier[reason],
                came=len(waited),
                waited=_times(service.times(waited)),
            )
        )
    return found


def _series(recent: service.Service, since: datetime, until: datetime) -> list[ServiceStretch]:
    """Days; weeks where these would be many."""
    step = _DAY if until - since <= _MANY else 7 * _DAY
    start, found = since.replace(hour=0, minute=0, second=0, microsecond=0), []
    passed, taken = defaultdict[int, list[service.Wait]](list), defaultdict[int, list[float]](list)
    for wait in recent.handoffs:
        passed[(wait.at - start) // step].append(wait)
    for at, seconds in recent.taken:
        taken[(at - start) // step].append(seconds)
    for place in range(-((start - until) // step)):
        waited = service.times([one.waited for one in passed[place] if one.waited is not None])
        turns = _times(service.times(taken[place]))
        count = len(passed[place])
        found.append(ServiceStretch(start=start + place * step, handoffs=count, waited=_times(waited), turns=turns))
    return found


def _waited(told: service.Service) -> ServiceTimes:
    return _times(service.times([one.waited for one in told.handoffs if one.waited is not None]))


def _times(told: service.Times) -> ServiceTimes:
    return ServiceTimes(count=told.count, half=told.half, most=told.most)


def _drafts(told: service.Drafts) -> ServiceDrafts:
    states = {name: told.states.get(name, 0) for name in ("accepted", "edited", "rejected", "overtaken")}
    return ServiceDrafts(made=told.made, changed=told.edited, looked=_times(told.looked), **states)


def _gateway(began: datetime) -> ServiceGateway:
    samples = [sample for family in TURN_SECONDS.collect() for sample in family.samples]
    buckets = [(float(s.labels["le"]), s.value) for s in samples if s.name.endswith("_bucket")]
    failed = sum(s.value for family in TURNS_FAILED.collect() for s in family.samples if s.name.endswith("_total"))
    count = buckets[-1][1]
    return ServiceGateway(
        name=socket.gethostname(),
        since=began,
        turns=int(count),
        half=quantile(buckets, _HALF) if count >= service.LEAST else None,
        most=quantile(buckets, _MOST) if count >= service.LEAST_EDGE else None,
        failed=int(failed),
    )


def quantile(buckets: list[tuple[float, float]], share: float) -> float:
    """The quantile of a histogram's cumulative buckets (upper edge, count), even within a bucket, as Prometheus has it;
    the last edge but infinity for what lies above it."""
    wanted = share * buckets[-1][1]
    low, below = 0.0, 0.0
    for edge, count in buckets:
        if count >= wanted and count > below:
            return low if edge == float("inf") else low + (edge - low) * (wanted - below) / (count - below)
        low, below = edge, count
    return low


async def _seeing(request: Request) -> Seeing:
    found: Seeing = request.app.state.seeing
    return found


SeeingDep = Annotated[Seeing, Depends(_seeing)]


@router.get("")
async def read_report(
    account: LeadDep,
    services: ServicesDep,
    seeing: SeeingDep,
    days: Annotated[Days, Query()] = 28,
    type: Annotated[str, Query(max_length=500)] = "",
) -> Dashboard:
    """The last report's figures of the last 7, 28, 90 or 365 days and as many before, of a product type or of all."""
    found = await seeing.report(days, type)
    await asyncio.to_thread(_note, services, account, days, type)
    return found


@router.get("/service")
async def read_service(_: WatchingLeadDep, seeing: SeeingDep, days: Annotated[Days, Query()] = 28) -> ServiceReport:
    """Who is served just now, and how soon the assistant and the agents answered; at most half a minute old. It keeps
    no session alive: the page asks again by itself."""
    return await seeing.service(days)


@router.get("/job")
async def read_making(_: WatchingLeadDep, services: ServicesDep) -> ReportMaking:
    """How far the report is that was asked for last. It keeps no session alive: the page asks again by itself."""

    def read() -> ReportMaking:
        engine, at = services.agents.engine, now()
        steering_jobs.interrupt(engine, at)
        job = steering_jobs.latest(engine, "report")
        return ReportMaking(job=shown(job) if job else None, workers=steering_jobs.workers(engine, at))

    return await asyncio.to_thread(read)


@router.post("/job", status_code=status.HTTP_201_CREATED)
async def make_report(services: ServicesDep, account: LeadDep) -> JobShown:
    """Asks for a job that makes the report anew; 409 while one waits or runs."""
    return await asyncio.to_thread(asked, services.agents.engine, account, "report", {})


def _note(services: Services, account: Account, days: int, type: str) -> None:
    Ledger(services.agents.engine, account).note("read", "the report", days=days, **({"type": type} if type else {}))
