"""From the imported catalog to a trained attribute ranker in the registry: the steps of `floorwalker train`.

Examples, training, files, evaluation, gate. Each step is somewhere else; here is their order, and where things lie.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.errors import StepFailed
from floorwalker.home import Home
from floorwalker.settings import Settings
from floorwalker.steps import Track
from ranker.examples import Example, data_card, data_hash, read_examples, write_examples
from ranker.registry import Manifest, Registry
from ranker.training.config import TrainingConfig

if TYPE_CHECKING:
    from ranker.training.run import Trained
    from recommender.engine.recommender import Recommender

SHOPPERS, QUICK_SHOPPERS = 6000, 1200
"""Simulated shoppers of a whole and of a quick training; each gives 1.3 examples and takes 30 ms."""
QUICK = TrainingConfig(method="adapter", seeds=2, epochs=8, augmented=1)
"""Heads alone: what `floorwalker up` trains on a catalog that has no ranker yet."""
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Order:
    """What a training is asked for."""

    config: TrainingConfig
    shoppers: int = SHOPPERS
    rated: Path | None = None
    """CSV of query, product_id, rating."""
    queries: Path | None = None
    """Real queries, one a line."""
    examples: Path | None = None
    """Examples made before, instead of new ones."""
    search: int = 0
    """Trials of a search for learning rate, decay and dropout; 0: none."""
    full_report: bool = True
    """With the few-shot curve, which trains nine more heads."""
    weights_and_biases: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training came to."""

    version: str
    folder: Path
    metrics: Mapping[str, float]
    passes: bool
    """Whether it is at least as good as the hand-made ranker on what was held out."""


class Training:
    """The steps, on one home folder; `track` opens progress bars."""

    def __init__(self, settings: Settings, track: Track) -> None:
        self._settings = settings
        self._home = Home(settings.home)
        self._track = track

    def run(self, order: Order) -> Outcome:
        """Trains and registers a model; promoting it is the caller's choice. Raises StepFailed and RankerError."""
        from floorwalker.steps.evaluation import Evaluation
        from ranker.training.run import train
        from retrieval.search.encoder import packaged_model

        recommender = self.recommender()
        examples = self._examples(order, recommender)
        source = self._settings.language_model or packaged_model()
        config = self._searched(order, examples, source)
        trained = train(
            examples, config, source, self._home.training, self._track, weights_and_biases=order.weights_and_biases
        )
        registry = Registry(self._home.models)
        with registry.stage() as staged:
            self._write(staged, trained, config, examples)
            evaluation = Evaluation(recommender, examples, config, trained, self._settings, self._track)
            metrics, passes = evaluation.write(staged, staged / REPORT, full=order.full_report)
            manifest = self._manifest(examples, config, recommender, metrics)
            version = registry.register(staged, manifest)
        return Outcome(version, self._home.models / version, metrics, passes)

    def recommender(self) -> Recommender:
        """The engine over the current index, with the hand-made ranker. Raises StepFailed."""
        from ranker.statistical import ZeroShotRanker
        from recommender.engine.recommender import Recommender
        from recommender.engine.snapshot import load_snapshot, stored_catalog, stored_changes
        from retrieval.search.encoder import Encoder
        from retrieval.search.index import current

        published = current(self._home.indexes)
        if published is None:
            remedy = "run: floorwalker import FILE --format FORMAT, then: floorwalker index"
            raise StepFailed("there is no index to train on", remedy)
        encoder = Encoder(self._settings.language_model, device=self._settings.device)
        snapshot = load_snapshot(
            published, encoder, stored_catalog(self._settings.database), stored_changes(self._settings.database)
        )
        return Recommender(snapshot, ZeroShotRanker(encoder.encode, encoder.name))

    def _examples(self, order: Order, recommender: Recommender) -> list[Example]:
        from recommender.simulation.example_making import catalog_shoppers, make_examples, rated_shoppers, text_shoppers

        if order.examples is not None:
            return read_examples(order.examples)
        catalog, seed = recommender.snapshot.catalog, order.config.seed
        shoppers = catalog_shoppers(catalog, order.shoppers, seed)
        if order.rated is not None:
            shoppers += rated_shoppers(catalog, order.rated)
        if order.queries is not None:
            shoppers += text_shoppers(recommender, order.queries, seed)
        progress = self._track("Playing simulated shoppers")
        processes = os.cpu_count() or 1
        examples = make_examples(recommender, shoppers, seed=seed, processes=processes, progress=progress)
        write_examples(self._home.examples, examples)
        return examples

    def _searched(self, order: Order, examples: list[Example], source: str | Path) -> TrainingConfig:
        if not order.search:
            return order.config
        from ranker.training.search import searched

        return searched(examples, order.config, source, order.search, self._track("Searching settings"))

    def _write(self, staged: Path, trained: Trained, config: TrainingConfig, examples: list[Example]) -> None:
        from ranker.export import write_heads, write_language
        from ranker.training.curves import draw_curves

        write_heads(staged, trained.heads)
        if config.tunes_language:
            write_language(staged, trained.language)
        draw_curves(trained.curves, staged / REPORT / "curves.png")
        card = json.dumps(asdict(data_card(examples)), indent=1)
        (staged / REPORT / "data.json").write_text(card, encoding="utf-8")

    def _manifest(
        self, examples: list[Example], config: TrainingConfig, recommender: Recommender, metrics: Mapping[str, float]
    ) -> Manifest:
        now, encoder = datetime.now(UTC), recommender.snapshot.encoder
        digest = data_hash(examples)
        return Manifest(
            version=f"{config.method}-{now:%Y%m%d-%H%M%S}-{digest[:6]}",
            created_at=now,
            kind=config.method,
            base_model=encoder.name,
            base_model_hash=encoder.fingerprint,
            data_hash=digest,
            catalog_version=recommender.snapshot.catalog.version,
            config=asdict(config),
            metrics=dict(metrics),
        )
