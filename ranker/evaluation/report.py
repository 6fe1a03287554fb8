"""One report on rankers: how well each sees what a need asks for, on what no training saw, and how sure that is.

Knows examples and rankers; pictures and pages are `ranker.evaluation.rendering`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranker.candidates import AttributeRanker, Floats, Ranking, RankingRequest
from ranker.evaluation.metrics import (
    PRIMARY,
    Bin,
    Bootstrap,
    Interval,
    calibration_error,
    measured,
    reliability,
    shares,
    values_told_apart,
)
from ranker.evaluation.slices import Slice, slices
from ranker.examples import Example

Progress = Callable[[int, int], None]
Sets = Mapping[str, Sequence[Example]]
"""Requests that no training saw, by the name of the set."""
SOURCES = {
    "knowledge": "needs",
    "plain": "bare names",
    "stated": "values asked for",
    "sentences": "the shop's own sentences",
    "teacher": "the chat model's labels",
    "rated": "rated queries",
}
_SPLITS = {"held out": "families held out", "dev": "families that training stops by"}


@dataclass(frozen=True, slots=True)
class Score:
    """One system on one set."""

    system: str
    name: str
    """Of the set."""
    metrics: dict[str, Interval]
    values: Interval | None
    """Share of pairs of a serving and another value that are told apart; None where it reads no values."""
    invented: float
    """The largest affinity of a request, on average: what is preferred where nothing was asked."""
    weights_off: float
    """Calibration error of the weights: against the share of what matters that lies in the attribute."""
    affinities_off: float
    """Calibration error of the affinities."""
    weights: list[Bin] = field(default_factory=list)
    affinities: list[Bin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against the best other system by nDCG@5, on one set."""

    name: str
    other: str
    difference: Interval


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured; plain data."""

    ours: str
    requests: dict[str, int]
    scores: list[Score]
    comparisons: list[Comparison]
    types: list[Slice]
    robustness: dict[str, Interval] = field(default_factory=dict)
    """By what happened to the requests (`ranker.evaluation.robustness`)."""
    ablations: dict[str, dict[str, Interval]] = field(default_factory=dict)
    """By what was left out, nDCG@5 on each set."""
    fairness: dict[str, float] = field(default_factory=dict)
    verdict: list[str] = field(default_factory=list)
    """Why the model may serve, or may not."""

    def primary(self, system: str) -> dict[str, Interval]:
        """A system's nDCG@5 by set."""
        return {score.name: score.metrics[PRIMARY] for score in self.scores if score.system == system}


def held_out(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """What is not trained on, by source and split; sets without any are left out."""
    sets: dict[str, list[Example]] = {}
    for example in examples:
        if example.split in _SPLITS:
            name = f"{SOURCES.get(example.source, example.source)}, {_SPLITS[example.split]}"
            sets.setdefault(name, []).append(example)
    return dict(sorted(sets.items()))


def sampled(requests: Sequence[Example], most: int) -> list[Example]:
    """As many of the requests, drawn with a fixed seed."""
    return [requests[i] for i in np.random.default_rng(0).permutation(len(requests))[:most]]


def asked(ranker: AttributeRanker, example: Example, query: str | None = None) -> Ranking:
    """What a ranker makes of an example, or of it with another query."""
    text = example.query if query is None else query
    return ranker.rank(RankingRequest(text, None, example.candidates, (), example.category))


def clusters(requests: Sequence[Example]) -> list[str]:
    """Which requests are not independent of each other: those of one need."""
    return [f"{example.group}/{example.need}" for example in requests]


def evaluate(rankers: Sequence[AttributeRanker], ours: AttributeRanker, sets: Sets, progress: Progress) -> Report:
    """Every ranker on every set; `ours` is one of them."""
    scores: list[Score] = []
    comparisons: list[Comparison] = []
    types: list[Slice] = []
    for name, requests in sets.items():
        bootstrap, primary = Bootstrap(clusters(requests)), dict[str, Floats]()
        for ranker in rankers:
            score, primary[ranker.version] = _score(ranker, name, requests, bootstrap)
            scores.append(score)
            progress(len(scores), len(sets) * len(rankers))
        own = primary.pop(ours.version)
        types += slices(name, requests, own)
        if primary:
            best = max(primary, key=lambda other: primary[other].mean())
            comparisons.append(Comparison(name, best, bootstrap.difference(own, primary[best])))
    return Report(ours.version, {name: len(found) for name, found in sets.items()}, scores, comparisons, types)


def _score(
    ranker: AttributeRanker, name: str, requests: Sequence[Example], bootstrap: Bootstrap
) -> tuple[Score, Floats]:
    rankings = [asked(ranker, example) for example in requests]
    relevance = [np.asarray(example.relevance) for example in requests]
    rows = [measured(ranking.weights, grades) for ranking, grades in zip(rankings, relevance, strict=True)]
    values = {metric: np.asarray([row[metric] for row in rows]) for metric in rows[0]}
    bins = reliability([ranking.weights for ranking in rankings], [shares(grades) for grades in relevance])
    affinities, apart, invented = _of_values(rankings, requests)
    score = Score(
        system=ranker.version,
        name=name,
        metrics={metric: bootstrap.mean(found) for metric, found in values.items()},
        values=apart,
        invented=invented,
        weights_off=calibration_error(bins),
        affinities_off=calibration_error(affinities),
        weights=bins,
        affinities=affinities,
    )
    return score, values[PRIMARY]


def _of_values(rankings: Sequence[Ranking], requests: Sequence[Example]) -> tuple[list[Bin], Interval | None, float]:
    """Reliability of affinities, how well they tell values apart, and how large they are."""
    pairs = [(ranking.affinities, example) for ranking, example in zip(rankings, requests, strict=True)]
    pairs = [(found, example) for found, example in pairs if len(found)]
    if not pairs:
        return [], None, 0.0
    said = [np.concatenate([*found, np.empty(0)]) for found, _ in pairs]
    came = [np.asarray([label for own in example.affinities for label in own]) for _, example in pairs]
    apart = np.asarray([values_told_apart(found, example.affinities) for found, example in pairs])
    telling = np.flatnonzero(~np.isnan(apart))
    names = clusters([example for _, example in pairs])
    interval = Bootstrap([names[place] for place in telling]).mean(apart[telling]) if len(telling) else None
    return reliability(said, came), interval, float(np.mean([np.abs(own).max(initial=0.0) for own in said]))
