"""Writes the demo catalog: the product file, the mapping that its importer needs, pictures, and what its shop reads.

The same seed gives the same bytes; each category has a random stream of its own, so that editing one schema
leaves the products of all others as they were.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from data.demo import wording
from data.demo.drawings import DRAWINGS, draw_product
from data.demo.sampling import Draft, Value, draw, variants
from data.demo.schema import COLOUR, Category, Schemas, load_schemas
from data.demo.stock import write_stock


@dataclass(frozen=True, slots=True)
class DemoCatalog:
    """Where the generated files are, and how many products they hold."""

    catalog: Path
    mapping: Path
    images: Path
    stock: Path
    products: int


@dataclass(frozen=True, slots=True)
class _Item:
    """One product with its texts."""

    id: str
    title: str
    description: str
    category: Category
    draft: Draft


_MAPPING = Path(__file__).with_name("mapping.yaml")


def generate(folder: Path, *, seed: int = 7) -> DemoCatalog:
    """Writes catalog.jsonl, mapping.yaml, images/<id>.svg and stock/*.json into `folder`, replacing what stood there.

    Raises DemoSchemaInvalid before anything is written.
    """
    schemas = load_schemas(drawings=DRAWINGS)
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    items = [item for key in schemas.categories for item in _items(key, schemas, seed)]
    pictures = {f"{item.id}.svg": _picture(item, schemas) for item in items}
    for stale in images.glob("*.svg"):
        if stale.name not in pictures:
            stale.unlink()
    for name, picture in pictures.items():
        (images / name).write_text(picture, encoding="utf-8")
    rows = [_row(item) for item in items]
    demo = DemoCatalog(folder / "catalog.jsonl", folder / "mapping.yaml", images, folder / "stock", len(items))
    shutil.copyfile(_MAPPING, demo.mapping)
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    demo.catalog.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    write_stock(rows, demo.stock)
    return demo


def _items(key: str, schemas: Schemas, seed: int) -> Iterator[_Item]:
    """The products of one category: its models, each followed by its variants."""
    category = schemas.categories[key]
    random = Random(f"{seed}:{key}")
    taken: set[str] = set()
    number = 0
    for _ in range(category.models):
        model = draw(category, schemas, random)
        name = wording.model_name(model, category, taken, random)
        text = wording.description(model, category, random)
        for draft in variants(model, category, random):
            number += 1
            yield _Item(f"{key}-{number:03d}", wording.title(name, draft, category), text, category, draft)


CURRENCY = "EUR"
IMAGES_URL = "/demo/images"
"""Where the gateway serves the pictures."""
PRODUCTS_URL = "/product"
"""Where its storefront shows a product."""


def _row(item: _Item) -> dict[str, Any]:
    attributes = item.category.attributes
    return {
        "id": item.id,
        "title": item.title,
        "description": item.description,
        "brand": item.draft.brand,
        "category": item.category.category,
        "price": round(item.draft.price, 2),
        "currency": CURRENCY,
        "image_url": f"{IMAGES_URL}/{item.id}.svg",
        "url": f"{PRODUCTS_URL}/{item.id}",
        "available": item.draft.available,
        "attributes": {name: _written(value, attributes[name].unit) for name, value in item.draft.values.items()},
    }


def _written(value: Value, unit: str | None) -> object:
    """A value as a shop's export has it: numbers with their unit, several as a list."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, float):
        return wording.quantity(value, unit) if unit else value
    return value


def _picture(item: _Item, schemas: Schemas) -> str:
    colour = item.draft.values.get(COLOUR)
    first = colour[0] if isinstance(colour, tuple) else colour
    shade = schemas.store.colours.get(str(first), schemas.store.colours["Grey"])
    return draw_product(item.category.drawing, shade, item.draft.values, name=item.title)
