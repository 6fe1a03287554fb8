"""Values in a shopper's words."""

from __future__ import annotations

import pytest

from data.catalog.products import Attribute, Scalar
from recommender.engine.reasons import in_words


@pytest.mark.parametrize(
    ("label", "kind", "unit", "value", "said"),
    [
        ("Weight", "numeric", "g", 80.0, "80 g"),
        ("USB ports", "numeric", None, 4.0, "USB ports: 4"),
        ("Silent clicks", "boolean", None, True, "Silent clicks"),
        ("Lighting", "boolean", None, False, "Lighting: no"),
        ("Connection", "categorical", None, "Wireless", "Wireless"),
        ("Size", "categorical", None, "XL", "Size: XL"),
        ("attr_112", "categorical", None, "2", "attr_112: 2"),
    ],
)
def test_says_a_value_alone_or_with_what_it_is_of(
    label: str, kind: str, unit: str | None, value: Scalar, said: str
) -> None:
    assert in_words(Attribute("name", label, kind, unit), value) == said  # type: ignore[arg-type]
