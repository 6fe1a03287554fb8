"""What the shoppers of one shop want, hidden from everybody who ranks: by product type and need, how much each
attribute matters and what its values are worth. Partly as written knowledge says, partly the shop's own, by seed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.simulator.shop import Floats, Kind, Trait
from benchmarks.simulator.worlds import World
from ranker.knowledge.families import Decision, Need
from ranker.knowledge.linking import serves

UNSTATED = -0.25
"""What a product is worth in an attribute that it does not state."""
_BACKGROUND = 0.25
"""Of an attribute's usual grade, what is left of it for a need that does not name it."""
_STRESSED = 2.0
"""Grade from which knowledge stresses an attribute."""
_SPARSE = 0.3
"""Of the Dirichlet distribution of the shop's own importances: few attributes have most of it."""
_MIDDLE = 0.25
"""Chance that a number is liked best in the middle, and not at an end."""
_WELL_KNOWN = ("brand", "price", "colour", "color")
_OBSCURE, _FAMILIAR = (1.2, 8.0), (8.0, 1.5)
"""Of the Beta distributions of the chance that a shopper knows what she wants of an attribute: 0.13 and 0.84."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Of those who want a type for a need."""

    importance: Floats
    """(traits,) in sum 1."""
    worth: tuple[Floats, ...]
    """For each trait, (features,) what they are worth, in [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Known:
    """Of a product type, whoever wants it: (traits,) the chance that a shopper can say what she wants."""

    chances: Floats


class Tastes:
    """Of one shop; `changed` says that they have changed."""

    def __init__(self, world: World, shop: int, *, changed: bool = False) -> None:
        self.world = world
        self.shop = world.seed + shop
        self.changed = changed
        self._known: dict[tuple[str, str], Taste] = {}
        self._chances: dict[str, Known] = {}

    def of(self, kind: Kind, need: Need | None) -> Taste:
        """What is wanted of a type for a need; None: by those who name none."""
        key = (kind.name, need.need if need else "")
        if key not in self._known:
            self._known[key] = self._drawn(kind, need)
        return self._known[key]

    def known(self, kind: Kind) -> Known:
        """How likely shoppers know what they want of each attribute of a type. Stays when tastes change."""
        if kind.name not in self._chances:
            self._chances[kind.name] = Known(np.asarray([self._chance(kind, trait) for trait in kind.traits]))
        return self._chances[kind.name]

    def _chance(self, kind: Kind, trait: Trait) -> float:
        random = self._random("knows", kind.name, trait.name)
        obscure = random.random() < self.world.obscure and trait.name not in _WELL_KNOWN
        return float(random.beta(*(_OBSCURE if obscure else _FAMILIAR)))

    def _drawn(self, kind: Kind, need: Need | None) -> Taste:
        name = need.need if need else ""
        written = _grades(kind, need)
        own = self._own_importance(kind, name)
        stressed = _raw_grades(kind, need) >= _STRESSED
        dropped = self._random("overrated", kind.name, name).random(len(written)) < self.world.overrated
        share = self.world.knowledge if written.sum() else 0.0
        importance = share * np.where(stressed & dropped, 0.1, 1.0) * written + (1 - share) * own
        worth = tuple(self._worth(kind, need, trait) for trait in kind.traits)
        return Taste(importance / importance.sum(), worth)

    def _own_importance(self, kind: Kind, need: str) -> Floats:
        """The shop's own: of the type, and of the need."""
        parts = [self._dirichlet(kind, ""), self._dirichlet(kind, need)]
        own: Floats = (1 - self.world.by_need) * parts[0] + self.world.by_need * parts[1]
        return own

    def _dirichlet(self, kind: Kind, need: str) -> Floats:
        drawn = np.asarray([self._own("matters", kind, need, trait).gamma(_SPARSE) for trait in kind.traits]) + 1e-12
        importance: Floats = drawn / drawn.sum()
        return importance

    def _worth(self, kind: Kind, need: Need | None, trait: Trait) -> Floats:
        name = need.need if need else ""
        own = (1 - self.world.by_need) * self._own_worth(kind, "", trait) + self.world.by_need * self._own_worth(
            kind, name, trait
        )
        own = np.clip(1.4 * own, -1, 1)  # as wide as either part
        written = _written_worth(_decision(kind, need, trait), trait)
        agrees = self._random("agrees", kind.name, name, trait.name).random() < self.world.agrees
        if written is None or not agrees:
            return own
        return np.clip(written + 0.3 * own, -1, 1)

    def _own_worth(self, kind: Kind, need: str, trait: Trait) -> Floats:
        random = self._own("worth", kind, need, trait)
        if trait.attribute.kind == "numeric":
            slope = random.choice([-1.0, 1.0]) * random.uniform(0.4, 1)
            middle = random.uniform(0.5, 1) if random.random() < _MIDDLE else 0.0
            return np.asarray([0.3 * slope if middle else slope, middle])
        return np.asarray(random.uniform(-1, 1, size=trait.features.shape[1]))

    def _own(self, what: str, kind: Kind, need: str, trait: Trait) -> np.random.Generator:
        """The chance behind what is the shop's own; another one of what has changed."""
        again = self.changed and self._random("changes", kind.name, trait.name).random() < self.world.changes
        return self._random(what, kind.name, need, trait.name, *(["changed"] if again else []))

    def _random(self, *what: str) -> np.random.Generator:
        return np.random.default_rng([self.shop, zlib.crc32("|".join(what).encode())])


def _decision(kind: Kind, need: Need | None, trait: Trait) -> Decision | None:
    return kind.linked.decision(need, trait.name) if kind.linked and need else None


def _raw_grades(kind: Kind, need: Need | None) -> Floats:
    return np.asarray([_grade(kind, need, trait) for trait in kind.traits])


def _grades(kind: Kind, need: Need | None) -> Floats:
    """(traits,) as knowledge has it, in sum 1; zeros where it has nothing."""
    grades = _raw_grades(kind, need)
    return grades / grades.sum() if grades.sum() else grades


def _grade(kind: Kind, need: Need | None, trait: Trait) -> float:
    concept = kind.linked.attributes.get(trait.name) if kind.linked else None
    if kind.linked is None or concept is None:
        return 0.0
    usual = kind.linked.family.matters[concept]
    decision = _decision(kind, need, trait)
    if decision is not None:
        return float(decision.grade)
    return float(usual if need is None else _BACKGROUND * usual)


def _written_worth(decision: Decision | None, trait: Trait) -> Floats | None:
    """What knowledge says that the features are worth; None if it does not say."""
    if decision is None or (decision.wants is None and decision.avoids is None):
        return None
    worth = _wished(decision.wants, trait) - _wished(decision.avoids, trait)
    return worth if worth.any() else None


def _wished(wish: object, trait: Trait) -> Floats:
    if trait.attribute.kind == "numeric":
        return np.asarray([{"low": -1.0, "high": 1.0}.get(str(wish), 0.0), 0.0])
    return np.asarray([_serves(value, wish) for value in trait.values], np.float64)


def _serves(value: object, wish: object) -> float:
    if isinstance(wish, bool):
        return 1.0 if value is wish else 0.0 if not isinstance(value, bool) else -1.0
    if isinstance(value, bool) or not isinstance(wish, list):
        return 0.0
    return 1.0 if serves(str(value), wish) else 0.0


def shares(count: int, random: np.random.Generator) -> Floats:
    """How popular each of `count` things is: Zipf's law in an order drawn by chance."""
    chances = 1 / (1 + random.permutation(count))
    found: Floats = chances / chances.sum()
    return found


def effects(traits: Sequence[Trait], worth: Sequence[Floats]) -> Floats:
    """(traits, products) what each product is worth in each attribute, in [-1, 1]."""
    return np.stack(
        [
            np.where(trait.stated, np.clip(trait.features @ own, -1, 1), UNSTATED)
            for trait, own in zip(traits, worth, strict=True)
        ]
    )
