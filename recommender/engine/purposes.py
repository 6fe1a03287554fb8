"""What buying knowledge says of a request: its need, why an attribute matters for it, what no attribute states."""

from __future__ import annotations

from dataclasses import dataclass

from ranker.candidates import AttributeRanker, Encode, Ranking
from ranker.knowledge.families import Decision, Need
from ranker.knowledge.linking import LinkedFamily, Links, Stated, serves
from ranker.knowledge.sayings import Sayings
from recommender.engine.readings import Readings
from retrieval.attribute_table import AttributeTable

DECIDES = 2.5
"""Grade from which a concept decides for a need."""
Towards = str | bool | list[str]
"""Low or high, yes or no, or values."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A need that a request speaks of, in the terms of the catalog's product type; nothing where it speaks of none."""

    linked: LinkedFamily | None = None
    need: Need | None = None
    unstated: tuple[str, ...] = ()
    """How the concepts are called that decide for the need and that no attribute states."""

    def why(self, attribute: str, towards: Towards) -> str | None:
        """Why a value of an attribute serves the need, as the knowledge has it; None if it does not say so."""
        decision = self.linked.decision(self.need, attribute) if self.linked and self.need else None
        return decision.why if decision is not None and _agrees(decision, towards) else None


class Purposes:
    """Finds purposes for one catalog and one ranker. Safe to share between threads."""

    def __init__(self, table: AttributeTable, readings: Readings) -> None:
        self._table = table
        self._readings = readings
        self._sayings: tuple[Encode, Sayings] | None = None
        self._linked: tuple[Links, dict[str, LinkedFamily | None]] | None = None

    def of(self, category: str, ranking: Ranking, ranker: AttributeRanker, links: Links | None) -> Purpose:
        """The purpose of a request that was ranked so."""
        encode: Encode | None = getattr(ranker, "encode", None)
        if links is None or encode is None or ranking.query is None:
            return Purpose()
        linked = self._family(category, links)
        need = self._said_with(encode).nearest(linked.family, ranking.query) if linked else None
        if linked is None or need is None:
            return Purpose()
        labels = [links.label(concept) for concept in linked.unstated(need, DECIDES)]
        return Purpose(linked, need, tuple(labels))

    def prepare(self, links: Links | None, ranker_encode: Encode, encode: Encode | None = None) -> None:
        """Reads the sayings of all product types ahead; `encode` may be a cached form of the ranker's own."""
        if links is None:
            return
        found = [self._family(category, links) for category in self._readings.categories()]
        families = {linked.family.family: linked.family for linked in found if linked is not None}
        self._said_with(ranker_encode).prepare(list(families.values()), encode)

    def inherit(self, older: Purposes) -> None:
        """Takes over what was read for an older catalog."""
        self._sayings = older._sayings

    def _said_with(self, encode: Encode) -> Sayings:
        if self._sayings is None or self._sayings[0] is not encode:
            self._sayings = (encode, Sayings(encode))
        return self._sayings[1]

    def _family(self, category: str, links: Links) -> LinkedFamily | None:
        if self._linked is None or self._linked[0] is not links:
            self._linked = (links, {})
        known = self._linked[1]
        if category not in known:
            attributes = [self._table.attributes[a] for a in self._readings.stated(category)]
            known[category] = links.linked(category, [Stated(a.name, a.label, a.kind) for a in attributes])
        return known[category]


def _agrees(decision: Decision, towards: Towards) -> bool:
    """Whether the knowledge wants what is leant towards."""
    if isinstance(decision.wants, list):
        values = towards if isinstance(towards, list) else []
        return any(serves(value, decision.wants) for value in values)
    return decision.wants is not None and decision.wants == towards
