"""Conditional logit: which of several alternatives is chosen, by a linear utility with a Gaussian prior.

P(i | S) = exp(x_i·θ + o_i) / Σ_{j in S} exp(x_j·θ + o_j) (McFadden, "Conditional logit analysis of qualitative choice
behavior", 1974), θ ~ N(mean, 1/precision). The offsets o hold what is known already; the logarithm of how likely a
place is looked at is such a one, which makes P(i | S) the chance that i is looked at and chosen, so that place is
accounted for without weights that blow up the variance. Knows no products and no shoppers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_STEPS, _ENOUGH = 25, 1e-4


@dataclass(frozen=True, slots=True)
class ChoiceSets:
    """Alternatives, those of one set together."""

    features: Floats
    """(alternatives, features)"""
    starts: Ints
    """(sets,) the first alternative of each."""
    chosen: Floats
    """(alternatives,) how often, or how surely, each was chosen; at least 0."""
    offsets: Floats
    """(alternatives,)"""

    @property
    def sizes(self) -> Ints:
        """(sets,)"""
        return np.diff(np.append(self.starts, len(self.chosen)))

    def log_shares(self, theta: Floats) -> Floats:
        """(alternatives,) the logarithm of each one's chance in its set."""
        utility = self.features @ theta + self.offsets
        top = np.repeat(np.maximum.reduceat(utility, self.starts), self.sizes)
        raised = np.exp(utility - top)
        total = np.repeat(np.add.reduceat(raised, self.starts), self.sizes)
        shares: Floats = utility - top - np.log(total)
        return shares


@dataclass(frozen=True, slots=True)
class Prior:
    """Independent normal ones, (features,) each."""

    mean: Floats
    precision: Floats


def fitted(sets: ChoiceSets, prior: Prior) -> Floats:
    """The most likely θ given choices and prior, (features,): Newton's method with halved steps, since the function is
    concave. The prior's mean where there are no sets."""
    theta = prior.mean.copy()
    if not len(sets.starts) or not len(theta):
        return theta
    value = _objective(sets, prior, theta)
    for _ in range(_STEPS):
        gradient, hessian = _slopes(sets, prior, theta)
        step = np.linalg.solve(hessian, gradient)
        scale = 1.0
        while scale > 1e-3 and (after := _objective(sets, prior, theta + scale * step)) < value:
            scale /= 2
        if scale <= 1e-3:
            break
        theta, gained, value = theta + scale * step, after - value, after
        if gained < _ENOUGH:
            break
    return theta


def log_likelihood(sets: ChoiceSets, theta: Floats) -> float:
    """Of the choices, in nats."""
    return float(sets.chosen @ sets.log_shares(theta)) if len(sets.starts) else 0.0


def _objective(sets: ChoiceSets, prior: Prior, theta: Floats) -> float:
    away = theta - prior.mean
    return log_likelihood(sets, theta) - float(prior.precision @ away**2) / 2


def _slopes(sets: ChoiceSets, prior: Prior, theta: Floats) -> tuple[Floats, Floats]:
    """The gradient, and the negative Hessian."""
    shares = np.exp(sets.log_shares(theta))
    each = np.repeat(np.add.reduceat(sets.chosen, sets.starts), sets.sizes)
    expected = shares * each
    gradient = sets.features.T @ (sets.chosen - expected) - prior.precision * (theta - prior.mean)
    weighted = sets.features * expected[:, None]
    means = np.add.reduceat(sets.features * shares[:, None], sets.starts, axis=0)
    totals = np.add.reduceat(sets.chosen, sets.starts)
    hessian = weighted.T @ sets.features - (means * totals[:, None]).T @ means
    return gradient, hessian + np.diag(prior.precision)
