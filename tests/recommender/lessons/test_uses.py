from __future__ import annotations

import pytest

from data.catalog.products import Product
from recommender.lessons.uses import uses_of
from tests.recommender.lessons.bags import BRANDS, LINES, backpacks, praised


def bags(*texts: str, lines: int = 6) -> list[Product]:
    """For each text six backpacks of different brands, and as many that say nothing."""
    said = [text for text in texts for _ in range(6)]
    return [
        Product(str(i), f"{BRANDS[i % 4]} {LINES[i % lines]} bag", text, BRANDS[i % 4], "Backpack")
        for i, text in enumerate([*said, *[""] * (len(said) + 20)])
    ]


def found(*texts: str) -> set[str]:
    return {f"{use.lead} {use.text}".strip() for use in uses_of(bags(*texts))}


def test_uses_stand_behind_purpose_words_with_who_says_so() -> None:
    products = backpacks(praised).products
    uses = {use.text: use for use in uses_of(products)}

    assert {"long flights", "daily commute"} < set(uses)
    assert uses["long flights"].lead == "for"
    assert uses["long flights"].products == {n for n in range(96) if n % 2 == 0 and n % 3}


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("Perfect for long flights", "for long flights"),
        ("Made for all your gaming sessions, day and night", "for all your gaming sessions"),
        ("It disappears in any bag", "in bag"),
        ("Ideal für lange Flüge", "für lange Flüge"),
        ("Gut zum Wandern.", "zum Wandern"),
    ],
)
def test_uses_are_found_in_several_languages(text: str, use: str) -> None:
    assert found(text) == {use}


def test_a_sentence_that_names_nothing_stated_is_a_use_as_a_whole() -> None:
    assert found("Takes knocks that others do not. ") == {"Takes knocks that others do not"}
    assert found("A Backpack of Aster for 1990 in it. ") == set()


def test_models_and_numbers_are_no_uses() -> None:
    assert found("Fits well. For Norvik Alto") == set()
    assert found("for 14 inch") == set()


def test_the_longest_phrase_that_is_nearly_always_said_stands() -> None:
    assert found("great for long walks") == {"for long walks"}
    assert found("great for long walks home", "great for long walks with us") == {
        "for long walks",
        "for long walks home",
    }


def test_what_everybody_or_one_line_alone_says_is_none() -> None:
    everybody = [product for product in bags("for long flights") if product.description]
    one_line = bags("for long flights", lines=1)
    few = bags("for long flights")[4:]

    assert uses_of(everybody) == []
    assert uses_of([p for p in one_line if p.brand == "Aster" or not p.description]) == []
    assert uses_of(few) == []
