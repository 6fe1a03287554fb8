"""Yes/no attributes that wishes mean in other words, by the packaged language model over the demo catalog."""

from __future__ import annotations

import pytest

from recommender.engine.implying import implied
from recommender.engine.recommender import Recommender

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("category", "text", "attribute"),
    [
        ("Keyboard", "I type in the dark, so the keys should light up", "backlight"),
        ("Mouse", "I would rather charge it than buy batteries", "rechargeable"),
        ("Jacket", "it should keep me dry in a downpour", "waterproof"),
        ("Smartphone", "I pay with my phone in shops", "nfc"),
    ],
)
def test_finds_what_is_meant_in_other_words(demo: Recommender, category: str, text: str, attribute: str) -> None:
    found = implied(demo, text, [category])

    assert attribute in [constraint.attribute for constraint in found]
    assert {(constraint.op, constraint.value, constraint.strength) for constraint in found} == {("eq", True, "soft")}


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("Keyboard", "my brother lives in Hamburg"),
        ("Keyboard", "it must not light up"),  # meaning does not tell with from without
        ("Keyboard", "要有背光的"),
    ],
)
def test_guesses_nothing_where_nothing_is_near(demo: Recommender, category: str, text: str) -> None:
    assert implied(demo, text, [category]) == []


def test_needs_a_product_type(demo: Recommender) -> None:
    assert implied(demo, "the keys should light up", []) == []
