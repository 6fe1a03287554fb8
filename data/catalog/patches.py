"""What a shop says of a product's offer alone: a price, a stock. Whatever it leaves out stays as it is.

Knows what a patch makes of a product; storing it, in an order, is `data.catalog.changes`'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar, get_args

from data.catalog.products import Product, Variant
from data.catalog.variants import offered

OfferField = Literal["price", "list_price", "available"]
OFFER: tuple[OfferField, ...] = get_args(OfferField)
Said = Mapping[OfferField, float | bool | None]
"""What is said of an offer; a price of None is none (any more), a list price of None that it is on sale no longer."""
_Offer = TypeVar("_Offer", Product, Variant)


@dataclass(frozen=True, slots=True)
class Patch:
    """What is said of one product, and of its variants by their ids. What is said of a product with variants holds for
    all of them, but for those of which something else is said. `at`: see `data.stamps`."""

    id: str
    says: Said
    variants: Mapping[str, Said] = field(default_factory=dict)
    at: int | None = None


def patched(product: Product, patch: Patch, currency: str | None = None) -> Product:
    """The product as the patch has it; variants that it does not have are left out.

    `currency` is that of a price where there was none.
    """
    variants = tuple(
        _offering(variant, {**patch.says, **patch.variants.get(variant.id, {})}) for variant in product.variants
    )
    if variants:
        after = offered(replace(product, variants=variants), variants)
    else:
        after = _offering(product, patch.says)
        if "price" in patch.says:
            after = replace(after, highest_price=None)
    return replace(after, currency=(after.currency or currency) if after.price is not None else None)


def is_offer_alone(before: Product, after: Product) -> bool:
    """Whether two states of a product differ in its offer at most: all that is found and told by is the same."""
    return _bare(before) == _bare(after)


def unknown_variants(product: Product, patch: Patch) -> list[str]:
    """The ids of variants that the patch speaks of and the product does not have."""
    known = {variant.id for variant in product.variants}
    return [id for id in patch.variants if id not in known]


def _offering(one: _Offer, says: Said) -> _Offer:
    """A list price that is not above the price is none."""
    if not says:
        return one
    after = replace(one, **says)  # type: ignore[arg-type]  # `Said` has the fields' own types
    if after.list_price is not None and (after.price is None or after.list_price <= after.price):
        return replace(after, list_price=None)
    return after


def _bare(product: Product) -> Product:
    variants = tuple(replace(variant, price=None, list_price=None, available=True) for variant in product.variants)
    return replace(
        product, price=None, highest_price=None, list_price=None, currency=None, available=True, variants=variants
    )
