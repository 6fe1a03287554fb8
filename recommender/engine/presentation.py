"""Products as the protocol's bodies. Decides nothing but what of a product a card shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from pydantic import BaseModel

from data.catalog.products import BUILT_IN, PLAIN, Catalog, Product
from recommender.engine.needs import Need
from recommender.engine.pool import Pool
from recommender.engine.snapshot import Snapshot
from recommender.engine.variant_offers import (
    MOST_VALUES_ON_A_CARD,
    all_variants,
    fitting,
    fitting_variant,
    options,
    plain_codes,
    plain_value,
)
from recommender.engine.variants import Variants
from recommender.protocol.products import ProductDetail
from recommender.protocol.recommend import RankedProduct, Reason

ATTRIBUTES_ON_A_CARD = 10


def cards(
    snapshot: Snapshot,
    variants: Variants,
    ordered: Pool,
    page: Sequence[Sequence[int]],
    ranked: Sequence[str],
    need: Need,
) -> list[RankedProduct]:
    """A card for each group of near-duplicates on a page, which are positions in `ordered`: the first is shown."""
    fits = need.reasons(ordered.rows[np.asarray([group[0] for group in page], np.int64)])
    shown = []
    for group, own in zip(page, fits, strict=True):
        product = card(snapshot, ordered, group[0], ranked, own)
        rows = ordered.rows[list(group)].tolist()
        shown.append(product.model_copy(update={"variants": variants.cards(rows[0], rows[1:])}))
    return shown


def card(
    snapshot: Snapshot, page: Pool, position: int, ranked: Sequence[str], fits: Sequence[Reason] = ()
) -> RankedProduct:
    """The product at `position` of `page`, with what it states of the `ranked` attribute names, in their order, and
    what of it serves the need."""
    product = snapshot.catalog.products[page.rows[position]]
    constrained, stated = [constraint.attribute for constraint in page.constraints], product.stated
    names = [name for name in dict.fromkeys([*constrained, *ranked]) if name in stated and name not in BUILT_IN]
    statuses, definitions = page.statuses[:, position], snapshot.catalog.attributes
    variants = fitting(snapshot, page, position)
    variant = fitting_variant(variants, definitions)
    attributes = {name: plain_value(stated[name]) for name in names[:ATTRIBUTES_ON_A_CARD]}
    if variant is not None:
        attributes |= {name: value for name, value in variant.options.items() if name in attributes}
    return RankedProduct(
        **_plain(product, RankedProduct),
        score=round(float(page.relevance[position]), 4),
        attributes=attributes,
        matched=list(dict.fromkeys(name for name, status in zip(constrained, statuses, strict=True) if status == 1)),
        fits=list(fits),
        missed=list(dict.fromkeys(name for name, status in zip(constrained, statuses, strict=True) if status == -1)),
        variant=variant,
        options=options(product, definitions, variants or None, MOST_VALUES_ON_A_CARD),
    )


def detail(catalog: Catalog, product: Product) -> ProductDetail:
    """Everything about a product."""
    stated = product.stated
    definitions = {name: catalog.attributes[name] for name in stated}
    return ProductDetail(
        **_plain(product, ProductDetail),
        attributes={name: plain_value(value) for name, value in stated.items()},
        labels={name: definition.label for name, definition in definitions.items()},
        units={name: definition.unit for name, definition in definitions.items() if definition.unit},
        codes=plain_codes(product.codes),
        options=options(product, catalog.attributes),
        variants=all_variants(product, catalog.attributes),
    )


def _plain(product: Product, body: type[BaseModel]) -> dict[str, Any]:
    """What both the product and the body have under one name, but for the attributes."""
    return {name: getattr(product, name) for name in PLAIN if name in body.model_fields}
