"""Wishes that no product met, as the log keeps them beside what was answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish, as `recommender.protocol.messages.UnmetWish`."""

    message_id: str
    """Of the message that said so."""
    at: datetime
    query: str
    category: str
    constraints: Sequence[dict[str, Any]]


def unmet(messages: Sequence[Mapping[Any, Any]]) -> list[Unmet]:
    """Those of messages that bear one (`unmet`)."""
    told = [(m["id"], m["at"], m["unmet"]) for m in messages if m["unmet"]]
    return [Unmet(id, at, wish["query"], wish["category"], wish["constraints"]) for id, at, wish in told]
