"""How current the catalog is, for Prometheus: what feeds fetched and when, and which deliveries wait."""

from __future__ import annotations

from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import Engine

from data.conversations.log import now
from data.steering import deliveries, feeds


def exposition(engine: Engine) -> bytes:
    """The gauges, in Prometheus' text format."""
    registry = CollectorRegistry()
    failures = Gauge("floorwalker_feed_failures", "Times that a feed failed in a row.", ["feed"], registry=registry)
    held = Gauge(
        "floorwalker_feed_held", "1 where what a feed brought waits for a person.", ["feed"], registry=registry
    )
    imported = Gauge(
        "floorwalker_feed_imported_timestamp_seconds", "When a feed was last imported.", ["feed"], registry=registry
    )
    for feed in feeds.listed(engine):
        failures.labels(feed.name).set(feed.failures)
        held.labels(feed.name).set(feed.state == "held")
        if feed.imported_at is not None:
            imported.labels(feed.name).set(feed.imported_at.replace(tzinfo=UTC).timestamp())
    _add_backlog(engine, registry, now())
    return generate_latest(registry)


def _add_backlog(engine: Engine, registry: CollectorRegistry, at: datetime) -> None:
    waiting = deliveries.backlog(engine)
    Gauge("floorwalker_hook_deliveries_waiting", "Deliveries of shop systems that wait.", registry=registry).set(
        waiting.count
    )
    Gauge("floorwalker_hook_oldest_waiting_seconds", "How long the first of them has waited.", registry=registry).set(
        0 if waiting.since is None else (at - waiting.since).total_seconds()
    )
