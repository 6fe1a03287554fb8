"""Products side by side, and products in place of another.

Both look at attributes in the order in which they matter among products of the type; what that order is, the engine's
ranker says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from data.catalog.products import CATEGORY, PRICE, AttributeValue, Product
from recommender.engine.policies import answer, assigned
from recommender.engine.pool import Pool
from recommender.engine.presentation import card
from recommender.engine.recommender import Recommender
from recommender.engine.variant_offers import plain_value
from recommender.engine.variants import signature
from recommender.protocol.companions import Companion, Companions, ComparedAttribute, CompareRequest, CompareResponse

_LIKE = 100
"""Nearest products of the type that are looked at as alternatives."""
_NEARNESS, _AGREEMENT, _PRICE = 0.5, 0.35, 0.15
"""What makes a substitute: it reads alike, agrees where it matters, costs about as much."""
_NAMED = 6
"""Attributes named as same or different."""
_SAME_NUMBER = 0.05
"""Relative: two weights that differ less are alike to a shopper."""


def compare(recommender: Recommender, request: CompareRequest) -> CompareResponse:
    """The attributes of products side by side. Raises UnknownProduct, ProductGone, RejectedConstraint."""
    rows = np.asarray([recommender.view.row(product_id) for product_id in request.ids], np.int64)
    products = [recommender.snapshot.catalog.products[row] for row in rows]
    weights = recommender.attribute_weights(request.query or (products[0].category or ""), rows)
    standings = [recommender.lookups.standing(c, f"constraints.{n}") for n, c in enumerate(request.constraints)]
    table = recommender.snapshot.table
    pool = Pool.of(rows, np.ones(len(rows)), request.constraints, standings, table)
    compared = _compared(recommender, products, weights)
    return CompareResponse(
        products=[card(recommender.snapshot, pool, n, list(weights)) for n in range(len(rows))],
        attributes=[attribute for attribute in compared if not _all_alike(attribute.values)],
        same=[attribute for attribute in compared if _all_alike(attribute.values)],
        places=_places(recommender, request),
    )


def _places(recommender: Recommender, request: CompareRequest) -> list[int]:
    if request.search is None:
        return []
    search = request.search
    found = answer(recommender, search, assigned(recommender, search))
    order = [product.id for product in found.products]
    return [order.index(product_id) if product_id in order else len(order) for product_id in request.ids]


def alternatives(recommender: Recommender, product_id: str, limit: int) -> Companions:
    """Products of the same type that can be bought instead. Raises UnknownProduct, ProductGone."""
    snapshot, row = recommender.snapshot, recommender.view.row(product_id)
    products = snapshot.catalog.products
    wanted, own = products[row], signature(products[row])
    rows, cosines = snapshot.index.like(row, _LIKE, recommender.lookups.of_category(wanted.category))
    found = [
        (n, int(r))
        for n, r in enumerate(rows)
        if r != row and products[r].available and (own is None or signature(products[r]) != own)
    ]
    weights = recommender.attribute_weights(wanted.category or wanted.title, rows)
    scores = [
        _NEARNESS * float(cosines[n])
        + _AGREEMENT * _agreement(wanted, products[r], weights)
        + _PRICE * _price_likeness(wanted.price, products[r].price)
        for n, r in found
    ]
    best = np.argsort(-np.asarray(scores), kind="stable")[:limit]
    chosen = Pool.of(np.asarray([found[n][1] for n in best], np.int64), np.asarray(scores)[best])
    companions = []
    for place, other in enumerate(chosen.rows):
        same, differs = _parted(wanted, products[other], weights)
        product = card(snapshot, chosen, place, list(weights))
        companions.append(Companion(product=product, same=same, differs=differs, reason=_reason(wanted, same)))
    return Companions(
        id=product_id,
        catalog_version=snapshot.catalog.version,
        model_version="alternatives",
        products=companions,
    )


def _compared(
    recommender: Recommender, products: Sequence[Product], weights: Mapping[str, float]
) -> list[ComparedAttribute]:
    """Every attribute that any of the products states, the weightiest first."""
    stated = [product.stated for product in products]
    names = dict.fromkeys(name for own in stated for name in own)
    compared = []
    for name in sorted(names, key=lambda name: -weights.get(name, 0.0)):
        values = [plain_value(own[name]) if name in own else None for own in stated]
        definition, weight = asdict(recommender.snapshot.catalog.attributes[name]), round(weights.get(name, 0.0), 4)
        compared.append(ComparedAttribute(**definition, weight=weight, values=values))
    return compared


def _all_alike(values: Sequence[object]) -> bool:
    return all(value == values[0] for value in values)


def _agreement(one: Product, other: Product, weights: Mapping[str, float]) -> float:
    """Share of the weight of what `one` states in which the other agrees, in [0, 1]."""
    own, others = one.stated, other.stated
    stated = {name: weights.get(name, 0.0) for name in own if name != PRICE}
    agreed = sum(weight for name, weight in stated.items() if _alike(own[name], others.get(name)))
    return agreed / (sum(stated.values()) or 1.0)


def _alike(one: AttributeValue, other: AttributeValue | None) -> bool:
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers) and not isinstance(one, bool):
        return abs(one - other) <= _SAME_NUMBER * max(abs(one), abs(other))
    return one == other


def _price_likeness(one: float | None, other: float | None) -> float:
    """1 for the same price, a half for twice or half of it."""
    return min(one, other) / max(one, other) if one and other else 0.0


def _parted(one: Product, other: Product, weights: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """The attributes that both state: the weightiest that agree, and the weightiest that do not."""
    own, others = one.stated, other.stated
    both = sorted((name for name in own if name in others and name != CATEGORY), key=lambda n: -weights.get(n, 0.0))
    same = [name for name in both if _alike(own[name], others[name])]
    differs = [name for name in both if not _alike(own[name], others[name])]
    return same[:_NAMED], differs[:_NAMED]


def _reason(wanted: Product, same: Sequence[str]) -> str:
    kind = (wanted.category or "product").lower()
    alike = ", ".join(name.replace("_", " ") for name in same[:3])
    return f"the same kind: {kind}" + (f", alike in {alike}" if alike else "")
