"""What a catalog consists of, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from data.catalog.products import BUILT_IN, Attribute, Product
from data.catalog.report_shape import Figures
from data.catalog.reviewing.languages import language_of

_LOOKED_AT = 3000
"""Products whose language is told; of more, so many from all over the catalog, and the figures are scaled up."""
LACKING: Mapping[str, Callable[[Product], bool]] = {
    "price": lambda one: one.price is None,
    "picture": lambda one: not one.image_url and not any(form.image_url for form in one.variants),
    "link": lambda one: not one.url and not any(form.url for form in one.variants),
    "type": lambda one: not one.category,
    "description": lambda one: not one.description,
    "brand": lambda one: not one.brand,
    "attributes": lambda one: not one.attributes,
}
"""What shoppers expect of a product, and whether one lacks it."""


def figures_of(products: Sequence[Product], attributes: Mapping[str, Attribute]) -> Figures:
    """The figures of the products, and of the attributes that the catalog defines."""
    missing = {name: sum(map(lacks, products)) for name, lacks in LACKING.items()}
    return Figures(
        products=len(products),
        available=sum(one.available for one in products),
        with_variants=sum(bool(one.variants) for one in products),
        variants=sum(len(one.variants) for one in products),
        types=len({one.category for one in products if one.category}),
        attributes=sum(name not in BUILT_IN for name in attributes),
        missing={name: count for name, count in missing.items() if count},
        currencies=currencies(products),
        languages=_languages(products),
    )


def currencies(products: Sequence[Product]) -> dict[str, int]:
    """Prices in each currency, the commonest first."""
    return dict(Counter(one.currency or "" for one in products if one.price is not None).most_common())


def _languages(products: Sequence[Product]) -> dict[str, int]:
    step = max(1, len(products) // _LOOKED_AT)
    looked_at = products[::step]
    found = Counter(language_of(f"{one.title} {one.description[:300]}") for one in looked_at)
    scale = len(products) / max(1, len(looked_at))
    return {code: round(count * scale) for code, count in found.most_common()}
