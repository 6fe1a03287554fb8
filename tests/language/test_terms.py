"""Terms of texts, as the lexical search compares them."""

from __future__ import annotations

import pytest

from language.terms import Tokeniser


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HP CB435A toner", {"hp", "cb435a", "toner"}),
        ("32GB", {"32gb", "32", "gb"}),
        ("32 GB", {"32gb", "32", "gb"}),
        ('27"', {"27in", "27", "in"}),
        ("27 inch", {"27in", "27", "in"}),
        ("Wi-Fi", {"wifi", "wi", "fi"}),
        ("2.4GHz", {"2.4ghz", "2.4", "ghz"}),
        ("batteries", {"batteri"}),
        ("Café", {"cafe"}),
        ("the of and", set()),
        ("😀", set()),
        ("鼠标", {"鼠", "标", "鼠标"}),
    ],
)
def test_gives_every_way_to_write_a_term(text: str, expected: set[str]) -> None:
    assert set(Tokeniser().terms(text)) == expected


def test_joins_two_words_that_the_catalog_also_writes_as_one() -> None:
    assert "mousepad" in Tokeniser().terms("mouse pad", {"mousepad"})
    assert "mousepad" not in Tokeniser().terms("mouse pad")
