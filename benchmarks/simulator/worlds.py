"""How the shoppers of a simulated shop are: every number that a world is drawn with. Shops are drawn by seed.

`dev` may be looked at while something is built; `sealed` is another draw of shops, with other shares and another way
to look at a list, for the last check alone: both were fixed before anything was learned in either. `near` was added
when `dev` had turned out easy to learn: there, written knowledge is nearly right and shoppers differ more from each
other, so that there is little to gain and something to lose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

ClickModel = Literal["position", "cascade"]


@dataclass(frozen=True, slots=True)
class World:
    """Of a kind of shops."""

    name: str
    seed: int
    """Added to a shop's: the same number is another shop in another world."""
    # What shoppers want.
    knowledge: float
    """Share of written knowledge in how much each attribute matters; the rest is the shop's own."""
    agrees: float
    """Chance that an attribute's values are wanted as written knowledge says, where it says so."""
    overrated: float
    """Chance that what knowledge stresses matters to nobody here."""
    by_need: float
    """Share of a need in the shop's own part; the rest is of the product type, whatever the need."""
    plain: float
    """Share of shoppers who name no need."""
    weight_spread: float
    """Standard deviation of the logarithm of a shopper's importances around the shop's."""
    taste_spread: float
    """Standard deviation of what values are worth to a shopper around the shop's."""
    look_spread: float
    """What no attribute says (looks, a friend's word): standard deviation, as a share of that of all else."""
    # What they know and say.
    obscure: float
    """Share of the attributes that few shoppers can say anything about."""
    lies: float
    """Chance of an answer that is not what she wants."""
    written: float
    """Share of requests for a need that are in the words of written knowledge; the others are of our own wording."""
    # How they look at a list.
    clicks: ClickModel
    examines: float
    """`position`: place k (from 1) is looked at with chance k ** -examines. `cascade`: the chance to go on after each
    place."""
    leaves: float
    """Chance to be gone after an answer that did not help."""
    changes: float
    """Chance that what the shop's own part says of an attribute is another after the tastes have changed."""


DEV = World(
    name="dev",
    seed=0,
    knowledge=0.5,
    agrees=0.7,
    overrated=0.3,
    by_need=0.4,
    plain=0.45,
    weight_spread=0.5,
    taste_spread=0.35,
    look_spread=0.4,
    obscure=0.4,
    lies=0.05,
    written=0.3,
    clicks="position",
    examines=0.7,
    leaves=0.08,
    changes=0.5,
)
SEALED = replace(
    DEV,
    name="sealed",
    seed=1_000_003,
    knowledge=0.4,
    agrees=0.6,
    overrated=0.35,
    by_need=0.5,
    plain=0.35,
    weight_spread=0.6,
    taste_spread=0.4,
    obscure=0.3,
    written=0.15,
    clicks="cascade",
    examines=0.8,
    leaves=0.1,
)
NEAR = replace(
    DEV,
    name="near",
    seed=2_000_003,
    knowledge=0.8,
    agrees=0.95,
    overrated=0.05,
    by_need=0.6,
    weight_spread=0.8,
    taste_spread=0.6,
)
WORLDS = {world.name: world for world in (DEV, NEAR, SEALED)}
