"""What words say where a question stands before them."""

from __future__ import annotations

import pytest

from data.catalog.constraints import Constraint
from recommender.engine.hearing import heard
from recommender.engine.recommender import Recommender
from recommender.protocol.understand import UnderstandRequest


def read(recommender: Recommender, text: str, asked: str | None) -> list[Constraint]:
    request = UnderstandRequest(text=text, asked=asked, product_types=["Mouse"])
    return heard(recommender.snapshot.linker, recommender.lookups, request).constraints


@pytest.mark.parametrize(
    ("text", "asked", "attribute"),
    [
        ("under 90", "weight", "weight"),
        ("under 90", "price", "price"),
        ("a price under 30", "weight", "price"),  # names another attribute
        ("under 30 euros", "weight", "price"),
    ],
)
def test_a_number_answers_the_question_unless_it_is_about_something_else(
    recommender: Recommender, text: str, asked: str, attribute: str
) -> None:
    assert [constraint.attribute for constraint in read(recommender, text, asked)] == [attribute]


def test_a_product_type_opens_a_subject_of_its_own(recommender: Recommender) -> None:
    request = UnderstandRequest(text="a laptop under 1000", asked="weight", product_types=["Mouse"])
    understood = heard(recommender.snapshot.linker, recommender.lookups, request)

    assert [constraint.attribute for constraint in understood.constraints] == ["price"]
