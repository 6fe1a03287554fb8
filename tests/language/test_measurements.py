"""What values and texts of catalogs state of a measure."""

from __future__ import annotations

import pytest

from language.decimals import decimal_sign, written
from language.measurements import measurement, measurements


@pytest.mark.parametrize(
    ("text", "values", "unit", "words"),
    [
        ("16 GB", (16,), "GB", ""),
        ("1.5kg", (1.5,), "kg", ""),
        ("15,6 Zoll", (15.6,), "in", ""),
        ('27"', (27,), "in", ""),
        ("5", (5,), None, ""),
        ("15.6-inch", (15.6,), "in", ""),
        ("256 ГБ", (256,), "GB", ""),
        ("16 Go", (16,), "GB", ""),
        ("9 fl. oz.", (9,), "fl oz", ""),
        ('14 1/2"', (14.5,), "in", ""),
        ('1-1/4"', (1.25,), "in", ""),
        ('1 ¼"', (1.25,), "in", ""),
        ("43 1/3", (43.3333333333,), None, ""),
        ("512GB SSD", (512,), "GB", "SSD"),
        ("27” (68.6 cm)", (27,), "in", ""),
        ("10-12 h", (10, 12), "h", ""),
        ("12 kg to 15 kg", (12, 15), "kg", ""),
        ("800 g - 1.2 kg", (0.8, 1.2), "kg", ""),
        ("-20 - 40 °C", (-20, 40), "°C", ""),
        ("up to 20 h", (20,), "h", ""),
        ("bis zu 20 Std.", (20,), "h", ""),
        ("< 1 W", (1,), "W", ""),
        ("±0.5 mm", (0.5,), "mm", ""),
        ("2 x 8 GB", (16,), "GB", ""),
        ("1 h 30 min", (1.5,), "h", ""),
        ("5' 6\"", (5.5,), "ft", ""),
    ],
)
def test_a_whole_value_is_a_number_or_a_range(
    text: str, values: tuple[float, ...], unit: str | None, words: str
) -> None:
    found = measurement(text)

    assert found is not None
    assert (found.values(), found.unit, found.words) == (values, unit, words)


@pytest.mark.parametrize(
    "text",
    [
        "1920 x 1080",
        "USB 2.0",
        "red",
        "IP67",
        "1080p",
        "5G",
        "42/44",
        "2/3",
        "16:9",
        "1.2.3",
        "2024-05",
        "20-10",
        "2 in 1",
        "",
    ],
)
def test_codes_sizes_and_words_are_none(text: str) -> None:
    assert measurement(text) is None


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (["1.200 g", "62,5 g"], [(1200,), (62.5,)]),
        (["1.200 g", "62.5 g"], [(1.2,), (62.5,)]),
        (["1.200 g"], [(1.2,)]),
        (["1,200 g"], [(1200,)]),
    ],
)
def test_the_column_says_what_three_digits_behind_a_sign_are(column: list[str], values: list[tuple[float]]) -> None:
    found = [one for text in column if (one := measurement(text))]
    sign = decimal_sign(number for one in found for number in one.numbers)

    assert [one.values(sign) for one in found] == values


@pytest.mark.parametrize(
    ("text", "value"),
    [("1'299", 1299), ("1,29,900.50", 129900.5), ("0.125", 0.125), ("1299.000", 1299), ("1 299,00", 1299)],
)
def test_groups_of_digits(text: str, value: float) -> None:
    number = written(text)

    assert number is not None
    assert number.value(None) == value


@pytest.mark.parametrize("text", ["1.2.3", "12,34,5", "1,2345,678"])
def test_groups_that_are_none_are_no_number(text: str) -> None:
    assert written(text) is None


def test_a_text_states_numbers_with_units() -> None:
    assert measurements('Laptop 15.6", 16 GB, 5 T-shirts') == ((15.6, "in"), (16.0, "GB"))
