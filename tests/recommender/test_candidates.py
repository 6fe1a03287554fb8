"""Which products a wish leaves: those of a type that cannot have it are not left."""

from __future__ import annotations

from recommender.engine import Recommender
from recommender.protocol import Constraint, RecommendRequest


def test_a_wish_leaves_no_product_of_a_type_that_never_states_it(recommender: Recommender) -> None:
    wish = Constraint(attribute="connectivity", value="Wireless")

    found = recommender.recommend(RecommendRequest(constraints=[wish], limit=100))

    assert found.total == 6
    assert {product.category for product in found.products} == {"Mouse"}


def test_a_wish_against_a_value_leaves_types_that_cannot_have_it(recommender: Recommender) -> None:
    wish = Constraint(attribute="connectivity", op="neq", value="Wireless")

    found = recommender.recommend(RecommendRequest(constraints=[wish], limit=100))

    assert {product.category for product in found.products} == {"Mouse", "Laptop"}
