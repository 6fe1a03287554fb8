"""Rules in a running engine: their effect on answers, and how a changed file comes into force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from data.catalog.products import Catalog
from recommender.config import RecommenderConfig
from recommender.engine.recommender import Recommender
from recommender.live.rankers import load_served
from recommender.live.reloading import Reloader
from recommender.metrics import Metrics
from recommender.protocol.recommend import RankedAttribute, RecommendRequest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "rules.yaml"


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def reloader(config: RecommenderConfig, small_catalog: Catalog, path: Path, metrics: Metrics) -> Reloader:
    reloader = Reloader(replace(config, rules=path), lambda _version: small_catalog, metrics, load_served)
    reloader.refresh()
    return reloader


def mice(recommender: Recommender) -> list[RankedAttribute]:
    return recommender.recommend(RecommendRequest(query="mouse", explain=True)).attributes


def test_a_new_file_comes_into_force_without_a_restart(reloader: Reloader, path: Path) -> None:
    before = [attribute.name for attribute in mice(reloader.recommender)]
    last = before[-1]
    path.write_text(f"pin: [{{attribute: {last}}}]", encoding="utf-8")
    reloader.refresh()

    first = mice(reloader.recommender)[0]
    assert first.name == last
    assert first.explanation is not None
    assert first.explanation.rules == ["the shop pins it to the top"]
    assert "the shop pins it to the top" in first.explanation.sentence
    assert first.explanation.parts["rules"] > 0
    path.unlink()
    reloader.refresh()
    assert [attribute.name for attribute in mice(reloader.recommender)] == before


def test_a_hidden_attribute_is_not_in_the_answer(reloader: Reloader, path: Path) -> None:
    path.write_text("hide: [{attribute: Colour}]", encoding="utf-8")
    reloader.refresh()
    attributes = mice(reloader.recommender)

    assert "colour" not in {attribute.name for attribute in attributes}
    assert sum(attribute.weight for attribute in attributes) == pytest.approx(1)


def test_a_bad_file_leaves_the_old_rules_and_says_so(reloader: Reloader, path: Path, metrics: Metrics) -> None:
    path.write_text("hide: [{attribute: Colour}]", encoding="utf-8")
    reloader.refresh()
    path.write_text("hide: [{attribute: Collour}]  # misspelt", encoding="utf-8")
    reloader.refresh()

    assert "colour" not in {attribute.name for attribute in mice(reloader.recommender)}
    assert reloader.reason is not None
    assert "hide.0.attribute" in reloader.reason
    assert "'Colour'" in reloader.reason
    assert b"floorwalker_recommender_rules_current 0.0" in metrics.exposition()
    path.write_text("", encoding="utf-8")
    reloader.refresh()
    assert reloader.reason is None
    assert b"floorwalker_recommender_rules_current 1.0" in metrics.exposition()


def test_synonyms_find_what_the_word_alone_does_not(reloader: Reloader, path: Path) -> None:
    def found() -> list[str | None]:
        answer = reloader.recommender.recommend(RecommendRequest(query="pointing rodent"))
        return [product.category for product in answer.products]

    path.write_text("synonyms: {rodent: [mouse]}", encoding="utf-8")
    reloader.refresh()

    assert found() == ["Mouse"] * 5
