"""A catalog of which every product has codes of its own, among ordinary products that share words with them."""

from __future__ import annotations

from data.catalog.products import Attribute, Catalog, Product, Variant

_ATTRIBUTES = (
    Attribute("brand", "Brand", "categorical"),
    Attribute("category", "Category", "categorical"),
    Attribute("price", "Price", "numeric", "EUR"),
    Attribute("colour", "Colour", "categorical"),
    Attribute("artikelnummer", "Artikelnummer", "categorical"),
    Attribute("shoe_size", "Shoe size", "numeric"),
    Attribute("memory", "Memory", "numeric", "GB"),
    Attribute("screen_size", "Screen size", "numeric", "in"),
)


def coded_catalog() -> Catalog:
    """Twelve products with codes and forty without."""
    coded = (
        Product("charger", "Dell AC adapter 90 W", category="Charger", codes={"mpn": ("LA90PM111-2",)}),
        Product("lamp", "Brass lamp", category="Lamp", codes={"sku": ("LOT-111",)}),
        Product("panorama-v4", "Panorama V4 tripod head", category="Tripod head"),
        Product("panorama-v2", "Panorama V2 tripod head", category="Tripod head"),
        Product("bracket", "Bracket for the V4 and V2 of Panorama", category="Bracket"),
        Product("pen", "Stabilo pen", category="Pen", codes={"gtin": ("4006381333931",)}),
        Product("tissues", "Tissues, box", category="Tissues", codes={"gtin": ("0036000291452",)}),
        Product("book", "The art of lists", category="Book", codes={"isbn": ("3-16-148410-X",)}),
        Product("mouse-sku", "Travel set", category="Set", codes={"sku": ("MOUSE",)}),
        Product("black-sku", "Evening set", category="Set", codes={"sku": ("black",)}),
        Product("year-sku", "Party set", category="Set", codes={"sku": ("2024",)}),
        Product("shoe-42", "Rain boots", category="Boots", codes={"sku": ("42",)}),
        Product(
            "kettle",
            "Enamel kettle",
            category="Kettle",
            attributes={"artikelnummer": "8590371", "colour": "Blue"},
            variants=(Variant("blue", {"colour": "Blue"}, codes={"sku": ("KT-17-BLU",)}),),
        ),
        Product("cpu", "AMD Ryzen 5 7600 processor", category="Processor"),
        Product("cpu-old", "AMD Ryzen 5 5600 processor", category="Processor"),
    )
    plain = [
        product
        for n in range(10)
        for product in (
            Product(
                f"mouse-{n}", f"Pell mouse black {n + 1} buttons", category="Mouse", attributes={"colour": "Black"}
            ),
            Product(f"shoes-{n}", f"Runner shoes {38 + n}", category="Shoes", attributes={"shoe_size": 38.0 + n}),
            Product(
                f"laptop-{n}",
                f"Laptop {8 * (n % 2 + 1)} GB",
                category="Laptop",
                attributes={"memory": 8.0 * (n % 2 + 1)},
            ),
            Product(
                f"monitor-{n}",
                f"Monitor {24 + n % 3} inch",
                category="Monitor",
                attributes={"screen_size": 24.0 + n % 3},
            ),
        )
    ]
    return Catalog("coded", (*coded, *plain), {attribute.name: attribute for attribute in _ATTRIBUTES})
