from __future__ import annotations

from data.catalog.products import Attribute, Product
from retrieval.search.lexical import FIELD_WEIGHTS
from retrieval.search.product_text import embedding_text, lexical_fields

ATTRIBUTES = {
    attribute.name: attribute
    for attribute in (
        Attribute("colour", "Colour", "categorical"),
        Attribute("memory", "Memory", "numeric", "GB"),
        Attribute("ports", "Ports", "numeric"),
        Attribute("wi_fi", "Wi-Fi", "boolean"),
        Attribute("nfc", "NFC", "boolean"),
        Attribute("notes", "Notes", "categorical"),
    )
}
PRODUCT = Product(
    "1",
    "Pell 14 laptop",
    "Light.",
    brand="Pell",
    category="Notebook",
    price=500.0,
    attributes={
        "colour": ("Black", "Red"),
        "memory": 16.0,
        "ports": 3.0,
        "wi_fi": True,
        "nfc": False,
        "notes": "w " * 99,
    },
)


def test_embedding_text_says_everything_once_and_the_title_first() -> None:
    assert embedding_text(PRODUCT) == "Pell 14 laptop. Notebook. Light."


def test_lexical_facts_are_values_units_and_labels_of_what_there_is() -> None:
    assert lexical_fields(PRODUCT, ATTRIBUTES)["facts"] == "Black Red 16 GB Wi-Fi"


def test_lexical_fields_are_those_that_the_index_weighs() -> None:
    assert lexical_fields(PRODUCT, ATTRIBUTES).keys() == FIELD_WEIGHTS.keys()
    assert set(lexical_fields(Product("2", "Bare"), {}).values()) == {"Bare ", ""}
