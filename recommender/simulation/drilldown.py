"""Simulated drill-downs: each shopper has a query and one product in mind, and answers what their product's text names.

Says how many questions a ranker asks until the product is on the first screen, and where it stood before any. The user
model (a shopper knows what the product's own text names) is that of Vandic et al., "Dynamic Facet Ordering for Faceted
Product Search Engines", IEEE TKDE 29(5), 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from data.catalog.constraints import Constraint, Range
from ranker.candidates import AttributeRanker
from ranker.queries import Shopper
from recommender.engine.recommender import Recommender
from recommender.engine.statistics import LEAST_NAMING
from recommender.protocol.recommend import MOST_QUERY_CHARACTERS, RankedAttribute, RecommendRequest

Progress = Callable[[int, int], None]
FIRST_SCREEN = 5
MOST_QUESTIONS = 5
"""More than that, and the shopper is gone."""
_RANKED = 50
"""Places of the first answer that count; a product behind them is not found."""


@dataclass(frozen=True, slots=True)
class Play:
    """What one shopper went through."""

    target: str
    questions: int
    """Asked until the product was on the first screen; `MOST_QUESTIONS` if it never was."""
    reciprocal: float
    """1 / the product's place in the answer to the query alone; 0 if it was not there."""


class DrillDown:
    """Plays shoppers against one recommender, with any ranker."""

    def __init__(self, recommender: Recommender) -> None:
        self._recommender = recommender
        self._table = table = recommender.snapshot.table
        self._naming = np.bincount(table.entry_value[table.entry_named], minlength=len(table.values))
        self._rows = {product.id: row for row, product in enumerate(recommender.snapshot.catalog.products)}

    def plays(self, ranker: AttributeRanker, shoppers: Sequence[Shopper], progress: Progress) -> list[Play]:
        """Every shopper's; the recommender's own ranker is put back afterwards."""
        own, self._recommender.ranker = self._recommender.ranker, ranker
        try:
            found = []
            for number, shopper in enumerate(shoppers, start=1):
                found.append(self._play(shopper))
                progress(number, len(shoppers))
            return found
        finally:
            self._recommender.ranker = own

    def _play(self, shopper: Shopper) -> Play:
        constraints: list[Constraint] = []
        declined: list[str] = []
        reciprocal = 0.0
        for asked in range(MOST_QUESTIONS):
            response = self._recommender.recommend(
                RecommendRequest(
                    query=shopper.query[:MOST_QUERY_CHARACTERS],
                    constraints=constraints,
                    declined=declined,
                    limit=FIRST_SCREEN if asked else _RANKED,
                )
            )
            shown = [product.id for product in response.products]
            if not asked and shopper.target in shown:
                reciprocal = 1 / (1 + shown.index(shopper.target))
            if shopper.target in shown[:FIRST_SCREEN]:
                return Play(shopper.target, asked, reciprocal)
            question = response.question
            if question is None:
                break
            attribute = next((each for each in response.attributes if each.name == question.attribute), None)
            answer = None if attribute is None else self._answer(attribute, self._rows[shopper.target])
            if answer is None:
                declined.append(question.attribute)
            else:
                constraints.append(answer)
        return Play(shopper.target, MOST_QUESTIONS, reciprocal)

    def _answer(self, attribute: RankedAttribute, target: int) -> Constraint | None:
        """What the shopper says, as the question offers it where it does; None where they would not know."""
        table = self._table
        if attribute.name not in table.ids:
            return None
        own = np.arange(table.row_start[target], table.row_start[target + 1])
        own = own[table.entry_attribute[own] == table.ids[attribute.name]]
        known = own[table.entry_named[own] & (self._naming[table.entry_value[own]] >= LEAST_NAMING)]
        if not len(known):
            return None
        value = table.values[table.entry_value[known[0]]]
        if attribute.kind == "numeric":
            offered = (option.value for option in attribute.values if _holds(option.value, float(value)))
            return Constraint(attribute=attribute.name, value=next(offered, float(value)))
        return Constraint(attribute=attribute.name, value=value)


def _holds(offered: object, number: float) -> bool:
    if isinstance(offered, Range):
        low = -np.inf if offered.min is None else offered.min
        high = np.inf if offered.max is None else offered.max
        return bool(low <= number <= high)
    return offered == number
