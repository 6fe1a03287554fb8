"""A shop of lamps over the small language model, and its recommender with statistics alone."""

from __future__ import annotations

import pytest

from benchmarks.simulator.shop import Kind, kinds
from benchmarks.simulator.stage import Stage
from benchmarks.simulator.worlds import DEV
from data.catalog.products import Attribute, AttributeValue, Catalog, Product
from recommender.engine.recommender import Recommender
from recommender.engine.snapshot import load_snapshot
from retrieval.search.encoder import Encoder
from retrieval.search.index import ProductIndex

_SERIES = ["Arc", "Beam", "Cone", "Dome", "Elm", "Fin", "Glow", "Halo", "Iris", "Jet", "Kite", "Lumen", "Moon"]


def _lamp(number: int) -> Product:
    brand, colour = ("Norvik", "Aster", "Pell")[number % 3], ("Black", "White", "Red", "Oak")[number % 4]
    stated: dict[str, AttributeValue] = {
        "colour": colour,
        "brightness": 200.0 + 50 * (number % 7),
        "dimmable": number % 5 < 2,
    }
    return Product(
        id=f"lamp-{number}",
        title=f"{brand} {_SERIES[number % 13]} lamp {colour}",
        brand=brand,
        category="Lamp",
        price=10.0 + 3 * (number * 7 % 30),
        currency="EUR",
        attributes=stated if number % 9 else {"colour": colour},
    )


@pytest.fixture(scope="session")
def lamps() -> Catalog:
    """Forty lamps; some state nothing but their colour."""
    attributes = [
        Attribute("brand", "Brand", "categorical"),
        Attribute("category", "Category", "categorical"),
        Attribute("price", "Price", "numeric", "EUR"),
        Attribute("colour", "Colour", "categorical"),
        Attribute("brightness", "Brightness", "numeric", "lm"),
        Attribute("dimmable", "Dimmable", "boolean"),
    ]
    return Catalog("lamps-1", tuple(map(_lamp, range(40))), {one.name: one for one in attributes})


@pytest.fixture(scope="session")
def kind(lamps: Catalog) -> Kind:
    """The type of lamps, of which no knowledge is written."""
    (kind,) = kinds(lamps, None)
    return kind


@pytest.fixture(scope="session")
def stage(lamps: Catalog, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """A simulated shop of lamps."""
    folder = ProductIndex.build(lamps, encoder, tmp_path_factory.mktemp("lamps"))
    return Stage(Recommender(load_snapshot(folder, encoder, lambda _version: lamps)), DEV, 1)
