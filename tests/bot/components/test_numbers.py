"""Numbers with their part in the sentence, and what is negated."""

from __future__ import annotations

import pytest

from bot.components.numbers import NumberReader, negated

READER = NumberReader(["cd/m²"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 50 euros", [("50 euros", 50.0, "max", "euros")]),
        ("not more than 1,299.50", [("1,299.50", 1299.5, "max", None)]),
        ("no less than 5 l", [("5 l", 5.0, "min", "l")]),
        ("at least 16GB", [("16GB", 16.0, "min", "GB")]),
        ("3 litres or more", [("3 litres", 3.0, "min", "litres")]),
        ("€30 or less", [("€30", 30.0, "max", "€")]),
        ("a budget of 300", [("300", 300.0, "max", None)]),
        ("between 20 and 40", [("20", 20.0, "between", None), ("40", 40.0, "between", None)]),
        ("5-7 litres", [("5", 5.0, "between", "litres"), ("7 litres", 7.0, "between", "litres")]),
        ("from 20 to 40 kg", [("20", 20.0, "between", "kg"), ("40 kg", 40.0, "between", "kg")]),
        ("20 and 40", [("20", 20.0, "exact", None), ("40", 40.0, "exact", None)]),
        ('a 27" screen', [('27"', 27.0, "exact", '"')]),
        ("20 in black", [("20", 20.0, "exact", None)]),
        ("250 cd/m²", [("250 cd/m²", 250.0, "exact", "cd/m²")]),
        ("2k", [("2k", 2000.0, "exact", None)]),
        ("100元以内", [("100元", 100.0, "max", "元")]),
        ("不超过500块", [("500块", 500.0, "max", "块")]),
        ("至少2升", [("2升", 2.0, "min", "升")]),
        ("100到200元", [("100", 100.0, "between", "元"), ("200元", 200.0, "between", "元")]),
        ("FW-10234 and 448123", []),
        ("usb-3.0 in 1080p", []),
    ],
)
def test_reads_a_number_with_its_unit_and_how_it_limits(
    text: str, expected: list[tuple[str, float, str, str | None]]
) -> None:
    assert [(text[n.start : n.end], n.value, n.role, n.unit) for n in READER.numbers(text)] == expected


@pytest.mark.parametrize(
    ("text", "words", "not_wanted"),
    [
        ("not red or blue", "red blue", {0, 1}),
        ("no black please, white", "black white", {0}),
        ("I don't want the black one", "black", {0}),
        ("anything but sony", "sony", {0}),
        ("black, without a cable", "black cable", {1}),
        ("no, black", "black", set()),
        ("a notebook in black", "black", set()),
        ("不要红色", "红色", {0}),
        ("要红色 不要蓝色", "红色 蓝色", {1}),
    ],
)
def test_says_what_is_negated(text: str, words: str, not_wanted: set[int]) -> None:
    spans = [(text.index(word), text.index(word) + len(word)) for word in words.split()]

    assert set(negated(text, spans)) == not_wanted
