"""Which ranker is current: the promoted model or, where none is promoted, the general one that ships; and which is on
trial beside it.

A promoted model that cannot be loaded leaves current what was; at a start, when nothing was, statistics alone. One on
trial that cannot be loaded is on no trial.
Which catalog the ranker serves is the caller's affair: it gives the attributes to prepare for.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from ranker.candidates import AttributeCandidate, AttributeRanker, Encode
from ranker.errors import ModelInvalid
from ranker.knowledge.families import Family
from ranker.registry import Manifest, Registry
from ranker.statistical import StatisticsRanker
from recommender.config import RecommenderConfig
from recommender.engine.families import Families
from recommender.engine.needs import Needs
from recommender.engine.recommender import Recommender
from recommender.engine.trials import Trial
from recommender.metrics import Metrics
from retrieval.search.embedding_cache import EmbeddingCache, TextEncoder
from retrieval.search.encoder import Encoder, Progress, Vectors

_log = logging.getLogger(__name__)
READ, _LABELS = "attributes.db", "labels.db"
"""The caches of embeddings beside the indexes: of attributes and values by the ranker's language model, and of labels
by the retrieval's. Thousands of them take a while."""
_Prepared = TypeVar("_Prepared")
Listed = Iterable[tuple[str, Sequence[AttributeCandidate]]]
"""Product types with their attributes."""


class LoadedRanker(AttributeRanker, Protocol):
    """A ranker that can encode a catalog's attributes before the first request wants them."""

    shares_queries: bool
    """Whether its language model is the retrieval's, so that encodings can be shared."""
    fingerprint: str
    """Of its language model."""
    dimension: int
    encode: Encode

    def prepare(self, listed: Listed, encode: Encode | None = None) -> None:
        """Reads the attributes of each product type ahead; `encode` may be a cached form of the ranker's own."""

    def meanings(self, texts: Sequence[str], encode: Encode | None = None) -> Vectors:
        """Attributes as unit vectors of what they mean; `encode` as above."""

    def study(self, families: Iterable[Family], encode: Encode | None = None) -> None:
        """Reads ahead how people ask for products of these families."""


class LoadRanker(Protocol):
    """Loads the ranker of a model folder; whatever it raises keeps the model from being made current."""

    def __call__(self, folder: Path, base: Encode | Path, variant: str, device: str, threads: int, /) -> LoadedRanker:
        """`base` is the language model of a ranker without its own: the retrieval's, or the general one's folder."""


def load_served(folder: Path, base: Encode | Path, variant: str, device: str, threads: int) -> LoadedRanker:
    """Loads a folder as `floorwalker train` writes it. Raises ModelInvalid."""
    from ranker.serving import load_ranker

    return load_ranker(folder, base, variant, device, threads)


class Rankers:
    """Holds the current ranker, and says what keeps a better one from being so."""

    def __init__(self, config: RecommenderConfig, load: LoadRanker, metrics: Metrics) -> None:
        self._config = config
        self._load = load
        self._metrics = metrics
        self._registry = Registry(config.models) if config.models else None
        self._stamp: object = None
        self._ranker: AttributeRanker | None = None
        self.reason: str | None = None
        """Why the promoted model is not current; None if it is, or if none is promoted."""
        self.trial_reason: str | None = None
        """The same of the one on trial."""
        self._trial_stamp: object = None

    @property
    def is_outdated(self) -> bool:
        """Whether something was promoted or rolled back since the last `take_up`."""
        return self._ranker is None or self._stamp != self._promotions()

    @property
    def is_trial_outdated(self) -> bool:
        """Whether a trial began or ended since the last `take_up_trial`."""
        return self._registry is not None and self._trial_stamp != self._registry.trial_stamp()

    def take_up_trial(self, recommender: Recommender) -> Trial | None:
        """The model on trial from now on, loaded and prepared for a recommender's catalog. Never raises."""
        trial = plan = None
        try:
            if self._registry is not None:
                self._trial_stamp = self._registry.trial_stamp()
                plan = self._registry.trial()
            if plan is not None and self._registry is not None:
                ranker, families = self._registered(self._registry, plan.version, recommender)
                needs = Needs(recommender.snapshot, recommender.readings)
                trial = Trial(plan.kind, plan.share, ranker, families, needs)
            self.trial_reason = None
        except Exception as error:  # as in `take_up`
            self.trial_reason = f"the model on trial cannot be loaded: {error}"
            self._metrics.model_failed("load")
            _log.exception("the model on trial cannot be loaded; nobody gets it")
        on_trial = (trial.kind, trial.ranker.version, trial.share) if trial else ("", "", 0.0)
        self._metrics.tried(*on_trial)
        return trial

    def take_up(self, recommender: Recommender) -> AttributeRanker:
        """The ranker to use from now on, loaded again and prepared for a recommender's catalog. Never raises."""
        self._stamp = self._promotions()
        encoder = recommender.snapshot.encoder
        self._cached(_LABELS, encoder, lambda encode: recommender.useful.prepare(recommender.labels(), encode))
        try:
            self._ranker = self._promoted(recommender) or self._general(recommender)
            self.reason = None
        except Exception as error:  # a model may break in any way, and the service goes on
            self._ranker = self._ranker or self._instead(recommender)
            self.reason = f"{self._ranker.version} ranks, since the promoted model cannot be loaded: {error}"
            self._metrics.model_failed("load")
            _log.exception("the promoted model cannot be loaded; %s ranks", self._ranker.version)
        types, families = recommender.view.categories(), recommender.families
        self._cached(_LABELS, encoder, lambda encode: recommender.wordbook.prepare(types, families, encode))
        self._metrics.promoted(current=self.reason is None)
        return self._ranker

    def _promotions(self) -> object:
        return self._registry.stamp() if self._registry else None

    def _promoted(self, recommender: Recommender) -> AttributeRanker | None:
        folder = self._registry.current() if self._registry else None
        if self._registry is None or folder is None:
            return None
        ranker, recommender.families = self._registered(self._registry, folder.name, recommender)
        return ranker

    def _general(self, recommender: Recommender) -> AttributeRanker:
        """The general ranker; statistics where there is none."""
        general = self._config.general
        if general is None:
            return StatisticsRanker()
        ranker, recommender.families = self._loaded(general, general, recommender)
        return ranker

    def _instead(self, recommender: Recommender) -> AttributeRanker:
        """Of a broken model at a start."""
        try:
            return self._general(recommender)
        except Exception:  # as above
            _log.exception("the general ranker cannot be loaded either")
            return StatisticsRanker()

    def _registered(
        self, registry: Registry, version: str, recommender: Recommender
    ) -> tuple[AttributeRanker, Families]:
        """As `_loaded`, of a version as it was registered. Raises ModelMissing and ModelInvalid."""
        base = self._base(registry.verify(version), recommender.snapshot.encoder)
        return self._loaded(registry.folder(version), base, recommender)

    def _loaded(self, folder: Path, base: Encode | Path, recommender: Recommender) -> tuple[AttributeRanker, Families]:
        """A ranker that has read the catalog's attributes, and the types' families as it reads them."""
        config = self._config
        ranker = self._load(folder, base, config.ranker_variant, config.device, config.threads)
        reads = recommender.snapshot.encoder if ranker.shares_queries else Reads(ranker)
        return ranker, self._cached(READ, reads, lambda encode: _studied(ranker, recommender, encode))

    def _base(self, manifest: Manifest, encoder: Encoder) -> Encode | Path:
        """What a model without a language model of its own was trained on. Raises ModelInvalid if that is not here."""
        if _has_own(manifest) or manifest.base_model_hash == encoder.fingerprint:
            return encoder.encode
        general = self._config.general
        if general is not None and manifest.base_model_hash == general.name:
            return general
        raise ModelInvalid(
            f"{manifest.version} was trained on another language model ({manifest.base_model}, not {encoder.name}): "
            "set FLOORWALKER_LANGUAGE_MODEL as it was, or train again"
        )

    def _cached(self, name: str, encoder: TextEncoder, prepare: Callable[[Encode | None], _Prepared]) -> _Prepared:
        """What `prepare` makes with the cache of embeddings by `encoder`, or without one where it cannot be used."""
        path = self._config.indexes / name
        try:
            with EmbeddingCache(path) as cache:
                return prepare(lambda texts: cache.encode(encoder, texts))
        except sqlite3.Error:
            _log.warning("%s cannot be used; the attributes are embedded at every start", path, exc_info=True)
            return prepare(None)


class Reads:
    """A ranker's own language model, as a cache of embeddings takes it."""

    def __init__(self, ranker: LoadedRanker) -> None:
        self.fingerprint, self.dimension, self._encode = ranker.fingerprint, ranker.dimension, ranker.encode

    def encode(self, texts: Sequence[str], batch_size: int = 32, progress: Progress | None = None) -> Vectors:  # noqa: ARG002
        """Unit vectors, one a text."""
        return self._encode(texts)


def _studied(ranker: LoadedRanker, recommender: Recommender, encode: Encode | None) -> Families:
    """Has a ranker read the catalog's attributes, and how people ask for products of its types' families; these,
    linked anew with what this ranker takes attributes to mean."""
    ranker.prepare(recommender.readings.everything(), encode)
    table, links = recommender.snapshot.table, recommender.families.links
    families = Families(table, recommender.readings, links, lambda texts: ranker.meanings(texts, encode))
    linked = [families.of(category) for category in recommender.view.categories()]
    families.read = ranker.meanings
    ranker.study([one.family for one in linked if one is not None], encode)
    return families


def _has_own(manifest: Manifest) -> bool:
    """Whether the language model was tuned, so that the version holds its own."""
    from ranker.served_head import LANGUAGE

    return any(path.startswith(f"{LANGUAGE}/") for path in manifest.files)
