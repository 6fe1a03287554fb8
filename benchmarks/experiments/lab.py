"""One simulated shop with a log of its own that grows, and a ranker that is retrained from it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Literal

from benchmarks.experiments.figures import Figures
from benchmarks.simulator.shopping import Result
from benchmarks.simulator.stage import Order, Stage, opened, served
from benchmarks.simulator.worlds import WORLDS
from data.conversations.sessions import Session, read_sessions
from data.database import connect
from floorwalker.settings import Settings
from floorwalker.steps import Track
from floorwalker.steps.retraining import Retraining, RetrainOrder
from learning.learned import learned
from ranker.candidates import AttributeRanker
from ranker.experienced import ExperiencedRanker
from recommender.engine.recommender import Recommender

Gating = Literal["none", "gate", "step"]
"""How what was learned comes to serve: always; if `floorwalker retrain` lets it, which leaves the head as it is; by all
that `floorwalker retrain` does."""
BEGINNING = datetime(2026, 1, 1)  # noqa: DTZ001  # the log keeps moments without a zone, in UTC
_NOT_COPIED = ("*.db-wal", "*.db-shm", "logs", "bot", "demo", "retraining")
"""Of a home: what retraining has no need of."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Of an experiment."""

    home: Path
    world: str = "dev"
    gating: Gating = "gate"
    shoppers: int = 400
    """Who judge: of whom there is no log."""
    a_day: float = 50.0
    """Conversations."""
    exploration: float = 0.03
    conversations: int = 2000
    """That a shop has in the end, and after each of how many it is retrained."""
    step: int = 500
    runs: int = 100
    """Logs, or models, of which so many are tried."""


@dataclass
class Lab:
    """A shop. `track` opens progress bars."""

    conditions: Conditions
    shop: int
    track: Track
    recommender: Recommender
    folder: Path
    played: int = 0
    lines: list[str] = field(default_factory=list)
    """What the last retraining said."""

    def __post_init__(self) -> None:
        self.base: AttributeRanker = self.recommender.ranker
        self.stage = Stage(self.recommender, WORLDS[self.conditions.world], self.shop)

    @cached_property
    def settings(self) -> Settings:
        """Of the shop's own copy of the home."""
        home = self.folder / "home"
        shutil.copytree(self.conditions.home, home, ignore=shutil.ignore_patterns(*_NOT_COPIED))
        return Settings(home=home)

    @property
    def database(self) -> str:
        """Of the log."""
        return f"sqlite:///{self.folder / 'log.db'}"

    def play(self, count: int, *, bots: float = 0.0) -> None:
        """So many more conversations."""
        days = count / self.conditions.a_day
        until = BEGINNING + timedelta(days=(self.played + count) / self.conditions.a_day)
        order = Order(count, self.played, days, until, bots)
        title = f"Shop {self.shop}: conversations {self.played} to {self.played + count}"
        self.stage.write(order, self.database, self.track(title))
        self.played += count

    def sessions(self) -> list[Session]:
        """The whole log."""
        engine = connect(self.database)
        try:
            return list(read_sessions(engine))
        finally:
            engine.dispose()

    def judge(self) -> list[Result]:
        """What the ranker that serves now is worth to shoppers of whom there is no log."""
        return self.stage.judge(self.conditions.shoppers)  # of no unit: nothing is explored

    def figures(self) -> Figures:
        """The same, in sum."""
        return Figures.of(self.judge())

    def retrain(self) -> bool:
        """Learns from the whole log; whether what was learned serves from now on."""
        if self.conditions.gating == "none":
            self.recommender.ranker = self.learn(self.sessions())
            return True
        order = RetrainOrder(
            now=self.now().replace(tzinfo=UTC), sessions=self.sessions(), tune_head=self.conditions.gating == "step"
        )
        outcome = Retraining(self.settings, self.track).run(order)
        self.lines = outcome.lines
        if outcome.promoted:
            self.recommender.ranker = served(self.settings, self.recommender)
        return outcome.promoted

    def now(self) -> datetime:
        """When the last conversation was over, in UTC without a zone."""
        return BEGINNING + timedelta(days=self.played / self.conditions.a_day)

    def learn(self, sessions: Sequence[Session], *, corrected: bool = True) -> AttributeRanker:
        """Day one's ranker with what these conversations teach."""
        serving, self.recommender.ranker = self.recommender.ranker, self.base
        try:
            found = learned(sessions, self.recommender, corrected=corrected, now=self.now())
        finally:
            self.recommender.ranker = serving
        return ExperiencedRanker(self.base, found.experience)


def lab(conditions: Conditions, shop: int, track: Track, recommender: Recommender | None = None) -> Lab:
    """A shop that has no log yet; `recommender` is one of the same home, to be taken over as on day one."""
    made = recommender or opened(Settings(home=conditions.home), conditions.exploration)
    return Lab(conditions, shop, track, made, Path(tempfile.mkdtemp(prefix="floorwalker-learning-")))


def closed(used: Lab) -> Recommender:
    """Removes a shop's log; its recommender, as on day one."""
    shutil.rmtree(used.folder, ignore_errors=True)
    used.recommender.ranker = used.base
    return used.recommender
