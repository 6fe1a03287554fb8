"""A small catalog of garden plants, as a nursery's shop would export it: nothing of it is in the demo.

The columns have names of their own, prices have a decimal comma, and some fields hold several values.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

MAPPING = """\
id: sku
title: name
description: text
brand: nursery
category: group
category_separator: " > "
price: price
currency: currency
list_separator: "|"
delimiter: ";"
attributes:
  columns:
    sun: Sun exposure
    bloom: Flowering month
    pot_l: Pot size (l)
    height_cm: Height (cm)
    flower: Flower colour
    evergreen: Evergreen
    scented: Scented
"""
_COLUMNS = ("sku", "name", "text", "nursery", "group", "price", "currency")
_ATTRIBUTES = ("sun", "bloom", "pot_l", "height_cm", "flower", "evergreen", "scented")
_NURSERIES = ("Thornbury", "Greenhollow", "Vandermeer", "Larkmead")
_POTS = (2.0, 5.0, 10.0, 25.0)
_SUN = {"S": "Full sun", "P": "Partial shade", "H": "Full shade"}
_HEIGHTS = {"Shrubs": 90, "Perennials": 40, "Climbers": 220, "Trees": 150}
# Shelf and group; sun of the first two and the last two; months in flower; evergreen, scented; names with the colour.
_KINDS = """
Shrubs > Roses; SP; June|July|August; no; yes; Ivory Dawn/White, Ember/Red, Old Blush/Pink, Sunbeam/Yellow
Shrubs > Hydrangeas; PH; July|August; no; no; Limelight/White, Bluebird/Blue, Rosita/Pink, Endless/Blue
Shrubs > Lavenders; SS; June|July; yes; yes; Hidcote/Purple, Arctic/White, Munstead/Purple, Grosso/Purple
Shrubs > Camellias; PH; March|April; yes; no; Debbie/Pink, Nobilis/White, Adolphe/Red, Dahlohn/Yellow
Perennials > Hostas; HP; July; no; yes; Halcyon/Purple, Patriot/White, Francee/Purple, Guacamole/White
Perennials > Hellebores; HP; February|March; yes; no; Niger/White, Slaty/Purple, Primrose/Yellow, Double/Pink
Perennials > Geraniums; PS; May|June; no; no; Rozanne/Blue, Biokovo/Pink, Kashmir/White, Samobor/Purple
Perennials > Ferns; HP; ; yes; no; Crispa/, Robust/, Polystichum/, Jade/
Climbers > Clematis; SP; May|June|September; no; no; Nelly/Pink, President/Blue, Miss Bateman/White, Niobe/Red
Climbers > Honeysuckles; PS; June|July; no; yes; Serotina/Red, Halliana/White, Goldflame/Pink, Graham/Yellow
Trees > Olive trees; SS; June; yes; no; Arbequina/White, Cipressino/White, Leccino/White, Picual/White
Trees > Japanese maples; PH; April; no; no; Bloodgood/Red, Osakazuki/Red, Katsura/Yellow, Sango/Yellow
"""


def write(folder: Path) -> tuple[Path, Path]:
    """Writes the export and its mapping into the folder; returns both files."""
    catalog, mapping = folder / "plants.csv", folder / "plants.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    with catalog.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow((*_COLUMNS, *_ATTRIBUTES))
        writer.writerows(_rows())
    return catalog, mapping


def _rows() -> Iterator[list[object]]:
    for kind, line in enumerate(_KINDS.strip().splitlines()):
        group, places, months, evergreen, scented, cultivars = (field.strip() for field in line.split(";"))
        for place, cultivar in enumerate(cultivars.split(", ")):
            name, colour = cultivar.split("/")
            sun, litres = _SUN[places[place // 2]], _POTS[place]
            shelf, plural = group.split(" > ")
            thing = plural if plural == "Clematis" else plural.removesuffix("s")
            text = f"{thing} with {colour.lower() or 'no'} flowers for {sun.lower()}, in a {litres:g} l pot"
            price = f"{6 + litres * 2.5 + kind % 3:.2f}".replace(".", ",")
            nursery = _NURSERIES[(place + kind) % 4]
            height = _HEIGHTS[shelf] + 10 * place
            sold = [f"P{kind:02}{place}", f"{thing} '{name}', {litres:g} l pot", text, nursery, group, price, "EUR"]
            yield [*sold, sun, months, f"{litres:g}", height, colour, evergreen, scented]
