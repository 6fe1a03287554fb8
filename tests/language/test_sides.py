"""The sides of a thing, as labels and values name them."""

from __future__ import annotations

import pytest

from language.sides import lengths, told_by


@pytest.mark.parametrize(
    ("label", "sides"),
    [
        ("Dimensions (H x W x D)", ("Height", "Width", "Depth")),
        ("Dimensions (WxDxH)", ("Width", "Depth", "Height")),
        ("Height x Width x Depth", ("Height", "Width", "Depth")),
        ("Abmessungen (B x H x T) in cm", ("Breite", "Höhe", "Tiefe")),
        ("Dimensions L x P x H (cm)", ("Largeur", "Profondeur", "Hauteur")),
        ("尺寸（长x宽x高）", ("长", "宽", "高")),
        ("Dimensions", None),
        ("Dimensions (Q x Z)", None),
        ("Max speed", None),
    ],
)
def test_a_label_tells_the_sides(label: str, sides: tuple[str, ...] | None) -> None:
    assert told_by(label) == sides


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("280 x 325 x 715 mm", [("280 mm", None), ("325 mm", None), ("715 mm", None)]),
        ("H 30 cm × W 20 cm", [("30 cm", "H"), ("20 cm", "W")]),
        ("30 cm (H) x 20 cm (W)", [("30 cm", "H"), ("20 cm", "W")]),
        ("60 x 80", [("60", None), ("80", None)]),
        ("1920 x 1080 px", None),
        ("2 x 8 GB", None),
        ("30 cm", None),
        ("4 x USB", None),
    ],
)
def test_lengths_that_a_value_multiplies(text: str, parts: list[tuple[str, str | None]] | None) -> None:
    found = lengths(text)

    assert (None if found is None else [(one.text, one.side) for one in found]) == parts
