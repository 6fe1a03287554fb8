"""Drawn product pictures: one silhouette a product type, in the product's colour, varied by its attributes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from data.demo.drawings import clothing, electronics, home, outdoor, sound
from data.demo.drawings.sketch import Look, Sketch

DRAWINGS: Mapping[str, Callable[[Sketch, Look], None]] = MappingProxyType(
    {
        "backpack": outdoor.backpack,
        "bicycle": outdoor.bicycle,
        "coffee_machine": home.coffee_machine,
        "desk_lamp": home.desk_lamp,
        "headphones": sound.headphones,
        "jacket": clothing.jacket,
        "kettle": home.kettle,
        "keyboard": electronics.keyboard,
        "laptop": electronics.laptop,
        "monitor": electronics.monitor,
        "mouse": electronics.mouse,
        "office_chair": home.office_chair,
        "shoe": clothing.shoe,
        "smartphone": electronics.smartphone,
        "speaker": sound.speaker,
        "suitcase": outdoor.suitcase,
        "t_shirt": clothing.t_shirt,
        "vacuum_cleaner": home.vacuum_cleaner,
    }
)
"""The drawings by the name that schemas use."""


def draw_product(drawing: str, colour: str, values: Mapping[str, object], *, name: str) -> str:
    """The SVG of a product. `colour` is #rrggbb; `values` are its attribute values; `name` is read to the blind."""
    sketch = Sketch(colour)
    DRAWINGS[drawing](sketch, Look(values))
    return sketch.svg(name)
