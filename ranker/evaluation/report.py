"""One report on rankers: what they score on products and product types that no training saw, and how sure that is.

Knows examples and rankers; pictures and pages are `ranker.evaluation.rendering`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ranker.candidates import AttributeRanker, Encode, Floats, RankingRequest
from ranker.errors import ExamplesInvalid
from ranker.evaluation import metrics
from ranker.evaluation.metrics import PRIMARY, Bin, Bootstrap, Interval, measured
from ranker.evaluation.slices import Slice, Slices
from ranker.examples import Example
from ranker.perturbations import misspelt, recased, reordered, substituted

Synonyms = Mapping[str, Sequence[str]]
Correlation = Callable[[Floats, Floats], float]
TrainHeads = Callable[[Sequence[Example], int], AttributeRanker]
"""Trains on some examples with a seed."""


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


@dataclass(frozen=True, slots=True)
class Score:
    """One system on one set of held-out requests."""

    system: str
    split: str
    metrics: dict[str, Interval]
    calibration_error: float
    reliability: list[Bin] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured; plain data."""

    ours: str
    requests: dict[str, int]
    scores: list[Score]
    comparisons: list[Comparison]
    slices: list[Slice] = field(default_factory=list)
    few_shot: dict[str, list[Interval]] = field(default_factory=dict)
    """By set: nDCG@5 after SHOTS labelled queries, over seeds."""
    robustness: dict[str, Interval] = field(default_factory=dict)
    """Rank correlation of the order before and after the query was altered, by alteration: Spearman's rho."""
    robustness_kendall: dict[str, Interval] = field(default_factory=dict)
    """The same by Kendall's tau-b, where it was asked for."""
    fairness: dict[str, float] = field(default_factory=dict)


HELD_OUT = {
    "products": "Products held out",
    "types": "Product types held out",
    "types, texts hidden": "Product types held out, their texts hidden from every statistic",
}


def held_out(examples: Sequence[Example]) -> dict[str, list[Example]]:
    """The held-out requests by set; sets without any are left out."""
    sets = {
        "products": [e for e in examples if e.split == "products" and e.told],
        "types": [e for e in examples if e.split == "types" and e.told],
        "types, texts hidden": [e for e in examples if e.split == "types" and not e.told],
    }
    return {name: found for name, found in sets.items() if found}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours against the best other system by nDCG@5, on one set."""

    split: str
    best_other: str
    gain: Interval
    """Relative: 0.15 is 15 % more; not a number where the other scores 0."""


def evaluate(
    systems: Systems,
    ours: AttributeRanker,
    examples: Sequence[Example],
    *,
    relatives: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Report:
    """Scores every system on every held-out set, and holds `ours` against the best other one.

    `relatives` are versions of rankers of our own, which are scored but are no baseline. The best other system is
    chosen on the set it is compared on, which can only make the gain smaller. Raises ExamplesInvalid if nothing is
    held out, ValueError if two systems have one version or `ours` is none of them.
    """
    versions = [ranker.version for ranker in systems.rankers]
    if len(set(versions)) < len(versions) or ours.version not in versions:
        raise ValueError(f"systems need versions of their own, {ours.version} among them; these are {versions}")
    sets = held_out(examples)
    if not sets:
        raise ExamplesInvalid("no example is of the splits products or types, so nothing is held out; make more")
    scores, comparisons, slices = list[Score](), list[Comparison](), list[Slice]()
    total = len(sets) * len(systems.rankers)
    for split, requests in sets.items():
        systems.learn([example.query for example in requests])
        bootstrap = Bootstrap([example.target for example in requests])
        parts = Slices(split, requests)
        primary: dict[str, Floats] = {}
        for ranker in systems.rankers:
            score, primary[ranker.version] = _score(systems, ranker, split, requests, bootstrap)
            scores.append(score)
            slices += parts.scores(ranker.version, primary[ranker.version])
            progress(len(scores), total)
        others = {name: v for name, v in primary.items() if name != ours.version and name not in relatives}
        if others:
            best = max(others, key=lambda name: others[name].mean())
            comparisons.append(Comparison(split, best, bootstrap.gain(primary[ours.version], others[best])))
    return Report(ours.version, {name: len(found) for name, found in sets.items()}, scores, comparisons, slices)


def _score(
    systems: Systems, ranker: AttributeRanker, split: str, requests: Sequence[Example], bootstrap: Bootstrap
) -> tuple[Score, Floats]:
    weights = [systems.weights(ranker, example) for example in requests]
    relevance = [np.asarray(example.relevance) for example in requests]
    rows = [measured(own, grades) for own, grades in zip(weights, relevance, strict=True)]
    values = {name: np.asarray([row[name] for row in rows]) for name in rows[0]}
    means = {name: bootstrap.mean(found) for name, found in values.items()}
    calibration = metrics.calibration_error(weights, relevance), metrics.reliability(weights, relevance)
    return Score(ranker.version, split, means, *calibration), values[PRIMARY]


SHOTS = (0, 8, 32, 128)
_SHOT_SEEDS = 3
_SHOT_REQUESTS = 400
"""Of each held-out set, that many requests make the few-shot curve."""


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


_PERTURBED = 300
"""Requests whose queries are altered; more change the third digit only."""


def robustness(
    systems: Systems,
    ranker: AttributeRanker,
    examples: Sequence[Example],
    synonyms: Synonyms,
    correlation: Correlation = metrics.rank_correlation,
) -> dict[str, Interval]:
    """Rank correlation of a ranker's order before and after a query was altered, the candidates as they were.

    `correlation` compares two sets of weights: Spearman's, or `kendall_correlation`. Queries that an alteration
    cannot change are left out.
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
        pairs = [
            (systems.weights(ranker, example), systems.weights(ranker, example, query)) for example, query in changed
        ]
        bootstrap = Bootstrap([example.target for example, _ in changed])
        found[name] = bootstrap.mean(np.asarray([correlation(*pair) for pair in pairs]))
    return found
