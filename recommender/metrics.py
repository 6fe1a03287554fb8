"""What Prometheus is told about the service; each application has a registry of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from recommender.engine.recommender import Recommender

_SECONDS = (0.005, 0.01, 0.02, 0.03, 0.045, 0.06, 0.09, 0.15, 0.3, 0.6, 1.2, 2.5, 5.0)


class Metrics:
    """The service's metrics."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        own: dict[str, Any] = {"namespace": "floorwalker", "subsystem": "recommender", "registry": self._registry}
        timed = own | {"buckets": _SECONDS}
        self._requests = Histogram(
            "request_seconds", "Duration of requests by route and status.", ("route", "method", "status"), **timed
        )
        self._steps = Histogram("step_seconds", "Duration of the steps of a recommendation.", ("step",), **timed)
        self._answers = Counter(
            "answers",
            "Recommendations by the version of the model that ranked them.",
            ("model_version", "decision"),
            **own,
        )
        self._loaded = Gauge(
            "products", "Products of the current catalog.", ("catalog_version", "model_version"), **own
        )
        self._rules = Gauge(
            "rules_current",
            "0 while the rules file cannot be used; 1 if its rules are current, or if there is none.",
            **own,
        )
        self._model_failures = Counter(
            "model_failures",
            "Models that could not be loaded, and requests at which a model failed; statistics answered these.",
            ("step",),
            **own,
        )
        for step in ("load", "rank"):
            self._model_failures.labels(step)
        self._promoted = Gauge(
            "promoted_model_current",
            "0 while the promoted model could not be loaded; 1 if it is current, or if none is promoted.",
            **own,
        )
        self._trial = Gauge(
            "trial", "The share that a model on trial has; no sample if none is.", ("kind", "model_version"), **own
        )
        self._shadowed = Counter(
            "shadowed",
            "Answers beside which a model in the shadow was asked, and in how many its question was the same.",
            ("model_version", "same_question"),
            **own,
        )
        self._overlap = Histogram(
            "shadow_overlap",
            "Share of the first five products that the model in the shadow has among its own.",
            ("model_version",),
            buckets=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
            **own,
        )

    def loaded(self, recommender: Recommender) -> None:
        """Another catalog or ranker is current."""
        catalog = recommender.snapshot.catalog
        self._loaded.clear()
        self._loaded.labels(catalog.version, recommender.ranker.version).set(len(catalog.products))

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests.labels(route, method, str(status)).observe(seconds)

    def recommended(self, model_version: str, decision: str, milliseconds: Mapping[str, float]) -> None:
        """A recommendation was made."""
        self._answers.labels(model_version, decision).inc()
        for step, spent in milliseconds.items():
            self._steps.labels(step).observe(spent / 1000)

    def model_failed(self, step: str) -> None:
        """A model failed to `load` or to `rank`."""
        self._model_failures.labels(step).inc()

    def promoted(self, *, current: bool) -> None:
        """Whether what the registry wants is current."""
        self._promoted.set(current)

    def tried(self, kind: str, version: str, share: float) -> None:
        """A model is on trial; a share of 0 says that none is."""
        self._trial.clear()
        if share:
            self._trial.labels(kind, version).set(share)

    def shadowed(self, version: str, *, same_question: bool, overlap: float) -> None:
        """What a model in the shadow would have answered was compared."""
        self._shadowed.labels(version, str(same_question).lower()).inc()
        self._overlap.labels(version).observe(overlap)

    def rules(self, *, current: bool) -> None:
        """Whether the rules file is current."""
        self._rules.set(current)

    def exposition(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)


class MeasuredRequests:
    """ASGI middleware: observes every HTTP request by the route's pattern, so that ids do not multiply labels."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and observes its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def observe(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        started = time.perf_counter()
        try:
            await self._app(scope, receive, observe)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            self._metrics.requested(route, scope["method"], status, time.perf_counter() - started)
