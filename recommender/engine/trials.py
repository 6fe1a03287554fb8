"""A second model beside the current one: on trial with a share of the shoppers, or looked at without being shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple, TypeVar

from ranker.candidates import AttributeRanker
from ranker.trial_plan import Kind
from recommender.engine.families import Families
from recommender.engine.needs import Needs
from recommender.protocol.traces import Team

MOST_INTERLEAVED = 20
"""Places of a list up to which it is interleaved: for the propensities, all is gone through that may be taken after a
round, in bad cases twice as much each round."""
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
    taken: set[_Id] = set()
    picks: list[Pick] = []
    for coin in coins:
        picked = _round(teams, taken, coin)
        taken |= {teams[pick.team][pick.place] for pick in picked}
        picks += picked
    return picks[:places]


def propensities(
    current: Sequence[_Id], rival: Sequence[_Id], coins: Sequence[bool], shown: range
) -> tuple[float, list[float]]:
    """As `exploration.Orders.propensities`, over all that the coins may say: of the products at the places `shown`
    together, and of each at its own.

    What is picked in a round depends on what is taken, and not on its order: drafts that took the same are followed
    together, with the chance of them and the chance of those among them that are as shown so far.
    """
    teams: dict[Team, Sequence[_Id]] = {"current": current, "rival": rival}
    own = [teams[pick.team][pick.place] for pick in drafted(current, rival, coins, shown.stop)]
    each = dict.fromkeys(range(shown.start, len(own)), 0.0)
    drafts: dict[frozenset[_Id], tuple[float, float]] = {frozenset(): (1.0, 1.0)}
    for _ in coins:
        after: defaultdict[frozenset[_Id], tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for taken, (chance, alike) in drafts.items():
            for coin in (True, False):
                picked = [teams[pick.team][pick.place] for pick in _round(teams, taken, coin)]
                same = {place: own[place] == one for place, one in enumerate(picked, len(taken)) if place in each}
                for place, is_same in same.items():
                    each[place] += chance / 2 * is_same
                before = after[taken.union(picked)]
                after[taken.union(picked)] = before[0] + chance / 2, before[1] + alike / 2 * all(same.values())
        drafts = dict(after)
    as_many = (
        alike
        for taken, (_, alike) in drafts.items()
        if len(range(shown.start, min(shown.stop, len(taken)))) == len(each)
    )
    return sum(as_many), list(each.values())


def _round(teams: Mapping[Team, Sequence[_Id]], taken: AbstractSet[_Id], coin: bool) -> list[Pick]:
    """What both teams pick of what is not taken; fewer than two where a team has nothing left."""
    order: list[Team] = ["current", "rival"] if coin else ["rival", "current"]
    gone, picks = {*taken}, list[Pick]()
    for team in order:
        own = teams[team]
        place = next((n for n, one in enumerate(own) if one not in gone), None)
        if place is not None:
            gone.add(own[place])
            picks.append(Pick(place, team))
    return picks
