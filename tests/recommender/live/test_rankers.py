"""Which ranker is current: the promoted, else the general one, else statistics; attributes are read once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ranker.export import write_head, write_served
from ranker.features import FEATURES
from ranker.language import LanguageModel
from ranker.network import Head, HeadConfig
from ranker.registry import Registry
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.live.rankers import READ, Rankers, load_served
from recommender.metrics import Metrics
from recommender.protocol.recommend import RecommendRequest
from retrieval.search.embedding_cache import EmbeddingCache
from retrieval.search.encoder import Vectors
from tests.recommender.fake_models import manifest


@pytest.fixture
def empty(config: RecommenderConfig, tmp_path: Path) -> RecommenderConfig:
    """A configuration whose folders hold nothing yet."""
    return replace(config, indexes=tmp_path / "index", models=tmp_path / "models")


def head() -> Head:
    return Head(HeadConfig(32, len(FEATURES)))


@pytest.fixture(scope="module")
def general(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A general ranker as it is served: the tiny model in int8, with a head as it begins."""
    folder = tmp_path_factory.mktemp("served") / "general-1"
    folder.mkdir()
    write_served(folder, LanguageModel.load(tiny_model, 48), head())
    return folder


def promote_head(folder: Path | None, language_model: str) -> None:
    """Promotes a head over the vectors of a language model."""
    assert folder is not None
    registry = Registry(folder)
    with registry.stage() as staged:
        write_head(staged, head())
        registry.promote(registry.register(staged, manifest("v1", language_model)))


def taken_up(config: RecommenderConfig, recommender: Recommender) -> Rankers:
    rankers = Rankers(config, load_served, Metrics())
    rankers.take_up(recommender)
    return rankers


def version(config: RecommenderConfig, recommender: Recommender) -> str:
    """Of what ranks a request."""
    ranker = Rankers(config, load_served, Metrics()).take_up(recommender)
    return Recommender(recommender.snapshot, ranker).recommend(RecommendRequest(query="wireless mouse")).model_version


def test_statistics_rank_without_anything_else(empty: RecommenderConfig, recommender: Recommender) -> None:
    assert version(empty, recommender) == "statistics-1"
    assert version(replace(empty, models=None), recommender) == "statistics-1"


def test_the_general_ranker_serves_until_one_is_promoted(
    empty: RecommenderConfig, recommender: Recommender, general: Path
) -> None:
    config = replace(empty, general=general)
    assert version(config, recommender) == "general-1"

    promote_head(config.models, general.name)
    assert version(config, recommender) == "v1"


def test_a_head_over_the_shops_own_language_model_serves(empty: RecommenderConfig, recommender: Recommender) -> None:
    promote_head(empty.models, recommender.snapshot.encoder.fingerprint)

    assert version(empty, recommender) == "v1"


def test_the_general_ranker_stands_in_for_a_broken_model(
    empty: RecommenderConfig, recommender: Recommender, general: Path
) -> None:
    promote_head(empty.models, "another fingerprint")
    rankers = taken_up(replace(empty, general=general), recommender)

    assert "general-1 ranks" in (rankers.reason or "")
    assert "set FLOORWALKER_LANGUAGE_MODEL as it was" in (rankers.reason or "")


def test_statistics_stand_in_where_the_general_ranker_is_broken_too(
    empty: RecommenderConfig, recommender: Recommender, tmp_path: Path
) -> None:
    rankers = taken_up(replace(empty, general=tmp_path / "general-nothing"), recommender)

    assert "statistics-1 ranks" in (rankers.reason or "")


def test_reads_attributes_once_for_all_starts(
    empty: RecommenderConfig, recommender: Recommender, general: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(empty, general=general)
    taken_up(config, recommender)

    def refuse(_self: object, texts: Sequence[str], *_options: object, **_named: object) -> Vectors:
        raise AssertionError(f"read again: {texts[:3]}")

    monkeypatch.setattr("recommender.live.rankers.Reads.encode", refuse)
    assert taken_up(config, recommender).reason is None


def test_starts_without_the_cache_when_its_file_is_damaged(
    empty: RecommenderConfig, recommender: Recommender, general: Path
) -> None:
    empty.indexes.mkdir(parents=True)
    (empty.indexes / READ).write_bytes(b"not a database " * 100)

    assert version(replace(empty, general=general), recommender) == "general-1"


def test_the_cache_holds_what_a_training_reads_too(
    empty: RecommenderConfig, recommender: Recommender, general: Path
) -> None:
    taken_up(replace(empty, general=general), recommender)

    with EmbeddingCache(empty.indexes / READ) as cache:
        found = cache._connection.execute("select distinct encoder from embedding").fetchall()
    assert found == [("general-1 int8",)]
