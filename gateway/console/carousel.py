"""Products, comparisons and questions of an agent in the shapes of the assistant's (`recommender.protocol.messages`),
and what the log keeps of how they were chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.console.trying import Tried, answered
from gateway.errors import Invalid
from recommender.client import RecommenderClient
from recommender.protocol.companions import CompareResponse
from recommender.protocol.messages import ComparedRow, Comparison, Products, ShownAttribute
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import RankedProduct, RecommendResponse
from recommender.protocol.traces import Policy

MOST_ROWS = 12
"""Of a comparison, as the assistant shows it."""
_ON_A_CARD = 10
_BUILT_IN = frozenset({"brand", "category", "price"})
"""What a card has in fields of its own."""

Labels = Mapping[str, str]
"""What attributes are called in the shopper's language, as far as a list said it."""


async def carded(
    recommender: RecommenderClient, ids: Sequence[str], found: RecommendResponse | None
) -> list[RankedProduct]:
    """Products as cards, in the order of their ids: as they were found, and the others as far as the catalog knows
    them. Raises Invalid for one that it does not have."""
    known = {} if found is None else {one.id: one for one in found.products}
    others = [id for id in ids if id not in known]
    # A product whose id has a comma is asked for alone.
    together = [id for id in others if "," not in id]
    told = await answered(recommender.products(together)) if together else None
    details = {one.id: one for one in told.products} if told else {}
    for id in others:
        detail = details.get(id) or (await answered(recommender.product(id)) if "," in id else None)
        if detail is None:
            reason = f"the catalog has no product {id!r} (any more); choose another"
            raise Invalid(reason, field=f"ids.{list(ids).index(id)}")
        known[id] = _card(detail, [one.name for one in found.attributes] if found else [])
    return [known[id] for id in ids]


def products_of(new: Tried, cards: Sequence[RankedProduct], labels: Labels) -> Products:
    """A list of these products. There is no more of it than is shown."""
    found = new.found
    return Products(
        products=list(cards),
        total=len(cards),
        query=new.request.query,
        constraints=new.request.constraints,
        attributes=[
            ShownAttribute(name=one.name, label=labels.get(one.name) or one.label, weight=one.weight, unit=one.unit)
            for one in found.attributes
        ],
        leanings=found.need.leanings,
        query_id=found.query_id,
        model_version=found.model_version,
        catalog_version=found.catalog_version,
    )


def comparison_of(compared: CompareResponse, labels: Labels) -> Comparison:
    """A comparison as it is shown."""
    rows = [
        ComparedRow(attribute=row.name, label=labels.get(row.name) or row.label, unit=row.unit, values=row.values)
        for row in compared.attributes[:MOST_ROWS]
    ]
    return Comparison(products=compared.products, rows=rows)


def list_trace(new: Tried, arm: str) -> dict[str, Any]:
    """Of a list that an agent sent: what was asked for it, and no propensity."""
    trace = new.found.trace
    attributes = [one.model_dump() for one in trace.attributes] if trace else []
    request = new.request.model_dump(mode="json", exclude_defaults=True, exclude={"unit", "arm", "otherwise"})
    return _chosen(new, arm) | {"request": request, "attributes": attributes}


def question_trace(new: Tried, arm: str) -> dict[str, Any]:
    """Of a question that an agent asked."""
    return _chosen(new, arm) | {"query_id": new.found.query_id, "propensity": 1.0, "candidates": []}


def _chosen(new: Tried, arm: str) -> dict[str, Any]:
    policy = Policy.model_validate({"model_version": new.found.model_version, "by": "agent", "arm": arm})
    trace = new.found.trace
    return {
        "category": trace.category if trace else "",
        "purpose": trace.purpose if trace else None,
        "policy": policy.model_dump(mode="json"),
    }


def _card(detail: ProductDetail, ranked: Sequence[str]) -> RankedProduct:
    """A product that was not found: with what it states, the weightiest first, and nothing said of wishes."""
    stated = detail.attributes
    names = [name for name in dict.fromkeys([*ranked, *stated]) if name in stated and name not in _BUILT_IN]
    offer = detail.model_dump(exclude={"attributes", "labels", "units", "description"})
    return RankedProduct(**offer, score=0.0, attributes={name: stated[name] for name in names[:_ON_A_CARD]})
