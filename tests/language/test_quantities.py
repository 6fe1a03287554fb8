from __future__ import annotations

import pytest

from language.quantities import Quantity, quantities


def only(text: str) -> Quantity:
    (quantity,) = quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "op", "low", "high", "unit"),
    [
        ("under 50", "lt", None, 50, None),
        ("a mouse under €50", "lt", None, 50, "EUR"),
        ("below 50 euros", "lt", None, 50, "EUR"),
        ("cheaper than 1,299.00", "lt", None, 1299, None),
        ("not more than 40 dollars", "lte", None, 40, "USD"),
        ("up to 1.5k", "lte", None, 1500, None),
        ("at least 16 gb", "gte", 16, None, "gb"),
        ("32gb or more", "gte", 32, None, "gb"),
        ("500+ mah", "gte", 500, None, "mah"),
        ("over 2 kg", "gt", 2, None, "kg"),
        ("between 10 and 20", "between", 10, 20, None),
        ("from 10 to 20 cm", "between", 10, 20, "cm"),
        ("50-100 $", "between", 50, 100, "USD"),
        ("around 100", "between", 85, 115, None),
        ("under a hundred bucks", "lt", None, 100, "USD"),
        ("my limit is three thousand", "lte", None, 3000, None),
        ("twenty euros tops", "lte", None, 20, "EUR"),
        ("144hz or better", "gte", 144, None, "hz"),
        ("nothing under 50", "gte", 50, None, None),
        ("sub 100", "lt", None, 100, None),
        ('27"', "eq", 27, 27, '"'),
        ("16gb", "eq", 16, 16, "gb"),
        ("1,5 v", "eq", 1.5, 1.5, "v"),
        ("under half a kilo", "lt", None, 0.5, "kilo"),
        ("less than a kilo", "lt", None, 1, "kilo"),
        ("a two metre cable", "eq", 2, 2, "metre"),
        ("at least two ports", "gte", 2, None, None),
        ("under a thousand", "lt", None, 1000, None),
        ("$1,200 max", "lte", None, 1200, "USD"),
        ("1.299,00 €", "eq", 1299, 1299, "EUR"),
        ("20+ hours", "gte", 20, None, "hours"),
        ("max height 55 cm", "lte", None, 55, "cm"),
        ("a bigger screen than 14 inch", "gt", 14, None, "inch"),
        ("not heavier than 2.5 kg", "lte", None, 2.5, "kg"),
        ("it doesn't weigh more than 2 kg", "lte", None, 2, "kg"),
        ("13 or 14 inch", "between", 13, 14, "inch"),
        ("between 500 g and 1 kg", "between", 0.5, 1, "kg"),
        ("4000k light", "eq", 4000, 4000, "kelvin"),
        ("moins de 300 euros", "lt", None, 300, "EUR"),
    ],
)
def test_reads_amounts_comparisons_and_units(
    text: str, op: str, low: float | None, high: float | None, unit: str | None
) -> None:
    quantity = only(text)
    assert (quantity.op, quantity.unit) == (op, unit)
    assert quantity.low == pytest.approx(low)
    assert quantity.high == pytest.approx(high)


@pytest.mark.parametrize("text", ["cb435a", "i7-8700", "mp3 player", "", "usb3.0", "ten"])
def test_reads_no_number_out_of_codes(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("text", ["a red one for two", "two in one", "i want more"])
def test_reads_no_number_out_of_words_that_count_nothing(text: str) -> None:
    assert quantities(text) == []


def test_two_amounts_are_no_range_unless_it_is_said() -> None:
    assert [quantity.low for quantity in quantities("16gb and 512gb ssd")] == [16, 512]
    assert [quantity.low for quantity in quantities("16 or 32 gb")] == [16, 32]


def test_tells_a_comparison_from_a_mere_number() -> None:
    assert only("under 50").compared
    assert only("between 5 and 10").compared
    assert not only("16 gb").compared
    assert not only("5-10").compared


def test_reads_several_in_order() -> None:
    assert [quantity.high for quantity in quantities("2 m cable under 20 euros")] == [2, 20]


def test_converts_to_the_unit_of_the_catalog() -> None:
    assert only("under 2 kg").within("g") == Quantity("lt", None, 2000, "g", (0, 10), True)
    assert only("1 tb").within("GB") == Quantity("eq", 1000, 1000, "GB", (0, 4), False)


def test_does_not_convert_between_things_that_differ() -> None:
    assert only("2 kg").within("cm") is None
    assert only("50 euros").within("g") is None
    assert only("2 kg").within(None) is None


def test_takes_a_bare_number_to_be_in_any_unit() -> None:
    assert only("under 50").within("g") == only("under 50")
