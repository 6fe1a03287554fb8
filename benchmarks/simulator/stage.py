"""What a simulation runs on: the recommender of a home with its current ranker, and the shoppers of a simulated
shop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.simulator.diary import Clock, Diary, simulated_time
from benchmarks.simulator.shop import Kind, kinds
from benchmarks.simulator.shoppers import Crowd, Shopper
from benchmarks.simulator.shopping import Result, judged, words_random
from benchmarks.simulator.tastes import Tastes
from benchmarks.simulator.visits import Bot, Visit, Visitor, new_id
from benchmarks.simulator.wordings import request
from benchmarks.simulator.worlds import World
from data.conversations.log import ConversationLog
from data.database import connect, upgrade
from floorwalker.settings import Settings
from floorwalker.steps.configuration import recommender_config
from floorwalker.steps.training import Training
from ranker.candidates import AttributeRanker
from ranker.encoding import Kept
from ranker.experienced import ExperiencedRanker
from ranker.serving import LearnedRanker
from recommender.engine.exploration import Exploration
from recommender.engine.recommender import Recommender
from recommender.live.rankers import Rankers, load_served
from recommender.metrics import Metrics

Progress = Callable[[int, int], None]
FRESH = 1_000_000
"""Seeds of shoppers from here on leave no log: they judge."""


def opened(settings: Settings, exploration: float = 0.0) -> Recommender:
    """The engine over a home's index with the ranker that serves there. `exploration`: how often another list or
    question than the best is tried."""
    recommender = Training(settings, lambda _title: lambda _done, _total: None).recommender()
    recommender.ranker = served(settings, recommender)
    recommender.exploration = Exploration(exploration)
    return recommender


def served(settings: Settings, recommender: Recommender) -> AttributeRanker:
    """The ranker that a home's service would load; each text is encoded once."""
    ranker = Rankers(recommender_config(settings), load_served, Metrics()).take_up(recommender)
    plain = ranker.base if isinstance(ranker, ExperiencedRanker) else ranker
    if isinstance(plain, LearnedRanker):
        plain.encode = Kept(plain.encode)
    return ranker


@dataclass(frozen=True, slots=True)
class Order:
    """Which conversations to play: those of the seeds `first` to `first + count`, in time order."""

    count: int
    first: int = 0
    days: float = 60.0
    """Over which they spread evenly."""
    until: datetime | None = None
    """When the last of them is over; None: now."""
    bots: float = 0.0
    """Share that is none of shoppers."""


class Stage:
    """One recommender, and one simulated shop over its catalog."""

    def __init__(self, recommender: Recommender, world: World, shop: int) -> None:
        self.recommender = recommender
        self.world = world
        self.shop = shop
        self.kinds: list[Kind] = kinds(recommender.snapshot.catalog, recommender.families.links)
        self._crowd = Crowd(self.kinds, Tastes(world, shop))
        brands = [product.brand for kind in self.kinds for product in kind.products if product.brand]
        self.pushed = max(sorted(set(brands)), key=brands.count) if brands else ""
        """The brand that bots pick."""

    def shopper(self, seed: int) -> Shopper:
        """One of whom there is no log."""
        return self._crowd.shopper(str(seed), seed)

    def change_tastes(self) -> None:
        """From now on, shoppers want something else."""
        self._crowd = Crowd(self.kinds, Tastes(self.world, self.shop, changed=True))

    def visit(self, seed: int, *, bot: bool = False) -> Visit:
        """The conversation of a seed."""
        random = np.random.default_rng([self.world.seed + self.shop, seed, 5])
        if bot:
            kind = self.kinds[int(random.integers(len(self.kinds)))].name
            return Bot(self.recommender, self.pushed, kind, random, f"b{int(random.integers(20))}").play()
        return Visitor(self.recommender, self._crowd.shopper(new_id(random), seed), self.world, random).play()

    def visits(self, order: Order) -> Iterator[tuple[datetime, Visit]]:
        """Each conversation with its beginning."""
        until = order.until or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        chance = np.random.default_rng([self.world.seed + self.shop, order.first, 6])
        apart = timedelta(days=order.days) / max(1, order.count)
        for number in range(order.count):
            began = until - apart * (order.count - number)
            yield began, self.visit(order.first + number, bot=bool(chance.random() < order.bots))

    def write(self, order: Order, database: str, progress: Progress, truth: Path | None = None) -> None:
        """Plays conversations into the log of a database, and the truth about them, a line each, into a file."""
        upgrade(database)
        asyncio.run(self._write(order, database, progress, truth))

    async def _write(self, order: Order, database: str, progress: Progress, truth: Path | None) -> None:
        log = ConversationLog(connect(database))
        until = order.until or datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        clock = Clock(until)
        diary = Diary(log, clock, until, order.first)
        lines: list[dict[str, Any]] = []
        try:
            with simulated_time(clock):
                for number, (began, visit) in enumerate(self.visits(order), start=1):
                    id = await diary.write(visit, began)
                    lines.append({"conversation": id, **visit.truth})
                    progress(number, order.count)
        finally:
            log.close()
        if truth is not None:
            with truth.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(line) + "\n" for line in lines)

    def judge(self, count: int, first: int = FRESH) -> list[Result]:
        """What the recommender is worth now to shoppers of whom there is no log; the same shoppers each time."""
        found = []
        for seed in range(first, first + count):
            shopper = self.shopper(seed)
            found.append(judged(self.recommender, shopper, request(shopper, self.world, words_random(seed))))
        return found
