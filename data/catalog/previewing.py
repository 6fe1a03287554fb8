"""What an import would change, before anything is: for people who decide about it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from data.catalog.importing import Made
from data.catalog.store import CatalogStore

_MOST_CATEGORIES, _MOST_SAMPLES = 12, 5


def preview(made: Made, store: CatalogStore) -> dict[str, Any]:
    """How many products come, go and stay, which types they are of, and the first few as they would be."""
    before, ids = store.ids(), frozenset(product.id for product in made.products)
    categories = Counter(product.category or "" for product in made.products)
    return {
        "products": len(ids),
        "attributes": len(made.attributes),
        "added": len(ids - before),
        "removed": len(before - ids),
        "stay": len(ids & before),
        "categories": [[name, count] for name, count in categories.most_common(_MOST_CATEGORIES)],
        "samples": [
            {
                "id": one.id,
                "title": one.title,
                "category": one.category,
                "price": one.price,
                "currency": one.currency,
                "attributes": len(one.attributes),
            }
            for one in made.products[:_MOST_SAMPLES]
        ],
    }
