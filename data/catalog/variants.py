"""What follows for a product from the forms that it is sold in: its price range, whether it can be bought, and what it
states of the attributes in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.catalog.products import AttributeValue, Product, Variant, values_of


def following(product: Product) -> Product:
    """The product as its variants have it; as it is if it has none. What it states of an option holds only for variants
    that leave the option out."""
    if not product.variants:
        return product
    attributes = dict(product.attributes)
    for name in dict.fromkeys(name for variant in product.variants for name in variant.options):
        values = united(attributes.get(name), [variant.options.get(name) for variant in product.variants])
        attributes[name] = values[0] if len(values) == 1 else values
    return offered(replace(product, attributes=attributes), product.variants)


def offered(product: Product, variants: Sequence[Variant]) -> Product:
    """The product at the prices of those of these variants that can be bought, or of all if none can."""
    buyable = [variant for variant in variants if variant.available]
    lowest, highest, list_price = price_range(buyable or variants)
    return replace(product, price=lowest, highest_price=highest, list_price=list_price, available=bool(buyable))


def price_range(variants: Sequence[Variant]) -> tuple[float | None, float | None, float | None]:
    """The lowest price, the highest where it is another, and what the cheapest costs when it is not on sale."""
    priced = [(variant.price, variant.list_price) for variant in variants if variant.price is not None]
    if not priced:
        return None, None, None
    lowest, list_price = min(priced, key=lambda prices: prices[0])
    highest = max(price for price, _ in priced)
    return lowest, highest if highest > lowest else None, list_price


def united(own: AttributeValue | None, variants: Sequence[AttributeValue | None]) -> tuple[str | float | bool, ...]:
    """All values that variants have for an option, in their order; then the product's own, for those that have none."""
    union = dict.fromkeys(
        (type(single), single) for value in variants if value is not None for single in values_of(value)
    )
    if own is not None and None in variants:
        union |= dict.fromkeys((type(single), single) for single in values_of(own))
    return tuple(single for _, single in union)
