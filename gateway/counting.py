"""What Prometheus is told of conversations as they happen: counts alone, nothing of who said what.

Counters of one process, of all conversations; Prometheus makes hours and days of them, over all gateways
(`ops/prometheus-rules.yml`). Shares with intervals are the report's (`learning.report`), whose last gauges
`last_report` passes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prometheus_client import Counter

SESSIONS = Counter("floorwalker_sessions", "Chat sessions opened")
MESSAGES = Counter("floorwalker_messages", "What shoppers were answered, by type of message", ["type"])
ACTS = Counter("floorwalker_acts", "What shoppers' messages were taken to do", ["act"])
UNMET = Counter("floorwalker_unmet_wishes", "Answers that nothing of the catalog met the wish")
HANDOFFS = Counter("floorwalker_handoffs", "Conversations passed to a person")
EVENTS = Counter("floorwalker_events", "Events that pages sent, repeats among them", ["type"])
SIGN_INS = Counter("floorwalker_agent_sign_ins", "Agents who tried to sign in, by what came of it", ["outcome"])
REFUSALS = Counter("floorwalker_refusals", "Requests that were refused, by status", ["status"])
_LARGEST_REPORT = 1_000_000


def count_answers(logged: Iterable[dict[str, Any]]) -> None:
    """Counts messages as they are stored."""
    for payload in logged:
        MESSAGES.labels(payload["type"]).inc()
        for taken in payload.get("acts", []):
            ACTS.labels(taken["act"]).inc()
        UNMET.inc(bool(payload.get("unmet")))
        HANDOFFS.inc(payload["type"] == "notice" and payload.get("kind") == "handoff")


def count_events(types: Iterable[str]) -> None:
    """Counts events by type."""
    for type in types:
        EVENTS.labels(type).inc()


def last_report(file: Path | None) -> bytes:
    """The gauges of the last report in Prometheus' format; empty if none was made or it cannot be read."""
    if file is None:
        return b""
    try:
        said = file.read_bytes()
    except OSError:
        return b""
    return said if len(said) <= _LARGEST_REPORT else b""
