"""What a model's first screens would have earned as wholes, by the other screens that exploration might have shown.

The places of a screen are not independent: exploration swaps two products, which changes both. Known are, of each
logged screen, all that could have been shown and how likely each was, so that the pseudo-inverse estimator (Swaminathan
et al., "Off-policy evaluation for slate recommendation", NeurIPS 2017) can tell apart what each product at its place
adds. The reward is the share of the screen that was taken.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from learning.estimators import Estimate, Floats, Ints, Logged, list_weight, pseudo_inverse
from learning.offpolicy import CLIP, FIRST_SCREEN
from learning.screens import Answers, Context, clusters

_NOWHERE = -1
"""The number of a product that no screen could have shown."""


@dataclass(frozen=True, slots=True)
class Slate:
    """A first screen that was shown."""

    context: int
    """Its number among those asked."""
    numbers: dict[str, int]
    """By product id, the number that stands for it."""
    shown: Ints
    """(places,)"""
    possible: Ints
    """(screens, places), all that could have been shown."""
    propensities: Floats
    """(screens,)"""
    reward: float
    """In [0, 1]."""
    who: str

    def weight(self, wanted: Sequence[str]) -> float:
        """Of a model that shows `wanted`, ids in order."""
        own = [self.numbers.get(id, _NOWHERE) for id in wanted[: len(self.shown)]]
        own += [_NOWHERE] * (len(self.shown) - len(own))
        return list_weight(self.shown, np.asarray(own, np.int64), self.possible, self.propensities)


def slates(asked: Iterable[Context]) -> list[Slate]:
    """The first screens of contexts drawn by chance, of which it was logged what else could have been shown."""
    found = []
    for number, context in enumerate(asked):
        ids = [product.id for product in context.shown.products]
        own = slate(ids, context.shown.best, context.shown.policy, context.taken, context=number, who=context.who)
        if own is not None and context.by_chance and not context.shown.request.get("offset"):
            found.append(own)
    return found


def slate(
    ids: Sequence[str], best: Sequence[str], policy: Mapping[str, Any], taken: Container[str], *, context: int, who: str
) -> Slate | None:
    """Of a first page that shows `ids`, and the `best` ones at its places if these are others; `policy` as
    `recommender.protocol.traces.Policy`. None of a policy that never explores, and of less than a screen."""
    swaps, rate = policy.get("swaps"), policy.get("exploration")
    if swaps is None or not rate or len(ids) < FIRST_SCREEN:
        return None
    chances = [1 - rate, *[rate / len(swaps)] * len(swaps)] if swaps else [1.0]
    order = [*(best or ids), *policy.get("further", [])]
    possible = [one[:FIRST_SCREEN] for one in (order, *(_swapped(order, *swap) for swap in swaps))]
    shown = ids[:FIRST_SCREEN]
    numbers = {id: n for n, id in enumerate(dict.fromkeys([*shown, *(id for one in possible for id in one)]))}
    return Slate(
        context=context,
        numbers=numbers,
        shown=np.asarray([numbers[id] for id in shown], np.int64),
        possible=np.asarray([[numbers[id] for id in one] for one in possible], np.int64),
        propensities=np.asarray(chances),
        reward=sum(id in taken for id in shown) / len(shown),
        who=who,
    )


def earned_by_screen(own: Sequence[Slate], answers: Answers) -> Estimate | None:
    """What a model that gives these answers earns a screen; None where nothing was left to chance."""
    if not own:
        return None
    wanted = [answer.products if (answer := answers[one.context]) else [] for one in own]
    logged = Logged(
        rewards=np.asarray([one.reward for one in own]),
        weights=np.asarray([one.weight(ids) for one, ids in zip(own, wanted, strict=True)]),
        clusters=clusters([one.who for one in own]),
    )
    return pseudo_inverse(logged, clip=CLIP)


def _swapped(order: Sequence[str], one: int, other: int) -> list[str]:
    found = list(order)
    found[one], found[other] = found[other], found[one]
    return found
