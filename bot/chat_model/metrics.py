"""What Prometheus is told about the chat model; the action server shows it at /metrics."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


class Metrics:
    """Calls by outcome, tokens and seconds, by task."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._calls = Counter(
            "floorwalker_chat_model_calls_total",
            "Answers asked of the chat model: used, refused by the check, failed, or not asked for a limit.",
            ("task", "outcome"),
            registry=self.registry,
        )
        self._tokens = Counter(
            "floorwalker_chat_model_tokens_total",
            "Tokens in and out, as the provider counts them, or else estimated.",
            ("task",),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "floorwalker_chat_model_seconds",
            "Duration of calls that were made.",
            ("task",),
            buckets=_SECONDS,
            registry=self.registry,
        )

    def counted(self, task: str, outcome: str) -> None:
        """A text was wanted, and this came of it."""
        self._calls.labels(task, outcome).inc()

    def called(self, task: str, tokens: int, since: float) -> None:
        """A call that began at `since` (time.perf_counter) ended."""
        self._tokens.labels(task).inc(tokens)
        self._seconds.labels(task).observe(time.perf_counter() - since)
