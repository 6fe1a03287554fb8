"""How many shoppers a comparison of two models takes, and how many conversations are missing until then."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from learning.estimators import Floats, Ints

LEAST = 50
"""Shoppers below which no spread is trusted, whatever it is."""
USUAL_SPREAD = 0.5
"""Of a shopper's gain, where too few were judged to tell."""


@dataclass(frozen=True, slots=True)
class Power:
    """Whether a comparison can tell the effect that matters."""

    judged: int
    """Shoppers whose conversations say something."""
    needed: int
    effect: float
    spread: float
    """Standard deviation of a shopper's gain."""

    @property
    def enough(self) -> bool:
        """Whether an effect that matters would be seen."""
        return self.judged >= self.needed

    def missing(self, conversations: int) -> int:
        """About how many more conversations are needed, if `conversations` gave what there is."""
        lacking = max(0, self.needed - self.judged)
        return math.ceil(lacking * conversations / max(1, self.judged)) if conversations else lacking


def needed(spread: float, effect: float, *, error: float, power: float) -> int:
    """Shoppers to see a mean gain of `effect`, one-sided: ((z_error + z_power) spread / effect)^2 (Cohen, 1988).

    `error`: the chance of seeing it where there is none; `power`: that of seeing it where it is.
    """
    sigmas = float(ndtri(1 - error) + ndtri(power))
    return max(LEAST, math.ceil((sigmas * spread / effect) ** 2))


def power_of(gains: Floats, clusters: Ints, effect: float, *, error: float, power: float) -> Power:
    """From the gains of conversations, (n,), and whose they were."""
    sums: Floats = np.zeros(0)
    if len(gains):
        _, of = np.unique(clusters, return_inverse=True)
        sums = np.bincount(of, gains) / np.bincount(of)
    spread = float(sums.std(ddof=1)) if len(sums) >= LEAST else USUAL_SPREAD
    return Power(len(sums), needed(spread, effect, error=error, power=power), effect, spread)
