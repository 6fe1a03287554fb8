"""Which family of buying knowledge each product type of a catalog is, in the catalog's terms. Linked once a type."""

from __future__ import annotations

from ranker.candidates import Encode
from ranker.knowledge.linking import LinkedFamily, Links, Stated
from ranker.knowledge.meaning import completed
from recommender.engine.readings import Readings
from retrieval.attribute_table import AttributeTable


class Families:
    """Links one attribute table. Safe to share between threads. Without knowledge (`links` None), nothing is linked.

    `read` gives attributes as vectors of what they mean (`ranker.knowledge.meaning`); None: names alone link.
    """

    def __init__(
        self, table: AttributeTable, readings: Readings, links: Links | None = None, read: Encode | None = None
    ) -> None:
        self.links = links
        self.read = read
        self._table = table
        self._readings = readings
        self._known: dict[str, LinkedFamily | None] = {}

    def of(self, category: str) -> LinkedFamily | None:
        """The family of a product type; None for a type that is of none, or that is empty."""
        if category not in self._known:
            self._known[category] = self._linked(category)
        return self._known[category]

    def _linked(self, category: str) -> LinkedFamily | None:
        links = self.links
        if links is None or not category:
            return None
        stated = [self._table.attributes[attribute] for attribute in self._readings.stated(category)]
        linked = links.linked(category, [Stated(one.name, one.label, one.kind, one.unit) for one in stated])
        if linked is None or self.read is None:
            return linked
        return completed(linked, links.concepts, category, self._readings.candidates(category), self.read)
