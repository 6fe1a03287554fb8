"""Labelled messages before products of a small catalog."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.acts.scene import Scene
from data.catalog.products import Catalog
from floorwalker.steps.act_scenes import ShopScenes
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex


@pytest.fixture
def shop(small_catalog: Catalog, encoder: Encoder, tmp_path: Path) -> ShopScenes:
    folder = ProductIndex.build(small_catalog, encoder, tmp_path)
    recommender = Recommender(load_snapshot(folder, encoder, lambda _version: small_catalog))
    return ShopScenes(recommender, random.Random(0))  # noqa: S311


def test_a_list_is_of_products_that_the_words_speak_of(shop: ShopScenes) -> None:
    scene, (reading, part) = shop.read(Scene.of_tag("list"), ["the rechargeable one please", "please"])

    assert scene.types == ("Mouse",)
    assert scene.listed == 5
    assert [constraint.attribute for constraint in reading.constraints] == ["rechargeable"]
    assert not part.constraints


def test_a_question_is_about_an_attribute_of_the_products(shop: ShopScenes) -> None:
    scene, (reading,) = shop.read(Scene.of_tag("question:touchscreen"), ["yes"])

    assert (scene.asked_kind, scene.types) == ("boolean", ("Laptop",))
    assert [(constraint.attribute, constraint.value) for constraint in reading.constraints] == [("touchscreen", True)]


def test_a_page_shows_no_products(shop: ShopScenes) -> None:
    scene, _ = shop.read(Scene.of_tag("page"), ["a mouse"])

    assert (scene.types, scene.listed) == ((), 0)
