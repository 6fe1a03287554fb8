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
_SAID_AS_ONE: tuple[tuple[OfferField, ...], ...] = (("price", "list_price"), ("available",))
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


def restated(now: Product, before: Product, after: Product) -> Product:
    """The product as its source offers it by now (`after`), but for what was said since the source was read (`before`).

    Of a product, or of each variant, a price with its list price is said as one, and whether it is available.
    """
    if not bool(now.variants) == bool(before.variants) == bool(after.variants):
        return now
    if not now.variants:
        says = _moved(now, before, after)
        product = replace(now, **says)  # type: ignore[arg-type]  # `Said` has the fields' own types
        if "price" in says:
            product = replace(product, highest_price=after.highest_price, currency=after.currency)
        return product
    old, new = ({variant.id: variant for variant in one.variants} for one in (before, after))
    says_of = {one.id: _moved(one, old[one.id], new[one.id]) for one in now.variants if one.id in old and one.id in new}
    return patched(now, Patch(now.id, {}, says_of), after.currency) if any(says_of.values()) else now


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


def _moved(now: _Offer, before: _Offer, after: _Offer) -> Said:
    says: dict[OfferField, float | bool | None] = {}
    for names in _SAID_AS_ONE:
        is_untouched = all(getattr(now, name) == getattr(before, name) for name in names)
        if is_untouched and any(getattr(after, name) != getattr(before, name) for name in names):
            says |= {name: getattr(after, name) for name in names}
    return says


def _bare(product: Product) -> Product:
    variants = tuple(replace(variant, price=None, list_price=None, available=True) for variant in product.variants)
    return replace(
        product, price=None, highest_price=None, list_price=None, currency=None, available=True, variants=variants
    )
