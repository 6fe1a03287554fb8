"""Which name of a thing becomes a product's type."""

from __future__ import annotations

from data.catalog.importers.rows import RawProduct, RawValue
from data.catalog.normalisation import normalise
from data.catalog.reports import ImportReport

BRANDS = ("Acme", "Norvik", "Lumen")


def _types(titles: list[tuple[str, dict[str, RawValue]]]) -> list[str | None]:
    rows = [
        RawProduct(n, f"p{n}", f"{BRANDS[n % 3]} {title}", brand=BRANDS[n % 3], attributes=dict(attributes))
        for n, (title, attributes) in enumerate(titles)
    ]
    return [product.category for product in normalise(rows, currency="EUR", report=ImportReport())[0]]


def test_no_name_ends_inside_a_value() -> None:
    disk: dict[str, RawValue] = {"Interface": "Serial ATA", "Capacity": "500 GB"}
    titles = [(f"HD{n} internal hard drive Serial ATA", disk) for n in range(6)]
    titles += [(f"HD{n} 500 GB Serial ATA", disk) for n in range(6, 12)]
    titles += [(f"K{n} electric kettle", {"Volume": "1.7 l"}) for n in range(6)]
    found = _types(titles)
    assert set(found[:12]) == {"Internal hard drive"}
    assert set(found[12:]) == {"Electric kettle"}


def test_a_thing_that_the_shop_has_once_keeps_its_own_name() -> None:
    titles: list[tuple[str, dict[str, RawValue]]] = [
        (f"K{n} electric kettle", {"Volume": "1.7 l", "Power": "2000 W"}) for n in range(12)
    ]
    titles += [("RS68 side-by-side refrigerator", {"Volume": "617 l"})]
    assert _types(titles)[-1] == "Side-by-side refrigerator"
