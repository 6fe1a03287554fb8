"""Which family of buying knowledge each product type of a catalog is, in the catalog's terms. Linked once a type."""

from __future__ import annotations

from functools import lru_cache, partial

from ranker.knowledge.linking import LinkedFamily, Links, Stated
from recommender.engine.readings import Readings
from retrieval.attribute_table import AttributeTable

_TYPES_KEPT = 5000


class Families:
    """Links one attribute table. Safe to share between threads. Without knowledge (`links` None), nothing is linked."""

    def __init__(self, table: AttributeTable, readings: Readings, links: Links | None = None) -> None:
        self.links = links
        self.of = lru_cache(_TYPES_KEPT)(partial(_linked, table, readings, links))
        """The family of a product type; None for a type that is of none, or that is empty."""


def _linked(table: AttributeTable, readings: Readings, links: Links | None, category: str) -> LinkedFamily | None:
    if links is None or not category:
        return None
    stated = [table.attributes[attribute] for attribute in readings.stated(category)]
    return links.linked(category, [Stated(one.name, one.label, one.kind, one.unit) for one in stated])
