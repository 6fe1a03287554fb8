"""The catalog's phrases in what people type."""

from __future__ import annotations

from typing import Any

import pytest

from bot.components.phrases import PhraseBook


def _phrase(said: str, products: int = 10, titles: int = 10, value: str = "") -> dict[str, Any]:
    return {"said": said, "value": value or said, "products": products, "titles": titles}


VOCABULARY: dict[str, Any] = {
    "catalog_version": "v1",
    "product_types": [
        _phrase("Headphones"),
        _phrase("T-Shirts"),
        _phrase("Watering can"),
        _phrase("Monitor"),
        _phrase("Stand"),
        _phrase("USB cable"),
        _phrase("bike", value="Bicycle"),
        _phrase("T恤"),
    ],
    "brands": [_phrase("Logitech"), _phrase("Case", products=2, titles=90), _phrase("Now"), _phrase("Sony")],
    "attributes": [
        {"name": "colour", "label": "Colour", "values": [_phrase("Black", 500), _phrase("红色"), _phrase("大")]},
        {"name": "material", "label": "Material", "values": [_phrase("Stainless steel"), _phrase("Black", 3)]},
    ],
    "words": ["camera"],
}


@pytest.fixture(scope="module")
def book() -> PhraseBook:
    return PhraseBook(VOCABULARY, ordinary=["truck", "track", "stone"])


def linked(book: PhraseBook, text: str) -> list[tuple[str, str, str]]:
    return [(text[link.start : link.end], link.meaning.label, link.meaning.value) for link in book.links(text)]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("headphones", "Headphones"),
        ("HEADPHONE", "Headphones"),
        ("head phones", "Headphones"),
        ("head-phones", "Headphones"),
        ("hedphones", "Headphones"),
        ("headpohnes", "Headphones"),
        ("t shirt", "T-Shirts"),
        ("tshirt", "T-Shirts"),
        ("tshirts", "T-Shirts"),
        ("T-shrit", "T-Shirts"),
        ("wattering cans", "Watering can"),
        ("usb cabel", "USB cable"),
        ("logitec", "Logitech"),
        ("stainles steel", "Stainless steel"),
        ("bike", "Bicycle"),
        ("红色", "红色"),
        ("Case", "Case"),
        ("大", "大"),
    ],
)
def test_links_a_phrase_however_it_is_written(book: PhraseBook, said: str, value: str) -> None:
    assert [(words, value_) for words, _, value_ in linked(book, said)] == [(said, value)]


@pytest.mark.parametrize(
    "said",
    [
        "I want to track it",  # an ordinary word, one typo from nothing of ours
        "soni",  # too short to forgive a typo
        "a camara store",  # the shop's own texts have camera, but it names nothing
        "do it now",  # a brand that is a function word
        "it comes in a case",  # a brand that is mostly something else in the titles
        "大家好",  # one character of a longer word
        "紅色",  # near is not enough in Chinese
        "phonehead",
    ],
)
def test_makes_no_false_friends(book: PhraseBook, said: str) -> None:
    assert linked(book, said) == []


def test_says_of_which_attribute_a_value_is_and_how_alike_the_words_are(book: PhraseBook) -> None:
    black, typo = book.links("black hedphones")

    assert (black.meaning.attribute, black.confidence) == ("colour", 1.0)
    assert 0.8 < typo.confidence < 1.0


def test_longer_phrases_win_and_types_side_by_side_are_one(book: PhraseBook) -> None:
    assert linked(book, "black monitor stand, stainless steel") == [
        ("black", "value", "Black"),
        ("monitor stand", "product_type", "Stand"),
        ("stainless steel", "value", "Stainless steel"),
    ]


def test_finds_words_of_two_scripts_without_spaces_between(book: PhraseBook) -> None:
    assert linked(book, "我要红色T恤") == [("红色", "value", "红色"), ("T恤", "product_type", "T恤")]


def test_an_empty_vocabulary_links_nothing() -> None:
    assert PhraseBook({}).links("black headphones") == []
