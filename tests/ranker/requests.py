"""Builders of candidates and examples whose statistics a test can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.catalog.products import AttributeKind
from ranker.candidates import AttributeCandidate, AttributeStatistics, RankingRequest
from ranker.examples import Example, Split

LABELS = ("Colour", "Weight", "Screen size", "Memory", "Material", "Package height")


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
    return AttributeCandidate(name, label, kind, None, ("Red", "Blue"), statistics(narrowing, **changed))


def request(
    *candidates: AttributeCandidate, query: str = "", declined: Sequence[str] = (), category: str = ""
) -> RankingRequest:
    """A request without a vector of its query."""
    return RankingRequest(query, None, candidates, [candidate(label) for label in declined], category)


def examples(count: int, split: Split = "train", seed: int = 0) -> list[Example]:
    """Requests in which the attribute that narrows most is the relevant one."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        narrowing = random.random(len(LABELS)) / 2
        found.append(
            Example(
                query=f"red {('mouse', 'laptop', 'cup')[number % 3]} {number % 7}",
                category="Mouse",
                candidates=tuple(candidate(label, float(n)) for label, n in zip(LABELS, narrowing, strict=True)),
                relevance=tuple(float(n == narrowing.max()) for n in narrowing),
                declined=(candidate("Width"),) if number % 2 else (),
                split=split,
                group="mouse",
                source="type",
                target=f"{split}-{number // 2}",
                turn=number % 2,
            )
        )
    return found
