"""Builders of candidates and examples whose statistics a test can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.catalog.products import AttributeKind
from ranker.candidates import AttributeCandidate, AttributeStatistics, RankingRequest
from ranker.examples import Example, Split

LABELS = ("Colour", "Weight", "Screen size", "Memory", "Material", "Package height")
VALUES = ("Red", "Blue")


def statistics(narrowing: float = 0.2, **changed: float) -> AttributeStatistics:
    """Of an ordinary attribute."""
    ordinary = AttributeStatistics(
        coverage=0.8,
        named=0.5,
        split=0.5,
        entropy=1.0,
        narrowing=narrowing,
        said=0.0,
        brevity=1.0,
        values=3,
    )
    return replace(ordinary, **changed)  # type: ignore[arg-type]


def candidate(
    label: str, narrowing: float = 0.2, kind: AttributeKind = "categorical", **changed: float
) -> AttributeCandidate:
    """An attribute by its label."""
    name = label.casefold().replace(" ", "_")
    return AttributeCandidate(name, label, kind, None, VALUES, statistics(narrowing, **changed))


def request(
    *candidates: AttributeCandidate, query: str = "", declined: Sequence[str] = (), category: str = ""
) -> RankingRequest:
    """A request without a vector of its query."""
    return RankingRequest(query, None, candidates, [candidate(label) for label in declined], category)


def examples(count: int, split: Split = "train", seed: int = 0, source: str = "knowledge") -> list[Example]:
    """Requests that name what matters; the statistic `named` knows it too, and the first value serves."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        wanted = int(random.integers(len(LABELS)))
        kind = ("Mouse", "Laptop", "Cup")[number % 3]
        own = tuple(candidate(label, named=float(place == wanted)) for place, label in enumerate(LABELS))
        found.append(
            Example(
                query=f"{kind.lower()} {LABELS[wanted].lower()} {number % 7}",
                category=kind,
                candidates=own,
                relevance=tuple(float(place == wanted) for place in range(len(LABELS))),
                affinities=tuple((float(place == wanted), 0.0) for place in range(len(LABELS))),
                split=split,
                group=f"{split} {kind}",
                source=source,
                need=LABELS[wanted],
            )
        )
    return found
