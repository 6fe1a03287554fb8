"""One report on rankers: what they score on products and product types that no training saw, and how sure that is.

Knows examples and rankers; pictures and pages are `ranker.evaluation.rendering`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranker.candidates import AttributeRanker, Encode, Floats, RankingRequest
from ranker.evaluation.metrics import PRIMARY, Bootstrap, Interval, calibration_error, measured, rank_correlation
from ranker.examples import Example
from ranker.perturbations import misspelt, recased, reordered, substituted

Synonyms = Mapping[str, Sequence[str]]
TrainHeads = Callable[[Sequence[Example], int], AttributeRanker]
"""Trains on some examples with a seed."""
SHOTS = (0, 8, 32, 128)
_SHOT_SEEDS = 3
_SHOT_REQUESTS = 400
"""Of each held-out set, that many requests make the few-shot curve."""
_PERTURBED = 300
"""Requests whose queries are altered; more change the third digit only."""

HELD_OUT = {
    "products": "Products held out",
    "types": "Product types held out",
    "types, texts hidden": "Product types held out, their texts hidden from every statistic",
}


@dataclass(frozen=True, slots=True)
class Score:
    """One system on one set of held-out requests."""

    system: str
    split: str
    metrics: dict[str, Interval]
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against the best other system by nDCG@5, on one set."""

    split: str
    best_other: str
    gain: Interval
    """Relative: 0.15 is 15 % more."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured; plain data."""

    ours: str
    requests: dict[str, int]
    scores: list[Score]
    comparisons: list[Comparison]
    few_shot: dict[str, list[Interval]] = field(default_factory=dict)
    """By set: nDCG@5 after SHOTS labelled queries, over seeds."""
    robustness: dict[str, Interval] = field(default_factory=dict)
    """Spearman's rank correlation of the order before and after the query was altered, by alteration."""
    fairness: dict[str, float] = field(default_factory=dict)


class Systems:
    """Rankers asked about examples; query vectors are made once."""

    def __init__(self, rankers: Sequence[AttributeRanker], encode: Encode) -> None:
        self.rankers = rankers
        self._encode = encode
        self._vectors: dict[str, Floats] = {}

    def learn(self, queries: Sequence[str]) -> None:
        """Encodes queries ahead, in large batches."""
        missing = sorted({query for query in queries if query not in self._vectors})
        if missing:
            self._vectors.update(zip(missing, self._encode(missing), strict=True))

    def weights(self, ranker: AttributeRanker, example: Example, query: str | None = None) -> Floats:
        """The ranker's weights for an example, or for it with another query, (candidates,)."""
        asked = example.query if query is None else query
        self.learn([asked])
        vector = self._vectors[asked].astype(np.float32)
        request = RankingRequest(asked, vector, example.candidates, example.declined, example.category)
        return ranker.rank(request).weights


def held_out(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """The held-out requests by set; sets without any are left out."""
    sets = {
        "products": [e for e in examples if e.split == "products" and e.told],
        "types": [e for e in examples if e.split == "types" and e.told],
        "types, texts hidden": [e for e in examples if e.split == "types" and not e.told],
    }
    return {name: found for name, found in sets.items() if found}


def evaluate(
    systems: Systems,
    ours: AttributeRanker,
    examples: Sequence[Example],
    *,
    relatives: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Scores every system on every held-out set, and holds `ours` against the best other one.

    `relatives` are versions of rankers of our own, which are scored but are no baseline.
    """
    sets = held_out(examples)
    scores, comparisons = [], []
    total = len(sets) * len(systems.rankers)
    for split, requests in sets.items():
        systems.learn([example.query for example in requests])
        bootstrap = Bootstrap([example.target for example in requests])
        primary: dict[str, Floats] = {}
        for ranker in systems.rankers:
            score, primary[ranker.version] = _score(systems, ranker, split, requests, bootstrap)
            scores.append(score)
            progress(len(scores), total)
        others = {name: v for name, v in primary.items() if name != ours.version and name not in relatives}
        best = max(others, key=lambda name: others[name].mean())
        comparisons.append(Comparison(split, best, bootstrap.gain(primary[ours.version], others[best])))
    return Report(ours.version, {name: len(found) for name, found in sets.items()}, scores, comparisons)


def _score(
    systems: Systems, ranker: AttributeRanker, split: str, requests: Sequence[Example], bootstrap: Bootstrap
) -> tuple[Score, Floats]:
    weights = [systems.weights(ranker, example) for example in requests]
    relevance = [np.asarray(example.relevance) for example in requests]
    rows = [measured(own, grades) for own, grades in zip(weights, relevance, strict=True)]
    values = {name: np.asarray([row[name] for row in rows]) for name in rows[0]}
    metrics = {name: bootstrap.mean(found) for name, found in values.items()}
    return Score(ranker.version, split, metrics, calibration_error(weights, relevance)), values[PRIMARY]


def few_shot(
    systems: Systems, train: TrainHeads, zero: AttributeRanker, examples: Sequence[Example]
) -> dict[str, list[Interval]]:
    """nDCG@5 on each held-out set after 0, 8, 32 and 128 labelled queries; mean, least and most of three seeds."""
    pool = [example for example in examples if example.split == "train"]
    queries = list(dict.fromkeys(example.query for example in pool))
    curve: dict[str, list[Interval]] = {split: [] for split in held_out(examples)}
    for shots in SHOTS:
        rankers = [zero] if shots == 0 else [train(_some(pool, queries, shots, s), s) for s in range(_SHOT_SEEDS)]
        for split, found in held_out(examples).items():
            requests = sampled(found, _SHOT_REQUESTS)
            means = [
                float(np.mean([measured(systems.weights(r, e), np.asarray(e.relevance))[PRIMARY] for e in requests]))
                for r in rankers
            ]
            curve[split].append(Interval(float(np.mean(means)), min(means), max(means)))
    return curve


def sampled(requests: Sequence[Example], most: int) -> list[Example]:
    """As many of the requests, drawn with a fixed seed."""
    return [requests[i] for i in np.random.default_rng(0).permutation(len(requests))[:most]]


def _some(pool: Sequence[Example], queries: Sequence[str], count: int, seed: int) -> list[Example]:
    chosen = set(np.random.default_rng(seed).permutation(queries)[:count].tolist())
    return [example for example in pool if example.query in chosen]


def robustness(
    systems: Systems, ranker: AttributeRanker, examples: Sequence[Example], synonyms: Synonyms
) -> dict[str, Interval]:
    """Rank correlation of a ranker's order before and after a query was altered, the candidates as they were.

    Queries that an alteration cannot change are left out.
    """
    random = np.random.default_rng(0)
    requests = [example for found in held_out(examples).values() for example in found if len(example.candidates) > 2]
    chosen = sampled(requests, _PERTURBED)
    alterations = {
        "one typo": misspelt,
        "a synonym": lambda query, rng: substituted(query, rng, synonyms),
        "other case": recased,
        "other word order": reordered,
    }
    found = {}
    for name, alter in alterations.items():
        altered = [(example, alter(example.query, random)) for example in chosen]
        changed = [(example, query) for example, query in altered if query != example.query]
        if not changed:
            continue
        systems.learn([query for _, query in changed])
        correlations = [
            rank_correlation(systems.weights(ranker, example), systems.weights(ranker, example, query))
            for example, query in changed
        ]
        found[name] = Bootstrap([example.target for example, _ in changed]).mean(
            np.nan_to_num(np.asarray(correlations))
        )
    return found
