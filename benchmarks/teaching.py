#!/usr/bin/env python3
"""What agents' verdicts on the order of attributes teach in simulated shops: on conversations that a queue picks, and
on as many, and three times as many, by chance.

python -m benchmarks.teaching --home HOME [--world dev] [--shops 1 2 3] [--conversations 900]

Conversations are played into a log (`benchmarks/simulator`). An agent who knows what the shop's customers want puts the
attributes beside a list into their order, and now and then errs; what is learned is `learning.importance`, as a
retraining learns it. It is judged by shoppers of whom there is no log: how far the order of the attributes beside their
first list is that in which these decide for them (nDCG@5), before anything is learned and after.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from benchmarks.simulator.shop import Floats
from benchmarks.simulator.shopping import words_random
from benchmarks.simulator.stage import FRESH, Order, Stage, opened
from benchmarks.simulator.tastes import Tastes, effects
from benchmarks.simulator.wordings import request
from benchmarks.simulator.worlds import WORLDS
from data.conversations.sessions import Session, ShownList, Verdict, read_sessions
from data.database import connect
from floorwalker.settings import Settings
from learning.importance import SURE, told_importance
from learning.labelling import Item, queue
from learning.signals import signals
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest

PUT_IN_ORDER = 8
"""Attributes that an agent orders, as the console shows them."""
ERRS = 0.2
"""Standard deviation of an agent's error in how much an attribute decides, in logarithms."""
JUDGING = 300
"""Shoppers who judge."""
Picking = Callable[[Sequence[Session], int], list[Session]]


class Floor:
    """A shop with its log and an agent who knows its customers."""

    def __init__(self, recommender: Recommender, world: str, shop: int, conversations: int) -> None:
        self._stage = Stage(recommender, WORLDS[world], shop)
        self._tastes = Tastes(WORLDS[world], shop)
        self._kinds = {kind.name: kind for kind in self._stage.kinds}
        self.sessions = [one for one in self._played(conversations) if one.lists and one.lists[0].attributes]
        self._shoppers = [self._stage.shopper(seed) for seed in range(FRESH, FRESH + JUDGING)]
        self._asked = [self._answer(shopper.seed) for shopper in self._shoppers]

    def _played(self, conversations: int) -> list[Session]:
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{folder}/log.db"
            self._stage.write(Order(conversations), database, lambda _done, _total: None)
            engine = connect(database)
            found = list(read_sessions(engine))
            engine.dispose()
        return found

    def _answer(self, seed: int) -> tuple[str, dict[str, float]]:
        """The type and the weights of the attributes beside the first list of a shopper."""
        query = request(self._stage.shopper(seed), self._stage.world, words_random(seed))
        found = self._stage.recommender.recommend(RecommendRequest.model_validate({"query": query}))
        category = found.trace.category if found.trace else ""
        return category, {attribute.name: attribute.weight for attribute in found.attributes}

    @cache  # noqa: B019 - as long as the shop
    def _decides(self, category: str, purpose: str | None) -> dict[str, float]:
        """How much each attribute decides for the customers of a type and a need."""
        kind = self._kinds[category]
        needs = kind.family.needs if kind.family else ()
        taste = self._tastes.of(kind, next((need for need in needs if need.need == purpose), None))
        decides: Floats = taste.importance * effects(kind.traits, taste.worth).std(axis=1)
        return {trait.name: float(share) for trait, share in zip(kind.traits, decides, strict=True)}

    def judged(self, session: Session, seed: int) -> Session:
        """A conversation with the agent's verdict on the order beside its first list."""
        shown = session.lists[0]
        if shown.category not in self._kinds:
            return session
        chance = np.random.default_rng([seed, len(session.id), *session.id.encode()])
        decides = self._decides(shown.category, shown.purpose)
        names = [one.name for one in sorted(shown.attributes, key=lambda one: -one.weight)][:PUT_IN_ORDER]
        felt = {name: decides.get(name, 0.0) * float(np.exp(chance.normal(0, ERRS))) for name in names}
        order = sorted(names, key=lambda name: -felt[name])
        said = Verdict("attributes", shown.message_id, {"order": order}, "agent", session.last_at)
        return replace(session, verdicts=[said])

    def worth(self, picked: Sequence[Session], seed: int) -> float:
        """nDCG@5 for the shoppers who judge, once these conversations were judged and learned from."""
        told = signals([self.judged(one, seed) for one in picked]).verdicts
        moves = told_importance(told, {name for _, weights in self._asked for name in weights})
        found = []
        for shopper, (category, weights) in zip(self._shoppers, self._asked, strict=True):
            own = moves.get(category, {})
            order = sorted(weights, key=lambda name: -weights[name] * float(np.exp(own.get(name, 0.0))))
            decides = {t.name: float(d) for t, d in zip(shopper.kind.traits, shopper.decides, strict=True)}
            found.append(_ndcg([decides.get(name, 0.0) for name in order[:5]], list(decides.values())))
        return float(np.mean(found))


def _ndcg(got: Sequence[float], there: Sequence[float]) -> float:
    discounts = 1 / np.log2(np.arange(5) + 2)
    best = sorted(there, reverse=True)[:5]
    return float(got @ discounts[: len(got)]) / max(1e-9, float(best @ discounts[: len(best)]))


def by_chance(sessions: Sequence[Session], count: int, seed: int) -> list[Session]:
    """As many, each as likely."""
    return random.Random(seed).sample(list(sessions), min(count, len(sessions)))


def by_queue(sessions: Sequence[Session], count: int) -> list[Session]:
    """As `floorwalker labels` picks them."""
    return [item.session for item in _items(sessions, count)]


def by_types(sessions: Sequence[Session], count: int) -> list[Session]:
    """From each product type and need in turn, what the queue has first."""
    return _in_turn(_items(sessions, len(sessions)), count, lambda shown: (shown.category, shown.purpose))


def by_change(sessions: Sequence[Session], count: int) -> list[Session]:
    """Where a verdict is expected to change most: by how often a type is asked for, over the square of the verdicts
    that it has and those that nothing counts as (the derivative of what `learning.importance` has still to learn)."""
    groups: dict[str, list[Session]] = {}
    for item in _items(sessions, len(sessions)):
        groups.setdefault(item.session.lists[0].category, []).append(item.session)
    often, taken = {name: len(own) for name, own in groups.items()}, dict.fromkeys(groups, 0)
    picked: list[Session] = []
    while len(picked) < count and any(groups.values()):
        name = max((name for name, own in groups.items() if own), key=lambda n: often[n] / (taken[n] + SURE) ** 2)
        picked.append(groups[name].pop(0))
        taken[name] += 1
    return picked


PICKINGS: dict[str, Picking] = {"the queue": by_queue, "types in turn": by_types, "expected change": by_change}


def _items(sessions: Sequence[Session], most: int) -> list[Item]:
    once = [replace(one, lists=one.lists[:1]) for one in sessions]
    return queue(once, {}, kinds=["attributes"], most=most)


def _in_turn(items: Sequence[Item], count: int, key: Callable[[ShownList], tuple[str, str | None]]) -> list[Session]:
    groups: dict[tuple[str, str | None], list[Session]] = {}
    for item in items:
        groups.setdefault(key(item.session.lists[0]), []).append(item.session)
    picked: list[Session] = []
    while len(picked) < count and any(groups.values()):
        picked += [own.pop(0) for own in groups.values() if own]
    return picked[:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True, help="with a catalog, an index and a ranker")
    parser.add_argument("--world", choices=sorted(WORLDS), default="dev")
    parser.add_argument("--shops", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--conversations", type=int, default=900)
    parser.add_argument("--labels", type=int, default=200)
    parser.add_argument("--seeds", type=int, default=5, help="draws by chance, and of agents")
    options = parser.parse_args()
    recommender = opened(Settings(home=options.home), 0.03)
    for shop in options.shops:
        floor = Floor(recommender, options.world, shop, options.conversations)
        count = options.labels
        found = {"before": [floor.worth([], 0)]}
        for seed in range(options.seeds):
            for share in (count, 3 * count):
                own = floor.worth(by_chance(floor.sessions, share, seed), seed)
                found.setdefault(f"{share} by chance", []).append(own)
            for name, picking in PICKINGS.items():
                own = floor.worth(picking(floor.sessions, count), seed)
                found.setdefault(f"{count} by {name}", []).append(own)
        told = ", ".join(f"{name} {np.mean(own):.4f} (sd {np.std(own):.4f})" for name, own in found.items())
        sys.stdout.write(f"{options.world}, shop {shop}, {len(floor.sessions)} conversations: {told}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
