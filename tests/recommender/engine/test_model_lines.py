"""What else a product comes in."""

from __future__ import annotations

from data.catalog.products import AttributeValue, Product
from recommender.engine.model_lines import other_values


def shoe(number: int, colour: str, size: float, series: str = "Lift", brand: str = "Oakfell") -> Product:
    stated: dict[str, AttributeValue] = {"colour": colour, "size": size, "waterproof": True}
    title = f"{brand} {series} shoe, size {size:g}, {colour.casefold()}"
    return Product(f"shoe-{number}", title, brand=brand, category="Shoe", attributes=stated)


SHOES = [
    shoe(1, "Grey", 42.0),
    shoe(2, "White", 42.0),
    shoe(3, "Grey", 44.0),
    shoe(4, "Grey", 43.0),
    shoe(5, "Red", 42.0, series="Kilo"),
    shoe(6, "Red", 42.0, brand="Tamarro"),
]


def test_the_same_title_but_for_the_value_is_the_same_model() -> None:
    (colour,) = other_values(SHOES[0], "colour", SHOES)

    assert (colour.of, colour.value, colour.ids) == ("shoe-1", "White", ["shoe-2"])


def test_numbers_are_in_their_order() -> None:
    assert [model.value for model in other_values(SHOES[0], "size", SHOES)] == [43.0, 44.0]


def test_what_no_title_says_tells_no_models() -> None:
    assert other_values(SHOES[0], "waterproof", SHOES) == []
    assert other_values(SHOES[0], "brand", SHOES) == []
    assert other_values(SHOES[0], "weight", SHOES) == []
