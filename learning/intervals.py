"""Shares and means with intervals, as every figure of a report has them: how sure it is, and of how many.

A shopper's conversations are alike, so intervals are by shopper: it is shoppers that speak, not conversations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share or a mean with its interval. `total` is the sum (hits, of a share) over `count` observations."""

    value: float
    low: float
    high: float
    total: float
    count: int
    effective: float
    """How many independent observations would say as much: at most `count`."""


def share(hits: Sequence[bool], owners: Sequence[str], confidence: float = CONFIDENCE) -> Estimate | None:
    """The share of hits, each observation with whose it is; None of nothing.

    Wilson's score interval (JASA 1927), of the sample size that the spread between owners leaves (Korn and Graubard,
    Survey Methodology 1998).
    """
    if not hits:
        return None
    values = np.asarray(hits, dtype=np.float64)
    value, count = float(values.mean()), len(values)
    effective = _effective(values, owners)
    low, high = wilson(value * effective, effective, confidence)
    return Estimate(value, min(low, value), max(high, value), float(values.sum()), count, effective)


def wilson(hits: float, trials: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's score interval of the share of hits of independent trials; all of [0, 1] without trials."""
    if not trials:
        return 0.0, 1.0
    value, spread = hits / trials, _quantile(confidence) ** 2 / trials
    centre = (value + spread / 2) / (1 + spread)
    half = math.sqrt(spread) / (1 + spread) * math.sqrt(value * (1 - value) + spread / 4)
    return max(0.0, centre - half), min(1.0, centre + half)


def of_independent(hits: int, trials: int, confidence: float = CONFIDENCE) -> Estimate:
    """The share of hits of independent trials, 0 without any, with Wilson's interval."""
    value = hits / trials if trials else 0.0
    low, high = wilson(hits, trials, confidence)
    return Estimate(value, min(low, value), max(high, value), hits, trials, trials)


def mean(amounts: Sequence[float], owners: Sequence[str], confidence: float = CONFIDENCE) -> Estimate | None:
    """The mean of amounts, each with whose it is; None of nothing. Normal interval with the variance between owners
    (linearised ratio; Cochran, Sampling Techniques, 1977, section 11.8)."""
    if not amounts:
        return None
    values = np.asarray(amounts, dtype=np.float64)
    value = float(values.mean())
    half = _quantile(confidence) * math.sqrt(_variance(values, owners))
    return Estimate(value, value - half, value + half, float(values.sum()), len(values), _effective(values, owners))


def difference(one: Estimate, other: Estimate) -> tuple[float, float, float]:
    """How much larger the first of two independent shares is, and from where to where: Newcombe's hybrid score interval
    (Statistics in Medicine 1998, method 10). Of means, the two half widths are joined the same way."""
    value = one.value - other.value
    low = value - math.hypot(one.value - one.low, other.high - other.value)
    high = value + math.hypot(one.high - one.value, other.value - other.low)
    return value, low, high


def _effective(values: NDArray[np.float64], owners: Sequence[str]) -> float:
    """How many independent observations have the same variance; where none differ, as many as there are owners."""
    independent, alike = _variance(values, owners), float(values.var()) / len(values)
    if alike == 0.0 or independent == 0.0:
        return float(len(set(owners)))
    return len(values) * min(1.0, alike / independent)


def _variance(values: NDArray[np.float64], owners: Sequence[str]) -> float:
    """Of the mean, between owners."""
    _, places = np.unique(np.asarray(owners, dtype=object).astype(str), return_inverse=True)
    sums = np.bincount(places, values - values.mean())
    n = len(sums)
    return 0.0 if n < 2 else float((sums**2).sum() / len(values) ** 2 * n / (n - 1))


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)
