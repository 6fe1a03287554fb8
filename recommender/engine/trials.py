"""A second model beside the current one: on trial with a share of the shoppers, or looked at without being shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import Literal, NamedTuple, TypeVar

from ranker.candidates import AttributeRanker
from recommender.engine.families import Families
from recommender.engine.needs import Needs
from recommender.protocol.traces import Team

Kind = Literal["canary", "shadow", "interleave"]
MOST_INTERLEAVED = 20
"""Places of a list up to which it is interleaved: all its drafts are gone through for the propensities."""
_Id = TypeVar("_Id")


@dataclass(frozen=True, slots=True)
class Trial:
    """A model on trial, with what it took the catalog's attributes to mean."""

    kind: Kind
    share: float
    """Of the shoppers who get it or, of a shadow, of the requests that it looks at; in [0, 1]."""
    ranker: AttributeRanker
    families: Families
    needs: Needs


class Pick(NamedTuple):
    """A place of an interleaved list: which of the team's products it is, and whose."""

    place: int
    """In that team's own order."""
    team: Team


def coins_for(places: int) -> int:
    """How many coins a draft of so many places needs."""
    return ceil(places / 2)


def drafted(current: Sequence[_Id], rival: Sequence[_Id], coins: Sequence[bool], places: int) -> list[Pick]:
    """Team-draft interleaving (Radlinski, Kurup & Joachims 2008): in each round a coin says who picks first (True: the
    current model), and each picks its best that is not in the list yet."""
    teams: dict[Team, Sequence[_Id]] = {"current": current, "rival": rival}
    order: list[Team] = ["current", "rival"]
    taken: set[_Id] = set()
    picks: list[Pick] = []
    for coin in coins:
        for team in order if coin else reversed(order):
            own = teams[team]
            place = next((n for n, one in enumerate(own) if one not in taken), None)
            if place is not None:
                taken.add(own[place])
                picks.append(Pick(place, team))
    return picks[:places]


def propensities(
    current: Sequence[_Id], rival: Sequence[_Id], coins: Sequence[bool], shown: range
) -> tuple[float, list[float]]:
    """As `exploration.Orders.propensities`, over all that the coins may say: of the products at the places `shown`
    together, and of each at its own."""
    teams: dict[Team, Sequence[_Id]] = {"current": current, "rival": rival}

    def listed(thrown: Sequence[bool]) -> list[_Id]:
        return [teams[pick.team][pick.place] for pick in drafted(current, rival, thrown, shown.stop)][shown.start :]

    own = listed(coins)
    lists = [listed(thrown) for thrown in product((True, False), repeat=len(coins))]
    whole = sum(other == own for other in lists) / len(lists)
    each = [sum(other[n] == one for other in lists) / len(lists) for n, one in enumerate(own)]
    return whole, each
