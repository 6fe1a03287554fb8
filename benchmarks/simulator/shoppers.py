"""One shopper: what she wants, what of it she can say, and when a product is good enough for her."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from benchmarks.simulator.shop import Bools, Floats, Kind
from benchmarks.simulator.tastes import Tastes, effects, shares
from data.catalog.constraints import Range
from ranker.knowledge.families import Need
from recommender.protocol.recommend import USE

GOOD_ENOUGH, FEWEST_GOOD = 0.05, 3
"""A product is good enough if it is among this share of its type's products that she likes best, or among these."""
CARES = 0.05
"""Of all that decides for her, the share from which an attribute is worth an answer."""
_UNLIKED = -0.05
"""What the best of the offered answers is worth to her, below which she wants none of them."""


@dataclass(frozen=True)
class Shopper:
    """`decides` is how much each trait of the type decides between products for her, in sum 1."""

    id: str
    kind: Kind
    need: Need | None
    effects: Floats
    """(traits, products) what each product is worth to her in each attribute."""
    decides: Floats
    """(traits,)"""
    knows: Bools
    """(traits,) of which she can say what she wants."""
    utility: Floats
    """(products,)"""
    seed: int
    lies: float

    @cached_property
    def fit(self) -> Floats:
        """(products,) the share of the type's other products that she likes less, in [0, 1]."""
        places: Floats = np.argsort(np.argsort(self.utility, kind="stable"), kind="stable").astype(np.float64)
        return places / max(1, len(places) - 1)

    @cached_property
    def good(self) -> frozenset[str]:
        """The ids of the products that are good enough."""
        count = max(FEWEST_GOOD, math.ceil(GOOD_ENOUGH * len(self.utility)))
        best = np.argsort(-self.utility, kind="stable")[:count]
        return frozenset(self.kind.products[place].id for place in best)

    def fit_of(self, product_id: str) -> float:
        """0 for a product of another type."""
        place = self.kind.place.get(product_id)
        return 0.0 if place is None else float(self.fit[place])

    def answer(self, attribute: str, options: Sequence[Any]) -> Answer:
        """What she says to a question: the same to the same question, however she came to it."""
        random = np.random.default_rng([self.seed, zlib.crc32(attribute.encode())])
        if attribute == USE:
            return Answer(self.need.need) if self.need and self.need.need in options else Answer(None)
        place = next((n for n, trait in enumerate(self.kind.traits) if trait.name == attribute), None)
        if place is None or not options or not self.knows[place] or self.decides[place] < CARES:
            return Answer(None, knows=place is not None and bool(self.knows[place]))
        if random.random() < self.lies:
            return Answer(options[int(random.integers(len(options)))], is_true=False)
        worth = [self._worth(place, attribute, value) for value in options]
        best = int(np.argmax(worth))
        return Answer(options[best]) if worth[best] > _UNLIKED else Answer(None)

    def wish(self, random: np.random.Generator) -> tuple[str, Any] | None:
        """An attribute that decides for her, with the value of a product that is good enough; None if she can say
        none."""
        chances = np.where(self.knows, self.decides, 0.0)
        if not chances.sum():
            return None
        place = int(random.choice(len(chances), p=chances / chances.sum()))
        trait = self.kind.traits[place]
        liked = [n for n in np.argsort(-self.effects[place] - 0.2 * self.fit, kind="stable")[:8] if trait.stated[n]]
        return (trait.name, self.kind.products[int(random.choice(liked))].stated[trait.name]) if liked else None

    def _worth(self, place: int, attribute: str, value: Range | Any) -> float:
        """What products with the value are worth to her in the attribute."""
        having = self.kind.having(attribute, value)
        return float(self.effects[place][having].mean()) if having.any() else -math.inf


@dataclass(frozen=True, slots=True)
class Answer:
    """To a question; `value` None: no preference."""

    value: Any
    is_true: bool = True
    knows: bool = True


class Crowd:
    """Draws the shoppers of one shop."""

    def __init__(self, kinds: Sequence[Kind], tastes: Tastes) -> None:
        self._kinds = kinds
        self._tastes = tastes
        random = np.random.default_rng([tastes.shop, 17])
        self._popular = shares(len(kinds), random)
        self._needs = [shares(len(needs), random) if (needs := _needs(kind)) else None for kind in kinds]

    def shopper(self, id: str, seed: int) -> Shopper:
        """The shopper of a seed: the same one if it is asked for again."""
        world, random = self._tastes.world, np.random.default_rng([self._tastes.shop, seed])
        place = int(random.choice(len(self._kinds), p=self._popular))
        kind, popular = self._kinds[place], self._needs[place]
        need = None
        if random.random() >= world.plain and popular is not None:
            need = _needs(kind)[int(random.choice(len(popular), p=popular))]
        taste = self._tastes.of(kind, need)
        importance = taste.importance * np.exp(random.normal(0, world.weight_spread, len(kind.traits)))
        own = [worth + random.normal(0, world.taste_spread, len(worth)) for worth in taste.worth]
        worth = effects(kind.traits, own)
        attributes = importance / importance.sum() @ worth
        looks = random.normal(0, world.look_spread * max(1e-9, float(attributes.std())), len(attributes))
        decides = importance * worth.std(axis=1)
        return Shopper(
            id=id,
            kind=kind,
            need=need,
            effects=worth,
            decides=decides / max(1e-9, float(decides.sum())),
            knows=random.random(len(kind.traits)) < self._tastes.known(kind).chances,
            utility=attributes + looks,
            seed=seed,
            lies=world.lies,
        )


def _needs(kind: Kind) -> Sequence[Need]:
    return kind.family.needs if kind.family else ()
