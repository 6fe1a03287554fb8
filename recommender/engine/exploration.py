"""Exploration: now and then another list or question than the best, and exactly how likely each was.

Without it the log never tells what shoppers would have done with anything but the best. The other lists are those in
which one of the first products changes places with one a little further down, and which lose no more than a set share
of what the first screen is worth; the other questions are those nearly as useful as the best. All of them are known
before one is drawn, so that propensities are computed, not estimated. Knows no products: places, worths, utilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from recommender.engine.chance import chance
from recommender.protocol.recommend import RecommendRequest
from recommender.protocol.traces import CandidateQuestion
from retrieval.attribute_table import Floats

FIRST_SCREEN = 5
"""Products that a shopper sees before doing anything."""
REACH = 10
"""Places among which products change: further down nothing is a near miss."""
FEWEST = 6
"""Products from which a list is explored: with fewer, all of them are on the first screen anyway."""
MOST_QUESTIONS = 8
"""Questions among which is drawn, and that are logged."""
DISCOUNTS: Floats = np.concatenate(
    [1 / np.log2(np.arange(2, FIRST_SCREEN + 2)), np.zeros(REACH - FIRST_SCREEN)]
)  # of DCG (Järvelin & Kekäläinen 2002), of the first screen alone
_Item = TypeVar("_Item")
Swap = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Exploration:
    """How often and how far. Raises ValueError, naming the field, for a number out of range."""

    rate: float = 0.0
    """The probability that another list than the best is shown and, apart from that, another question asked."""
    list_share: float = 0.95
    """Of what the best first screen is worth, that every other keeps at least."""
    question_share: float = 0.7
    """Of the best question's utility, that every other has at least."""

    def __post_init__(self) -> None:
        if not 0 <= self.rate <= 0.5:  # beyond, the best would be the exception
            raise ValueError(f"exploration must be from 0 to 0.5, not {self.rate}")
        for name in ("list_share", "question_share"):
            if not 0 < getattr(self, name) <= 1:
                raise ValueError(f"{name} must be above 0 and at most 1, not {getattr(self, name)}")


NEVER = Exploration()


@dataclass(frozen=True, slots=True)
class Draw:
    """What chance says to one request."""

    exploration: Exploration = NEVER
    order: float | None = None
    """Which of the other lists, in [0, 1); None: the best."""
    question: float | None = None
    """The same among questions."""


BEST = Draw()


def drawn(exploration: Exploration, request: RecommendRequest, version: str) -> Draw:
    """What chance says to a request that the model of this version answers.

    The same at a repeat and on every page of one list, since neither the page nor anything that moves no product is
    part of what is drawn by.
    """
    if not request.unit or not exploration.rate:
        return BEST
    list_of = request.model_dump_json(include={"query", "constraints", "declined", "preferences", "group"})

    def draw(matter: str) -> float | None:
        number = chance(matter, version, request.unit, list_of)
        return number / exploration.rate if number < exploration.rate else None

    return Draw(exploration, draw("order"), draw("question"))


@dataclass(frozen=True, slots=True)
class Orders:
    """The orders in which a list may be shown: the best one, and those in which two places are swapped."""

    rate: float = 0.0
    swaps: Sequence[Swap] = ()
    taken: Swap | None = None
    """The swap that is shown; None: the best order."""

    def arranged(self, items: Sequence[_Item]) -> list[_Item]:
        """Items in the best order as they are shown."""
        shown = list(items)
        if self.taken is not None:
            one, other = self.taken
            shown[one], shown[other] = shown[other], shown[one]
        return shown

    def propensities(self, places: range) -> tuple[float, list[float]]:
        """The probability that just these products stand at these places; and of each at its own, whatever stands
        at the others."""
        orders: list[tuple[float, Swap | None]] = [(self._of_best, None)]
        orders += [(self.rate / len(self.swaps), swap) for swap in self.swaps]
        shown = {place: _at(place, self.taken) for place in places}
        whole = sum(p for p, order in orders if all(_at(place, order) == own for place, own in shown.items()))
        each = [sum(p for p, order in orders if _at(place, order) == own) for place, own in shown.items()]
        return whole, each

    @property
    def _of_best(self) -> float:
        return 1 - self.rate if self.swaps else 1.0


def _at(place: int, swap: Swap | None) -> int:
    """Whose place of the best order the product is from that stands at `place`."""
    if swap is not None and place in swap:
        return swap[1] if place == swap[0] else swap[0]
    return place


def orders(worth: Floats, level: npt.NDArray[np.int64], draw: Draw) -> Orders:
    """The orders of a list, of whose products `worth` (products,) says in the best order what each is worth, at least
    0, and `level` (products, …) what keeps them apart: only products alike in it change places."""
    exploration = draw.exploration
    if not exploration.rate or len(worth) < FEWEST:
        return Orders()
    swaps = admissible(worth[:REACH], level[:REACH], exploration.list_share)
    taken = swaps[int(draw.order * len(swaps))] if draw.order is not None and swaps else None
    return Orders(exploration.rate, swaps, taken)


def admissible(worth: Floats, level: npt.NDArray[np.int64], share: float) -> list[Swap]:
    """The swaps of a place of the first screen with a later one that leave it worth at least `share` of the best.

    A screen is worth the sum of what its products are, each discounted by its place.
    """
    discounts = DISCOUNTS[: len(worth)]
    best = float(worth @ discounts)
    change = (worth[None, :] - worth[:, None]) * (discounts[:, None] - discounts[None, :])
    alike = (level[:, None, :] == level[None, :, :]).all(axis=2)
    may = alike & (best + change >= share * best)
    return [(i, j) for i in range(FIRST_SCREEN) for j in range(i + 1, len(worth)) if may[i, j]]


def questions(
    candidates: Sequence[CandidateQuestion], draw: Draw
) -> tuple[CandidateQuestion | None, list[CandidateQuestion]]:
    """The question to ask of those in the order of their utility, and all that were weighed with their propensities."""
    known = candidates[:MOST_QUESTIONS]
    if not known:
        return None, []
    rate, least = draw.exploration.rate, draw.exploration.question_share * known[0].utility
    near = np.asarray([one.utility if one.utility >= least else 0.0 for one in known])
    if not rate or not near.sum():
        rate, near[0] = 0.0, 1.0
    chances = rate * near / near.sum()
    chances[0] += 1 - rate
    weighed = [one.model_copy(update={"propensity": float(p)}) for one, p in zip(known, chances, strict=True)]
    place = 0
    if rate and draw.question is not None:
        bounds = np.cumsum(near) / near.sum()
        place = min(int(np.searchsorted(bounds, draw.question, side="right")), len(known) - 1)
    return weighed[place], weighed
