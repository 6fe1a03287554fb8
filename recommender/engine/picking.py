"""Which of the products that a shopper has before them is meant: what is said of them, held against what they state."""

from __future__ import annotations

from collections.abc import Sequence

from data.catalog.constraints import Constraint, Preference
from recommender.engine.recommender import Recommender
from recommender.errors import ProductGone, UnknownProduct
from recommender.protocol.products import ProductDetail, ProductList
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
    return understood.model_copy(update={"picked": picked, "product": found[0] if found else None})


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
    among = [product.id for product in products(recommender, ids).products]
    for constraint in constraints:
        among = [product_id for product_id in among if _fits(recommender, product_id, constraint)]
    for end in ends:
        among = _at_end(recommender, among, end)
    return among if len(among) < len(ids) else []


def _fits(recommender: Recommender, product_id: str, constraint: Constraint) -> bool:
    """Whether a product states what is asked for, or does not state what is not wanted."""
    status = recommender.lookups.status(constraint)[recommender.view.row(product_id)]
    return bool(status >= 0 if constraint.op == "neq" else status == 1)


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
