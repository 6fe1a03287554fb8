"""What would change for shoppers if a catalog replaced the current one; what looks like a slip has to be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from data.catalog.products import Product
from data.catalog.report_shape import Point
from data.catalog.reviewing.points import place, point
from data.catalog.store import Offer

_LEAST = 5
"""Products that have to be concerned; of fewer, anything may be meant."""
_GONE = 0.2
_SCALED = 4.0
"""No sale and no inflation makes prices four times, or a quarter of, what they were."""
_LOST = 0.5
_SOLD_OUT = 0.5
"""By how much the share of products that can be bought has to fall."""


def points(products: Sequence[Product], before: Mapping[str, Offer]) -> Iterator[Point]:
    """What has to be asked; nothing if no catalog is current."""
    if not before:
        return
    now = {one.id: one for one in products}
    gone = [id for id in before if id not in now]
    if len(gone) >= _LEAST and len(gone) > _GONE * len(before):
        yield point("products_gone", "ask", len(gone), len(before), examples=gone[:3])
    both = [(now[id], offer) for id, offer in before.items() if id in now]
    yield from _prices(both)
    yield from _stock(products, before)
    yield from _currency(products, before)
    yield from _types(products, before)


def _prices(both: Sequence[tuple[Product, Offer]]) -> Iterator[Point]:
    priced = [(one, offer.price) for one, offer in both if offer.price]
    lost = [one.id for one, _ in priced if one.price is None]
    if len(lost) >= _LEAST and len(lost) > _LOST * len(priced):
        yield point("prices_gone", "ask", len(lost), len(both), examples=lost[:3])
    ratios = [(one.price / old, one, old) for one, old in priced if one.price]
    if len(ratios) < _LEAST:
        return
    factor = median(ratio for ratio, *_ in ratios)
    if not 1 / _SCALED < factor < _SCALED:
        _, one, old = min(ratios, key=lambda found: abs(found[0] - factor))
        yield point(
            "prices_scaled",
            "ask",
            len(ratios),
            len(both),
            factor=f"{factor:.3g}",
            example=f"{one.id}: {old:g}, then {one.price:g}",
            examples=[place(one.id, None, f"{old:g} -> {one.price:g}") for _, one, old in ratios[:3]],
        )


def _stock(products: Sequence[Product], before: Mapping[str, Offer]) -> Iterator[Point]:
    old = sum(offer.available for offer in before.values()) / len(before)
    new = sum(one.available for one in products) / max(1, len(products))
    if len(before) >= _LEAST and old - new > _SOLD_OUT:
        yield point("sold_out", "ask", now=round(100 * new), before=round(100 * old))


def _currency(products: Sequence[Product], before: Mapping[str, Offer]) -> Iterator[Point]:
    old = Counter(offer.currency for offer in before.values() if offer.price is not None and offer.currency)
    new = Counter(one.currency for one in products if one.price is not None and one.currency)
    if old and new and (was := old.most_common(1)[0][0]) != (would := new.most_common(1)[0][0]):
        yield point("currency_changed", "ask", before=was, now=would)


def _types(products: Sequence[Product], before: Mapping[str, Offer]) -> Iterator[Point]:
    old = {offer.category for offer in before.values() if offer.category}
    gone = sorted(old - {one.category for one in products})
    if len(gone) >= _LEAST and len(gone) > _LOST * len(old):
        yield point("types_gone", "ask", len(gone), len(old), examples=gone[:3])
