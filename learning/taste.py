"""What shoppers of a product type choose by, learned in two steps that check each other.

Which values they want, answers tell: of the values offered, the picked one is chosen by a conditional logit with
utilities m. How much that decides between products, clicks and purchases tell: the utility of a product is

    u(p) = K · d(p) + Σ_a c_a · m_a(p) + Σ_v β_v · x_v(p)

with d what day one's ranker makes of it, c_a how much the wish for an attribute's values decides, and β what products
chosen have in common besides. Needs nest in types: their m and β deviate from the type's, and are shrunk to it (a
Gaussian prior at each level: Gelman and Hill, "Data Analysis Using Regression and Multilevel/Hierarchical Models",
2007, ch. 12-13). Without data m and β are 0, and K · d orders as day one does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from learning.choice import ChoiceSets, Floats, Ints, Prior, fitted
from learning.evidence import Evidence, Weights


@dataclass(frozen=True, slots=True)
class Scales:
    """How far from day one the log may lead: means and standard deviations of the priors, in logits."""

    day_one: float = 8.0
    """K: of what a value says in the measure of `ranker.experience.Lesson.values`."""
    day_one_deviation: float = 3.0
    wanted: float = 0.7
    """Of a value's m in a type."""
    wanted_of_purpose: float = 0.5
    decides: float = 0.5
    """c: how much wishes that were told decide, where clicks do not say otherwise."""
    decides_deviation: float = 0.3
    values: float = 0.25
    """Of β."""
    values_of_purpose: float = 0.15

    def stretched(self, by: float) -> Scales:
        """With what values may say so many times as far from nothing."""
        names = ("wanted", "wanted_of_purpose", "values", "values_of_purpose")
        return replace(self, **{name: getattr(self, name) * by for name in names})


@dataclass(slots=True)
class Taste:
    """Of one product type: what each feature of its shelf says, (features,), in the measure of `Lesson.values`."""

    plain: Floats
    purposes: dict[str, Floats]
    """Beyond `plain`."""
    day_one: float
    """K."""

    def of(self, purpose: str | None) -> Floats:
        """All that holds for a purpose."""
        beyond = self.purposes.get(purpose) if purpose else None
        return self.plain if beyond is None else self.plain + beyond


def taste(evidence: Evidence, scales: Scales, weights: Weights) -> Taste:
    """What the evidence of a type says, each session counted by its weight."""
    wanted = _wanted(evidence, scales, weights)
    sets, kept = evidence.products.weighed(weights)
    width, attributes = len(evidence.shelf.features), len(evidence.shelf.columns)
    told = _told(evidence, wanted, kept, sets)
    mean = np.asarray([scales.day_one, *[scales.decides] * attributes, *[0.0] * width])
    spread = np.asarray([scales.day_one_deviation, *[scales.decides_deviation] * attributes, *[scales.values] * width])
    wide = np.hstack([evidence.day_one[kept][:, None], told, sets.features])
    theta = fitted(replace(sets, features=wide), Prior(mean, spread**-2.0))
    day_one = max(float(theta[0]), scales.day_one / 4)
    decides, values = theta[1 : 1 + attributes][evidence.owner], theta[1 + attributes :]
    known = np.zeros(len(evidence.day_one))
    known[kept] = wide @ theta
    deviation = Prior(np.zeros(width), np.full(width, scales.values_of_purpose**-2.0))
    purposes = {}
    for purpose in evidence.purposes:
        own, place = evidence.products.weighed(weights, purpose)
        beyond = fitted(replace(own, offsets=own.offsets + known[place]), deviation)
        beyond = beyond + decides * wanted.purposes.get(purpose, np.zeros(width))
        if beyond.any():
            purposes[purpose] = beyond / day_one
    return Taste((decides * wanted.plain + values) / day_one, purposes, day_one)


@dataclass(slots=True)
class _Wanted:
    """m, (features,): of the type, and of each purpose beyond that."""

    plain: Floats
    purposes: dict[str, Floats]

    def of(self, purpose: str | None) -> Floats:
        return self.plain + self.purposes[purpose] if purpose in self.purposes else self.plain


def _wanted(evidence: Evidence, scales: Scales, weights: Weights) -> _Wanted:
    width = len(evidence.shelf.features)
    sets, _ = evidence.picks.weighed(weights)
    found = _Wanted(fitted(sets, Prior(np.zeros(width), np.full(width, scales.wanted**-2.0))), {})
    prior = Prior(np.zeros(width), np.full(width, scales.wanted_of_purpose**-2.0))
    for purpose in evidence.purposes:
        own, _ = evidence.picks.weighed(weights, purpose)
        if len(own.starts):
            found.purposes[purpose] = fitted(replace(own, offsets=own.features @ found.plain), prior)
    return found


def _told(evidence: Evidence, wanted: _Wanted, kept: Ints, sets: ChoiceSets) -> Floats:
    """(alternatives, attributes) how much of each attribute's wishes every product meets."""
    by_list = np.stack([wanted.of(purpose) for purpose in evidence.products.purposes or (None,)])
    number = np.repeat(np.arange(len(evidence.products.purposes)), evidence.products.sets.sizes)[kept]
    met = sets.features * by_list[number] if len(number) else sets.features
    found = np.zeros((len(met), len(evidence.shelf.columns)))
    for attribute, columns in enumerate(evidence.shelf.columns.values()):
        found[:, attribute] = met[:, columns].sum(axis=1)
    return found
