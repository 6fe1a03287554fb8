from __future__ import annotations

from data.catalog.constraints import Constraint, Range
from recommender.engine.recommender import Recommender
from recommender.protocol.recommend import RecommendRequest, RecommendResponse


def ask(recommender: Recommender, *constraints: Constraint) -> RecommendResponse:
    return recommender.recommend(RecommendRequest(query="mouse", constraints=list(constraints)))


def test_a_number_is_relaxed_only_as_far_as_the_next_product(recommender: Recommender) -> None:
    prices = [p.price for p in recommender.snapshot.catalog.products if p.category == "Wireless mouse" and p.price]
    prices = prices or [p.price for p in recommender.snapshot.catalog.products if p.price]
    cheapest = min(prices)
    answer = ask(recommender, Constraint(attribute="price", op="lt", value=cheapest - 1))
    assert answer.total == 0
    (relaxation,) = answer.relaxations
    assert relaxation.relaxed is not None
    assert (relaxation.relaxed.op, relaxation.total >= 1) == ("lte", True)
    again = ask(recommender, relaxation.relaxed)
    assert again.total >= 1


def test_the_smallest_change_comes_first(recommender: Recommender) -> None:
    heaviest = max(
        float(str(p.stated["weight"])) for p in recommender.snapshot.catalog.products if "weight" in p.stated
    )
    little = Constraint(attribute="weight", op="gte", value=heaviest + 1)
    nowhere = Constraint(attribute="colour", op="eq", value="Ultraviolet")
    for constraints in ((little, nowhere), (nowhere, little)):
        answer = ask(recommender, *constraints)
        assert answer.total == 0
        assert answer.relaxations == []  # no single change would do
    alone = ask(recommender, little)
    assert [r.constraint for r in alone.relaxations] == [little]
    assert alone.relaxable == [little]


def test_a_range_is_widened_at_the_end_that_is_nearer(recommender: Recommender) -> None:
    weights = sorted(
        {float(str(p.stated["weight"])) for p in recommender.snapshot.catalog.products if "weight" in p.stated}
    )
    low = weights[-1] + 1
    constraint = Constraint(attribute="weight", op="between", value=Range(min=low, max=low + 1))
    (relaxation,) = ask(recommender, constraint).relaxations
    assert relaxation.relaxed is not None
    assert relaxation.relaxed.value == Range(min=weights[-1], max=low + 1)


def test_a_constraint_that_is_no_number_can_only_be_dropped(recommender: Recommender) -> None:
    constraint = Constraint(attribute="colour", op="eq", value="Ultraviolet")
    (relaxation,) = ask(recommender, constraint).relaxations
    assert relaxation.relaxed is None
    assert relaxation.total > 0


def test_nothing_is_proposed_while_there_are_products(recommender: Recommender) -> None:
    assert ask(recommender).relaxations == []
