"""The whole of learning, over shoppers whose taste is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from learning.learned import Learned, _rounded, learned
from ranker.experience import Lesson
from ranker.experienced import ExperiencedRanker
from ranker.statistical import StatisticsRanker
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest
from tests.learning.shoppers import BEGAN, World, conversations

NOW = BEGAN + timedelta(days=100)


@pytest.fixture(scope="module")
def taught(world: World, recommender: Recommender) -> Learned:
    return learned(conversations(world, 400), recommender, now=NOW)


def lesson(found: Learned) -> Lesson:
    return next(one for one in found.experience.lessons if one.category == "Mouse" and one.purpose is None)


def test_values_that_shoppers_choose_speak_for_products(taught: Learned) -> None:
    values = lesson(taught).values

    assert values["connectivity"]["Wired"] > 0 > values["connectivity"].get("Wireless", 0)
    assert values["weight"]["low"] > 0 > values["weight"]["high"]


def test_questions_that_shoppers_know_are_told_from_those_they_do_not(taught: Learned) -> None:
    answerable = lesson(taught).answerable

    assert answerable["connectivity"] > 0.8
    assert answerable["colour"] < 0.3


def test_what_was_learned_orders_a_request_for_no_more_than_the_type(
    taught: Learned, recommender: Recommender, world: World
) -> None:
    base = StatisticsRanker()
    request = RecommendRequest(query="mouse", limit=12)
    experienced = Recommender(recommender.snapshot, ExperiencedRanker(base, taught.experience))
    plain = Recommender(recommender.snapshot, base)

    after = [p for p in experienced.recommend(request).products if p.category == "Mouse"]
    before = [p for p in plain.recommend(request).products if p.category == "Mouse"]

    products = {product.id: product for product in world.catalog.products}
    utilities = [world.utility(products[card.id]) for card in after]
    assert {p.id for p in after} == {p.id for p in before}
    assert np.corrcoef(utilities, np.arange(12))[0, 1] < -0.9
    assert sum(utilities[:5]) > sum(world.utility(products[card.id]) for card in before[:5])
    assert "connectivity" in {fit.attribute for fit in after[0].fits}


def test_the_card_says_what_was_learned_from_and_how_sure_it_is(taught: Learned) -> None:
    card = taught.card

    assert (card.conversations, card.kept, card.open_conversations) == (400, 400, 0)
    assert card.observations["product_click"] == 400
    assert card.trust > 0
    assert card.gain["low"] > 0
    assert card.by_type == {"Mouse": 400}
    assert "shopper-1" not in card.json()
    assert "session-1" not in card.json()


def test_examples_have_one_shape_with_day_ones_and_follow_time(taught: Learned) -> None:
    example = taught.examples[0]
    relevance = dict(zip((one.name for one in example.candidates), example.relevance, strict=True))

    assert example.source == "log"
    assert relevance["connectivity"] > relevance["rechargeable"]
    assert [one.split for one in taught.examples] == ["train", "dev", "held out"]


def test_no_conversation_teaches_nothing(recommender: Recommender) -> None:
    found = learned([], recommender, now=NOW)

    assert found.experience.is_empty
    assert found.examples == []
    assert (found.card.conversations, found.card.trust) == (0, 0.0)


def test_few_conversations_leave_the_order_as_it_is(world: World, recommender: Recommender) -> None:
    found = learned(conversations(world, 6), recommender, now=NOW)

    assert not any(one.values for one in found.experience.lessons)


def test_raw_clicks_are_counted_as_they_come(world: World, recommender: Recommender) -> None:
    found = learned(conversations(world, 100), recommender, corrected=False, now=NOW)

    assert lesson(found).values["connectivity"]["Wired"] > 0
    assert lesson(found).answerable == {}
    assert not found.card.corrected


def test_a_log_of_another_catalog_is_counted_and_left_out(world: World, recommender: Recommender) -> None:
    own = conversations(world, 40)
    other = [
        replace(
            session,
            id=f"other-{session.id}",
            lists=[replace(one, category="Sofa", catalog_version="old") for one in session.lists],
            questions=[replace(one, category="Sofa") for one in session.questions],
        )
        for session in own
    ]
    gone = [
        replace(s, lists=[replace(one, products=[replace(p, id="gone-" + p.id) for p in one.products])])
        for s in conversations(world, 10, seed=1)
        for one in s.lists
    ]

    found = learned([*other, *gone], recommender, now=NOW)

    assert (found.card.unknown_types, found.card.unknown_products) == (40, 50)
    assert found.card.catalogs == {"old": 40, "test-1": 10}
    assert not any(one.values for one in found.experience.lessons)


def test_no_chance_of_an_answer_is_written_down_as_none() -> None:
    assert _rounded({"weight": 0.25004, "sensor": 1e-7}) == {"sensor": 0.0001, "weight": 0.25}
