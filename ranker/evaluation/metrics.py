"""Metrics of an order of attributes and of the values that serve, and how sure they are. Knows no model, no data set.

Relevance is a grade from 0 to 3 as its share of 3. Ties keep the candidates' order, so nothing depends on luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from ranker.errors import ExamplesInvalid
from ranker.examples import HIGHEST

Floats = npt.NDArray[np.float64]

NDCG_AT, TOP = 5, 3
PRIMARY = f"ndcg@{NDCG_AT}"
RELEVANT = 0.5
"""From which share of the highest grade an attribute is relevant."""
SAMPLES = 1000


def measured(weights: Floats, relevance: Floats) -> dict[str, float]:
    """The metrics of one request, both arguments of shape (candidates,); all 0 if nothing is relevant.

    `decisive@3`: whether an attribute that matters most is among the first three. `first`: the grade of the first.
    """
    order = np.argsort(-weights, kind="stable")
    ordered = relevance[order]
    hits = np.flatnonzero(ordered >= RELEVANT)
    most = relevance.max(initial=0.0)
    return {
        PRIMARY: ndcg(ordered, relevance),
        f"decisive@{TOP}": float(most > 0 and (ordered[:TOP] == most).any()),
        "first": float(HIGHEST * ordered[0]) if len(ordered) else 0.0,
        "mrr": 1.0 / (hits[0] + 1) if len(hits) else 0.0,
    }


def ndcg(ordered: Floats, relevance: Floats) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002); the gain of a grade is 2^grade - 1."""
    best = _dcg(np.sort(relevance)[::-1])
    return _dcg(ordered) / best if best > 0 else 0.0


def _dcg(relevance: Floats) -> float:
    gains = gain(relevance[:NDCG_AT])
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def gain(relevance: Floats) -> Floats:
    """2^grade - 1: one thing that decides outweighs several that matter a little."""
    gains: Floats = np.exp2(HIGHEST * relevance) - 1
    return gains


def values_told_apart(found: Sequence[Floats], wanted: Sequence[Sequence[float]]) -> float:
    """Share of pairs of a value that serves and one of the same attribute that does not, which `found` puts in that
    order; not a number where there are no such pairs."""
    right = pairs = 0.0
    for own, labels in zip(found, wanted, strict=True):
        serves = np.asarray(labels) > 0
        higher = own[serves][:, None] - own[~serves][None]
        right, pairs = right + (higher > 0).sum() + (higher == 0).sum() / 2, pairs + higher.size
    return float(right / pairs) if pairs else float("nan")


def rank_correlation(before: Floats, after: Floats) -> float:
    """Spearman's, of two sets of weights for the same attributes; 0 where one of them tells nothing apart."""
    return float(spearmanr(before, after).statistic) if _tell_apart(before, after) else 0.0


def _tell_apart(before: Floats, after: Floats) -> bool:
    return len(before) > 1 and bool(np.ptp(before) and np.ptp(after))


@dataclass(frozen=True, slots=True)
class Bin:
    """What was said to be alike."""

    said: float
    """Its mean."""
    came: float
    """The mean of what came of it."""
    number: int


def reliability(said: Sequence[Floats], came: Sequence[Floats]) -> list[Bin]:
    """What was said held against what came, in 15 bins that hold as many each; none if there is nothing."""
    if not sum(map(len, said)):
        return []
    own, others = np.concatenate(said), np.concatenate(came)
    parts = np.array_split(np.argsort(own, kind="stable"), 15)
    return [Bin(float(own[part].mean()), float(others[part].mean()), len(part)) for part in parts if len(part)]


def shares(relevance: Floats) -> Floats:
    """Each attribute's share of what matters to a request: what its weight should be."""
    gains = gain(relevance)
    found: Floats = gains / max(gains.sum(), 1e-9)
    return found


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Guo et al., ICML 2017): the bins' mean |said - came|, by what they hold.

    Their bins are equally wide; ours hold as many each (Nixon et al., 2019), because nearly all weights are small.
    """
    return sum(each.number * abs(each.said - each.came) for each in bins) / max(1, sum(each.number for each in bins))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % confidence interval."""

    mean: float
    low: float
    high: float


class Bootstrap:
    """Confidence intervals by resampling clusters (Cameron et al., 2008): requests of one need are not independent.

    The same resamples serve every metric and system, so that differences are paired. Raises ExamplesInvalid if there
    is nothing to resample.
    """

    def __init__(self, clusters: Sequence[str], seed: int = 0, samples: int = SAMPLES) -> None:
        if not clusters:
            raise ExamplesInvalid("there are no requests to measure; make more examples")
        _, self._of = np.unique(np.asarray(clusters), return_inverse=True)
        self._size = int(self._of.max()) + 1
        random = np.random.default_rng(seed)
        self._drawn = random.multinomial(self._size, np.full(self._size, 1 / self._size), samples)
        self._counts = self._drawn @ np.bincount(self._of, minlength=self._size)

    def mean(self, values: Floats) -> Interval:
        """The mean of (requests,) values."""
        return self._interval(float(values.mean()), self._means(values))

    def difference(self, values: Floats, others: Floats) -> Interval:
        """How much larger the mean of `values` is than that of `others`, request by request."""
        return self.mean(values - others)

    def _means(self, values: Floats) -> Floats:
        sums = np.bincount(self._of, values, self._size)
        means: Floats = (self._drawn @ sums) / self._counts
        return means

    def _interval(self, mean: float, resampled: Floats) -> Interval:
        low, high = np.percentile(resampled, [2.5, 97.5])
        return Interval(mean, float(low), float(high))
