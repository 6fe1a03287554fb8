"""`floorwalker report`: reads the log once, and writes what it says of a time as a page, as JSON and for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from data.catalog.store import CatalogStore
from data.conversations.log import now
from data.conversations.outcomes import read_placed
from data.conversations.sessions import Session, count_sessions, read_sessions
from data.database import connect
from data.files import replacing
from data.privacy import audit
from floorwalker.errors import StepFailed
from floorwalker.home import DASHBOARDS, GAUGES
from floorwalker.settings import Settings
from floorwalker.steps import Track
from learning.cleaning import machine
from learning.drift import RECENT, REFERENCE, Drift, drift
from learning.journeys import LATE, Journey, journeys
from learning.lift import lift, widget_lift
from learning.report.dashboards import Dashboards, dashboards
from learning.report.exposition import write_exposition
from learning.report.figures import MEASURES, figure
from learning.report.page import page
from learning.report.shape import By, Report
from learning.report.summary import summarise

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from data.catalog.products import Attribute

REPORT: TypeAdapter[Report] = TypeAdapter(Report)
"""What `report.json` holds."""
DASHBOARD: TypeAdapter[Dashboards] = TypeAdapter(Dashboards)
"""What the console's dashboards are shown from."""
DRIFT: TypeAdapter[Drift] = TypeAdapter(Drift)
"""What `floorwalker report --drift` prints."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to report on: conversations that began in [since, until), in UTC without a zone; None: all, until now."""

    since: datetime | None = None
    until: datetime | None = None
    by: By = "week"
    recent: timedelta = RECENT
    """The days before `until` that drift compares with those before."""

    def covers(self, at: datetime, until: datetime) -> bool:
        """Whether what began then is reported on."""
        return at < until and (self.since is None or at >= self.since)


@dataclass(frozen=True, slots=True)
class Made:
    """A report, with what is needed to write it."""

    report: Report
    recent: list[Journey]
    definitions: dict[str, Attribute]
    dashboards: Dashboards | None
    """Of all of the log until now; None of a report on a part of it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What the log holds of a time."""

    journeys: list[Journey]
    machines: list[datetime]
    """When the conversations began that no person had, and that are left out."""

    @property
    def count(self) -> int:
        return len(self.journeys) + len(self.machines)


def make_report(settings: Settings, order: Order, track: Track) -> Made:
    """Reads and counts. Raises StepFailed."""
    until = order.until or now()
    if order.since is not None and order.since >= until:
        raise StepFailed(f"--since {order.since:%Y-%m-%d} is not before {until:%Y-%m-%d}", "give an earlier --since")
    with _database(settings) as engine:
        earliest = None if order.since is None else min(order.since, until - order.recent - REFERENCE)
        read = _journeys(engine, earliest, until, track)
        definitions = CatalogStore(engine).definitions()
        # Its figures name nobody, but every conversation was read for them.
        audit.note(engine, audit.operator(), "read", "all conversations", command="report", conversations=read.count)
        placed = [one for one in read_placed(engine) if order.covers(one.at, until)]
    told = [one for one in read.journeys if order.covers(one.started_at, until)]
    counting = track("Counting")
    worth, without = lift(told, until), widget_lift(placed, until)
    machines = sum(order.covers(at, until) for at in read.machines)
    report = summarise(
        told,
        since=order.since,
        until=until,
        made_at=now(),
        by=order.by,
        lift=worth,
        drift=drift(read.journeys, until, recent=order.recent),
        definitions=definitions,
        widget=without,
        machines=machines,
    )
    counting(1, 2)
    seen = None
    if order.since is None and order.until is None:
        seen = dashboards(
            told,
            until=until,
            made_at=report.made_at,
            lift=worth,
            widget=without,
            machines=machines,
            definitions=definitions,
        )
    counting(2, 2)
    return Made(report, [one for one in told if one.started_at >= until - order.recent], definitions, seen)


def read_drift(settings: Settings, order: Order, track: Track) -> Drift:
    """Drift alone: reads the weeks that it compares. Raises StepFailed."""
    until = order.until or now()
    with _database(settings) as engine:
        read = _journeys(engine, until - order.recent - REFERENCE, until, track)
        audit.note(engine, audit.operator(), "read", "all conversations", command="drift", conversations=read.count)
    return drift(read.journeys, until, recent=order.recent)


def write_report(made: Made, folder: Path) -> None:
    """Writes report.html, report.json and floorwalker.prom, and of all of the log what the console shows of it.

    Raises StepFailed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(page(made.report, made.definitions), encoding="utf-8")
        (folder / "report.json").write_bytes(REPORT.dump_json(made.report, indent=2))
        write_exposition(made.report, [figure(m, made.recent) for m in MEASURES], folder / GAUGES)
        if made.dashboards is not None:
            with replacing(folder / DASHBOARDS) as file:
                file.write_bytes(DASHBOARD.dump_json(made.dashboards))
    except OSError as error:
        raise StepFailed(f"--out {folder}: {error.strerror or error}", "name a folder that can be written") from error


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    engine = connect(settings.database)
    try:
        file = engine.url.database
        if engine.dialect.name == "sqlite" and file and not Path(file).is_file():
            raise StepFailed(f"there is no conversation log: {file}", "set FLOORWALKER_HOME, or run: floorwalker up")
        yield engine
    finally:
        engine.dispose()


def _journeys(engine: Engine, since: datetime | None, until: datetime, track: Track) -> _Read:
    """Those of the time, and of the week after it, in which purchases still count."""
    end, reading = until + LATE, track("Reading conversations")
    total = count_sessions(engine, since=since, until=end)
    machines: list[datetime] = []

    def people() -> Iterator[Session]:
        for done, session in enumerate(read_sessions(engine, since=since, until=end), 1):
            if done % 100 == 0 or done == total:
                reading(done, total)
            if machine(session):
                machines.append(session.started_at)
            else:
                yield session

    reading(0, max(1, total))
    return _Read(journeys(people()), machines)
