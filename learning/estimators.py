"""What another policy would have earned, from what one that explored logged: IPS, SNIPS, doubly robust, lists.

A policy is anything that chooses an action (a question, a product for a place, a list) for a context. Logged are, for
each decision, the reward of what was chosen and the probability with which it was chosen. All estimators take the
weight of each decision, the target policy's probability of what was chosen over the logged one, and rewards in [0, 1].

Decisions of one shopper are not independent, so that all spread is counted by cluster. Two things make the usual
intervals too narrow where exploration is rare, and both are mended here:

- a few heavy weights carry the variance: Student's t with as many degrees of freedom as the clusters' squares are worth
  (Satterthwaite, 1946) instead of the normal distribution;
- what the target would do and the log never shows, by chance or because weights are clipped, has a weight of 0 in the
  sample. The weights' mean is 1 in expectation, so that what it lacks is the probability of what was not seen; its
  reward is taken to be anything in [0, 1]. Thomas et al. (AAAI 2015) use the same of clipped weights: clipping makes a
  lower bound of something positive only lower, and the upper bound is 1 less the lower bound of what is not earned.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LEVEL = 0.95
"""Nominal coverage of an interval."""
_LEAST_FREEDOM = 2.0
_FEW = 30
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a policy earns a decision, with an interval of the level that was asked for."""

    mean: float
    low: float
    high: float
    effective: float
    """Kish's effective sample size: as many decisions of equal weight tell as much."""
    clipped: float
    """Share of the decisions whose weight was cut."""
    clusters: int


@dataclass(frozen=True, slots=True)
class Logged:
    """Decisions, (n,) each. Raises ValueError, naming the field, for what cannot be."""

    rewards: Floats
    """In [0, 1]."""
    weights: Floats
    """Target's probability of what was chosen over that with which it was logged; below 0 for lists alone."""
    clusters: Ints
    """Whose decision it was."""

    def __post_init__(self) -> None:
        if not len(self.rewards) == len(self.weights) == len(self.clusters):
            raise ValueError("rewards, weights and clusters must be as many each")
        if not np.isfinite(self.weights).all():
            raise ValueError("weights must be finite: a logged propensity of 0 cannot have chosen anything")
        if len(self.rewards) and not (np.min(self.rewards) >= 0 and np.max(self.rewards) <= 1):
            raise ValueError("rewards must lie in [0, 1]; divide them by the highest that can be")

    @classmethod
    def of(cls, rewards: Floats, target: Floats, propensities: Floats, clusters: Ints | None = None) -> Logged:
        """From the target's probability of each choice and the logged one; without clusters each is its own."""
        propensities = np.asarray(propensities, np.float64)
        if len(propensities) and not (np.min(propensities) > 0 and np.max(propensities) <= 1 + 1e-9):
            raise ValueError("propensities must lie in (0, 1]")
        rewards = np.asarray(rewards, np.float64)
        own = np.arange(len(rewards)) if clusters is None else np.asarray(clusters)
        return cls(rewards, np.asarray(target, np.float64) / propensities, own)


def ips(logged: Logged, *, clip: float = np.inf, level: float = LEVEL) -> Estimate:
    """Inverse propensity scoring (Horvitz and Thompson, 1952): mean(w r), unbiased without clipping.

    The interval holds under clipping and where the log lacks support too; it is wide then.
    """
    cut = np.minimum(logged.weights, clip)
    earned, lost = cut * logged.rewards, cut * (1 - logged.rewards)
    mean = float(earned.mean()) if len(earned) else 0.0
    low, _ = _bounds(earned, logged.clusters, level)
    missed, _ = _bounds(lost, logged.clusters, level)
    return _estimate(mean, low, 1 - missed, logged, clip)


def snips(logged: Logged, *, clip: float = np.inf, level: float = LEVEL) -> Estimate:
    """Self-normalised (Swaminathan and Joachims, NeurIPS 2015): sum(w r) / sum(w). Biased by O(1/n), far less variable.

    Its variance is the ratio's, by linearisation: the spread of w (r - mean), not that of w r.
    """
    cut = np.minimum(logged.weights, clip)
    total = cut.sum()
    if total <= _TINY:
        return _estimate(0.0, 0.0, 1.0, logged, clip)
    mean = float((cut * logged.rewards).sum() / total)
    low, high = _ratio_bounds(cut, logged, level)
    return _estimate(mean, low, high, logged, clip)


def doubly_robust(
    logged: Logged, read: Floats, expected: Floats, *, clip: float = np.inf, level: float = LEVEL
) -> Estimate:
    """Mean of expected + w (r - read) (Dudík et al., ICML 2011): right if either propensities or the model are.

    `read`, (n,): the reward that a model expects of what was chosen; `expected`, (n,): of what the target would choose.
    The model must not have learned from these decisions (cross-fit it).
    """
    cut = np.minimum(logged.weights, clip)
    values = expected + cut * (logged.rewards - read)
    mean = float(values.mean()) if len(values) else 0.0
    low, high = _bounds(values, logged.clusters, level)
    unseen = _unseen(cut)
    most, least = (float(np.max(expected)), float(np.min(expected))) if len(values) else (1.0, 0.0)
    return _estimate(mean, low - unseen * most, high + unseen * (1 - least), logged, clip)


def pseudo_inverse(logged: Logged, *, clip: float = np.inf, level: float = LEVEL) -> Estimate:
    """For whole lists with one reward each (Swaminathan et al., NeurIPS 2017), by the weights of `list_weight`.

    Their self-normalised form, wPI: right if a list's expected reward is a sum over its places of what stands there.
    Weights may be below 0.
    """
    cut = np.clip(logged.weights, -clip, clip)
    total = float(cut.sum())
    if total <= _TINY:
        return _estimate(0.0, 0.0, 1.0, logged, clip)
    low, high = _ratio_bounds(cut, logged, level)
    return _estimate(float((cut * logged.rewards).sum() / total), low, high, logged, clip)


def list_weight(shown: Ints, wanted: Ints, lists: Ints, propensities: Floats) -> float:
    """q(wanted)^T G^+ 1(shown): the weight of a logged list for a target that shows `wanted`, both (places,) of ids.

    `lists` (k, places) are all lists that could have been logged and `propensities` (k,) how likely each was; G is
    E[1 1^T] of the indicators of which product stands where. What no logged list could have at a place counts nothing.
    """
    places = np.arange(lists.shape[1])
    columns = {pair: n for n, pair in enumerate(dict.fromkeys((p, int(i)) for one in lists for p, i in enumerate(one)))}
    indicators = np.zeros((len(lists), len(columns)))
    for row, one in enumerate(lists):
        indicators[row, [columns[p, int(i)] for p, i in enumerate(one)]] = 1
    gram = indicators.T @ (indicators * np.asarray(propensities)[:, None])
    asked, seen = np.zeros(len(columns)), np.zeros(len(columns))
    for place in places:
        for vector, one in ((asked, wanted), (seen, shown)):
            if (pair := (int(place), int(one[place]))) in columns:
                vector[columns[pair]] = 1
    return float(asked @ np.linalg.pinv(gram, hermitian=True) @ seen)


def paired(values: Floats, clusters: Ints, *, level: float = LEVEL) -> Estimate:
    """The mean of differences that are known of each decision, such as of two models at the same request."""
    low, high = _bounds(values, clusters, level)
    mean = float(values.mean()) if len(values) else 0.0
    return Estimate(mean, low, high, float(len(values)), 0.0, len(np.unique(clusters)))


def _ratio_bounds(weights: Floats, logged: Logged, level: float) -> tuple[float, float]:
    """Of sum(w r) / sum(w), with what was not seen.

    Of few heavy weights that all earned the same, the sample's spread says nothing: then also the exact binomial
    interval of as many decisions as the weights are worth (Korn and Graubard, Survey Methodology 24, 1998).
    """
    total = float(weights.sum())
    mean = float((weights * logged.rewards).sum() / total)
    low, high = _bounds(weights * (logged.rewards - mean) * len(weights) / total, logged.clusters, level)
    low, high, worth = mean + low, mean + high, effective_size(weights)
    if worth < _FEW:
        hits, tail = min(max(mean, 0.0), 1.0) * worth, (1 - level) / 2
        low = min(low, float(betaincinv(hits, worth - hits + 1, tail)) if hits > 0 else 0.0)
        high = max(high, float(betaincinv(hits + 1, worth - hits, 1 - tail)) if hits < worth else 1.0)
    unseen = _unseen(weights)
    return low * (1 - unseen), high * (1 - unseen) + unseen


def effective_size(weights: Floats) -> float:
    """Kish's effective sample size, (Σ|w|)² / Σw² of (n,) weights: as many of equal weight tell as much; 0 of none."""
    return float(np.abs(weights).sum() ** 2 / max(float((weights**2).sum()), _TINY)) if len(weights) else 0.0


def _unseen(weights: Floats) -> float:
    """Probability of what the target does and the sample does not show."""
    return max(0.0, 1 - float(weights.mean())) if len(weights) else 1.0


def _bounds(values: Floats, clusters: Ints, level: float) -> tuple[float, float]:
    """A cluster-robust interval of the mean of (n,) values: of a ratio, since clusters differ in size."""
    number = len(values)
    if number == 0:
        return -np.inf, np.inf
    _, of = np.unique(clusters, return_inverse=True)
    mean = float(values.mean())
    off = np.bincount(of, values) - mean * np.bincount(of)
    count = len(off)
    if count < 2:
        return -np.inf, np.inf
    squares = off**2
    variance = count / (count - 1) * squares.sum() / number**2
    freedom = max(_LEAST_FREEDOM, min(count - 1, float(squares.sum() ** 2 / max((squares**2).sum(), _TINY))))
    width = float(stdtrit(freedom, (1 + level) / 2) * np.sqrt(variance))
    return mean - width, mean + width


def _estimate(mean: float, low: float, high: float, logged: Logged, clip: float) -> Estimate:
    weights = np.clip(logged.weights, -clip, clip)
    clipped = float((np.abs(logged.weights) > clip).mean()) if len(weights) else 0.0
    low, high = max(0.0, min(low, 1.0)), min(1.0, max(high, 0.0))
    return Estimate(
        mean, min(low, mean), max(high, mean), effective_size(weights), clipped, len(np.unique(logged.clusters))
    )
