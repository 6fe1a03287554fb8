"""When another question pays."""

from __future__ import annotations

from ranker.candidates import AttributeCandidate
from recommender.engine.question import FEW_PRODUCTS, LEAST_NARROWING, decide
from tests.ranker.requests import candidate


def question(narrowing: float, values: int = 2) -> AttributeCandidate:
    return candidate("Colour", narrowing, values=values)


def test_asks_while_an_answer_would_narrow_many_products() -> None:
    assert decide(37, [question(0.4)]) == "ask"


def test_shows_when_few_products_are_left() -> None:
    assert decide(FEW_PRODUCTS, [question(0.4)]) == "show"
    assert decide(0, [question(0.4)]) == "show"


def test_shows_when_no_answer_would_change_anything() -> None:
    assert decide(37, [question(LEAST_NARROWING / 2)]) == "show"
    assert decide(37, [question(0.4, values=1)]) == "show"
    assert decide(37, []) == "show"
