"""From the imported catalog to a ranker of its own in the registry: the steps of `floorwalker train`.

Examples, training, files, evaluation, gate. Each step is somewhere else; here is their order, and where things lie.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from floorwalker.errors import StepFailed
from floorwalker.settings import Settings
from floorwalker.steps import Track
from ranker.examples import Example, data_card, data_hash, read_examples, write_examples
from ranker.registry import Manifest, Registry
from ranker.training.config import TrainingConfig

if TYPE_CHECKING:
    from floorwalker.steps.beginnings import Base
    from ranker.training.run import Trained
    from recommender.engine.recommender import Recommender

QUICK = TrainingConfig(method="adapter", epochs=6, learning_rate=3e-4, patience=2)
"""A head alone: what `floorwalker up` trains on a catalog that has no ranker yet."""
QUICK_EXAMPLES, QUICK_STOPPING = 4000, 1200
"""Examples that it trains on, and that it stops and is judged by, at the most."""
REPORT = "report"


@dataclass(frozen=True, slots=True)
class Order:
    """What a training is asked for."""

    config: TrainingConfig
    rated: Path | None = None
    """CSV of query, product_id, rating."""
    questions: Path | None = None
    """Conversations in which somebody asked, in the form of PSCon."""
    examples: Path | None = None
    """Examples made before, instead of new ones."""
    search: int = 0
    """Trials of a search for learning rate and decay; 0: none."""
    full: bool = True
    """All examples, and the whole report, for which more heads are trained."""
    weights_and_biases: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training came to."""

    version: str
    folder: Path
    metrics: Mapping[str, float]
    passes: bool
    """Whether it may serve instead of what serves now."""
    verdict: Sequence[str]
    """Why it may, or may not."""


class Training:
    """The steps, on one home folder; `track` opens progress bars."""

    def __init__(self, settings: Settings, track: Track) -> None:
        self._settings = settings
        self._home = settings.rooms
        self._track = track

    def run(self, order: Order) -> Outcome:
        """Trains and registers a model; promoting it is the caller's choice. Raises StepFailed and RankerError."""
        from floorwalker.steps.beginnings import base_of
        from floorwalker.steps.evaluation import Evaluation
        from ranker.training.run import train
        from recommender.live.rankers import READ
        from retrieval.search.embedding_cache import EmbeddingCache

        recommender = self.recommender()
        examples = self.examples(order, recommender)
        with EmbeddingCache(self._home.indexes / READ) as cache:
            base = base_of(self._settings, recommender.snapshot.encoder, cache, os.cpu_count() or 1)
            beginning = base.beginning(self._settings, order.config.method)
            config = self._searched(order, examples, base)
            wandb = order.weights_and_biases
            trained = train(examples, config, beginning, self._home.training, self._track, weights_and_biases=wandb)
            registry = Registry(self._home.models)
            with registry.stage() as staged:
                self._write(staged, trained, config, examples)
                evaluation = Evaluation(recommender, examples, base, self._settings, self._track)
                judged = evaluation.judge(staged, staged / REPORT, full=order.full)
                manifest = self._manifest(examples, config, recommender, base, judged.figures)
                version = registry.register(staged, manifest)
        return Outcome(version, self._home.models / version, judged.figures, judged.passes, judged.lines)

    def recommender(self) -> Recommender:
        """The engine over the current index, ranked by statistics. Raises StepFailed."""
        from floorwalker.steps.configuration import recommender_config
        from recommender.engine.recommender import Recommender
        from recommender.engine.snapshot import load_snapshot, stored_catalog, stored_changes
        from recommender.live.expertise import Expertise
        from recommender.live.rulebook import Rulebook
        from recommender.metrics import Metrics
        from retrieval.search.encoder import Encoder
        from retrieval.search.index import current

        published = current(self._home.indexes)
        if published is None:
            remedy = "run: floorwalker import FILE, then: floorwalker index"
            raise StepFailed("there is no index to train on", remedy)
        config = recommender_config(self._settings)
        encoder = Encoder(config.language_model, device=config.device)
        if config.query_model:
            encoder.quicken(config.query_model)
        snapshot = load_snapshot(
            published, encoder, stored_catalog(config.database_url), stored_changes(config.database_url)
        )
        recommender = Recommender(snapshot)
        recommender.rules = Rulebook(config.rules, Metrics()).take_up(snapshot.catalog.attributes)
        recommender.learn(Expertise(config.knowledge).take_up())
        return recommender

    def examples(self, order: Order, recommender: Recommender) -> list[Example]:
        """Those that a training learns from, written down for the next."""
        from ranker.knowledge.files import read_knowledge
        from recommender.lessons import Sources, shop_examples

        if order.examples is not None:
            return read_examples(order.examples)
        answers = self._home.answers if self._home.answers.is_dir() else None
        sources = Sources(rated=order.rated, questions=order.questions, answers=answers, seed=order.config.seed)
        examples = shop_examples(
            recommender, read_knowledge(self._settings.knowledge or self._home.knowledge), sources=sources
        )
        if not order.full:
            examples = _some(examples)
        write_examples(self._home.examples, examples)
        return examples

    def _searched(self, order: Order, examples: list[Example], base: Base) -> TrainingConfig:
        if not order.search:
            return order.config
        from ranker.training.search import searched

        beginning = base.beginning(self._settings, "adapter")
        return searched(examples, order.config, beginning, order.search, self._track("Searching settings"))

    def _write(self, staged: Path, trained: Trained, config: TrainingConfig, examples: list[Example]) -> None:
        from ranker.export import write_head, write_language
        from ranker.training.curves import draw_curve

        write_head(staged, trained.head)
        if config.tunes_language and trained.language is not None:
            write_language(staged, trained.language)
        draw_curve(trained.curve, staged / REPORT / "curves.png")
        card = json.dumps(asdict(data_card(examples)), indent=1)
        (staged / REPORT / "data.json").write_text(card, encoding="utf-8")

    def _manifest(
        self,
        examples: list[Example],
        config: TrainingConfig,
        recommender: Recommender,
        base: Base,
        metrics: Mapping[str, float],
    ) -> Manifest:
        now, digest = datetime.now(UTC), data_hash(examples)
        return Manifest(
            version=f"{config.method}-{now:%Y%m%d-%H%M%S}-{digest[:6]}",
            created_at=now,
            kind=config.method,
            base_model=base.name,
            base_model_hash=base.fingerprint,
            data_hash=digest,
            catalog_version=recommender.snapshot.catalog.version,
            config=asdict(config),
            metrics=dict(metrics),
        )


def _some(examples: Sequence[Example]) -> list[Example]:
    """A quick training's share of the examples of each split."""
    from ranker.evaluation.report import sampled

    train = [example for example in examples if example.split == "train"]
    others = [example for example in examples if example.split != "train"]
    return sampled(train, QUICK_EXAMPLES) + sampled(others, QUICK_STOPPING)
