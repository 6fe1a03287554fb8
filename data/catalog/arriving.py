"""One product that arrives between two imports: tidied as an import would, and as the catalog's attributes are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from data.catalog.definitions import fitting
from data.catalog.importers.rows import RawProduct
from data.catalog.normalisation import normalise
from data.catalog.normalisation.labels import attribute_name
from data.catalog.products import CATEGORY, PRICE, Attribute, Product
from data.catalog.reports import ImportReport


def arriving(
    row: RawProduct, attributes: Mapping[str, Attribute], before: Product | None, *, currency: str
) -> Product | None:
    """The product; None if it is not offered, or nothing that could be.

    Values that do not fit the catalog's attributes are left out. What the source does not state of type, page and
    picture stays as it was `before`. `currency` is that of prices, where the catalog has none.
    """
    if row.withheld:
        return None
    for source_name in {*row.attributes, *(name for variant in row.variants for name in variant.options)}:
        known = attributes.get(attribute_name(source_name))
        if known is not None:
            row.kinds.setdefault(source_name, known.kind)
            if known.unit:
                row.units.setdefault(source_name, known.unit)
    price = attributes.get(PRICE)
    shop = (price.unit if price else None) or currency
    products, _ = normalise([row], currency=shop, report=ImportReport())
    if not products:
        return None
    product = fitting(products[0], {name: one for name, one in attributes.items() if name != CATEGORY})
    if before is None:
        return product
    return replace(
        product,
        category=product.category if row.category else before.category,
        url=product.url or before.url,
        image_url=product.image_url or before.image_url,
    )
