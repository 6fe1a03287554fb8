"""Metrics of an order of attributes, and how sure they are. Knows no model and no data set.

Graded relevance lies in [0, 1]; an attribute is relevant if its grade is above 0. Ties keep the candidates' order,
so nothing depends on luck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import kendalltau, spearmanr

from ranker.errors import ExamplesInvalid

Floats = npt.NDArray[np.float64]

NDCG_AT, TOP = 5, 3
PRIMARY = f"ndcg@{NDCG_AT}"
SAMPLES = 1000


def measured(weights: Floats, relevance: Floats) -> dict[str, float]:
    """The metrics of one request, both arguments of shape (candidates,); all 0 if nothing is relevant."""
    order = np.argsort(-weights, kind="stable")
    hits = relevance[order] > 0
    first = np.flatnonzero(hits)
    found, relevant = float(hits[:TOP].sum()), float(hits.sum())
    precision, recall = found / TOP, found / relevant if relevant else 0.0
    return {
        PRIMARY: ndcg(relevance[order], relevance),
        "mrr": 1.0 / (first[0] + 1) if len(first) else 0.0,
        f"precision@{TOP}": precision,
        f"recall@{TOP}": recall,
        f"f1@{TOP}": 2 * precision * recall / (precision + recall) if found else 0.0,
    }


def ndcg(ordered: Floats, relevance: Floats) -> float:
    """Normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002) with the grade itself as gain."""
    best = _dcg(np.sort(relevance)[::-1])
    return _dcg(ordered) / best if best > 0 else 0.0


def _dcg(grades: Floats) -> float:
    top = grades[:NDCG_AT]
    return float((top / np.log2(np.arange(2, len(top) + 2))).sum())


def rank_correlation(before: Floats, after: Floats) -> float:
    """Spearman's, of two sets of weights for the same attributes; 0 where one of them tells nothing apart."""
    return float(spearmanr(before, after).statistic) if _tell_apart(before, after) else 0.0


def kendall_correlation(before: Floats, after: Floats) -> float:
    """Kendall's tau-b, which allows for ties; 0 where one of the two tells nothing apart."""
    return float(kendalltau(before, after).statistic) if _tell_apart(before, after) else 0.0


def _tell_apart(before: Floats, after: Floats) -> bool:
    return len(before) > 1 and bool(np.ptp(before) and np.ptp(after))


@dataclass(frozen=True, slots=True)
class Bin:
    """Attributes of similar weight."""

    said: float
    """Their mean weight."""
    came: float
    """The mean share of the request's relevance that lay in them."""
    attributes: int


def reliability(weights: Sequence[Floats], relevance: Sequence[Floats]) -> list[Bin]:
    """Weights held against shares of relevance, in 15 bins of weight that hold as many attributes each.

    Where weights say 0.3, three tenths of what mattered should lie. Requests in which nothing is relevant are left
    out. No bins if nothing is left.
    """
    pairs = [(w, grades / grades.sum()) for w, grades in zip(weights, relevance, strict=True) if grades.sum() > 0]
    if not pairs:
        return []
    said, came = (np.concatenate(side) for side in zip(*pairs, strict=True))
    parts = np.array_split(np.argsort(said, kind="stable"), 15)
    return [Bin(float(said[part].mean()), float(came[part].mean()), len(part)) for part in parts if len(part)]


def calibration_error(weights: Sequence[Floats], relevance: Sequence[Floats]) -> float:
    """Expected calibration error (Guo et al., ICML 2017): the bins' mean |said - came|, by attributes.

    Their bins are equally wide; ours hold as many attributes each (Nixon et al., 2019), because nearly all weights
    are small.
    """
    bins = reliability(weights, relevance)
    return sum(b.attributes * abs(b.said - b.came) for b in bins) / max(1, sum(b.attributes for b in bins))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % confidence interval."""

    mean: float
    low: float
    high: float


class Bootstrap:
    """Confidence intervals by resampling clusters (Cameron et al., 2008): requests of one shopper are not independent.

    The same resamples serve every metric and system, so that differences are paired. Raises ExamplesInvalid if there
    is nothing to resample.
    """

    def __init__(self, clusters: Sequence[str], seed: int = 0, samples: int = SAMPLES) -> None:
        if not len(clusters):
            raise ExamplesInvalid("there are no requests to measure; make more examples")
        _, self._of = np.unique(np.asarray(clusters), return_inverse=True)
        self._size = int(self._of.max()) + 1
        random = np.random.default_rng(seed)
        self._drawn = random.multinomial(self._size, np.full(self._size, 1 / self._size), samples)
        self._counts = self._drawn @ np.bincount(self._of, minlength=self._size)

    def mean(self, values: Floats) -> Interval:
        """The mean of (requests,) values."""
        return self._interval(float(values.mean()), self._means(values))

    def gain(self, values: Floats, others: Floats) -> Interval:
        """How much larger the mean of `values` is, relative to that of `others`: 0.15 is 15 % more.

        Not a number where the mean of `others` is 0: in all requests, or for the bounds in any resample.
        """
        base = self._means(others)
        if not others.any():
            return Interval(float("nan"), float("nan"), float("nan"))
        found = float(values.mean() / others.mean() - 1)
        if not base.all():
            return Interval(found, float("nan"), float("nan"))
        return self._interval(found, self._means(values) / base - 1)

    def _means(self, values: Floats) -> Floats:
        sums = np.bincount(self._of, values, self._size)
        means: Floats = (self._drawn @ sums) / self._counts
        return means

    def _interval(self, mean: float, resampled: Floats) -> Interval:
        low, high = np.percentile(resampled, [2.5, 97.5])
        return Interval(mean, float(low), float(high))
