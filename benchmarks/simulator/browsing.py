"""How a shopper looks at a list: what she sees of it, clicks, and does with what she likes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.simulator.shoppers import Shopper
from benchmarks.simulator.worlds import World

_IDLE_CLICK, _WANTED_CLICK = 0.03, 0.75
"""Chance to click what is looked at: whatever it is, and besides, if it looks right."""
_LOOKS_RIGHT, _STEEPNESS, _BLUR = 0.8, 0.07, 0.08
"""From which fit a card looks right, how sharply, and how far a card misleads."""
_GOES_ON = 0.3
"""Chance to look further after a product that was good enough."""


@dataclass(frozen=True, slots=True)
class Look:
    """At one list: the places that were clicked, in their order, and the first that was good enough."""

    clicked: tuple[int, ...]
    found: int | None


def looked(shopper: Shopper, ids: Sequence[str], world: World, random: np.random.Generator) -> Look:
    """What a shopper makes of a list of products."""
    clicked: list[int] = []
    found: int | None = None
    for place, id in enumerate(ids):
        if not _examines(place, world, random):
            if world.clicks == "cascade":
                break
            continue
        if random.random() >= _click_chance(shopper.fit_of(id) + random.normal(0, _BLUR)):
            continue
        clicked.append(place)
        if id in shopper.good and found is None:
            found = place
            if random.random() >= _GOES_ON:
                break
    return Look(tuple(clicked), found)


def _examines(place: int, world: World, random: np.random.Generator) -> bool:
    if world.clicks == "cascade":
        return place == 0 or bool(random.random() < world.examines)
    return bool(random.random() < (place + 1) ** -world.examines)


def _click_chance(fit: float) -> float:
    right = 1 / (1 + np.exp(-(fit - _LOOKS_RIGHT) / _STEEPNESS))
    return float(_IDLE_CLICK + _WANTED_CLICK * right)
