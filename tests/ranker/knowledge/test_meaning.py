"""What attributes mean under other names, by a language model that knows two words for everything."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.catalog.products import AttributeKind
from ranker.candidates import ANSWERS, DIRECTIONS, AttributeCandidate, Vectors
from ranker.features import UNSEEN
from ranker.knowledge.families import Concept, Family
from ranker.knowledge.linking import LinkedFamily
from ranker.knowledge.meaning import completed

CONCEPTS = {
    "torque": Concept(kind="numeric", labels=["torque"], unit="Nm"),
    "hammer function": Concept(kind="boolean", labels=["hammer function"]),
    "weight": Concept(kind="numeric", labels=["weight"], unit="kg"),
}
FAMILY = Family(family="drill", names=["drill"], matters=dict.fromkeys(CONCEPTS, 1.0))
NAMED = LinkedFamily(FAMILY, {"weight": "weight"})
ALIKE = {"twist": 0, "torque": 0, "percussion": 1, "hammer": 1, "weight": 2}


def reads(texts: Sequence[str]) -> Vectors:
    """An axis for each meaning; what has none is like nothing else."""
    vectors = np.zeros((len(texts), 3 + len(texts)), np.float32)
    for row, text in enumerate(texts):
        axis = next((axis for word, axis in ALIKE.items() if word in text.lower()), 3 + row)
        vectors[row, axis] = 1.0
    return vectors


def attribute(label: str, kind: AttributeKind, unit: str | None = None) -> AttributeCandidate:
    values = {"numeric": DIRECTIONS, "boolean": ANSWERS, "categorical": ()}[kind]
    return AttributeCandidate(label.lower(), label, kind, unit, values, UNSEEN)


def linked(*candidates: AttributeCandidate) -> dict[str, str]:
    return dict(completed(NAMED, CONCEPTS, "Drill", candidates, reads).attributes)


def test_links_by_meaning_what_no_name_links() -> None:
    colour = attribute("Colour", "categorical")
    found = linked(attribute("Twist", "numeric"), attribute("Percussion", "boolean"), colour)

    assert found == {"weight": "weight", "twist": "torque", "percussion": "hammer function"}


def test_a_concept_goes_to_one_attribute_and_names_come_first() -> None:
    twists = attribute("Twist", "numeric"), attribute("Twist, second gear", "numeric")
    found = linked(*twists, attribute("Weight class", "numeric"))

    assert list(found.values()).count("torque") == 1
    assert found["weight"] == "weight"
    assert "weight class" not in found


def test_what_measures_something_else_is_not_meant() -> None:
    assert linked(attribute("Twist", "boolean")) == {"weight": "weight"}
    assert linked(attribute("Twist", "numeric", "cm")) == {"weight": "weight"}
    assert linked() == {"weight": "weight"}
