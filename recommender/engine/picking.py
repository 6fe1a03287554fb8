"""Which of the products that a shopper has before them is meant: what is said of them, held against what they state."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.catalog.constraints import Constraint, Preference
from recommender.engine.pool import Pool
from recommender.engine.recommender import Recommender
from recommender.engine.variant_offers import fitting, fitting_variant
from recommender.errors import ProductGone, UnknownProduct
from recommender.protocol.products import ProductDetail, ProductList
from recommender.protocol.recommend import FittingVariant
from recommender.protocol.understand import UnderstandRequest, UnderstandResponse


def understand(recommender: Recommender, request: UnderstandRequest) -> UnderstandResponse:
    """What the words say in the catalog's terms, and which of the products shown they mean."""
    understood = recommender.understand(request)
    if request.shown is None:
        return understood
    # What describes a product answers no question: "the 32 inch one" is about no price that was asked.
    said = understood
    if request.asked is not None:
        said = recommender.understand(request.model_copy(update={"asked": None}))
    shown = request.shown
    picked = told_apart(recommender, shown.ids, said.constraints, said.preferences, comparative=shown.comparative)
    meant = [*picked, *([request.shown.focus] if request.shown.focus else [])]
    found = products(recommender, meant[:1]).products
    new = {one.attribute for one in said.constraints}  # what is said now counts in place of what was
    asked = [*(one for one in shown.constraints if one.attribute not in new), *said.constraints]
    variant = _variant(recommender, found[0], asked) if found else None
    return understood.model_copy(update={"picked": picked, "product": found[0] if found else None, "variant": variant})


def _variant(
    recommender: Recommender, product: ProductDetail, constraints: Sequence[Constraint]
) -> FittingVariant | None:
    """Which variant of a product is meant by what is asked of it."""
    if not product.variants:
        return None
    known = recommender.snapshot.table.ids
    pool = held_against(recommender, [product.id], [one for one in constraints if one.attribute in known])
    fits = fitting(recommender.snapshot, pool, 0) if pool.live.all() else ()
    return fitting_variant(fits, recommender.snapshot.catalog.attributes)


def products(recommender: Recommender, ids: Sequence[str]) -> ProductList:
    """The products of these ids, each once."""
    found: list[ProductDetail] = []
    unknown: list[str] = []
    for product_id in dict.fromkeys(ids):
        try:
            found.append(recommender.view.product(product_id))
        except (UnknownProduct, ProductGone):
            unknown.append(product_id)
    return ProductList(products=found, unknown=unknown)


def told_apart(
    recommender: Recommender,
    ids: Sequence[str],
    constraints: Sequence[Constraint],
    preferences: Sequence[Preference],
    *,
    comparative: bool,
) -> list[str]:
    """Those that fit what is said; none if nothing is said of them, or all of them fit."""
    ends = [p for p in preferences if p.sorts or (comparative and p.compares)]
    if not constraints and not ends:
        return []
    among = _fitting(recommender, [product.id for product in products(recommender, ids).products], constraints)
    for end in ends:
        among = _at_end(recommender, among, end)
    return among if len(among) < len(ids) else []


def _fitting(recommender: Recommender, ids: Sequence[str], constraints: Sequence[Constraint]) -> list[str]:
    """Those that state all that is asked for, one form of them all of it, and do not state what is not wanted."""
    pool = held_against(recommender, ids, constraints)
    least = np.asarray([0 if constraint.op == "neq" else 1 for constraint in constraints], np.int8)
    fits = (pool.statuses >= least[:, np.newaxis]).all(axis=0)
    return [product_id for product_id, one in zip(ids, fits.tolist(), strict=True) if one]


def held_against(recommender: Recommender, ids: Sequence[str], constraints: Sequence[Constraint]) -> Pool:
    """What the products of these ids are to constraints, each with variants as the one that fits best. Raises
    RejectedConstraint."""
    rows = np.asarray([recommender.view.row(product_id) for product_id in ids], np.int64)
    standings = [recommender.lookups.standing(constraint) for constraint in constraints]
    return Pool.of(rows, np.ones(len(rows)), constraints, standings, recommender.snapshot.table)


def _at_end(recommender: Recommender, ids: Sequence[str], end: Preference) -> list[str]:
    """The product at the wanted end of a numeric attribute."""
    numbers = {product_id: _number(recommender, product_id, end) for product_id in ids}
    stated = {product_id: number for product_id, number in numbers.items() if number is not None}
    pick = min if end.direction == "low" else max
    return [pick(stated, key=lambda product_id: stated[product_id])] if stated else []


def _number(recommender: Recommender, product_id: str, end: Preference) -> float | None:
    value = recommender.snapshot.catalog.products[recommender.view.row(product_id)].stated.get(end.attribute)
    values = value if isinstance(value, tuple) else (value,)
    numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    return None if not numbers else min(numbers) if end.direction == "low" else max(numbers)
