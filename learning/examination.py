"""How likely each place of a list is looked at, against the first: from swaps that chance made, where there are enough.

A product that chance moved from place i to k is clicked there e_k / e_i times as often as in its own place (Joachims,
Swaminathan and Schnabel, "Unbiased Learning-to-Rank with Biased Feedback", WSDM 2017, section 5). The logarithms of e
have a normal prior around 1 / log2(place + 2), the usual discount, so that without swaps that is what they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from learning.choice import Floats
from learning.signals import Choice

MOST_PLACES = 10
"""Places with a chance of their own; behind, the last's."""
_DEVIATION = 0.4
"""Of the prior, in logarithms: half to twice."""
ENOUGH = 30
"""Swaps that were looked at from which the data are said to speak."""
_STEPS = 30


@dataclass(frozen=True, slots=True)
class Examination:
    """The chances, (places,), the first is 1."""

    chances: tuple[float, ...]
    swapped: int
    """Products that chance moved, by which they were learned."""

    def __call__(self, place: int) -> float:
        return self.chances[min(place, len(self.chances) - 1)]


def usual() -> Examination:
    """1 / log2(place + 2), as nDCG discounts (Järvelin and Kekäläinen, 2002)."""
    return Examination(tuple(float(1 / np.log2(place + 2)) for place in range(MOST_PLACES)), 0)


def flat() -> Examination:
    """Every place alike: of who takes clicks as they come."""
    return Examination((1.0,), 0)


def examination(choices: Iterable[Choice]) -> Examination:
    """Learned from the lists that chance changed, beside those of the assistant that it did not."""
    shown, clicked = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for choice in (one for one in choices if not one.is_agents):
        for place, product in enumerate(choice.products[:MOST_PLACES]):
            own = _own_place(choice, product, place)
            if own is not None:
                shown[own, place] += 1
                clicked[own, place] += choice.strengths[place] > 0
    moved = [pair for pair in shown if pair[0] != pair[1]]
    swapped = sum(shown[pair] for pair in moved)
    return Examination(tuple(_chances(shown, clicked, moved)), swapped) if swapped >= ENOUGH else usual()


def _own_place(choice: Choice, product: str, place: int) -> int | None:
    """Where a product stands without chance; None behind the places that count."""
    if not choice.explored:
        return place
    return choice.best.index(product) if product in choice.best[:MOST_PLACES] else None


def _chances(
    shown: Counter[tuple[int, int]], clicked: Counter[tuple[int, int]], moved: Sequence[tuple[int, int]]
) -> list[float]:
    """Clicks of moved products as Poisson counts of mean shown · rate_i · e_k / e_i; by gradient steps on log e."""
    prior = np.log(np.asarray(usual().chances))
    logs = prior.copy()
    rates = [(1 + clicked[i, i]) / (10 + shown[i, i]) for i in range(MOST_PLACES)]
    for _ in range(_STEPS):
        gradient, curvature = (prior - logs) / _DEVIATION**2, np.full(MOST_PLACES, _DEVIATION**-2.0)
        for i, k in moved:
            expected = shown[i, k] * rates[i] * np.exp(logs[k] - logs[i])
            surplus = clicked[i, k] - expected
            gradient += surplus * (np.eye(MOST_PLACES)[k] - np.eye(MOST_PLACES)[i])
            curvature[[i, k]] += expected
        step: Floats = gradient / (2 * curvature)
        step[0] = 0.0
        logs += step
    return [float(chance) for chance in np.exp(logs - logs[0])]
