"""The ranker that needs no training, with its attributes embedded once; and a trained one read from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranker.export import write_heads
from ranker.features import FEATURES
from ranker.network import Head, HeadConfig, Heads
from ranker.registry import Registry
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.live.rankers import Rankers, load_served
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest
from retrieval.search.encoder import Encoder, Vectors
from tests.recommender.fake_models import manifest

ATTRIBUTES = [("Weight", "g", ("60 g", "65 g")), ("Colour", None, ("Red",))]


class Counting(Encoder):
    """An encoder that says what it was given."""

    def __init__(self, encoder: Encoder) -> None:
        self.__dict__.update(encoder.__dict__)
        self.given: list[str] = []

    def encode(self, texts: Sequence[str], **_options: object) -> Vectors:  # type: ignore[override]
        self.given += texts
        return np.ones((len(texts), self.dimension), np.float32)


@pytest.fixture
def counting(encoder: Encoder) -> Counting:
    return Counting(encoder)


@pytest.fixture
def empty(config: RecommenderConfig, tmp_path: Path) -> RecommenderConfig:
    """A configuration whose folders hold nothing yet."""
    return replace(config, indexes=tmp_path, models=tmp_path / "models")


def test_embeds_attributes_once_for_all_starts(empty: RecommenderConfig, counting: Counting) -> None:
    for _ in range(2):
        rankers = Rankers(empty, load_served, Metrics())
        assert rankers.take_up(ATTRIBUTES, counting).version == "zero-shot-1/tiny"

    assert sorted(counting.given) == ["Colour", "Weight (g)"]
    assert (rankers.reason, rankers.is_outdated) == (None, False)


def test_starts_without_the_cache_when_its_file_is_damaged(empty: RecommenderConfig, counting: Counting) -> None:
    (empty.indexes / "attributes.db").write_bytes(b"not a database " * 100)

    ranker = Rankers(empty, load_served, Metrics()).take_up(ATTRIBUTES, counting)

    assert ranker.version == "zero-shot-1/tiny"
    assert sorted(counting.given) == ["Colour", "Weight (g)"]


def test_needs_no_registry(empty: RecommenderConfig, counting: Counting) -> None:
    rankers = Rankers(replace(empty, models=None), load_served, Metrics())

    assert rankers.take_up(ATTRIBUTES, counting).version == "zero-shot-1/tiny"
    assert not rankers.is_outdated


def promote_heads(folder: Path | None, language_model: str) -> None:
    """Promotes heads with random weights over the vectors of a language model."""
    assert folder is not None
    registry = Registry(folder)
    with registry.stage() as staged:
        write_heads(staged, Heads([Head(HeadConfig(32, len(FEATURES), 0, projected=8, hidden=8))]))
        registry.promote(registry.register(staged, manifest("v1", language_model)))


def test_serves_a_folder_as_a_training_writes_it(empty: RecommenderConfig, recommender: Recommender) -> None:
    encoder = recommender.snapshot.encoder
    promote_heads(empty.models, encoder.fingerprint)
    rankers = Rankers(empty, load_served, Metrics())
    ranker = rankers.take_up(recommender.attribute_readings(), encoder)

    answer = Recommender(recommender.snapshot, ranker).recommend(RecommendRequest(query="wireless mouse"))

    assert (rankers.reason, answer.model_version) == (None, "v1")


def test_refuses_heads_that_were_trained_on_another_language_model(
    empty: RecommenderConfig, counting: Counting
) -> None:
    promote_heads(empty.models, "another fingerprint")
    rankers = Rankers(empty, load_served, Metrics())

    assert rankers.take_up(ATTRIBUTES, counting).version == "statistics-1"
    assert "set FLOORWALKER_LANGUAGE_MODEL as it was" in (rankers.reason or "")
