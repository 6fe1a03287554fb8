"""What buying knowledge says of a request: its need, why an attribute matters for it, what no attribute states."""

from __future__ import annotations

from dataclasses import dataclass

from ranker.candidates import Ranking
from ranker.experienced import CERTAIN
from ranker.knowledge.families import Decision, Need
from ranker.knowledge.linking import LinkedFamily, Links, serves

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

    @classmethod
    def of(cls, linked: LinkedFamily | None, ranking: Ranking, links: Links | None) -> Purpose:
        """The purpose of a request for products of a linked type that was ranked so."""
        advice = ranking.advice
        if linked is None or links is None or advice is None or advice.need is None or advice.certainty < CERTAIN:
            return cls()
        labels = [links.label(concept) for concept in linked.unstated(advice.need, DECIDES)]
        return cls(linked, advice.need, tuple(labels))

    def why(self, attribute: str, towards: Towards) -> str | None:
        """Why a value of an attribute serves the need, as the knowledge has it; None if it does not say so."""
        decision = self.linked.decision(self.need, attribute) if self.linked and self.need else None
        return decision.why if decision is not None and _agrees(decision, towards) else None


def _agrees(decision: Decision, towards: Towards) -> bool:
    """Whether the knowledge wants what is leant towards."""
    if isinstance(decision.wants, list):
        values = towards if isinstance(towards, list) else []
        return any(serves(value, decision.wants) for value in values)
    return decision.wants is not None and decision.wants == towards
