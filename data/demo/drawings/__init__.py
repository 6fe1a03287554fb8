"""Drawn product pictures: one silhouette a product type, in the product's colour, varied by its attributes.

A drawing is a template of SVG, <product type>.svg.jinja, on the sheet of `sheet.jinja`. It knows the shades and inks of
`data.demo.drawings.sketch` by name, and asks `look` for what the product states.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import cos, pi, sin
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from data.demo.drawings.sketch import INKS, Look, mix, shades

_FOLDER = Path(__file__).parent
_SUFFIX = ".svg.jinja"
DRAWINGS = frozenset(file.name.removesuffix(_SUFFIX) for file in _FOLDER.glob(f"*{_SUFFIX}"))
"""The drawings by the name that schemas use."""


def draw_product(drawing: str, colour: str, values: Mapping[str, object], *, name: str) -> str:
    """The SVG of a product. `colour` is #rrggbb; `values` are its attribute values; `name` is read to the blind."""
    return _sheet().render(shades(colour), drawing=drawing + _SUFFIX, look=Look(values), name=name)


@cache
def _sheet() -> Template:
    pictures = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: f"{value:.5g}" if isinstance(value, float) else value,
    )
    pictures.globals.update(INKS, mix=mix, max=max, min=min, int=int, cos=cos, sin=sin, pi=pi)
    return pictures.get_template("sheet.jinja")
