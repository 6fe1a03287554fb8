"""What the log taught, as examples for training a ranker's head: one shape with day one's (`ranker.examples`).

A request that shoppers made, with the attributes of its type: how much each decided among them, and which values they
chose. Requests with nothing learned teach nothing and are left out. Splits follow time: the newest decide when to
stop. None is held out: a version is judged on conversations that it learned nothing from (`learning.gate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from learning.choice import Floats
from learning.evidence import Told
from learning.shelves import HIGH, Shelf, Shelves
from learning.taste import Taste
from ranker.candidates import AttributeCandidate
from ranker.examples import Example, Split

TRAIN = 0.85
"""Share of the conversations up to which requests train; those of the newer ones decide when to stop."""
_MOST_QUERIES = 40
"""Of one type and purpose and split: more of the same teach nothing new."""
_DECIDES = 0.1
"""Effect from which an attribute decides, in the measure of `ranker.experience.Lesson.values`."""
CONFIDENCE = 0.9
"""The highest grade and affinity that the log gives."""


@dataclass(frozen=True, slots=True)
class _Labels:
    relevance: tuple[float, ...]
    affinities: tuple[tuple[float, ...], ...]


def log_examples(
    shelves: Shelves, told: Mapping[str, Told], tastes: Mapping[str, Taste], order: Mapping[str, int]
) -> list[Example]:
    """The examples, the oldest requests first."""
    found: list[tuple[int, Example]] = []
    last = max(1, len(order))
    for category, own in told.items():
        shelf, learned = shelves.of(category), tastes.get(category)
        if shelf is None or learned is None:
            continue
        labels: dict[str | None, _Labels | None] = {}
        seen: dict[tuple[str | None, Split], set[str]] = {}
        for choice in own.choices:
            split = _split(order[choice.session] / last)
            queries = seen.setdefault((choice.purpose, split), set())
            if not choice.query or choice.query in queries or len(queries) >= _MOST_QUERIES:
                continue
            if choice.purpose not in labels:
                labels[choice.purpose] = _labels(shelf, learned.of(choice.purpose))
            label = labels[choice.purpose]
            if label is not None:
                queries.add(choice.query)
                found.append((order[choice.session], _example(shelf, choice.query, choice.purpose, label, split)))
    return [example for _, example in sorted(found, key=lambda pair: pair[0])]


def _split(age: float) -> Split:
    return "train" if age < TRAIN else "dev"


def _example(shelf: Shelf, query: str, purpose: str | None, labels: _Labels, split: Split) -> Example:
    return Example(
        query=query,
        category=shelf.category,
        candidates=shelf.candidates,
        relevance=labels.relevance,
        affinities=labels.affinities,
        split=split,
        # No group is in two splits: what is learned of a type is told apart by time.
        group=f"log of {shelf.category}, {split}",
        source="log",
        need=purpose or shelf.category,
    )


def _labels(shelf: Shelf, effects: Floats) -> _Labels | None:
    """None where nothing was learned."""
    if not np.any(np.abs(effects) > _DECIDES / 10):
        return None
    values = {one.name: value_effects(shelf, one, effects) for one in shelf.candidates}
    sizes = [float(np.ptp(own)) / 2 if len(own) else 0.0 for own in values.values()]
    return _Labels(
        tuple(CONFIDENCE * min(1.0, size / _DECIDES) for size in sizes),
        tuple(tuple((CONFIDENCE * np.clip(own / _DECIDES, -1, 1)).tolist()) for own in values.values()),
    )


def value_effects(shelf: Shelf, candidate: AttributeCandidate, effects: Floats) -> Floats:
    """What is learned of a shelf's features, as the values that a ranker reads of an attribute have it, (values,)."""
    columns = shelf.columns.get(candidate.name)
    if columns is None or not len(columns):
        return np.zeros(len(candidate.values))
    if candidate.kind == "numeric":
        high = float(effects[columns[0]])
        return np.asarray([high if value == HIGH else -high for value in candidate.values])
    known = {shelf.features[column].value: float(effects[column]) for column in columns}
    return np.asarray([known.get(value, 0.0) for value in candidate.values])
