"""A reloader over a registry of models that are known by heart: what they rank like, and how they fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from data.catalog.products import Catalog
from ranker.candidates import AttributeCandidate, Encode, Ranking, RankingRequest, Vectors
from ranker.errors import ModelInvalid
from ranker.knowledge.families import Family
from ranker.registry import Manifest, Registry
from ranker.statistical import StatisticsRanker
from recommender.config import RecommenderConfig
from recommender.live.rankers import Listed
from recommender.live.reloading import Reloader
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest

WEIGHTS = "heads.bin"


class FakeModel:
    """Ranks as statistics do; `asked` is set at a request, which then waits for `released`."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.prepared: list[tuple[str, Sequence[AttributeCandidate]]] = []
        self.studied: list[Family] = []
        self.shares_queries, self.fingerprint, self.dimension = False, version, 32
        self.encode: Encode = lambda texts: np.zeros((len(texts), 32), np.float32)
        self.asked, self.released = threading.Event(), threading.Event()
        self.released.set()
        self.rank_as: Callable[[RankingRequest], Ranking] = StatisticsRanker().rank

    def prepare(self, listed: Listed, encode: Encode | None = None) -> None:  # noqa: ARG002
        """Remembers what it is to read."""
        self.prepared = list(listed)

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:  # noqa: ARG002
        """None means the same as another."""
        return np.eye(len(texts), dtype=np.float32)

    def study(self, families: Iterable[Family], encode: Encode | None = None) -> None:  # noqa: ARG002
        """Remembers whose ways to ask it is to read."""
        self.studied = list(families)

    def rank(self, request: RankingRequest) -> Ranking:
        self.asked.set()
        assert self.released.wait(10)
        return replace(self.rank_as(request), model_version=self.version)


class FakeLoader:
    """Loads a model for any folder whose weights do not say otherwise."""

    def __init__(self) -> None:
        self.last: FakeModel | None = None
        self.told: tuple[str, str, int] | None = None

    def __call__(self, folder: Path, base: Encode | Path, variant: str, device: str, threads: int) -> FakeModel:
        assert base == folder or (not isinstance(base, Path) and base(["a text"]).shape == (1, 32))
        if (folder / WEIGHTS).read_bytes() == b"unreadable":
            raise ModelInvalid(f"{folder.name}: {WEIGHTS} cannot be read; train again")
        self.told = (variant, device, threads)
        self.last = FakeModel(folder.name)
        return self.last

    @property
    def model(self) -> FakeModel:
        assert self.last is not None
        return self.last


class Service:
    """A reloader with its metrics, its models, and a loader that is known by heart."""

    def __init__(self, config: RecommenderConfig, catalogs: Callable[[str], Catalog]) -> None:
        assert config.models is not None
        self.config = config
        self.catalogs = catalogs
        self.folder = config.models
        self.registry = Registry(config.models)
        self.start()

    def start(self) -> None:
        """Starts again: nothing is loaded."""
        self.loader, self.metrics = FakeLoader(), Metrics()
        self.reloader = Reloader(self.config, self.catalogs, self.metrics, self.loader)

    def promote(self, version: str, weights: bytes = b"weights") -> None:
        """Registers the version if it is new, and makes it current."""
        if version not in self.registry.versions():
            with self.registry.stage() as staged:
                (staged / WEIGHTS).write_bytes(weights)
                (staged / "language").mkdir()  # it needs no other language model
                (staged / "language" / "vocabulary.txt").write_text("mouse", encoding="utf-8")
                self.registry.register(staged, manifest(version))
        self.registry.promote(version)

    def refresh(self) -> str:
        """Looks for what is new; returns the version of the current ranker then."""
        self.reloader.refresh()
        return self.reloader.recommender.ranker.version

    def ask(self) -> str:
        """The version of the model that a request is answered by."""
        return self.reloader.recommender.recommend(RecommendRequest(query="mouse")).model_version

    def counted(self, metric: str) -> float:
        """What Prometheus is told."""
        lines = self.metrics.exposition().decode().splitlines()
        return next(float(line.split()[-1]) for line in lines if line.startswith(f"floorwalker_recommender_{metric}"))


def manifest(version: str, language_model: str = "") -> Manifest:
    return Manifest(
        version=version,
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        kind="adapter",
        base_model="tiny",
        base_model_hash=language_model,
        data_hash="d",
        catalog_version="test-1",
    )
