"""What shoppers type: requests for a type, with a need or a value, and what they say instead of an answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.simulator.shoppers import Shopper
from benchmarks.simulator.worlds import World
from data.catalog.products import PRICE

_OWN = 0.5
"""Share of the requests for a need that are in nobody's words but the shopper's, where we wrote some; the others call
the need as knowledge does."""
_STATES_A_VALUE = 0.3
"""Share of plain requests that do."""
_MOST_WORDS = 4
"""Of a value that anybody types."""


@cache
def written() -> dict[str, Any]:
    """Our own wordings, by what they ask for."""
    found: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("requests.yaml").read_text(encoding="utf-8"))
    return found


def request(shopper: Shopper, world: World, random: np.random.Generator) -> str:
    """The first words of a shopper."""
    kind = shopper.kind.name[0].lower() + shopper.kind.name[1:]
    if shopper.need is not None:
        if random.random() < world.written:
            return _of_type(str(random.choice(list(shopper.need.says))), kind)
        own = written()["own"].get(kind, {}).get(shopper.need.need, ())
        if own and random.random() < _OWN:
            return str(random.choice(list(own)))
        return str(random.choice(written()["need"])).format(type=kind, need=shopper.need.need)
    wish = shopper.wish(random) if random.random() < _STATES_A_VALUE else None
    said = wish and value_words(*wish)
    if wish and said:
        form = "bounded" if wish[0] == PRICE else "valued"
        return str(random.choice(written()[form])).format(type=kind, value=said)
    return str(random.choice(written()["plain"])).format(type=kind)


def instead(shopper: Shopper, random: np.random.Generator) -> str | None:
    """What she says where something else was asked; None if nothing comes to her mind."""
    wish = shopper.wish(random)
    said = wish and value_words(*wish)
    if not wish or not said:
        return None
    return f"under {said} euros" if wish[0] == PRICE else said


def value_words(attribute: str, value: Any) -> str | None:
    """A value as it is typed; None for what nobody would type without naming the attribute."""
    if isinstance(value, tuple):
        value = value[0]
    if attribute == PRICE and isinstance(value, (int, float)):
        return f"{10 * int(np.ceil(value / 10)):d}"
    words = isinstance(value, str) and 0 < len(value.split()) <= _MOST_WORDS
    return str(value).lower() if words else None


def _of_type(saying: str, kind: str) -> str:
    """A saying of a family that has several types: with the type, where it names none."""
    return saying if kind.split()[-1] in saying.lower() else f"{kind}: {saying}"
