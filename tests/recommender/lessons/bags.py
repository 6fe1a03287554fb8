"""A shop of backpacks, whose texts praise light ones for long flights, and what we know about backpacks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.catalog.products import Attribute, Catalog, Product
from ranker.knowledge.families import Concept, Family
from ranker.knowledge.files import Knowledge
from recommender.lessons.types import ListedTypes
from retrieval.attribute_table import AttributeTable

BRANDS = ("Aster", "Norvik", "Pell", "Orbelle")
LINES = ("Alto", "Brio", "Corso", "Delta", "Ergo", "Fino")
COLOURS = ("Black", "Red", "Green")
ATTRIBUTES = (
    Attribute("brand", "Brand", "categorical"),
    Attribute("category", "Product type", "categorical"),
    Attribute("price", "Price", "numeric", "EUR"),
    Attribute("weight", "Weight", "numeric", "g"),
    Attribute("package_weight", "Package weight", "numeric", "g"),
    Attribute("material", "Material", "categorical"),
    Attribute("colour", "Colour", "categorical"),
    Attribute("waterproof", "Waterproof", "boolean"),
    Attribute("ean", "EAN", "categorical"),
)
Text = Callable[[int, bool], str]
"""The description of a product by its number, and whether it is light."""


def praised(number: int, light: bool) -> str:
    """Light ones for long flights, others for the daily commute; nobody says so of every third."""
    if number % 3 == 0:
        return "A backpack by us."
    return "Ideal for long flights." if light else "Great for the daily commute, whatever you carry."


def backpacks(text: Text = praised, count: int = 96, category: str = "Backpack") -> Catalog:
    """Half are of nylon and light, half of canvas and heavy; colour and weather say nothing about that."""
    random = np.random.default_rng(7)
    products = []
    for number in range(count):
        light = number % 2 == 0
        brand, line = BRANDS[number // 2 % 4], LINES[number // 8 % 6]
        weight = float(random.integers(300, 600) + (0 if light else 700))
        products.append(
            Product(
                id=str(number),
                title=f"{brand} {line} backpack {number}",
                description=text(number, light),
                brand=brand,
                category=category,
                price=float(random.integers(20, 120)),
                currency="EUR",
                attributes={
                    "weight": weight,
                    "package_weight": weight + 100,
                    "material": "Nylon" if light else "Canvas",
                    "colour": COLOURS[int(random.integers(3))],
                    "waterproof": bool(random.integers(2)),
                    "ean": f"40{number:05}",
                },
            )
        )
    return Catalog("bags-1", tuple(products), {attribute.name: attribute for attribute in ATTRIBUTES})


def types_of(catalog: Catalog) -> ListedTypes:
    """The product types of a catalog."""
    return ListedTypes(catalog, AttributeTable.from_catalog(catalog))


def knowledge() -> Knowledge:
    """What we know about backpacks."""
    family = {
        "family": "backpack",
        "names": ["backpack", "rucksack"],
        "matters": {"price": 2.5, "weight": 2, "material": 1, "waterproof": 1.5, "volume": 2},
        "values": {"material": ["nylon", "canvas"]},
        "needs": [
            {
                "need": "flying light",
                "says": ["the airline weighs everything", "bag for cheap flights"],
                "decides": [
                    {"concept": "weight", "grade": 3, "wants": "low", "why": "counts at the scales"},
                    {"concept": "material", "grade": 2, "wants": ["nylon"], "avoids": ["canvas"], "why": "is light"},
                    {"concept": "waterproof", "grade": 1.5, "wants": True, "why": "keeps things dry"},
                ],
            },
            {
                "need": "a week's clothes",
                "says": ["everything for seven days"],
                "decides": [{"concept": "volume", "grade": 3, "wants": "high", "why": "holds it all"}],
            },
        ],
    }
    concepts = {
        "price": Concept(kind="numeric", labels=["price"]),
        "weight": Concept(kind="numeric", labels=["weight"]),
        "material": Concept(kind="categorical", labels=["material"]),
        "waterproof": Concept(kind="boolean", labels=["waterproof"]),
        "volume": Concept(kind="numeric", labels=["volume"]),
    }
    others = {f"other {n}": Family(family=f"other {n}", names=[f"other {n}"], matters={"price": 2}) for n in range(20)}
    return Knowledge(concepts, {"backpack": Family.model_validate(family), **others})
