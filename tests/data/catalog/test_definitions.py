"""What products must be to join a catalog."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.catalog.definitions import definitions, fitting, misfits
from data.catalog.products import Attribute, AttributeValue, Product

KNOWN = {
    "price": Attribute("price", "Price", "numeric", "EUR"),
    "colour": Attribute("colour", "Colour", "categorical"),
    "weight": Attribute("weight", "Weight", "numeric", "g"),
    "dimmable": Attribute("dimmable", "Dimmable", "boolean"),
}
LAMP = Product("1", "Lamp", price=9.0, currency="EUR", attributes={"colour": "Red", "weight": 5.0, "dimmable": True})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("weight", "5 g", "must be a number, not '5 g'"),
        ("weight", True, "must be a number, not True"),
        ("weight", (1.0, "2"), "must be a number, not '2'"),
        ("dimmable", "yes", "must be true or false, not 'yes'"),
        ("dimmable", (True, False), "is true or false, so it takes one value"),
        ("colour", 3.0, "must be a text, not 3.0"),
        ("never seen", ("a", 1.0), "must be a text, not 1.0"),
        ("brand", "Aster", "is a field of the product, not one of its attributes: give it as brand"),
    ],
)
def test_names_each_value_of_the_wrong_kind(name: str, value: AttributeValue, reason: str) -> None:
    product = replace(LAMP, attributes={**LAMP.attributes, name: value})

    assert list(misfits(product, KNOWN)) == [(f"attributes.{name}", reason)]
    assert name not in fitting(product, KNOWN).attributes


def test_a_product_that_fits_stays_as_it_is() -> None:
    assert list(misfits(LAMP, KNOWN)) == []
    assert fitting(LAMP, KNOWN) is LAMP


def test_a_price_in_another_currency_does_not_fit() -> None:
    dollars = replace(LAMP, currency="USD")

    assert [name for name, _ in misfits(dollars, KNOWN)] == ["currency"]
    assert fitting(dollars, KNOWN).price is None


def test_a_new_attribute_is_of_the_kind_of_its_first_value() -> None:
    product = replace(LAMP, brand="Aster", attributes={"colour": "Red", "beam_angle": (30.0, 60.0), "socket": "E27"})

    assert list(definitions(product, KNOWN).values()) == [
        Attribute("brand", "Brand", "categorical"),
        Attribute("beam_angle", "Beam angle", "numeric"),
        Attribute("socket", "Socket", "categorical"),
    ]
