"""Which ranker is current: the promoted model or, where none is promoted, the language model as it comes.

A promoted model that cannot be loaded leaves current what was; at a start, when nothing was, statistics alone.
Which catalog the ranker serves is the caller's affair: it gives the attributes to prepare for.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from ranker.candidates import AttributeRanker, Encode
from ranker.errors import ModelInvalid
from ranker.registry import Manifest, Registry
from ranker.statistical import StatisticsRanker, ZeroShotRanker
from recommender.config import RecommenderConfig
from recommender.engine.recommender import AttributeReading
from recommender.metrics import Metrics
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Encoder

_log = logging.getLogger(__name__)
_ATTRIBUTES = "attributes.db"
"""The cache of attribute embeddings, beside the indexes: thousands of labels take a while."""


class LoadedRanker(AttributeRanker, Protocol):
    """A ranker that can encode a catalog's attributes before the first request wants them."""

    shares_queries: bool
    """Whether its language model is the retrieval's, so that encodings can be shared."""

    def prepare(self, attributes: Sequence[AttributeReading], encode: Encode | None = None) -> None:
        """Encodes those that are not encoded yet; `encode` may be a cached form of the ranker's own."""


class LoadRanker(Protocol):
    """Loads the ranker of a model folder; whatever it raises keeps the model from being made current."""

    def __call__(self, folder: Path, encode: Encode, variant: str, device: str, threads: int, /) -> LoadedRanker:
        """`encode` is the retrieval's language model."""


def load_served(folder: Path, encode: Encode, variant: str, device: str, threads: int) -> LoadedRanker:
    """Loads a folder as `floorwalker train` writes it. Raises ModelInvalid."""
    from ranker.serving import load_ranker

    return load_ranker(folder, encode, variant, device, threads)


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

    @property
    def is_outdated(self) -> bool:
        """Whether something was promoted or rolled back since the last `take_up`."""
        return self._ranker is None or self._stamp != self._promotions()

    def take_up(self, attributes: Sequence[AttributeReading], encoder: Encoder) -> AttributeRanker:
        """The ranker to use from now on, loaded again and prepared for a catalog's attributes. Never raises."""
        self._stamp = self._promotions()
        try:
            self._ranker = self._wanted(attributes, encoder)
            self.reason = None
        except Exception as error:  # a model may break in any way, and the service goes on
            self._ranker = self._ranker or StatisticsRanker()
            self.reason = f"{self._ranker.version} ranks, since the promoted model cannot be loaded: {error}"
            self._metrics.model_failed("load")
            _log.exception("the promoted model cannot be loaded; %s ranks", self._ranker.version)
        self._metrics.promoted(current=self.reason is None)
        return self._ranker

    def _promotions(self) -> object:
        return self._registry.stamp() if self._registry else None

    def _wanted(self, attributes: Sequence[AttributeReading], encoder: Encoder) -> AttributeRanker:
        folder = self._registry.current() if self._registry else None
        if self._registry is None or folder is None:
            return self._zero_shot(attributes, encoder)
        _refuse_other_language_model(self._registry.verify(folder.name), encoder)
        config = self._config
        ranker = self._load(folder, encoder.encode, config.ranker_variant, config.device, config.threads)
        self._prepared(lambda encode: ranker.prepare(attributes, encode), encoder if ranker.shares_queries else None)
        return ranker

    def _zero_shot(self, attributes: Sequence[AttributeReading], encoder: Encoder) -> ZeroShotRanker:
        """Its attributes come from the cache if they were embedded before."""
        ranker = ZeroShotRanker(encoder.encode, encoder.name)
        named = [(label, unit) for label, unit, _ in attributes]
        self._prepared(lambda encode: ranker.prepare(named, encode), encoder)
        return ranker

    def _prepared(self, prepare: Callable[[Encode | None], None], encoder: Encoder | None) -> None:
        """Prepares with the cache of embeddings by `encoder`, or without one where the ranker has its own model."""
        if encoder is None:
            prepare(None)
            return
        path = self._config.indexes / _ATTRIBUTES
        try:
            with EmbeddingCache(path) as cache:
                prepare(lambda texts: cache.encode(encoder, texts))
        except sqlite3.Error:
            _log.warning("%s cannot be used; the attributes are embedded at every start", path, exc_info=True)
            prepare(None)


def _refuse_other_language_model(manifest: Manifest, encoder: Encoder) -> None:
    """Raises ModelInvalid for a model without a language model of its own that was trained on another one's vectors."""
    from ranker.export import LANGUAGE

    has_own = any(path.startswith(f"{LANGUAGE}/") for path in manifest.files)
    if not has_own and manifest.base_model_hash != encoder.fingerprint:
        raise ModelInvalid(
            f"{manifest.version} was trained on another language model ({manifest.base_model}, not {encoder.name}): "
            "set FLOORWALKER_LANGUAGE_MODEL as it was, or train again"
        )
