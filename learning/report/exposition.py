"""The report for Prometheus: gauges in a file that its node exporter reads, since a report is made once in a while.

What the gateway itself counts, minute by minute, is at its `/metrics`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from learning.lift import Comparison
from learning.report.shape import Figure, Report

_LEVELS = {"stable": 0, "noticed": 1, "large": 2}


def write_exposition(report: Report, recent: Sequence[Figure], path: Path) -> None:
    """Writes the file in one piece. `recent` are the figures of the days that drift looks at. Raises OSError."""
    registry = CollectorRegistry()

    def gauge(name: str, said: str, *labels: str) -> Gauge:
        return Gauge(f"floorwalker_report_{name}", said, labels, registry=registry)

    gauge("made_timestamp_seconds", "When the report was made.").set(report.made_at.timestamp())
    gauge("conversations", "Conversations in the report.").set(report.conversations)
    _figures(recent, gauge("figure", "Share or mean over the last days.", "figure", "bound"))
    retrain = gauge("retrain", "1 if shoppers changed so much that the model should be trained again.")
    retrain.set(report.drift.retrain)
    level = gauge("drift_level", "0 as before, 1 some, 2 much; absent while there are too few.", "signal")
    value = gauge("drift", "PSI, KS distance, or change of a share.", "signal", "measure")
    for one in report.drift.signals:
        if one.level in _LEVELS and one.value is not None:
            level.labels(one.name).set(_LEVELS[one.level])
            value.labels(one.name, one.kind).set(one.value)
    gauge("machines", "Conversations left out of it: no person had them.").set(report.machines)
    lift = gauge("lift", "Share of shoppers with the assistant less that without; anytime-valid.", "outcome", "bound")
    _compared(report.lift.comparisons, lift)
    widget = gauge("widget_lift", "The same of shoppers with the widget and without.", "outcome", "bound")
    _compared([report.widget] if report.widget else [], widget)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_to_textfile(str(path), registry)


def _figures(figures: Sequence[Figure], gauge: Gauge) -> None:
    for one in figures:
        for bound, amount in (("value", one.value), ("low", one.low), ("high", one.high)):
            if amount is not None:
                gauge.labels(one.key, bound).set(amount)


def _compared(comparisons: Sequence[Comparison], gauge: Gauge) -> None:
    for one in comparisons:
        edges = {"value": one.difference, "low": one.difference_low, "high": one.difference_high}
        for bound, amount in edges.items():
            if amount is not None:
                gauge.labels(one.outcome, bound).set(amount)
