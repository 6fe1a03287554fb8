"""One feed, once: fetched, imported if it is new and plausible, and what came of it noted. A failure changes nothing of
the catalog."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from data.catalog.formats import AUTO
from data.conversations.log import now
from data.errors import DataError, ImportFailed
from data.steering import feeds
from data.steering.feeds import Feed
from floorwalker.catalogs import of_catalog
from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.steps.catalog_imports import Source
from floorwalker.steps.fetching import Allowed, Known, fetch
from floorwalker.steps.preparation import Preparation

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from data.catalog.importing import Made
    from data.catalog.store import CatalogStore
    from floorwalker.settings import Settings
    from floorwalker.steps import Track

LEAST_SHARE = 0.5
"""Of the products, and of the prices, that the catalog has: with fewer a person has to say that it is meant."""
Outcome = Literal["imported", "unchanged"]


@dataclass(frozen=True, slots=True)
class Fed:
    """What came of it: the report of the import, if there was one."""

    outcome: Outcome
    report: dict[str, Any] | None = None


class FeedHeld(StepFailed):
    """What came is not imported until a person releases it."""


class Feeding:
    """Runs feeds, over the database behind `engine`."""

    def __init__(self, settings: Settings, engine: Engine, track: Track) -> None:
        self._settings, self._engine = settings, engine
        self._track = track
        self._folder = Home(settings.home).feeds

    def run(self, name: str, *, force: bool = False) -> Fed:
        """Fetches the feed and imports it. `force`: also what is much smaller than the catalog, or unchanged.

        Raises what keeps it from it, after noting that: StepFailed, DataError.
        """
        feed = feeds.read(self._engine, name)
        try:
            return self._run(feed, force=force)
        except FeedHeld:
            raise
        except (StepFailed, DataError) as error:
            remedy = f"; {error.remedy}" if isinstance(error, StepFailed) else ""
            feeds.failed(self._engine, feed, now(), f"{error}{remedy}")
            raise
        except OSError as error:
            feeds.failed(self._engine, feed, now(), f"the disk does not take it: {error}")
            raise StepFailed(f"{feed.name} cannot be kept: {error}", "free space, or see whose the home is") from error

    def _run(self, feed: Feed, *, force: bool) -> Fed:
        preparation = Preparation(self._settings_of(feed), self._track)
        folder = self._folder / feed.name
        coming, good = folder / "coming" / feed.name, folder / "good" / feed.name
        known = Known(feed.etag, feed.last_modified) if good.is_file() and not force else Known()
        limits = Allowed(self._settings.most_feed_mb * 1024**2, self._settings.feed_hosts)
        headers = self._settings.headers_of(feed.name)
        told = fetch(feed.url, coming, known, limits, headers)
        is_same = told is known and known != Known()
        said = {"etag": told.etag, "last_modified": told.last_modified}
        if is_same and not _is_due(preparation):
            feeds.unchanged(self._engine, feed, now(), **said)
            return Fed("unchanged")
        report = self._import(preparation, feed, good if is_same else coming, force=force)
        if not is_same:
            good.parent.mkdir(exist_ok=True)
            coming.replace(good)
        if report.get("unchanged"):
            feeds.unchanged(self._engine, feed, now(), **said)
            return Fed("unchanged")
        feeds.imported(self._engine, feed, now(), **said, report=report)
        return Fed("imported", report)

    def _import(self, preparation: Preparation, feed: Feed, file: Path, *, force: bool) -> dict[str, Any]:
        mapping = None
        if feed.mapping:
            mapping = file.with_name("mapping.yaml")
            mapping.write_text(feed.mapping, encoding="utf-8")
        source = Source.of(file, feed.format or AUTO, mapping)
        store = preparation.store()
        imports = preparation.imports()
        read = imports.read(source)
        may_be_held = feed.imported_at is not None and not force
        if read.made and may_be_held and (problem := shrunk(read.made, store)):
            imports.hold(read, problem)
            feeds.held(self._engine, feed, now(), problem, read.report.to_dict())
            raise FeedHeld(
                f"{problem}; it is held back, and the old catalog serves",
                f"look at the feed; if it is meant: floorwalker feed run {feed.name} --force",
            )
        report = preparation.take(imports, read)
        return report.to_dict() | {"unchanged": report.unchanged}

    def _settings_of(self, feed: Feed) -> Settings:
        """Those of its catalog."""
        try:
            return of_catalog(self._settings, feed.catalog)
        except ValueError as error:
            raise StepFailed(str(error), f"or remove the feed: floorwalker feed remove {feed.name}") from error


def _is_due(preparation: Preparation) -> bool:
    """Whether the file gives another catalog by now, as a sale began or ended."""
    active = preparation.store().active()
    changes_at = active.report.get("changes_at") if active else None
    return changes_at is not None and datetime.fromisoformat(changes_at) <= datetime.now(UTC)


def shrunk(made: Made, store: CatalogStore) -> str | None:
    """Why a catalog that came is held back, or None: much fewer products than there are, or much fewer prices."""
    active = store.active()
    if active is None:
        return None
    priced = sum(product.price is not None for product in made.products)
    for what, has, had in (
        ("products", len(made.products), active.products),
        ("products with a price", priced, store.priced()),
    ):
        if has < LEAST_SHARE * had:
            return f"the feed has {has} {what}, and the catalog {had}"
    return None


def told(error: Exception) -> str:
    """What a program is told of a failure, as one JSON object."""
    report = error.report.to_dict() if isinstance(error, ImportFailed) else None
    remedy = f"; {error.remedy}" if isinstance(error, StepFailed) else ""
    return json.dumps({"problem": f"{error}{remedy}", "report": report})
