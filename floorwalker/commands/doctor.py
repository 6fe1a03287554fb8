"""Says what is missing or broken on this machine, and the remedy for each."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import psutil
from sqlalchemy.exc import SQLAlchemyError

from data.catalog.store import CatalogStore, CatalogVersion
from data.conversations.log import now
from data.database import connect
from data.errors import DataError
from data.privacy.modes import too_open
from data.steering import deliveries, feeds
from floorwalker.catalogs import each
from floorwalker.environments import RASA_PYTHON
from floorwalker.errors import StepFailed
from floorwalker.fitness import unfit
from floorwalker.home import Home
from floorwalker.keeping import places
from floorwalker.processes.specs import process_specs, refuse_unusable_chat_model
from floorwalker.settings import Settings
from ranker.errors import RankerError
from ranker.registry import Registry
from retrieval.search.index import current


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy` is empty where all is well; `fatal` findings keep the assistant from running."""

    subject: str
    state: str
    remedy: str = ""
    fatal: bool = True

    @property
    def is_well(self) -> bool:
        """Whether nothing needs doing."""
        return not self.remedy


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them."""
    for check in (
        _environments,
        _settings,
        _machine,
        _database,
        _catalogs,
        _currency,
        _assistant,
        _model,
        _chat_model,
        _privacy,
        _services,
    ):
        yield from check(settings)


def _environments(_settings: Settings) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", version, "" if sys.version_info[:2] == (3, 11) else "install Python 3.11, then: make setup")
    needed = ("torch", "transformers", "faiss", "sqlalchemy", "fastapi", "rasa_sdk")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    state = f"lacks {', '.join(missing)}" if missing else "complete"
    yield Finding(".venv", state, "run: make setup" if missing else "")
    there = RASA_PYTHON.exists()
    yield Finding(".venv-rasa", "present" if there else "missing", "" if there else "run: make setup")


def _settings(settings: Settings) -> Iterator[Finding]:
    """In development too it is said what would keep it from facing shoppers."""
    found = unfit(settings)
    kind = "development" if settings.is_development else "production"
    if not found:
        yield Finding("settings", f"{kind}; fit to face shoppers")
    for one in found:
        remedy = f"{one.remedy} (FLOORWALKER_ENVIRONMENT decides)"
        if settings.is_development:
            yield Finding("settings", f"{kind}; before shoppers come: {one.variable} {one.problem}")
        else:
            yield Finding("settings", f"{kind}: {one.variable} {one.problem}", remedy)


LEAST_DISK_GB = 2
LEAST_MEMORY_GB = 3


def _machine(settings: Settings) -> Iterator[Finding]:
    folder = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(folder).free / 1e9
    remedy = "" if free >= LEAST_DISK_GB else f"free {LEAST_DISK_GB} GB in {folder}"
    yield Finding("disk", f"{free:.0f} GB free", remedy)
    memory = psutil.virtual_memory().available / 1e9
    enough = memory >= LEAST_MEMORY_GB
    yield Finding("memory", f"{memory:.1f} GB available", "" if enough else "close other programs", fatal=False)


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        CatalogStore(connect(settings.database)).active()
    except (SQLAlchemyError, DataError, ValueError) as error:
        yield Finding("database", str(error).splitlines()[0], "run: make up; or check FLOORWALKER_DATABASE_URL")
        return
    yield Finding("database", "answers")


def _catalogs(settings: Settings) -> Iterator[Finding]:
    for one in each(settings):
        try:
            active = CatalogStore(connect(settings.database), one.catalog).active()
        except (SQLAlchemyError, DataError, ValueError):
            return  # told above
        yield from _catalog(one, active)


def _catalog(settings: Settings, active: CatalogVersion | None) -> Iterator[Finding]:
    """One of them."""
    named, option = (f" {settings.catalog}", f" --catalog {settings.catalog}") if settings.catalog else ("", "")
    if active is None:
        demo = "" if settings.catalog else " (or: make up, for the demo catalog)"
        yield Finding(f"catalog{named}", "none imported", f"run: floorwalker import FILE{option}{demo}")
        return
    yield Finding(f"catalog{named}", f"version {active.version}, {active.products} products")
    index = current(settings.rooms.indexes)
    remedy = "" if index else f"run: floorwalker index{option}"
    yield Finding(f"index{named}", index.name if index else "none built", remedy)


LONG_WAIT = timedelta(minutes=10)


def _currency(settings: Settings) -> Iterator[Finding]:
    """Whether feeds come and deliveries of shop systems are taken over; none of it keeps the assistant from running."""
    engine = connect(settings.database)
    try:
        found, waiting = feeds.listed(engine), deliveries.backlog(engine)
    except SQLAlchemyError:
        return  # there is no schema (yet); what is wrong with the database is told above
    finally:
        engine.dispose()
    for feed in found:
        state = f"{feed.shown_url}: {feed.problem or feed.state}"
        release = f"look at it; if it is meant: floorwalker feed run {feed.name} --force"
        remedy = {"held": release, "failed": "mend what it names; it is tried again by itself"}.get(feed.state, "")
        yield Finding(f"feed {feed.name}", state, remedy, fatal=False)
    if waiting.count:
        is_late = waiting.since is not None and now() - waiting.since > LONG_WAIT
        state = f"{waiting.count} wait" + (f" ({waiting.problem})" if waiting.problem else "")
        remedy = "see that a worker (floorwalker serve jobs) and the recommender run" if is_late else ""
        yield Finding("webhooks", state, remedy, fatal=False)


def _assistant(settings: Settings) -> Iterator[Finding]:
    trained = Home(settings.home).assistant.exists()
    remedy = "" if trained else "run: floorwalker train-assistant"
    yield Finding("assistant", "trained" if trained else "not trained", remedy)


def _model(settings: Settings) -> Iterator[Finding]:
    """Without a current one the assistant runs all the same, only asks less well."""
    registry = Registry(Home(settings.home).models)
    try:
        folder = registry.current()
        if folder is None:
            yield Finding("model", "none promoted: the general ranker serves")
            return
        registry.verify(folder.name)
    except RankerError as error:
        remedy = "see: floorwalker models list; run: floorwalker models promote VERSION (or: rollback)"
        yield Finding("model", str(error), remedy, fatal=False)
        return
    yield Finding("model", f"version {folder.name}, complete")


def _chat_model(settings: Settings) -> Iterator[Finding]:
    """Nothing is asked of the provider: a key that it refuses shows at the first answer, given without the model."""
    if not settings.chat_model:
        yield Finding("chat model", "none: answers are the shop's own words")
        return
    try:
        refuse_unusable_chat_model(settings)
    except StepFailed as error:
        yield Finding("chat model", error.problem, error.remedy)
        return
    yield Finding("chat model", f"{settings.chat_model}, at most {settings.chat_calls_per_day} answers a day")


MOST_NAMED = 3


def _privacy(settings: Settings) -> Iterator[Finding]:
    """The files in which shoppers' data lies are for their owner's eyes alone."""
    found = too_open(places(settings).private())
    if not found:
        yield Finding("privacy", "no other user may read what shoppers said")
        return
    named = ", ".join(str(path.relative_to(settings.home)) for path in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    remedy = "run: floorwalker privacy retain, as the owner of the files"
    yield Finding("privacy", f"others may read {named}{more}", remedy, fatal=False)


def _services(settings: Settings) -> Iterator[Finding]:
    for spec in process_specs(settings):
        try:
            response = httpx.get(spec.ready_url, timeout=3.0, trust_env=False)
            state = "ready" if response.is_success else f"not ready: {response.text[:120]}"
        except httpx.HTTPError:
            state = "not running"
        yield Finding(spec.name, state, "" if state == "ready" else "start it with: make up", fatal=False)
