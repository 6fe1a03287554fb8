from __future__ import annotations

import numpy as np

from recommender.lessons.examples import NOTHING
from recommender.lessons.sentences import CONFIDENCE, findings, sentence_examples
from recommender.lessons.types import Groups
from tests.recommender.lessons.bags import Text, backpacks, knowledge, types_of


def needs(text: Text) -> set[str]:
    return {example.need for example in sentence_examples(types_of(backpacks(text)), Groups(knowledge()))}


def test_texts_teach_what_their_products_have_in_common() -> None:
    examples = sentence_examples(types_of(backpacks()), Groups(knowledge()))
    flights = [example for example in examples if example.need == "long flights"]

    assert [e.query for e in flights] == ["backpack for long flights", "for long flights", "backpack long flights"]
    for example in flights:
        grades = {c.name: grade for c, grade in zip(example.candidates, example.relevance, strict=True)}
        values = {
            c.name: dict(zip(c.values, own, strict=True))
            for c, own in zip(example.candidates, example.affinities, strict=True)
        }
        assert max(grades, key=lambda name: grades[name]) in ("weight", "package_weight", "material")
        assert NOTHING <= min(grades.values()) <= max(grades.values()) <= CONFIDENCE
        assert grades["category"] == NOTHING
        assert values["weight"]["low"] > 0 > values["weight"]["high"]
        assert values["material"]["Nylon"] > 0 > values["material"]["Canvas"]
        assert "brand" not in grades
        assert example.source == "sentences"
        assert example.group == "backpack"


def test_texts_given_by_chance_teach_nothing() -> None:
    random = np.random.default_rng(3)
    said = ["Ideal for long flights.", "Great for the daily commute.", "Good for school.", ""]
    assert needs(lambda _number, _light: said[int(random.integers(4))]) == set()


def test_texts_that_say_the_same_of_all_teach_nothing() -> None:
    assert needs(lambda _number, _light: "Ideal for long flights.") == set()


def test_a_shop_without_texts_or_with_few_products_teaches_nothing() -> None:
    assert needs(lambda _number, _light: "") == set()
    assert list(findings(types_of(backpacks(count=12)))) == []
