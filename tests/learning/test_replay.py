"""What models answer to requests that were logged."""

from __future__ import annotations

import pytest

from learning.replay import Replay, request_of
from ranker.statistical import StatisticsRanker
from recommender.engine.recommender import Recommender
from tests.learning.shoppers import BEGAN, products_list

ASKED = {"query": "mouse", "constraints": [{"attribute": "connectivity", "value": "Wired"}], "group": True, "offset": 5}


def test_asks_again_from_the_first_place_on(recommender: Recommender) -> None:
    own = recommender.ranker
    shown = products_list("list", BEGAN, ["mouse-1"], request=ASKED)
    (found,) = Replay(recommender).answers(StatisticsRanker(), [shown], lambda _done, _total: None)

    assert found is not None
    assert found.products[0].startswith("mouse-")
    assert found.places[found.products[0]] == 0
    assert set(found.places) >= set(found.products)
    assert found.attributes
    assert recommender.ranker is own


@pytest.mark.parametrize("request_", [{}, {"no such field": 1}, {"query": 7}])
def test_what_cannot_be_asked_again_is_left_out(request_: dict[str, object]) -> None:
    assert request_of(products_list("list", BEGAN, [], request=request_)) is None


def test_a_constraint_that_the_catalog_has_no_use_for_has_no_answer(recommender: Recommender) -> None:
    bad = {"query": "mouse", "constraints": [{"attribute": "weight", "op": "lte", "value": "heavy"}]}
    shown = products_list("list", BEGAN, [], request=bad)

    assert Replay(recommender).answers(StatisticsRanker(), [shown], lambda _done, _total: None) == [None]
